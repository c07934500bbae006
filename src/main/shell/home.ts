import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the folder in which the program keeps its store, reports and backups, as the platform expects it. */
export function defaultHome(): string {
  const chosen = process.env.INDEXSMITH_HOME;
  if (chosen !== undefined && chosen !== '') return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Indexsmith');
  if (process.platform === 'win32')
    return join(process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Indexsmith');
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'indexsmith');
}
