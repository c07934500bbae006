/**
 * Files read on a thread of their own, so that reading the next block and checking the next file go on while the engine
 * writes. The thread is {@link startImportThread}'s; what runs on it is `import-thread.ts`.
 *
 * 1. `verify` reads a whole file without keeping anything;
 * 2. `read` streams its content: at most {@link PARTS_IN_FLIGHT} parts are on their way at a time, each transferred and
 *    not copied; asking for the next part is what lets the thread send another.
 */
import { Worker } from 'node:worker_threads';
import { AppError, type CancelSignal, type ErrorShape } from '../../shared/errors.ts';
import type { FilePart, FileSummary } from '../feeds/files/file-content.ts';
import { threadFile } from './thread-file.ts';

/** What the engine sends to the thread. */
export type ImportRequest =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly path: string;
      readonly now: number;
      readonly maxRefusedShare: number;
      /** Null if the file is only to be checked. */
      readonly content: { readonly skipRows: number; readonly blockRows: number; readonly credit: number } | null;
    }
  | { readonly kind: 'credit'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number };

/** What the thread sends to the engine. */
export type ImportReply =
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'part'; readonly id: number; readonly part: FilePart }
  | { readonly kind: 'done'; readonly id: number; readonly summary: FileSummary }
  /** Errors cross as values because a thrown one loses its class; `defect` is the stack of one that is no AppError. */
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorShape; readonly defect: string | null };

/** A file to read, and what both of its readings need. */
export type FileTask = {
  readonly path: string;
  /** UTC milliseconds of the whole import, so that both readings of a file judge alike. */
  readonly now: number;
  readonly maxRefusedShare: number;
  readonly signal: CancelSignal;
  /** Packed bytes of this file that have been read. */
  readonly onRead?: (bytes: number) => void;
};

/** The two readings of a file: one that checks it whole, one that hands its content over. */
export type ImportThread = {
  /** Returns the summary of a file that was checked to its end. Rejects as `readImportFile` throws. */
  verify(task: FileTask): Promise<FileSummary>;
  /** Yields the file's content after its first `skipRows` rows and returns its summary. Throws as `readImportFile`. */
  read(task: FileTask, skipRows: number): AsyncGenerator<FilePart, FileSummary>;
  close(): Promise<void>;
};

/** Rows of a block: 1.4 MB, and about 10 ms of reading. */
const BLOCK_ROWS = 16_384;
const PARTS_IN_FLIGHT = 3;

type Listener = (reply: ImportReply) => void;

/** Returns a thread that reads files. It must be closed. */
export function startImportThread(): ImportThread {
  const worker = new Worker(threadFile('import-thread'));
  const listeners = new Map<number, Listener>();
  let lastId = 0;
  let end: AppError | null = null;
  const fail = (thrown: unknown): void => {
    end = new AppError('internal', 'The thread that reads files ended; the log has the details', { cause: thrown });
    for (const [id, listener] of listeners) {
      listener({ kind: 'failed', id, error: { code: end.code, message: end.message }, defect: String(thrown) });
    }
  };
  worker.on('message', (reply: ImportReply) => listeners.get(reply.id)?.(reply));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(`exit code ${code}`));
  const post = (request: ImportRequest): void => worker.postMessage(request);

  async function* run(task: FileTask, skipRows: number | null): AsyncGenerator<FilePart, FileSummary> {
    if (end !== null) throw end;
    lastId += 1;
    const id = lastId;
    const inbox: ImportReply[] = [];
    let wake: (() => void) | null = null;
    let isCancelSent = false;
    listeners.set(id, (reply) => {
      if (reply.kind === 'bytes') task.onRead?.(reply.bytes);
      else inbox.push(reply);
      if (task.signal.aborted && !isCancelSent) {
        isCancelSent = true;
        post({ kind: 'cancel', id });
      }
      wake?.();
    });
    const content = skipRows === null ? null : { skipRows, blockRows: BLOCK_ROWS, credit: PARTS_IN_FLIGHT };
    post({ kind: 'start', id, path: task.path, now: task.now, maxRefusedShare: task.maxRefusedShare, content });
    try {
      for (;;) {
        const reply = inbox.shift();
        if (reply === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          wake = null;
        } else if (reply.kind === 'part') {
          yield reply.part;
          post({ kind: 'credit', id });
        } else if (reply.kind === 'done') return reply.summary;
        else if (reply.kind === 'failed') throw errorOf(reply.error, reply.defect);
      }
    } finally {
      listeners.delete(id);
      post({ kind: 'cancel', id });
    }
  }

  return {
    async verify(task) {
      const replies = run(task, null);
      for (;;) {
        const next = await replies.next();
        if (next.done === true) return next.value;
      }
    },
    read: (task, skipRows) => run(task, skipRows),
    async close() {
      worker.removeAllListeners('exit');
      await worker.terminate();
    },
  };
}

function errorOf(error: ErrorShape, defect: string | null): Error {
  return new AppError(error.code, error.message, {
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(defect === null ? {} : { cause: new Error(defect) }),
  });
}
