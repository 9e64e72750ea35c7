// Every page there is: its name, where it is, and who looks at it. Axe, weights and pictures go by this list.

import type { Demo, Part } from './support/demo.ts';

export type Place = { name: string; as: Part | 'nobody'; path: string | ((demo: Demo) => Promise<string>) };

export const PLACES: Place[] = [
  { name: 'home', as: 'nobody', path: '/' },
  { name: 'sign-in', as: 'nobody', path: '/sign-in' },
  { name: 'sign-up', as: 'nobody', path: '/sign-up' },
  { name: 'imprint', as: 'nobody', path: '/legal/imprint' },
  { name: 'terms', as: 'nobody', path: '/legal/terms' },
  { name: 'refunds', as: 'nobody', path: '/legal/refunds' },
  { name: 'privacy', as: 'nobody', path: '/legal/privacy' },
  { name: 'agreement', as: 'nobody', path: '/agreement' },
  { name: 'pay-committed', as: 'member', path: async (demo) => `/pay/${await order(demo, 'committed')}` },
  { name: 'pay-needs-action', as: 'member', path: async (demo) => `/pay/${await order(demo, 'needs_action')}` },
  { name: 'pay-paid', as: 'member', path: async (demo) => `/pay/${await order(demo, 'paid')}` },
  { name: 'pay-refunded', as: 'member', path: async (demo) => `/pay/${await order(demo, 'refunded')}` },
];

export async function pathOf(place: Place, demo: Demo): Promise<string> {
  return typeof place.path === 'string' ? place.path : place.path(demo);
}

async function order(demo: Demo, state: string): Promise<string> {
  return first(await demo.read('/me/preorders?limit=200', 'member'), state);
}

function first(list: { items: { id: string; state: string }[] }, state: string): string {
  const found = list.items.find((item) => item.state === state);
  if (!found) throw new Error(`nothing in the demo is ${state}`);
  return found.id;
}
