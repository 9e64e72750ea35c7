// What holds for every page: no violations, no weight, nothing that sticks out of a phone.

import { pathOf, PLACES } from './pages.ts';
import { axe } from './support/axe.ts';
import { expect, test } from './support/test.ts';
import { weigh } from './support/weight.ts';

const PHONE = { width: 390, height: 844 };

test.use({ isDemoShared: true });

for (const place of PLACES) {
  test(`${place.name} is accessible, light, and fits a phone`, async ({ demo, open, watch }) => {
    if (place.status) watch.allow(new RegExp(`^console error .*${place.status}`));
    const { page } = await open(place.as);
    await weigh(page, await pathOf(place, demo));
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await axe(page);
    await page.setViewportSize(PHONE);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, 'pixels beyond the edge of a phone').toBeLessThanOrEqual(0);
    await axe(page);
  });
}
