// The ways in which people work a page: keys alone, a mouse, a finger. A walk is written once, for any of them.

import { expect, type Locator } from '@playwright/test';

const TABS_MAX = 200;

export interface Hand {
  /** Follows a link, presses a button, ticks a box. */
  press(target: Locator): Promise<void>;
  fill(field: Locator, text: string): Promise<void>;
  /** Takes one of several radio buttons. */
  pick(option: Locator): Promise<void>;
  /** Takes an entry of a select by its text. */
  choose(field: Locator, entry: string): Promise<void>;
  upload(field: Locator, file: string): Promise<void>;
}

const mouse: Hand = {
  press: (target) => target.click(),
  fill: (field, text) => field.fill(text),
  pick: (option) => option.check(),
  choose: async (field, entry) => void (await field.selectOption({ label: entry })),
  upload: (field, file) => field.setInputFiles(file),
};

/** Radio buttons and boxes are tapped by what is written beside them, as people do. */
const finger: Hand = {
  ...mouse,
  press: (target) => target.tap(),
  fill: async (field, text) => {
    await field.tap();
    await field.fill(text);
  },
};

const keyboard: Hand = {
  press: async (target) => {
    await reach(target);
    await target.press((await isTicked(target)) ? 'Space' : 'Enter');
  },
  fill: async (field, text) => {
    await reach(field);
    await field.press('ControlOrMeta+a');
    await field.pressSequentially(text);
  },
  pick: async (option) => {
    await reachGroup(option);
    for (let steps = 0; !(await option.isChecked()); steps++) {
      expect(steps, 'arrow keys lead to the option').toBeLessThan(TABS_MAX);
      await option.page().keyboard.press('ArrowDown');
    }
  },
  choose: async (field, entry) => {
    await reach(field);
    for (let steps = 0; (await field.locator('option:checked').innerText()) !== entry; steps++) {
      expect(steps, `arrow keys lead to ${entry}`).toBeLessThan(TABS_MAX);
      await field.press('ArrowDown');
    }
  },
  upload: async (field, file) => {
    await reach(field);
    const chooser = field.page().waitForEvent('filechooser');
    await field.press('Enter');
    await (await chooser).setFiles(file);
  },
};

export const hands = { mouse, finger, keyboard };

/** Tabs forward until it has the focus, and sees to it that one can tell. */
async function reach(target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  await tabUntil(target, (element) => element === document.activeElement);
  const isShown = await target.evaluate((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  });
  expect(isShown, `the focus can be seen on ${target}`).toBe(true);
}

/** A group of radio buttons is one stop: the chosen one, or the first. */
async function reachGroup(option: Locator): Promise<void> {
  await tabUntil(option, (element) => {
    const focused = document.activeElement;
    const name = (element as HTMLInputElement).name;
    return focused instanceof HTMLInputElement && focused.type === 'radio' && focused.name === name;
  });
  const isAlone = await option.evaluate((element) => element === document.activeElement);
  if (isAlone && !(await option.isChecked())) await option.press('Space');
}

async function tabUntil(target: Locator, isReached: (element: Element) => boolean): Promise<void> {
  for (let tabs = 0; !(await target.evaluate(isReached)); tabs++) {
    expect(tabs, `Tab leads to ${target}`).toBeLessThan(TABS_MAX);
    await target.page().keyboard.press('Tab');
  }
}

function isTicked(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element instanceof HTMLInputElement && element.type === 'checkbox');
}
