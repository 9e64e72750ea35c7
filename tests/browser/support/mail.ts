// The demo's inbox: what a person would find in their mail.

import type { Visitor } from './visitor.ts';

/** Opens the newest mail that says this, and gives the path that its button leads to. */
export async function linkInMail(me: Visitor, words: RegExp, button: RegExp): Promise<string> {
  await me.go('/');
  await me.follow('Inbox');
  await me.arrives('Inbox');
  await me.within(me.page.getByRole('row').filter({ hasText: words }).first().getByRole('cell').nth(1)).follow(/./);
  await me.arrives(/./);
  const address = await me.page.frameLocator('iframe').getByRole('link', { name: button }).getAttribute('href');
  // The samples were mailed by the demo that made them, at another port.
  return new URL(address ?? '').pathname;
}
