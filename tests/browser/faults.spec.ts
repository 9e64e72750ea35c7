// When something is down: the network, or what the server stands on.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { axe } from './support/axe.ts';
import { expect, test } from './support/test.ts';

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a page of our own says so, and leads on once it is back', async ({ open, watch }) => {
    watch.allow(/^request failed: .*net::ERR_INTERNET_DISCONNECTED/);
    const { page } = await open('member');
    await page.goto('/campaigns');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page.context().setOffline(true);
    await page.goto('/contests');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no connection');
    await expect(page.getByText('Sign in')).toBeVisible();
    expect(await page.evaluate(() => getComputedStyle(document.body).margin), 'its style is kept too').toBe('0px');
    await axe(page);
    await page.context().setOffline(false);
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Contests');
  });
});

test('a failure of ours is a page with a way on, and says nothing of the inside', async ({ demo, open, watch }) => {
  watch.allow(/^console error .* status of 500/);
  const { page } = await open('nobody');
  const rename = (from: string, to: string) => {
    const code = `import sqlite3, sys; sqlite3.connect(sys.argv[1], 30).execute('ALTER TABLE ${from} RENAME TO ${to}')`;
    execFileSync('python3', ['-c', code, join(demo.folder, 'greenlit.db')]);
  };
  await page.goto('/agreement');
  rename('contest', 'contest_gone');
  const answer = await page.goto('/contests');
  rename('contest_gone', 'contest');
  expect(answer?.status()).toBe(500);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Something failed on our side');
  await axe(page);
  expect(demo.errors.splice(0).join('\n'), 'the operator finds it in the log').toContain('a request failed');
  await page.getByRole('link', { name: 'See what is on now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
