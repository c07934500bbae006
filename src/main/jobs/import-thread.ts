/** The thread that reads files for an import: several at once, each as fast as the engine takes its parts. */
import { parentPort } from 'node:worker_threads';
import { toErrorShape } from '../../shared/errors.ts';
import type { FilePart } from '../feeds/files/file-content.ts';
import { readImportFile } from '../feeds/files/read-file.ts';
import type { ImportReply, ImportRequest } from './import-files.ts';

type Running = { readonly signal: { aborted: boolean }; credit: number; wake: (() => void) | null };

const BYTES_INTERVAL_MS = 50;

const port = parentPort;
const running = new Map<number, Running>();

const send = (reply: ImportReply, transfer: ArrayBuffer[] = []): void => port?.postMessage(reply, transfer);

port?.on('message', (request: ImportRequest) => {
  if (request.kind === 'start') {
    void readOnThread(request);
    return;
  }
  const state = running.get(request.id);
  if (state === undefined) return;
  if (request.kind === 'credit') state.credit += 1;
  else state.signal.aborted = true;
  state.wake?.();
});

async function readOnThread(request: ImportRequest & { kind: 'start' }): Promise<void> {
  const { id, path, now, maxRefusedShare, content } = request;
  const state: Running = { signal: { aborted: false }, credit: content?.credit ?? 0, wake: null };
  running.set(id, state);
  let toldAt = 0;
  const onRead = (bytes: number): void => {
    const at = performance.now();
    if (at - toldAt < BYTES_INTERVAL_MS) return;
    toldAt = at;
    send({ kind: 'bytes', id, bytes });
  };
  try {
    const options = { now, maxRefusedShare, signal: state.signal, onRead };
    const parts = readImportFile(path, content === null ? options : { ...options, content });
    for (;;) {
      const next = await parts.next();
      if (next.done === true) {
        send({ kind: 'done', id, summary: next.value });
        return;
      }
      while (state.credit === 0 && !state.signal.aborted) {
        await new Promise<void>((resolve) => {
          state.wake = resolve;
        });
      }
      state.credit -= 1;
      send({ kind: 'part', id, part: next.value }, buffersOf(next.value));
    }
  } catch (thrown) {
    const error = toErrorShape(thrown);
    send({ kind: 'failed', id, error, defect: error.code === 'internal' ? String((thrown as Error).stack) : null });
  } finally {
    running.delete(id);
  }
}

/** The memory of a block's columns, which moves to the engine's thread instead of being copied. */
function buffersOf(part: FilePart): ArrayBuffer[] {
  if (part.kind === 'list') return [];
  const columns = [part.rowNumber, ...Object.values(part.block).filter((value) => ArrayBuffer.isView(value))];
  return columns.map((column) => column.buffer as ArrayBuffer);
}
