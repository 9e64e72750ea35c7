// What a page weighs on its way: documents, styles and scripts. Pictures are weighed elsewhere.

import { gzipSync } from 'node:zlib';
import { expect, type Page, type Response } from '@playwright/test';

const PAGE_BYTES_MAX = 100 * 1024;
const SCRIPT_BYTES_MAX = 25 * 1024;
const WEIGHED = ['document', 'stylesheet', 'script'];

/** Opens an address in a page that was nowhere yet, and weighs what came. */
export async function weigh(page: Page, path: string): Promise<void> {
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(path, { waitUntil: 'load' });
  const weighed = responses.filter((response) => WEIGHED.includes(response.request().resourceType()));
  let sent = 0;
  let scripts = 0;
  for (const response of weighed) {
    sent += (await response.request().sizes()).responseBodySize;
    if (response.request().resourceType() === 'script') scripts += gzipSync(await response.body()).length;
  }
  expect(sent, `bytes of ${path} as they are sent`).toBeLessThan(PAGE_BYTES_MAX);
  expect(scripts, `bytes of its scripts, compressed`).toBeLessThan(SCRIPT_BYTES_MAX);
}
