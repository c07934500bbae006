/** The pages in the order of the navigation. `key` is pressed after `g`. */
export const PAGES = [
  { id: 'market', path: '/market', title: 'Market', key: 'm' },
  { id: 'ratings', path: '/ratings', title: 'Ratings', key: 'r' },
  { id: 'indices', path: '/indices', title: 'Indices', key: 'i' },
  { id: 'backtests', path: '/backtests', title: 'Backtests', key: 'b' },
  { id: 'models', path: '/models', title: 'Models', key: 'o' },
  { id: 'anomalies', path: '/anomalies', title: 'Anomalies', key: 'a' },
  { id: 'patterns', path: '/patterns', title: 'Patterns', key: 'p' },
  { id: 'texts', path: '/texts', title: 'Texts', key: 't' },
  { id: 'data', path: '/data', title: 'Data', key: 'd' },
  { id: 'settings', path: '/settings', title: 'Settings', key: 's' },
] as const;

/** A page of the navigation. */
export type PageId = (typeof PAGES)[number]['id'];

/** Returns the place of a token's page. */
export const tokenPath = (asset: string): string => `/token/${encodeURIComponent(asset)}`;
/** Returns the place of a draft's page. */
export const draftPath = (id: string): string => `/drafts/${encodeURIComponent(id)}`;
/** Returns the place of a backtest's page. */
export const backtestPath = (id: string): string => `/backtests/${encodeURIComponent(id)}`;

/** The parts of the page "Models", the first of which it opens with. */
export const MODEL_PARTS = ['leaderboard', 'weights', 'learning', 'members', 'quality'] as const;
/** A part of the page "Models". */
export type ModelPart = (typeof MODEL_PARTS)[number];
/** Returns the place of a part of the page "Models". */
export const modelPath = (part: ModelPart): string => (part === MODEL_PARTS[0] ? '/models' : `/models/${part}`);
