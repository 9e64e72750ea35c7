// The tests' fixtures: a demo, somebody's page in it, and a watch over what the browser notices.

import { type BrowserContext, expect, test as base } from '@playwright/test';
import { Demo, type Part } from './demo.ts';
import { type Hand, hands } from './hand.ts';
import { SAMPLES } from './seed.ts';
import { signIn, Visitor } from './visitor.ts';
import { Watch } from './watch.ts';

export { expect, hands };

export type HandOption = {
  hand: Hand;
  /** For tests that change nothing: one demo for all of a worker. */
  isDemoShared: boolean;
};

type Fixtures = {
  demo: Demo;
  watch: Watch;
  /** A browser of somebody's own: one of the people, signed in already, or nobody. */
  open: (as: Part | 'nobody') => Promise<Visitor>;
};

type Lent = { lent: { demo: () => Promise<Demo> } };

function samples(): string {
  const folder = process.env[SAMPLES];
  if (!folder) throw new Error('the samples are missing; the global set-up makes them');
  return folder;
}

export const test = base.extend<HandOption & Fixtures, Lent>({
  hand: [hands.mouse, { option: true }],
  isDemoShared: [false, { option: true }],

  lent: [
    async ({}, use) => {
      let shared: Promise<Demo> | undefined;
      await use({ demo: () => (shared ??= Demo.copied(samples())) });
      await (await shared)?.discard();
    },
    { scope: 'worker' },
  ],

  demo: async ({ isDemoShared, lent }, use) => {
    const demo = isDemoShared ? await lent.demo() : await Demo.copied(samples());
    await use(demo);
    if (!isDemoShared) await demo.discard();
  },

  baseURL: async ({ demo }, use) => use(demo.url),

  watch: [
    async ({ demo }, use) => {
      const watch = new Watch(demo.url);
      await use(watch);
      const logged = demo.errors.splice(0).map((line) => `the server logged: ${line}`);
      expect([...watch.faults(), ...logged], 'faults that nobody would see').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, watch }, use) => {
    watch.attach(context);
    await use(context);
  },

  open: async ({ browser, demo, hand, javaScriptEnabled, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (as) => {
      const context = await browser.newContext();
      contexts.push(context);
      if (as !== 'nobody') await signIn(context, demo, as);
      watch.attach(context);
      return new Visitor(await context.newPage(), hand, javaScriptEnabled !== false);
    });
    for (const context of contexts) await context.close();
  },
});
