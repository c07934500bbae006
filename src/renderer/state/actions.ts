import { modelPath, PAGES } from '../routes.ts';
import { preferences, setPreference } from './preferences.ts';

/** What the palette, the keys and the native menu can do. */
export type Action = {
  readonly id: string;
  readonly title: string;
  readonly note?: string | undefined;
  /** Other words that it is found by. */
  readonly keywords?: string | undefined;
  /** Keys in the order in which they are pressed. */
  readonly keys?: readonly string[] | undefined;
  readonly run: () => void;
};

/** Parts of pages and what is done there, with words that people look for. */
const PLACES = [
  {
    id: 'models-leaderboard',
    title: 'Models: leaderboard',
    keywords: 'skill ensemble record',
    path: modelPath('leaderboard'),
  },
  {
    id: 'models-weights',
    title: 'Models: member weights',
    keywords: 're-weighting regret stacking',
    path: modelPath('weights'),
  },
  { id: 'models-learning', title: 'Models: history and forecasts', keywords: 'measure', path: modelPath('learning') },
  {
    id: 'models-members',
    title: 'Models: each member',
    keywords: 'calibration importance',
    path: modelPath('members'),
  },
  {
    id: 'models-quality',
    title: 'Models: token quality',
    keywords: 'survive fade die forest',
    path: modelPath('quality'),
  },
  { id: 'train-models', title: 'Train models', keywords: 'ensemble', path: '/models' },
  { id: 'train-quality', title: 'Train the quality forest', path: modelPath('quality') },
  {
    id: 'prove-anomalies',
    title: 'Prove the anomaly detector',
    keywords: 'pump drain alert unusual',
    path: '/anomalies',
  },
  { id: 'search-patterns', title: 'Search patterns', keywords: 'mine conditions', path: '/patterns' },
  { id: 'read-texts', title: 'Sentiment, topics and campaigns', keywords: 'news articles texts', path: '/texts' },
  { id: 'fetch-feeds', title: 'Fetch feeds of news', keywords: 'articles rss', path: '/texts' },
] as const satisfies readonly (Omit<Action, 'run'> & { readonly path: string })[];

/** Returns every action, given how to go to a place and what opens the windows of the shell. */
export function listActions(shell: {
  readonly go: (path: string) => void;
  readonly openPalette: () => void;
  readonly openKeys: () => void;
  readonly focusFilter: () => void;
}): readonly Action[] {
  return [
    ...PAGES.map((page) => ({
      id: `go-${page.id}`,
      title: `Go to ${page.title}`,
      keys: ['g', page.key],
      run: () => shell.go(page.path),
    })),
    ...PLACES.map(({ path, ...place }) => ({ ...place, run: () => shell.go(path) })),
    { id: 'go-welcome', title: 'Bring in data: sample, files or an exchange', run: () => shell.go('/welcome') },
    { id: 'import', title: 'Import files', run: () => shell.go('/welcome') },
    { id: 'backups', title: 'Back up or restore the data', keywords: 'backup', run: () => shell.go('/settings') },
    { id: 'palette', title: 'Find a page, a token or an action', keys: ['Ctrl', 'K'], run: shell.openPalette },
    { id: 'filter', title: 'Filter what is on the page', keys: ['/'], run: shell.focusFilter },
    { id: 'keys', title: 'Show the keys', keys: ['?'], run: shell.openKeys },
    { id: 'theme-light', title: 'Light colours', keywords: 'theme', run: () => setPreference('theme', 'light') },
    { id: 'theme-dark', title: 'Dark colours', keywords: 'theme', run: () => setPreference('theme', 'dark') },
    {
      id: 'theme-system',
      title: 'Colours as the system has them',
      keywords: 'theme',
      run: () => setPreference('theme', 'system'),
    },
    {
      id: 'density',
      title: 'Change between compact and comfortable rows',
      run: () => setPreference('density', preferences.getState().density === 'compact' ? 'comfortable' : 'compact'),
    },
    {
      id: 'rail',
      title: 'Fold or unfold the navigation',
      keys: ['['],
      run: () => setPreference('isRailCollapsed', !preferences.getState().isRailCollapsed),
    },
  ];
}
