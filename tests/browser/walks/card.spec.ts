// A buyer's card, from the order's page to the provider's and back: refused, asked about by the bank, replaced.

import type { Page } from '@playwright/test';
import type { Demo } from '../support/demo.ts';
import { expect, test } from '../support/test.ts';
import type { Hand } from '../support/hand.ts';

const ADDRESS = { name: 'Billie Frost', line1: 'Lindenallee 4', city: 'Hamburg', postal_code: '20095', country: 'DE' };
const ASKS = '4000002760003184';
const PAYS = '4242424242424242';

async function order(demo: Demo): Promise<string> {
  const { sale_one_short: sale, variant } = demo.stops;
  const body = { lines: [{ variant, quantity: 1 }], address: ADDRESS };
  return (await demo.send(`/campaigns/${sale}/preorders`, 'buyer', body)).id;
}

async function type(page: Page, hand: Hand, number: string): Promise<void> {
  await hand.fill(page.getByLabel('Card number'), number);
  await hand.press(page.getByRole('button', { name: 'Save the card' }));
}

test('a buyer replaces a card that is refused, and one that the bank asks about', async (fixtures) => {
  const { check, demo, hand, page, watch } = fixtures;
  const id = await order(demo);
  await page.goto(`/pay/${id}`);
  await check(page);

  await type(page, hand, '1');
  watch.allow(/^console error .*\/sandbox\/card\/.*422/);
  await expect(page.getByRole('alert')).toBeVisible();
  await check(page);

  await type(page, hand, ASKS);
  await expect(page.getByText('is it you who saves this card?')).toBeVisible();
  await check(page);
  await hand.press(page.getByRole('button', { name: 'Yes, it is me' }));
  await expect(page).toHaveURL(new RegExp(`/pay/${id}/return`));
  await expect(page.getByText('You are in')).toBeVisible();

  await page.goto(`/pay/${id}`);
  await hand.press(page.getByRole('button', { name: 'Use another card' }));
  await type(page, hand, PAYS);
  await expect(page.getByText('ending in 4242')).toBeVisible();
  expect(await demo.read(`/preorders/${id}`, 'buyer')).toMatchObject({ card: { last4: '4242' } });
});
