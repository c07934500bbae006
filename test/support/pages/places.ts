import type { Workstation } from '../workstation.ts';

export type Place = { readonly name: string; readonly path: string };

/** Pages and parts of pages that are of no one token, draft or backtest. */
export const PLAIN_PLACES = [
  'market',
  'ratings',
  'indices',
  'backtests',
  'models',
  'models/weights',
  'models/learning',
  'models/members',
  'models/quality',
  'anomalies',
  'patterns',
  'texts',
  'data',
  'settings',
  'welcome',
] as const;

/** Returns a place of every page of the program, over what a workspace with ratings and a draft has. */
export async function everyPlace({ call }: Workstation): Promise<Place[]> {
  const { drafts } = await call<{ drafts: { id: string }[] }>('drafts.list');
  const { trials } = await call<{ trials: { id: string }[] }>('backtests.list');
  const { asset } = await call<{ asset: string[] }>('ratings.table');
  return [
    ...PLAIN_PLACES.map((name) => ({ name, path: `/${name}` })),
    ...asset.slice(0, 1).map((id) => ({ name: 'token', path: `/token/${encodeURIComponent(id)}` })),
    ...drafts.slice(0, 1).map(({ id }) => ({ name: 'draft', path: `/drafts/${id}` })),
    ...trials.slice(0, 1).map(({ id }) => ({ name: 'backtest', path: `/backtests/${id}` })),
  ];
}
