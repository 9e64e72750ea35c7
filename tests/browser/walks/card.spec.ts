// A buyer's card, from the order's page to the provider's and back: refused, asked about by the bank, replaced.

import type { Demo } from '../support/demo.ts';
import { expect, test } from '../support/test.ts';
import type { Visitor } from '../support/visitor.ts';

const ADDRESS = { name: 'Billie Frost', line1: 'Lindenallee 4', city: 'Hamburg', postal_code: '20095', country: 'DE' };
const ASKS = '4000002760003184';
const PAYS = '4242424242424242';

async function order(demo: Demo): Promise<string> {
  const { sale_one_short: sale, variant } = demo.stops;
  const body = { lines: [{ variant, quantity: 1 }], address: ADDRESS };
  return (await demo.send(`/campaigns/${sale}/preorders`, 'buyer', body)).id;
}

async function type(me: Visitor, number: string): Promise<void> {
  await me.fill('Card number', number);
  await me.press('Save the card');
}

test('a buyer replaces a card that is refused, and one that the bank asks about', async ({ demo, open, watch }) => {
  const id = await order(demo);
  const me = await open('buyer');
  await me.go(`/pay/${id}`);
  await me.arrives('Sandbox: save a card');

  await type(me, '1');
  watch.allow(/^console error .*\/sandbox\/card\/.*422/);
  await me.reads(/number/);
  await me.arrives('Sandbox: save a card');

  await type(me, ASKS);
  await me.reads('is it you who saves this card?');
  await me.press('Yes, it is me');
  await expect(me.page).toHaveURL(new RegExp(`/pay/${id}/return`));
  await me.reads('You are in');

  await me.press('Use another card');
  await type(me, PAYS);
  await me.reads('ending in 4242');
  expect(await demo.read(`/preorders/${id}`, 'buyer')).toMatchObject({ card: { last4: '4242' } });
});
