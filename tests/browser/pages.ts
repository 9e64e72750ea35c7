// Every page there is: its name, where it is, and who looks at it. Axe, weights and pictures go by this list.

import type { Demo, Part } from './support/demo.ts';

export type Place = { name: string; as: Part | 'nobody'; path: string | ((demo: Demo) => Promise<string>) };

/** A page that anybody may see, a member's, and the desk's; `path` may need an id of the samples. */
const all = (name: string, path: Place['path']): Place => ({ name, as: 'nobody', path });
const own = (name: string, as: Part, path: Place['path']): Place => ({ name, as, path });
const desk = (name: string, path: Place['path']): Place => ({ name: `desk-${name}`, as: 'admin', path });

const contest = async (demo: Demo) => (await demo.first('/contests', 'admin', {})).id;
const round = async (demo: Demo, state: string) => (await demo.first('/rounds', 'admin', { state })).id;
const order = async (demo: Demo, state: string) => (await demo.first('/me/preorders', 'member', { state })).id;
const ranked = async (demo: Demo) => (await demo.first('/me/designs', 'designer', { state: 'ranked' })).id;
const cleared = async (demo: Demo) => (await demo.first('/me/designs', 'designer', { state: 'cleared' })).id;
const waiting = async (demo: Demo) => (await demo.first('/moderation/queue', 'moderator', {})).id;
const account = async (demo: Demo) => (await demo.first('/accounts', 'admin', {})).id;

const ROUND_STATES = ['submissions', 'scoring', 'judging', 'closed', 'cancelled'];
const ORDER_STATES = ['committed', 'needs_action', 'paid', 'refunded'];

const PUBLIC: Place[] = [
  all('home', '/'),
  all('sign-in', '/sign-in'),
  all('sign-up', '/sign-up'),
  all('imprint', '/legal/imprint'),
  all('terms', '/legal/terms'),
  all('refunds', '/legal/refunds'),
  all('privacy', '/legal/privacy'),
  all('agreement', '/agreement'),
  all('inbox', '/inbox'),
  all('inbox-mail', '/inbox/1'),
  all('contests', '/contests'),
  all('contest', async (demo) => `/contests/${await contest(demo)}`),
  ...ROUND_STATES.map((state) => all(`round-${state}`, async (demo) => `/rounds/${await round(demo, state)}`)),
  all('rules', async (demo) => `/rounds/${await round(demo, 'submissions')}/rules`),
  all('results', async (demo) => `/rounds/${await round(demo, 'closed')}/results`),
  all('design', async (demo) => `/designs/${await ranked(demo)}`),
];

const MEMBERS: Place[] = [
  own('home-member', 'member', '/'),
  own('me', 'member', '/me'),
  own('my-designs', 'designer', '/me/designs'),
  own('my-design-ranked', 'designer', async (demo) => `/me/designs/${await ranked(demo)}`),
  own('my-design-withdraw', 'designer', async (demo) => `/me/designs/${await cleared(demo)}/withdraw`),
  own('my-payouts', 'designer', '/me/payouts'),
  own('submit', 'designer', async (demo) => `/rounds/${await round(demo, 'submissions')}/submit`),
  own('score', 'buyer', async (demo) => `/rounds/${await round(demo, 'scoring')}/score`),
  own('score-mine', 'member', async (demo) => `/rounds/${await round(demo, 'scoring')}/score/mine`),
  own('score-over', 'member', async (demo) => `/rounds/${await round(demo, 'judging')}/score`),
  ...ORDER_STATES.map((state) => own(`pay-${state}`, 'member', async (demo) => `/pay/${await order(demo, state)}`)),
];

const DESK: Place[] = [
  desk('overview', '/desk'),
  desk('moderation', '/desk/moderation'),
  desk('design', async (demo) => `/desk/designs/${await waiting(demo)}`),
  desk('rounds', '/desk/rounds'),
  desk('round-new', '/desk/rounds/new'),
  desk('contest-new', '/desk/contests/new'),
  ...['draft', ...ROUND_STATES].map((state) =>
    desk(`round-${state}`, async (demo) => `/desk/rounds/${await round(demo, state)}`),
  ),
  desk('round-edit', async (demo) => `/desk/rounds/${await round(demo, 'draft')}/edit`),
  desk('round-funding', async (demo) => `/desk/rounds/${await round(demo, 'draft')}/funding`),
  desk('round-open', async (demo) => `/desk/rounds/${await round(demo, 'draft')}/open`),
  desk('round-cancel', async (demo) => `/desk/rounds/${await round(demo, 'submissions')}/cancel`),
  desk('round-close', async (demo) => `/desk/rounds/${await round(demo, 'judging')}/close`),
  desk('round-close-confirm', async (demo) => `/desk/rounds/${await round(demo, 'judging')}/close/confirm`),
  desk('people', '/desk/people'),
  desk('person', async (demo) => `/desk/people/${await account(demo)}`),
  desk('audit', '/desk/audit'),
  desk('audit-verify', '/desk/audit/verify'),
];

export const PLACES: Place[] = [...PUBLIC, ...MEMBERS, ...DESK];

export async function pathOf(place: Place, demo: Demo): Promise<string> {
  return typeof place.path === 'string' ? place.path : place.path(demo);
}
