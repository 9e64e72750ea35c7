// What a browser noticed and a person would not: every console warning, failed request and foreign address.

import type { BrowserContext, ConsoleMessage, Request } from '@playwright/test';

/** Somebody left the page while it was loading, or saved a file: the browser's own doing. */
const ABORTED = 'net::ERR_ABORTED';

/** What the browser tests' own tool says where it keeps service workers out. */
const BLOCKED = 'Service Worker registration blocked by Playwright';

export class Watch {
  readonly #origin: string;
  readonly #seen: string[] = [];
  readonly #allowed: RegExp[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Something that this test provokes; it has to happen. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  attach(context: BrowserContext): void {
    context.on('console', (message) => this.#console(message));
    context.on('weberror', (error) => this.#seen.push(`error in a script: ${error.error().message}`));
    context.on('request', (request) => this.#request(request));
    context.on('requestfailed', (request) => this.#failed(request));
  }

  /** What was seen and not allowed, and what was allowed and not seen. */
  faults(): string[] {
    const isAllowed = (line: string) => this.#allowed.some((pattern) => pattern.test(line));
    const unseen = this.#allowed.filter((pattern) => !this.#seen.some((line) => pattern.test(line)));
    return [
      ...this.#seen.filter((line) => !isAllowed(line)),
      ...unseen.map((pattern) => `never happened: ${pattern}`),
    ];
  }

  #console(message: ConsoleMessage): void {
    if (!['error', 'warning'].includes(message.type()) || message.text() === BLOCKED) return;
    this.#seen.push(`console ${message.type()} at ${message.location().url}: ${message.text()}`);
  }

  #request(request: Request): void {
    const isInside = request.url().startsWith('data:') || request.url().startsWith('blob:');
    if (isInside || new URL(request.url()).origin === this.#origin) return;
    this.#seen.push(`request to another origin: ${request.url()}`);
  }

  #failed(request: Request): void {
    const reason = request.failure()?.errorText;
    if (reason !== ABORTED) this.#seen.push(`request failed: ${request.url()} ${reason}`);
  }
}
