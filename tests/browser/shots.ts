// Not a test: a picture of every page, narrow and wide, light, and narrow in the dark, for people to look at.

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { pathOf, PLACES } from './pages.ts';
import { expect, test } from './support/test.ts';

const FOLDER = process.env['GREENLIT_SHOTS'] ?? '';
const LOOKS = [
  { look: '390-light', width: 390, colorScheme: 'light' },
  { look: '390-dark', width: 390, colorScheme: 'dark' },
  { look: '1280-light', width: 1280, colorScheme: 'light' },
] as const;

test.use({ isDemoShared: true });

for (const place of PLACES) {
  test(place.name, async ({ demo, open, watch }) => {
    if (place.status) watch.allow(new RegExp(`^console error .*${place.status}`));
    const { page } = await open(place.as);
    for (const { look, width, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const answer = await page.goto(await pathOf(place, demo));
      expect(answer?.status()).toBe(place.status ?? 200);
      await loadPictures(page);
      await page.screenshot({ path: join(FOLDER, `${place.name}-${look}.png`), fullPage: true });
    }
  });
}

/** Those too that a page loads only when somebody scrolls to them. */
async function loadPictures(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = 'eager';
    await Promise.all(pictures.map((picture) => picture.decode()));
  });
}
