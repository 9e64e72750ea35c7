// Somebody in front of a page, who works it in one of the ways of hand.ts and reads what it says.

import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { axe } from './axe.ts';
import type { Demo, Part } from './demo.ts';
import { type Hand, hands } from './hand.ts';

type Words = string | RegExp;

export class Visitor {
  readonly page: Page;
  /** What is pressed and read is looked for in here: the page, or a part of it. */
  readonly place: Page | Locator;
  readonly hasScripts: boolean;
  readonly #hand: Hand;

  constructor(page: Page, hand: Hand, hasScripts: boolean, place: Page | Locator = page) {
    this.page = page;
    this.place = place;
    this.#hand = hand;
    this.hasScripts = hasScripts;
  }

  /** The same person, who looks at one part of the page only. */
  within(place: Locator): Visitor {
    return new Visitor(this.page, this.#hand, this.hasScripts, place);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(path);
  }

  async follow(link: Words): Promise<void> {
    await this.#hand.press(this.place.getByRole('link', { name: link }));
  }

  async press(button: Words): Promise<void> {
    await this.#hand.press(this.place.getByRole('button', { name: button }));
  }

  /** Whether single keys are struck rather than buttons found: they need a keyboard and scripts. */
  get strikes(): boolean {
    return this.hasScripts && this.#hand === hands.keyboard;
  }

  async strike(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async fill(label: Words, text: string): Promise<void> {
    await this.#hand.fill(this.place.getByLabel(label), text);
  }

  async tick(label: Words): Promise<void> {
    const box = this.place.getByRole('checkbox', { name: label });
    await this.#hand.press(box);
    await expect(box).toBeChecked();
  }

  async pick(label: Words): Promise<void> {
    await this.#hand.pick(this.place.getByRole('radio', { name: label }));
  }

  async choose(label: Words, entry: string): Promise<void> {
    await this.#hand.choose(this.place.getByLabel(label), entry);
  }

  async upload(label: Words, file: string): Promise<void> {
    await this.#hand.upload(this.place.getByLabel(label), file);
  }

  async reads(text: Words): Promise<void> {
    await expect(this.place.getByText(text).first()).toBeVisible();
  }

  /** The page has this heading, and keeps the rules of accessibility: they are asked once, where the page is narrow. */
  async arrives(heading: Words): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    if (this.#hand === hands.finger) await axe(this.page);
  }
}

/** Gives a browser a session without its page, which has tests of its own. */
export async function signIn(context: BrowserContext, demo: Demo, as: Part): Promise<void> {
  const page = await context.request.get('/sign-in');
  const token = /name="token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const form = { token, email: demo.person(as).email, password: demo.password, next: '/' };
  const answer = await context.request.post('/sign-in', { form, maxRedirects: 0 });
  expect(answer.status(), `${as} is signed in`).toBe(303);
}
