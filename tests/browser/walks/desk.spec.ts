// The desk: a moderator refuses a design, an admin closes a round after a look at what that does.

import { expect, test } from '../support/test.ts';

test('a moderator refuses a design with a reason, and its designer reads it', async ({ open }) => {
  const me = await open('moderator');
  await me.go('/desk/moderation');
  await me.arrives('Designs to look at');
  const title = await me.page.getByRole('heading', { level: 2 }).first().innerText();
  await me.follow(title);
  await me.arrives(title);
  await me.choose('Reason', 'It is not about what this round asks for.');
  await me.fill('Your words to the designer', 'There is no rain in it, and nothing after it.');
  await me.press('Refuse this design');
  await me.reads('The design was refused, and its designer is told why.');

  // The worker sends it a moment later.
  await expect(async () => {
    await me.go('/inbox');
    await expect(me.page.getByText(title).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
});

test('an admin looks at the preview of a round and closes it', async ({ demo, open }) => {
  const round = demo.stops['round_being_judged'];
  const me = await open('admin');
  await me.go('/desk');
  await me.follow(/Rounds to close$/);
  await me.follow('Creatures of habit');
  await me.arrives('Creatures of habit');
  await me.follow('Preview and close');
  await me.arrives('Close “Creatures of habit”: preview');
  await me.reads('Goes on sale');
  await me.follow('Go on to close it');
  await me.arrives('Close “Creatures of habit” for good?');
  await me.press('Close the round');
  await me.reads('The round is closed, and its results are published.');
  expect(await demo.read(`/rounds/${round}`, 'admin')).toMatchObject({ state: 'closed' });

  await me.go(`/rounds/${round}/results`);
  await me.arrives(/./);
  const { items } = await demo.read(`/rounds/${round}/standings`, 'admin');
  await me.reads(items[0].title);
});
