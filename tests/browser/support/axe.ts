// Accessibility, as far as a program can tell: axe-core's rules for WCAG 2.0 to 2.2, levels A and AA.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SCHEMES = ['light', 'dark'] as const;

type Result = { violations: { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] }[] };

/** Expects no violation of the page as it stands, neither light nor dark. */
export async function axe(page: Page): Promise<void> {
  const found: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    found.push(...(await violations(page)).map((line) => `${colorScheme}: ${line}`));
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE);
  const result: Result = await page.evaluate((values) => {
    const options = { runOnly: { type: 'tag', values }, resultTypes: ['violations'] };
    return (globalThis as any).axe.run(document, options);
  }, RULES);
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}) at ${JSON.stringify(node.target)}: ${node.failureSummary ?? ''}`),
  );
}
