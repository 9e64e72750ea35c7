// A designer's way: an account, a confirmed address, a real picture handed in, and what a moderator makes of it.

import { join } from 'node:path';
import { linkInMail } from '../support/mail.ts';
import { expect, test } from '../support/test.ts';
import type { Visitor } from '../support/visitor.ts';

const ROUND = 'After the rain';
const TITLE = 'Rear Admiral';

async function confirm(me: Visitor, email: string): Promise<void> {
  await me.go(await linkInMail(me, new RegExp(email), /^Confirm this address$/));
  await me.arrives('Confirm your mail address');
  await me.press('Yes, confirm it');
  await me.reads('your mail address is confirmed');
}

async function handIn(me: Visitor, photo: string): Promise<void> {
  await me.go('/');
  await me.follow(ROUND);
  await me.arrives(ROUND);
  await me.follow('Submit a design');
  await me.arrives(`Hand in a design: ${ROUND}`);
  await me.fill('Title', TITLE);
  await me.fill(/^Story/, 'She found the first bug, and kept it.');
  await me.pick('All of it is my own work.');
  await me.press('Keep the words, then the picture');
  await me.reads('Now the picture.');
  await me.upload('Choose the picture', photo);
  await me.press('Send the picture');
  await me.reads('Your picture is stored.');
  await me.arrives(`Edit “${TITLE}”`);
  await me.tick(/^I have read the rules/);
  await me.press('Hand in');
  await me.reads('Handed in. A moderator looks at it next');
}

async function seesIt(me: Visitor): Promise<void> {
  await me.follow('My designs');
  await me.arrives('My designs');
  const picture = me.page.getByRole('img', { name: `Design “${TITLE}”` });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
}

test('a newcomer confirms an address, hands in a picture, and sees it let in', async ({ demo, open }) => {
  const me = await open('nobody');
  await me.go('/sign-up');
  await me.fill('Name that others see', 'Nell Arden');
  await me.fill('Mail address', 'nell@people.example');
  await me.fill('Password', 'seven quiet rivers');
  await me.press('Make an account');
  await me.reads('Your account is made');
  await confirm(me, 'nell@people.example');
  // A photograph as people have them; the sample of the demo's own walk where nobody says which.
  await handIn(me, process.env['GREENLIT_TEST_PHOTO'] ?? join(demo.folder, 'sample.png'));
  await seesIt(me);
  await me.reads('with the moderators');

  const moderator = await open('moderator');
  await moderator.go('/desk');
  await moderator.arrives('What waits');
  await moderator.follow(/Designs to look at$/);
  await moderator.arrives('Designs to look at');
  await moderator.follow(TITLE);
  await moderator.arrives(TITLE);
  await moderator.press('Let this design in');
  await moderator.reads('The design is in the round.');

  await seesIt(me);
  await me.follow(TITLE);
  await me.arrives(TITLE);
  await me.reads('Let into the round by a moderator');
});
