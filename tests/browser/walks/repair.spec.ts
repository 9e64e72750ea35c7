// A buyer whose charge failed opens the link in the mail, without signing in, and pays by another card or asks the bank.

import { expect, test } from '../support/test.ts';
import type { Visitor } from '../support/visitor.ts';

const PAYS = '4242424242424242';

/** Opens the newest mail with this subject and gives the path that its button leads to. */
async function linkOf(me: Visitor, subject: RegExp): Promise<string> {
  await me.go('/');
  await me.follow('Inbox');
  await me.arrives('Inbox');
  await me.within(me.page.getByRole('row').filter({ hasText: subject }).first()).follow(subject);
  await me.arrives(subject);
  const button = me.page.frameLocator('iframe').getByRole('link', { name: /^(Pay now|Answer your bank)$/ });
  const address = await button.getAttribute('href');
  // The samples were mailed by the demo that made them, at another port.
  return new URL(address ?? '').pathname;
}

test('a buyer whose card was declined uses another one', async ({ open }) => {
  const me = await open('nobody');
  const link = await linkOf(me, /Your card was declined for /);
  await me.go(link);
  await me.arrives('Pay your order');
  await me.press('Use another card');
  await me.fill('Card number', PAYS);
  await me.press('Save the card');
  await me.reads('ending in 4242');
  await me.go(link);
  await me.press(/^Pay .* now$/);
  await me.arrives('Your payment');
  await me.reads('Your order is paid. Thank you.');
});

test('a buyer whose bank asks says no, and then yes', async ({ demo, open }) => {
  const me = await open('nobody');
  const link = await linkOf(me, /Your bank asks for you/);
  await me.go(link);
  await me.press(/^Pay .* now$/);
  await me.reads(/do you pay/);
  await me.press('No');
  await me.arrives('Your payment');
  await me.reads('Your bank did not pay.');

  await me.go(link);
  await me.press(/^Pay .* now$/);
  await me.reads(/do you pay/);
  await me.press('Yes, it is me');
  await me.arrives('Your payment');
  await me.reads('Your order is paid. Thank you.');
  const order = await demo.read(`/preorders/${demo.stops['order_at_bank']}`, 'member');
  expect(order.state).toBe('paid');
});
