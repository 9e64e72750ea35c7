// Before all tests: one demo makes the samples; each test then has a copy of them. After all: the samples go.

import { rm } from 'node:fs/promises';
import { Demo } from './demo.ts';

export const SAMPLES = 'GREENLIT_BROWSER_SAMPLES';

export default async function seed(): Promise<() => Promise<void>> {
  const demo = await Demo.seeded();
  await demo.finish();
  process.env[SAMPLES] = demo.folder;
  return () => rm(demo.folder, { recursive: true });
}
