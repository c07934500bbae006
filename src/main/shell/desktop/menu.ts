/** The native menu. Its items tell the page what to do, as the command palette does. */
import type { MenuItemConstructorOptions } from 'electron';

/** What an item of the menu asks of the page: ids of the actions of its command palette. Crosses as the payload of {@link SHELL_COMMAND}. */
export const SHELL_COMMANDS = [
  'import',
  'theme-system',
  'theme-light',
  'theme-dark',
  'palette',
  'filter',
  'keys',
  'go-market',
  'go-ratings',
  'go-indices',
  'go-backtests',
  'go-models',
  'go-data',
  'go-settings',
] as const;
/** What the menu can ask of the window's page. */
export type ShellCommand = (typeof SHELL_COMMANDS)[number];

/** Name of the event by which the shell tells the window's page of a {@link ShellCommand}: `{ command }`. */
export const SHELL_COMMAND = 'shell.command';

export type MenuOptions = {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  send(command: ShellCommand): void;
  openLogs(): void;
};

const PAGES: readonly { readonly label: string; readonly command: ShellCommand }[] = [
  { label: 'Market', command: 'go-market' },
  { label: 'Ratings', command: 'go-ratings' },
  { label: 'Indices and Drafts', command: 'go-indices' },
  { label: 'Backtests', command: 'go-backtests' },
  { label: 'Models', command: 'go-models' },
  { label: 'Data', command: 'go-data' },
];

/** Returns the menu as a template. */
export function menuTemplate({ platform, isPackaged, send, openLogs }: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const item = (label: string, command: ShellCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const settings = item('Settings…', 'go-settings', 'CmdOrCtrl+,');
  const application: MenuItemConstructorOptions = {
    label: 'Indexsmith',
    submenu: [
      { role: 'about' },
      line,
      settings,
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  return [
    ...(isMac ? [application] : []),
    {
      label: '&File',
      submenu: [
        item('Import Files…', 'import', 'CmdOrCtrl+O'),
        line,
        ...(isMac ? [{ role: 'close' as const }] : [settings, line, { role: 'quit' as const }]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        item('Command Palette', 'palette', 'CmdOrCtrl+K'),
        item('Filter', 'filter', 'CmdOrCtrl+F'),
        line,
        {
          label: 'Theme',
          submenu: [item('As the System', 'theme-system'), item('Light', 'theme-light'), item('Dark', 'theme-dark')],
        },
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [line, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    {
      label: '&Go',
      submenu: PAGES.map(({ label, command }, i) => item(label, command, `CmdOrCtrl+${i + 1}`)),
    },
    { role: 'windowMenu' },
    {
      label: '&Help',
      role: 'help',
      submenu: [item('Keyboard Shortcuts', 'keys'), { label: 'Open the Folder of Logs', click: openLogs }],
    },
  ];
}
