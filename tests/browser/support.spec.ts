// The watch and the rules themselves: they see what they are there to see.

import { axe } from './support/axe.ts';
import { expect, test } from './support/test.ts';
import { weigh } from './support/weight.ts';

test.use({ isDemoShared: true });

test('the watch sees warnings, errors, failures, missing pages and other origins', async ({ page, watch }) => {
  watch.allow(/^console warning .*: careful$/);
  watch.allow(/^error in a script: broken$/);
  watch.allow(/^request to another origin: http:\/\/127\.0\.0\.1:1\/$/);
  watch.allow(/^request failed: http:\/\/127\.0\.0\.1:1\/ /);
  watch.allow(/^console error at http:\/\/127\.0\.0\.1:1\/: /);
  watch.allow(/^console error .*\/nowhere: .* status of 404/);
  await page.goto('/agreement');
  await page.evaluate(() => {
    console.warn('careful');
    setTimeout(() => {
      throw new Error('broken');
    });
  });
  await page.goto('/nowhere');
  await page.goto('about:blank');
  await page.evaluate(() => fetch('http://127.0.0.1:1/').catch(() => {}));
});

test('what was allowed has to happen', async ({ page, watch }) => {
  await page.goto('/agreement');
  watch.allow(/^console warning .*: late$/);
  expect(watch.faults()).toEqual(['never happened: /^console warning .*: late$/']);
  await page.evaluate(() => console.warn('late'));
  await expect.poll(() => watch.faults()).toEqual([]);
});

test('the rules see what cannot be read, in the dark too', async ({ page }) => {
  const text = (colour: string) =>
    `<html lang="en"><title>x</title><style>@media (${colour}) { p { color: #eee; background: #fff } }</style>
     <main><p>Hardly there</p></main></html>`;
  await page.setContent(text('prefers-color-scheme: light'));
  await expect(axe(page)).rejects.toThrow(/light: color-contrast/);
  await page.setContent(text('prefers-color-scheme: dark'));
  await expect(axe(page)).rejects.toThrow(/dark: color-contrast/);
  await page.setContent(text('print'));
  await axe(page);
});

test('a heavy page is noticed', async ({ page }) => {
  const heavy = (type: string, body: string) =>
    page.route('**/agreement', (route) => route.fulfill({ contentType: type, body }));
  await heavy('text/html', `<title>x</title>${' '.repeat(100 * 1024)}`);
  await expect(weigh(page, '/agreement')).rejects.toThrow(/as they are sent/);
});
