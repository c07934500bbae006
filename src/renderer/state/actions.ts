import { PAGES } from '../routes.ts';
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
