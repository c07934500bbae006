import type { AbortSignalLike, Answer } from '../../shared/client.ts';
import { AppError } from '../../shared/errors.ts';
import { collectFiles, pickFiles, type UploadFile } from './dropped-files.ts';
import { createStreamParser } from './event-stream.ts';
import type { ConnectionState, RendererTransport } from './renderer-transport.ts';

/** Said when the session is not accepted: there is nothing to try again. */
export const REFUSED_SENTENCE =
  'This window is no longer signed in. Run npm start again and use the link that it prints.';

const LOST_SENTENCE = 'The engine does not answer. It is started again by itself; this page recovers with it.';
const FIRST_WAIT = 250;
const LONGEST_WAIT = 3_000;
/** The engine says something at least every 10 s; two lost pings and a half count as a lost engine. */
const LONGEST_SILENCE = 25_000;

/**
 * Returns the transport over loopback HTTP: calls as POST, events as a stream that is read with fetch and opened again
 * after 0.25 s, twice as long each time up to 3 s. The stream is opened with the first listener and kept.
 * @param base - such as `http://127.0.0.1:7417`; empty within the page that the engine serves.
 */
export function createLoopbackTransport(base = '', longestSilence = LONGEST_SILENCE): RendererTransport {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const watchers = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = 'connecting';
  let stream: AbortController | undefined;
  let wake = () => {};

  const moveTo = (next: ConnectionState): void => {
    if (next === state) return;
    state = next;
    for (const watcher of [...watchers]) watcher(next);
  };
  const isRefusal = (status: number): boolean => status === 401 || status === 403;

  /** Reads one connection until it ends, fails or falls silent. */
  const readStream = async (controller: AbortController): Promise<void> => {
    const connection = new AbortController();
    const end = () => connection.abort();
    controller.signal.addEventListener('abort', end);
    let silence = setTimeout(end, longestSilence);
    try {
      const response = await fetch(`${base}/v1/events`, {
        headers: { accept: 'text/event-stream' },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: connection.signal,
      });
      if (isRefusal(response.status)) return moveTo('refused');
      if (!response.ok || response.body === null) return;
      moveTo('connected');
      const parse = createStreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(end, longestSilence);
        for (const message of parse(value)) deliver(message.event, message.data);
      }
    } catch {
      // a broken connection is what the loop around this is for
    } finally {
      clearTimeout(silence);
      controller.signal.removeEventListener('abort', end);
    }
  };

  const deliver = (name: string, text: string): void => {
    let payload: unknown;
    try {
      payload = JSON.parse(text);
    } catch {
      return;
    }
    for (const listener of [...listeners]) listener(name, payload);
  };

  const keepStreaming = async (controller: AbortController): Promise<void> => {
    let wait = FIRST_WAIT;
    while (!controller.signal.aborted) {
      const before = state;
      await readStream(controller);
      if (controller.signal.aborted || (state as ConnectionState) === 'refused') break;
      if (before !== 'connected' && state === 'connected') wait = FIRST_WAIT;
      moveTo('lost');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
    if (stream === controller) stream = undefined;
  };

  const open = (): void => {
    if (stream !== undefined) return;
    stream = new AbortController();
    void keepStreaming(stream);
  };
  const closeIfUnheard = (): void => {
    if (listeners.size > 0 || watchers.size > 0) return;
    stream?.abort();
    stream = undefined;
    state = 'connecting';
    wake();
  };

  const post = (name: string, input: unknown, signal?: AbortSignalLike): Promise<Answer> =>
    postTo(`v1/${encodeURIComponent(name)}`, input, signal);

  const postTo = async (path: string, input: unknown, signal?: AbortSignalLike): Promise<Answer> => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    try {
      const response = await fetch(`${base}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'same-origin',
        body: JSON.stringify(input),
        signal: controller.signal,
      });
      if (isRefusal(response.status)) {
        moveTo('refused');
        return failure('unavailable', REFUSED_SENTENCE);
      }
      return asAnswer(await response.json());
    } catch {
      return controller.signal.aborted
        ? failure('cancelled', `Nobody waits for ${path.replace(/^v1\//, '')} any more`)
        : failure('unavailable', LOST_SENTENCE, { isLost: true });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  };

  const upload = async (
    files: readonly UploadFile[],
    onProgress: Parameters<RendererTransport['offerFiles']>[1],
  ): Promise<string[]> => {
    if (files.length === 0) throw new AppError('invalid-input', 'Nothing was dropped that holds a file');
    const batch = crypto.randomUUID();
    const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
    const handles = new Set<string>();
    let doneBytes = 0;
    for (const [doneFiles, { file, path }] of files.entries()) {
      onProgress?.({ doneBytes, totalBytes, doneFiles, totalFiles: files.length, file: path });
      handles.add(await putFile(path, batch, file));
      doneBytes += file.size;
    }
    const file = files.at(-1)?.path ?? '';
    onProgress?.({ doneBytes, totalBytes, doneFiles: files.length, totalFiles: files.length, file });
    return [...handles];
  };

  const putFile = async (path: string, batch: string, file: File): Promise<string> => {
    const query = new URLSearchParams({ name: path, batch });
    let answer: Answer;
    try {
      const response = await fetch(`${base}/v1/files?${query}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        credentials: 'same-origin',
        body: file,
      });
      if (isRefusal(response.status)) throw new AppError('unavailable', REFUSED_SENTENCE);
      answer = asAnswer(await response.json());
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('unavailable', `${path} could not be handed over: the connection to the engine broke`);
    }
    if (!answer.ok) throw new AppError(answer.error.code, answer.error.message, { details: answer.error.details });
    return (answer.value as { handle: string }).handle;
  };

  return {
    kind: 'loopback',
    call: post,
    subscribe(listener) {
      listeners.add(listener);
      open();
      return () => {
        listeners.delete(listener);
        closeIfUnheard();
      };
    },
    watchConnection(listener) {
      watchers.add(listener);
      listener(state);
      open();
      return () => {
        watchers.delete(listener);
        closeIfUnheard();
      };
    },
    offerFiles: async (files, onProgress) => upload(await collectFiles(files), onProgress),
    async chooseFiles(what, onProgress) {
      const chosen = await pickFiles(what);
      if (chosen.length === 0) return [];
      const handles = await upload(chosen, onProgress);
      const name = chosen.length === 1 ? (chosen[0]?.path ?? '') : `${chosen.length} files`;
      return handles.map((handle) => ({ handle, name }));
    },
    openReport: (backtestId) => postTo(`open/report/${encodeURIComponent(backtestId)}`, {}),
    openLink: (name) => postTo(`open/link/${encodeURIComponent(name)}`, {}),
  };
}

const failure = (code: 'unavailable' | 'cancelled', message: string, details?: unknown): Answer => ({
  ok: false,
  error: details === undefined ? { code, message } : { code, message, details },
});

/** Returns what came over the wire if it has the form of an answer, else an answer that says it has not. */
function asAnswer(body: unknown): Answer {
  const answer = body as Answer;
  if (typeof body === 'object' && body !== null && typeof answer.ok === 'boolean') return answer;
  return failure('unavailable', 'What answered was not the engine of Indexsmith; run npm start again');
}
