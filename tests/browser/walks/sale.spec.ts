// An admin's way with sales and money: a pause, a production run, parcels, and a prize that two admins pay.

import { expect, test } from '../support/test.ts';

test('an admin pauses a sale, and lets it go on', async ({ demo, open }) => {
  const me = await open('admin');
  await me.go(`/desk/campaigns/${demo.stops['sale_one_short']}`);
  await me.follow('Pause');
  await me.arrives(/^Pause the sale of/);
  await me.fill(/^Reason/, 'The printer asked for a week.');
  await me.press(/^Pause/);
  await me.reads('The printer asked for a week.');
  await me.follow('Resume');
  await me.arrives(/^Let the sale of .* go on\?$/);
  await me.press('Let it go on');
  await expect(me.page.getByRole('link', { name: 'Pause' })).toBeVisible();
});

test('an admin starts production, and a parcel is printed, shipped and delivered', async ({ demo, open }) => {
  const sale = demo.stops['sale_funded'];
  const me = await open('admin');
  await me.go('/desk/runs');
  await me.arrives('Production');
  await me.within(me.page.getByRole('list').filter({ hasText: 'funded' })).follow(/./);
  await me.arrives(/^Start production of/);
  await me.press('Show what is frozen');
  await me.reads('These quantities are final.');
  await me.press('Start production');
  await me.reads('Production has started.');

  const parcel = me.within(me.page.locator('.parcels li').first());
  const tick = () => parcel.tick(/./);
  await tick();
  await me.press('Mark as printed');
  await me.reads('The parcels are recorded.');
  await me.follow(/^To ship/);
  await tick();
  await parcel.fill('Tracking code', 'SP0001');
  await me.fill('Carrier of the ticked parcels', 'Sample Post');
  await me.press('Mark as shipped');
  await me.follow(/^Shipped/);
  await tick();
  await me.press('Delivered');
  await me.reads('The parcels are recorded.');
  const { items } = await demo.read(`/campaigns/${sale}/shipments?limit=200`, 'admin');
  expect(items.filter((parcel: any) => parcel.state === 'delivered')).toHaveLength(1);
});

test('a second admin agrees to a prize, and it is sent', async ({ demo, open }) => {
  const payout = demo.stops['payout'];
  const me = await open('second admin');
  await me.go('/desk/payouts');
  await me.arrives('Payouts');
  await me.go(`/desk/payouts/${payout}`);
  await me.arrives(/^Payout to/);
  await me.follow('Agree to it');
  await me.arrives(/^Agree that/);
  await me.press('Agree to it');
  await me.reads('Your word is kept.');
  await expect.poll(async () => (await demo.read(`/payouts/${payout}`, 'admin')).state).toBe('sent');
  await me.go(`/desk/payouts/${payout}`);
  await me.reads('Sent');
});
