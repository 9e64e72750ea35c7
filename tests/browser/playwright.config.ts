// How the browser tests run: Debian's Chromium, two at a time, no second chances.

import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { hands, type HandOption } from './support/test.ts';

const OUTPUT = '../../.tests/browser';
const TEST_SECONDS_MAX = 180;
// A debug build on a busy machine; whatever takes longer than this is stuck.
const ANSWER_SECONDS_MAX = 30;

/** Nothing of the browser's own goes out, and none of it needs a sandbox where it runs as root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Pictures of all pages are for people; they are taken only where somebody says into which folder. */
const shots: PlaywrightTestConfig<HandOption>['projects'] =
  process.env['GREENLIT_SHOTS'] ? [{ name: 'shots', testMatch: 'shots.ts', use: DESK }] : [];

export default defineConfig<HandOption>({
  testDir: '.',
  outputDir: OUTPUT,
  globalSetup: './support/seed.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  timeout: TEST_SECONDS_MAX * 1000,
  expect: { timeout: ANSWER_SECONDS_MAX * 1000 },
  use: {
    actionTimeout: ANSWER_SECONDS_MAX * 1000,
    navigationTimeout: ANSWER_SECONDS_MAX * 1000,
    screenshot: 'only-on-failure',
    // One test alone is about them; they would hide requests from the others.
    serviceWorkers: 'block',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: {
      executablePath: process.env['GREENLIT_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
      args: FLAGS,
    },
  },
  projects: shots.length > 0 ? shots : [
    { name: 'pages', testMatch: ['pages.spec.ts', 'faults.spec.ts', 'support.spec.ts'], use: DESK },
    { name: 'keyboard', testMatch: 'walks/*.spec.ts', use: { ...DESK, hand: hands.keyboard } },
    { name: 'no-script', testMatch: 'walks/*.spec.ts', use: { ...DESK, hand: hands.mouse, javaScriptEnabled: false } },
    { name: 'phone', testMatch: 'walks/*.spec.ts', use: { ...PHONE, hand: hands.finger } },
  ],
});
