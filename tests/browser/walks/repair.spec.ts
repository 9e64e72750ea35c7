// A buyer whose charge failed opens the link in the mail, without signing in, and pays by another card or asks the bank.

import { linkInMail } from '../support/mail.ts';
import { expect, test } from '../support/test.ts';

const PAYS = '4242424242424242';

test('a buyer whose card was declined uses another one', async ({ open }) => {
  const me = await open('nobody');
  const link = await linkInMail(me, /Your card was declined for /, /^Pay now$/);
  await me.go(link);
  await me.arrives('Pay your order');
  await me.press('Use another card');
  await me.fill('Card number', PAYS);
  await me.press('Save the card');
  await me.reads('ending in 4242');
  await me.go(link);
  await me.press(/^Pay .* now$/);
  await me.arrives('Your pre-order');
  await me.reads('Paid. Thank you!');
});

test('a buyer whose bank asks says no, and then yes', async ({ demo, open }) => {
  const me = await open('nobody');
  const link = await linkInMail(me, /Your bank asks for you/, /^Answer your bank$/);
  await me.go(link);
  await me.press(/^Pay .* now$/);
  await me.reads(/do you pay/);
  await me.press('No');
  await me.arrives('Your pre-order');
  await me.reads('Your card was declined.');

  await me.go(link);
  await me.press(/^Pay .* now$/);
  await me.reads(/do you pay/);
  await me.press('Yes, it is me');
  await me.arrives('Your pre-order');
  await me.reads('Paid. Thank you!');
  const order = await demo.read(`/preorders/${demo.stops['order_at_bank']}`, 'member');
  expect(order.state).toBe('paid');
});
