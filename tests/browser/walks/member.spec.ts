// A member scores a round blind, one design after the other: by button, by key, with a second thought.

import { expect, test } from '../support/test.ts';
import type { Visitor } from '../support/visitor.ts';

const DESIGNS_MAX = 10;
const CARD_MS = 500;
const DONE = 'You have seen them all. Thank you!';

/** Does something to the card until another one comes: right after a card has come, it takes nothing. */
async function answer(me: Visitor, title: string, act: () => Promise<void>): Promise<string> {
  const heading = me.page.getByRole('heading', { level: 1 });
  await expect(async () => {
    await act();
    await expect(heading).not.toHaveText(title, { timeout: CARD_MS });
  }).toPass({ intervals: [0] });
  return heading.innerText();
}

function give(me: Visitor, title: string, score: number): Promise<string> {
  return answer(me, title, () => (me.strikes ? me.strike(`${score}`) : me.press(new RegExp(`^${score} `))));
}

/** A phone shows the picture and all that one does with it at once. */
async function fitsTheScreen(me: Visitor): Promise<void> {
  for (const part of [me.page.getByRole('img', { name: /^Design/ }), me.page.getByRole('button', { name: /^5 / })]) {
    await expect(part).toBeInViewport({ ratio: 0.99 });
  }
}

test('a member scores every design of a round and thinks again about two', async ({ demo, open }) => {
  const round = demo.stops['round_being_scored'];
  const me = await open('buyer');
  await me.go(`/rounds/${round}/score`);
  await me.arrives(/./);
  await fitsTheScreen(me);

  const first = await me.page.getByRole('heading', { level: 1 }).innerText();
  if (me.strikes) await me.strike('b');
  else await me.tick(/^I’d buy it/);
  const second = await give(me, first, 4);
  await me.reads(`You gave “${first}” 4 and would buy it.`);

  const third = await answer(me, second, () => me.press(/^Skip/));
  const fourth = await give(me, third, 2);
  await answer(me, fourth, () => me.follow(/^Undo/));
  await me.reads('You gave this 2.');
  await me.arrives(third);
  let shown = await give(me, third, 5);
  await me.reads(`You gave “${third}” 5.`);
  for (let designs = 0; shown !== DONE; designs++) {
    expect(designs).toBeLessThan(DESIGNS_MAX);
    shown = await give(me, shown, 3);
  }
  await me.arrives(DONE);

  await me.within(me.page.locator('#turn')).follow('My scores');
  await me.arrives('My scores');
  await me.follow(`Change the score of “${first}”`);
  await me.arrives(first);
  await give(me, first, 1);
  await me.reads('Your score is changed.');
  const { items } = await demo.read(`/me/rounds/${round}/ballots`, 'buyer');
  expect(items.map((ballot: { score: number }) => ballot.score).sort()).toEqual([1, 3, 3, 5]);
});
