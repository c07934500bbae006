/** Files that a browser hands over: they lie in the home folder until the import that used them has ended. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors.ts';
import { makeFolder } from '../../engine/make-folder.ts';
import type { Grants, Taken } from '../grants.ts';
import { uploadNameOf } from './upload-name.ts';

/** The files that windows uploaded and no import has read yet. */
export type Uploads = {
  /**
   * Keeps a file and returns the handle of its batch, the same for all of its files.
   *
   * Throws `invalid-input` for a name or batch that cannot be, and for a batch that became too large; `unavailable` where the disk
   * is full or the stream broke off. Nothing of a file is kept then.
   *
   * @param announced - bytes that the sender promised, null if it did not.
   */
  keep(batch: string, name: string, body: Readable, announced: number | null): Promise<string>;
  /** Removes every uploaded file. */
  removeAll(): Promise<void>;
};

export type UploadOptions = {
  /** Folder of the uploads; what lies in it from before is removed with {@link Uploads.removeAll}. */
  readonly folder: string;
  readonly grants: Grants;
  /** Bytes that the files of one batch may have together. */
  readonly maxBytes: number;
};

type Batch = {
  readonly folder: string;
  readonly handle: string;
  bytes: number;
  /** Files on their way. */
  arriving: number;
  /** Where each name is kept: two names may differ only in what no file system takes. */
  readonly placeOf: Map<string, string>;
  /** The values of `placeOf`. */
  readonly places: Set<string>;
};

const BATCH = /^[A-Za-z0-9-]{1,64}$/;
/** Batches that were begun and not imported, as where a window was closed; beyond, the one longest left alone makes way. */
const MAX_BATCHES = 16;

/** Returns uploads into a folder of which nothing was uploaded yet. */
export function createUploads({ folder, grants, maxBytes }: UploadOptions): Uploads {
  const batches = new Map<string, Batch>();

  /** Returns a batch, begun if need be, and the end of another one that made way for it. */
  function batchOf(id: string): { readonly batch: Batch; readonly room: Promise<void> } {
    const known = batches.get(id);
    // once its handle has served, the same name begins another batch
    if (known !== undefined && isGranted(grants, known.handle)) {
      // the order is that of their last use
      batches.delete(id);
      batches.set(id, known);
      return { batch: known, room: Promise.resolve() };
    }
    if (!BATCH.test(id)) {
      throw new AppError('invalid-input', 'The batch was no name, needs 1 to 64 letters, digits or hyphens');
    }
    const room = batches.size < MAX_BATCHES ? Promise.resolve() : dropIdle();
    const made = join(folder, randomBytes(8).toString('hex'));
    const handle = grants.grantUpload(made, async () => {
      if (batches.get(id)?.folder === made) batches.delete(id);
      await rm(made, { recursive: true, force: true });
    });
    const batch: Batch = { folder: made, handle, bytes: 0, arriving: 0, placeOf: new Map(), places: new Set() };
    batches.set(id, batch);
    return { batch, room };
  }

  /** Takes the batch away that was longest left alone; its handle serves no more. Throws where all are in use. */
  function dropIdle(): Promise<void> {
    const idle = [...batches.values()].find(({ handle, arriving }) => arriving === 0 && isGranted(grants, handle));
    if (idle === undefined) {
      throw new AppError('conflict', `${MAX_BATCHES} batches of files were uploaded or imported, needs one to end`);
    }
    const [taken] = grants.take([idle.handle]) as [Taken];
    return taken.giveBack();
  }

  return {
    async keep(id, name, body, announced) {
      const parts = uploadNameOf(name);
      const { batch, room } = batchOf(id);
      if (batch.bytes + (announced ?? 0) > maxBytes) throw tooLarge(name, maxBytes);
      const partial = join(batch.folder, `.${randomBytes(8).toString('hex')}.part`);
      let bytes = 0;
      batch.arriving++;
      const count = new Transform({
        transform(chunk: Buffer, _, done) {
          bytes += chunk.length;
          batch.bytes += chunk.length;
          done(batch.bytes > maxBytes ? tooLarge(name, maxBytes) : null, chunk);
        },
      });
      try {
        await room;
        makeFolder(batch.folder);
        await pipeline(body, count, createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
        const place = join(batch.folder, placeFor(batch, name, parts));
        await mkdir(dirname(place), { recursive: true });
        await rename(partial, place);
      } catch (thrown) {
        batch.bytes -= bytes;
        await rm(partial, { force: true });
        throw errorOf(thrown, name);
      } finally {
        batch.arriving--;
      }
      return batch.handle;
    },
    async removeAll() {
      batches.clear();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns where a file of a batch is kept: under its name, with a number in front where another file of the batch is there. */
function placeFor({ placeOf, places }: Batch, name: string, parts: readonly string[]): string {
  const known = placeOf.get(name);
  if (known !== undefined) return known;
  const [folders, last] = [parts.slice(0, -1), parts.at(-1)!];
  let place = join(...parts);
  for (let number = 2; places.has(place); number++) place = join(...folders, `${number} ${last}`);
  placeOf.set(name, place);
  places.add(place);
  return place;
}

function isGranted(grants: Grants, handle: string): boolean {
  try {
    grants.pathOf(handle);
    return true;
  } catch {
    return false;
  }
}

function tooLarge(name: string, maxBytes: number): AppError {
  const most = `${Math.floor(maxBytes / 2 ** 20)} MB`;
  return new AppError('invalid-input', `${name} made the files of one import larger than ${most}, needs fewer at once`);
}

/** Returns what a failed upload means; what is no failure of the disk or of the sender stays a defect. */
function errorOf(thrown: unknown, name: string): unknown {
  const code = (thrown as { code?: string }).code ?? '';
  const cause = { cause: thrown };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('unavailable', `The disk was full before ${name} was there, needs more space`, cause);
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new AppError('unavailable', 'The folder of uploads could not be written, needs to be writable', cause);
  }
  if (code === 'ENOTDIR' || code === 'EISDIR' || code === 'EEXIST' || code === 'ENOTEMPTY') {
    return new AppError('invalid-input', `${name} was a file and a folder in the same batch, needs to be one`, cause);
  }
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') {
    return new AppError('unavailable', `${name} broke off while it was uploaded, needs to be sent again`, cause);
  }
  return thrown;
}
