// A buyer's way: an order with its total, the card's page and its mishaps, a change, a cancellation, a late payment.

import type { Demo } from '../support/demo.ts';
import { expect, test } from '../support/test.ts';
import type { Visitor } from '../support/visitor.ts';

const DECLINED = '4000000000000002';
const ASKS = '4000002760003184';
const PAYS = '4242424242424242';

/** A sale that is decided at its deadline, so that an order can be changed and cancelled. */
async function sale(demo: Demo): Promise<{ id: string; title: string }> {
  const { items } = await demo.read('/campaigns?limit=200', 'buyer');
  const found = items.find((item: any) => item.state === 'open' && item.gate.decides === 'at_deadline');
  const { title } = await demo.read(`/designs/${found.design}`, 'buyer');
  return { id: found.id, title };
}

async function fillIn(me: Visitor): Promise<void> {
  await me.fill(/^M · Ink/, '2');
  await me.choose('Country', 'Germany · shipping €4.90');
  await me.fill(/^Name/, 'Billie Frost');
  await me.fill('Street and number', 'Lindenallee 4');
  await me.fill('Postal code', '20095');
  await me.fill('City', 'Hamburg');
}

async function saveCard(me: Visitor, number: string): Promise<void> {
  await me.fill('Card number', number);
  await me.press('Save the card');
}

test('a buyer orders, uses a second card, changes the order and cancels it', async ({ demo, open, watch }) => {
  const { title } = await sale(demo);
  const me = await open('buyer');
  await me.go('/campaigns');
  await me.follow(title);
  await me.arrives(title);
  await me.follow(/^Pre-order$/);
  await me.arrives(`Pre-order “${title}”`);
  await fillIn(me);
  await me.press('See the total');
  await me.reads('exactly €62.90 will be charged');
  await me.arrives(`Pre-order “${title}”`);
  await me.press('Go on to the card');
  await me.arrives('Sandbox: save a card');

  await saveCard(me, DECLINED);
  watch.allow(/^console error .*\/sandbox\/card\/.* status of 422/);
  await expect(me.page.getByRole('alert')).toBeVisible();
  await me.arrives('Sandbox: save a card');
  await saveCard(me, ASKS);
  await me.reads('is it you who saves this card?');
  await me.press('Yes, it is me');
  await me.arrives('Your pre-order');
  await me.reads('You are in');
  await me.reads('ending in 3184');

  await me.press('Use another card');
  await saveCard(me, PAYS);
  await me.reads('ending in 4242');
  await me.follow(/^The whole order/);
  await me.arrives(`Your order of “${title}”`);
  await me.follow('Change the order');
  await me.fill(/^M · Ink/, '1');
  await me.press('See the total');
  await me.reads('€33.90');
  await me.press('Change it');
  await me.reads('Your order is changed.');

  await me.follow('Cancel the order');
  await me.arrives(`Cancel your order of “${title}”?`);
  await me.press('Cancel the order');
  await me.reads('Your order is cancelled.');
  await me.follow('My pre-orders');
  await me.arrives('My pre-orders');
  await me.reads('Cancelled');
  expect(await demo.first('/me/preorders', 'buyer', { state: 'cancelled' })).toMatchObject({ units: 1 });
});

test('a buyer whose session is over finds the order as it was typed', async ({ demo, open, watch }) => {
  const { id, title } = await sale(demo);
  const me = await open('buyer');
  await me.go(`/campaigns/${id}/order`);
  await me.arrives(`Pre-order “${title}”`);
  await fillIn(me);
  await me.press('See the total');
  await me.reads('exactly €62.90 will be charged');
  await me.page.context().clearCookies();
  await me.press('Go on to the card');
  watch.allow(/^console error .* status of 401/);
  await me.reads('Your session was over.');
  await me.arrives('Sign in');
  await me.fill('Mail address', demo.person('buyer').email);
  await me.fill('Password', demo.password);
  await me.press('Sign in');
  await me.arrives('Go on where you were');
  await me.press('Send what I typed');
  await me.arrives('Sandbox: save a card');
  expect(await demo.first('/me/preorders', 'buyer', { state: 'started' })).toMatchObject({ units: 2 });
});

test('a buyer whose bank asks answers it from the list of orders', async ({ demo, open }) => {
  const me = await open('member');
  await me.go('/me/preorders');
  const row = me.page.getByRole('listitem').filter({ hasText: 'Bank waits for you' });
  await me.within(row).follow(/./);
  await me.press('Answer your bank');
  await me.reads(/do you pay/);
  await me.press('Yes, it is me');
  await me.reads('Paid. Thank you!');
  const order = await demo.read(`/preorders/${demo.stops['order_at_bank']}`, 'member');
  expect(order.state).toBe('paid');
});
