/** Which files an import means: those that were named, and the tables in the folders that were named. */
import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CancelSignal, throwIfCancelled } from '../../../shared/errors.ts';

/** A file to import. */
export type FoundFile = {
  /** As the user named it, or below the folder that the user named. */
  readonly path: string;
  readonly bytes: number;
  /** Whether the user named it, rather than its folder. */
  readonly isNamed: boolean;
  /** Why it is not to be read, or null. */
  readonly problem: { readonly state: 'refused' | 'not-recognised'; readonly message: string } | null;
};

const TABLE_NAME = /\.csv(\.gz)?$/i;

/**
 * Returns the files in the order in which the paths were given, those of a folder (and of the folders in it) by name, each
 * once. Names that begin with a dot are left out; a path that leads nowhere is an entry with a problem, not an error.
 *
 * Throws `cancelled`: a folder may hold many thousands of files, and lie on a slow disk.
 */
export async function findFiles(paths: readonly string[], signal: CancelSignal): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const visited = new Set<string>();
  const visit = async (path: string, isNamed: boolean): Promise<void> => {
    throwIfCancelled(signal);
    const problem = (state: 'refused' | 'not-recognised', message: string, bytes = 0): void => {
      found.push({ path, bytes, isNamed, problem: { state, message } });
    };
    let real: string;
    let stats: Stats;
    try {
      [real, stats] = await Promise.all([realpath(path), stat(path)]);
    } catch (thrown) {
      problem('refused', unreadable(thrown));
      return;
    }
    if (visited.has(real)) return;
    visited.add(real);
    if (stats.isDirectory()) {
      if (TABLE_NAME.test(path)) problem('refused', 'the path was a folder, needs a file');
      else await visitFolder(path, problem);
    } else if (!stats.isFile()) problem('refused', 'the path was neither a file nor a folder');
    else if (!isNamed && !TABLE_NAME.test(path))
      problem('not-recognised', 'not recognised yet: its name ends in neither .csv nor .csv.gz');
    else found.push({ path, bytes: stats.size, isNamed, problem: null });
  };
  const visitFolder = async (folder: string, problem: (state: 'refused', message: string) => void): Promise<void> => {
    let names: string[];
    try {
      names = await readdir(folder);
    } catch (thrown) {
      problem('refused', unreadable(thrown));
      return;
    }
    names.sort((a, b) => (a < b ? -1 : 1));
    for (const name of names) if (!name.startsWith('.')) await visit(join(folder, name), false);
  };
  for (const path of paths) await visit(path, true);
  return found;
}

function unreadable(thrown: unknown): string {
  const code = (thrown as { code?: string }).code ?? 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no file or folder is there';
  if (code === 'EACCES' || code === 'EPERM') return 'the path may not be read by this user';
  if (code === 'ELOOP') return 'the path is a link that leads back to itself';
  return `the path could not be read (${code})`;
}
