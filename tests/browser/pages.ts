// Every page there is: its name, where it is, and who looks at it. Axe, weights and pictures go by this list.

import type { Demo, Part } from './support/demo.ts';

export type Place = {
  name: string;
  as: Part | 'nobody';
  path: string | ((demo: Demo) => Promise<string>);
  /** The page's status, where it is not 200. */
  status?: number;
};

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
const sale = async (demo: Demo, state: string) => (await demo.first('/campaigns', 'admin', { state })).id;
const payout = async (demo: Demo) => (await demo.first('/payouts', 'admin', { state: 'owed' })).id;
/** The detectors look at the samples right after the start. */
async function finding(demo: Demo): Promise<string> {
  const scored = await round(demo, 'scoring');
  for (let tries = 0; ; tries += 1) {
    const found = await demo.first(`/rounds/${scored}/findings`, 'admin', {}).catch((error) => {
      if (tries >= 60) throw error;
    });
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
const account = async (demo: Demo) => (await demo.first('/accounts', 'admin', {})).id;

/** The link of the newest mail about a payment that the bank wants to see its buyer for. */
async function repairLink(demo: Demo): Promise<string> {
  const list = await (await fetch(`${demo.url}/inbox?to=${demo.person('member').email}`)).text();
  for (const [, mail] of list.matchAll(/href="\/inbox\/(\d+)"/g)) {
    const html = await (await fetch(`${demo.url}/inbox/${mail}/html`)).text();
    const link = /\/repair\/[\w-]+/.exec(html);
    if (link) return link[0];
  }
  throw new Error('no mail has a link to repair a payment');
}

const ROUND_STATES = ['submissions', 'scoring', 'judging', 'closed', 'cancelled'];
/** Leads on to the provider's page; each visit is to an order of its own. */
async function cardPage(demo: Demo): Promise<string> {
  const { sale_one_short: open, variant } = demo.stops;
  const address = { name: 'Billie Frost', line1: 'Lindenallee 4', city: 'Hamburg', postal_code: '20095', country: 'DE' };
  const placed = await demo.first('/me/preorders', 'buyer', { state: 'started' }).catch(() =>
    demo.send(`/campaigns/${open}/preorders`, 'buyer', { lines: [{ variant, quantity: 1 }], address }),
  );
  return `/pay/${placed.id}`;
}

const SALE_STATES = ['open', 'settling', 'short', 'funded', 'in_production', 'fulfilled', 'failed', 'refunded'];
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
  all('round-audit', async (demo) => `/rounds/${await round(demo, 'closed')}/audit`),
  all('result-check', async (demo) => `/rounds/${await round(demo, 'closed')}/check`),
  all('design', async (demo) => `/designs/${await ranked(demo)}`),
  all('sales', '/campaigns'),
  ...SALE_STATES.map((state) => all(`sale-${state}`, async (demo) => `/campaigns/${await sale(demo, state)}`)),
  all('order-form', async (demo) => `/campaigns/${await sale(demo, 'open')}/order`),
  all('order-form-closed', async (demo) => `/campaigns/${await sale(demo, 'funded')}/order`),
  { ...all('fault-absent', '/nothing-here'), status: 404 },
  all('repair', (demo) => repairLink(demo)),
  { ...all('fault-link', '/repair/no-token'), status: 404 },
];

const MEMBERS: Place[] = [
  own('offline', 'member', '/offline'),
  own('home-member', 'member', '/'),
  own('me', 'member', '/me'),
  own('my-designs', 'designer', '/me/designs'),
  own('my-design-ranked', 'designer', async (demo) => `/me/designs/${await ranked(demo)}`),
  own('my-design-withdraw', 'designer', async (demo) => `/me/designs/${await cleared(demo)}/withdraw`),
  own('my-design-findings', 'designer', async (demo) => `/designs/${await ranked(demo)}/findings`),
  own('my-payouts', 'designer', '/me/payouts'),
  own('submit', 'designer', async (demo) => `/rounds/${await round(demo, 'submissions')}/submit`),
  own('score', 'buyer', async (demo) => `/rounds/${await round(demo, 'scoring')}/score`),
  own('score-mine', 'member', async (demo) => `/rounds/${await round(demo, 'scoring')}/score/mine`),
  own('score-over', 'member', async (demo) => `/rounds/${await round(demo, 'judging')}/score`),
  { ...own('fault-forbidden', 'member', '/desk/people'), status: 403 },
  own('my-preorders', 'member', '/me/preorders'),
  ...ORDER_STATES.map((state) => own(`order-${state}`, 'member', async (demo) => `/preorders/${await order(demo, state)}`)),
  own('order-change', 'member', async (demo) => `/preorders/${await order(demo, 'committed')}/change`),
  own('order-cancel', 'member', async (demo) => `/preorders/${await order(demo, 'committed')}/cancel`),
  own('receipt', 'member', async (demo) => `/preorders/${await order(demo, 'paid')}/receipt`),
  own('card-page', 'buyer', cardPage),
  ...ORDER_STATES.map((state) => own(`pay-${state}`, 'member', async (demo) => `/pay/${await order(demo, state)}`)),
];

const DESK: Place[] = [
  desk('overview', '/desk'),
  desk('moderation', '/desk/moderation'),
  desk('design', async (demo) => `/desk/designs/${await waiting(demo)}`),
  desk('finding-rounds', '/desk/findings'),
  desk('findings', async (demo) => `/desk/rounds/${await round(demo, 'scoring')}/findings`),
  desk('finding', async (demo) => `/desk/findings/${await finding(demo)}`),
  desk('signals', '/desk/signals'),
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
  desk('sales', '/desk/campaigns'),
  ...SALE_STATES.map((state) => desk(`sale-${state}`, async (demo) => `/desk/campaigns/${await sale(demo, state)}`)),
  desk('sale-orders', async (demo) => `/desk/campaigns/${await sale(demo, 'settling')}/orders`),
  desk('sale-pause', async (demo) => `/desk/campaigns/${await sale(demo, 'open')}/pause`),
  desk('sale-cancel', async (demo) => `/desk/campaigns/${await sale(demo, 'open')}/cancel`),
  desk('sale-refund-all', async (demo) => `/desk/campaigns/${await sale(demo, 'short')}/refund-all`),
  desk('sale-dry-run', async (demo) => `/desk/campaigns/${await sale(demo, 'settling')}/dry-run`),
  desk('sale-cover', async (demo) => `/desk/campaigns/${await sale(demo, 'short')}/cover`),
  desk('order', async (demo) => `/desk/preorders/${await order(demo, 'paid')}`),
  desk('order-refund', async (demo) => `/desk/preorders/${await order(demo, 'paid')}/refund`),
  desk('runs', '/desk/runs'),
  desk('run-start', async (demo) => `/desk/campaigns/${await sale(demo, 'funded')}/run`),
  desk('run', async (demo) => `/desk/campaigns/${await sale(demo, 'in_production')}/run`),
  desk('payouts', '/desk/payouts'),
  desk('payout', async (demo) => `/desk/payouts/${await payout(demo)}`),
  desk('payout-approve', async (demo) => `/desk/payouts/${await payout(demo)}/approve`),
  desk('ledger', '/desk/ledger'),
  desk('ledger-check', '/desk/ledger/check'),
  desk('ledger-release', '/desk/ledger/release'),
  desk('ledger-entries', '/desk/ledger/entries'),
  desk('events', '/desk/events'),
  desk('jobs', '/desk/jobs'),
  desk('people', '/desk/people'),
  desk('person', async (demo) => `/desk/people/${await account(demo)}`),
  desk('audit', '/desk/audit'),
  desk('audit-verify', '/desk/audit/verify'),
];

export const PLACES: Place[] = [...PUBLIC, ...MEMBERS, ...DESK];

export async function pathOf(place: Place, demo: Demo): Promise<string> {
  return typeof place.path === 'string' ? place.path : place.path(demo);
}
