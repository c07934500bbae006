/** Which files of the machine a window may name: those that the user gave it, under handles that nobody can guess. */
import { randomBytes } from 'node:crypto';
import { dirname, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** A path taken from a handle for one use. */
export type Taken = {
  readonly path: string;
  /** Returns how a window may be told of a file below the path: without the folders of the machine above it. */
  shown(file: string): string;
  /** Says that the use has ended. */
  giveBack(): Promise<void>;
};

/** The files and folders that the user chose, under handles that tell a window nothing of where they lie. */
export type Grants = {
  /** Returns a handle for a file or folder that the user chose; it serves as long as the process lives. */
  grant(path: string): string;
  /**
   * Returns a handle for a folder of uploaded files, which serves once.
   *
   * @param remove - is called when that use has ended.
   */
  grantUpload(folder: string, remove: () => Promise<void>): string;
  /** Returns the path behind a handle. Throws `not-found` if the handle was never given, or has served. */
  pathOf(handle: string): string;
  /** Returns the paths behind handles and uses up those that serve once. Throws as `pathOf`, and then uses up none. */
  take(handles: readonly string[]): Taken[];
};

type Granted = {
  readonly path: string;
  readonly shownFrom: string;
  /** Null if the handle serves any number of times. */
  readonly remove: (() => Promise<void>) | null;
};

/** Returns grants of nothing yet. */
export function createGrants(): Grants {
  const granted = new Map<string, Granted>();
  const add = (grant: Granted): string => {
    const handle = `grant:${randomBytes(16).toString('hex')}`;
    granted.set(handle, grant);
    return handle;
  };
  const find = (handle: string): Granted => {
    const found = granted.get(handle);
    if (found === undefined) {
      const was = JSON.stringify(handle.slice(0, 80));
      throw new AppError('not-found', `${was} was no file that this window was given, needs to be chosen again`);
    }
    return found;
  };
  return {
    grant: (path) => add({ path, shownFrom: dirname(path), remove: null }),
    grantUpload: (folder, remove) => add({ path: folder, shownFrom: folder, remove }),
    pathOf: (handle) => find(handle).path,
    take(handles) {
      const distinct = [...new Set(handles)];
      const found = distinct.map(find);
      return found.map(({ path, shownFrom, remove }, i) => {
        if (remove !== null) granted.delete(distinct[i] as string);
        return {
          path,
          shown: (file) => relative(shownFrom, file).split(sep).join('/'),
          giveBack: async () => remove?.(),
        };
      });
    },
  };
}
