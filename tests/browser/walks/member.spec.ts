// A member scores a round blind, one design after the other: by button, by key, with a second thought.

import { expect, test } from '../support/test.ts';
import type { Visitor } from '../support/visitor.ts';

const DESIGNS_MAX = 10;
const DONE = 'You have seen them all. Thank you!';

/** The title on the card, once the card shows another one than before. */
async function titleAfter(me: Visitor, before: string): Promise<string> {
  const heading = me.page.getByRole('heading', { level: 1 });
  await expect(heading).not.toHaveText(before);
  return heading.innerText();
}

async function give(me: Visitor, score: number): Promise<void> {
  if (me.strikes) await me.strike(`${score}`);
  else await me.press(new RegExp(`^${score} `));
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
  await me.go('/');
  await me.follow('Formula and leaf');
  await me.follow(/^Score/);
  await me.arrives(/./);
  await fitsTheScreen(me);

  const first = await titleAfter(me, '');
  if (me.strikes) await me.strike('b');
  else await me.tick(/^I’d buy it/);
  await give(me, 4);
  await me.reads(`You gave “${first}” 4 and would buy it.`);

  const second = await titleAfter(me, first);
  await me.press(/^Skip/);
  const third = await titleAfter(me, second);
  await give(me, 2);
  await titleAfter(me, third);
  await me.follow(/^Undo/);
  await me.reads('You gave this 2.');
  await me.arrives(third);
  await give(me, 5);
  await me.reads(`You gave “${third}” 5.`);

  let shown = await titleAfter(me, third);
  for (let designs = 0; shown !== DONE; designs++) {
    expect(designs).toBeLessThan(DESIGNS_MAX);
    await give(me, 3);
    shown = await titleAfter(me, shown);
  }
  await me.arrives(DONE);

  await me.follow('My scores');
  await me.arrives('My scores');
  await me.follow(`Change the score of “${first}”`);
  await me.arrives(first);
  await give(me, 1);
  await me.reads('Your score is changed.');
  const { items } = await demo.read(`/me/rounds/${round}/ballots`, 'buyer');
  expect(items.map((ballot: { score: number }) => ballot.score).sort()).toEqual([1, 3, 3, 5]);
});
