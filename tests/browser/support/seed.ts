// Before all tests: one demo makes the samples; each test then has a copy of them. After all: the samples go.

import { rm } from 'node:fs/promises';
import { Demo } from './demo.ts';

export const SAMPLES = 'GREENLIT_BROWSER_SAMPLES';

/** A folder of samples from outside is used as it is, which saves the time while tests are being written. */
export default async function seed(): Promise<() => Promise<void>> {
  if (process.env[SAMPLES]) return async () => {};
  const demo = await Demo.seeded();
  await demo.finish();
  process.env[SAMPLES] = demo.folder;
  return () => rm(demo.folder, { recursive: true });
}
