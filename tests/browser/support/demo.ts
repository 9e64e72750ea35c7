// A demo as a process of its own, in a folder that is thrown away.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const TARGET = process.env['CARGO_TARGET_DIR'] ?? new URL('../../../target', import.meta.url).pathname;
const BINARY = join(TARGET, 'debug', 'greenlit');

export type Part = 'admin' | 'second admin' | 'moderator' | 'designer' | 'member' | 'buyer';

type Person = { part: Part; name: string; email: string; token: string };

/** What `greenlit demo --json` prints. */
type Printed = { url: string; password: string; people: Person[]; walk: Record<string, string> };

export class Demo {
  readonly url: string;
  readonly password: string;
  readonly stops: Record<string, string>;
  /** What the server logged as errors; a test that leaves any has failed. */
  readonly errors: string[];
  readonly folder: string;
  readonly #people: Person[];
  readonly #process: ChildProcess;

  private constructor(printed: Printed, errors: string[], folder: string, process: ChildProcess) {
    this.url = printed.url;
    this.password = printed.password;
    this.stops = printed.walk;
    this.#people = printed.people;
    this.errors = errors;
    this.folder = folder;
    this.#process = process;
  }

  /** A new one with all samples, which takes many seconds. */
  static async seeded(): Promise<Demo> {
    return Demo.#start(await newFolder());
  }

  /** One of its own for a test: the samples are those of a demo that has ended. */
  static async copied(samples: string): Promise<Demo> {
    const folder = await newFolder();
    await cp(samples, folder, { recursive: true });
    return Demo.#start(folder);
  }

  static async #start(folder: string): Promise<Demo> {
    // It ends with us, even where we are killed.
    const command = ['--pdeathsig', 'KILL', BINARY, 'demo', '--json', '--listen', '127.0.0.1:0', '--dir', folder];
    const child = spawn('setpriv', command, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    return new Demo(await firstLine(child, errors), errors, folder, child);
  }

  person(part: Part): Person {
    const found = this.#people.find((person) => person.part === part);
    if (!found) throw new Error(`the demo has no ${part}`);
    return found;
  }

  /** The first of a list of the API that is as wanted. */
  async first(list: string, as: Part, wanted: Record<string, unknown>): Promise<any> {
    const { items } = await this.read(`${list}?limit=200`, as);
    const isWanted = (item: any) => Object.entries(wanted).every(([name, value]) => item[name] === value);
    const found = items.find(isWanted);
    if (!found) throw new Error(`${list} has nothing with ${JSON.stringify(wanted)}`);
    return found;
  }

  /** Reads from the API as one of the people. */
  async read(path: string, as: Part): Promise<any> {
    return this.#ask(as, path, {});
  }

  /** Does by the API what is not what a test is about. */
  async send(path: string, as: Part, body: unknown): Promise<any> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return this.#ask(as, path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async #ask(as: Part, path: string, request: RequestInit): Promise<any> {
    const headers = { ...request.headers, authorization: `Bearer ${this.person(as).token}` };
    const answer = await fetch(`${this.url}/api/v1${path}`, { ...request, headers });
    if (!answer.ok) throw new Error(`${path} as ${as}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Ends it in its own time, so that the folder is whole. */
  async finish(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it at once and forgets everything. */
  async discard(): Promise<void> {
    await this.#end('SIGKILL');
    await rm(this.folder, { recursive: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill(signal);
    await ended;
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'greenlit-browser.'));
}

/** Nothing of the caller's settings reaches the demo. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GREENLIT'));
  return { ...Object.fromEntries(kept), GREENLIT__LOG__FILTER: 'error' };
}

function firstLine(child: ChildProcess, errors: string[]): Promise<Printed> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the demo ended before it was ready: ${errors.join('\n')}`)));
  });
}
