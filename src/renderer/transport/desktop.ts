import type { DesktopBridge } from '../../shared/desktop.ts';
import { AppError } from '../../shared/errors.ts';
import type { RendererTransport } from './renderer-transport.ts';

/** Returns the transport over the bridge that the desktop shell laid into the window. The engine lives as long as the window. */
export function createDesktopTransport(bridge: DesktopBridge): RendererTransport {
  let lastId = 0;
  return {
    kind: 'desktop',
    async call(name, input, signal) {
      if (signal?.aborted) return cancelled(name);
      const id = ++lastId;
      let stop = () => {};
      const stopped = new Promise<'stopped'>((resolve) => {
        stop = () => {
          bridge.stop(id);
          resolve('stopped');
        };
      });
      signal?.addEventListener('abort', stop);
      try {
        const answer = await Promise.race([bridge.call(id, name, input), stopped]);
        return answer === 'stopped' ? cancelled(name) : answer;
      } catch {
        return {
          ok: false,
          error: { code: 'unavailable', message: 'The engine does not answer; start Indexsmith again' },
        };
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    subscribe: (listener) => bridge.subscribe(listener),
    watchConnection(listener) {
      listener('connected');
      return () => {};
    },
    offerFiles: (files) => bridge.offerFiles([...('files' in files ? files.files : files)]),
    async chooseFiles() {
      return await bridge.chooseFiles();
    },
    openReport: (backtestId) => bridge.openReport(backtestId),
    openLink: (name) => bridge.openLink(name),
  };
}

const cancelled = (name: string) =>
  ({ ok: false, error: { code: 'cancelled', message: `Nobody waits for ${name} any more` } }) as const;

/** Returns the bridge of the desktop shell, or undefined in a browser. Throws AppError if something else lies in its place. */
export function findBridge(scope: unknown): DesktopBridge | undefined {
  const bridge = (scope as { indexsmith?: unknown }).indexsmith;
  if (bridge === undefined) return undefined;
  if (typeof (bridge as DesktopBridge).call !== 'function') {
    throw new AppError('internal', 'The bridge of the desktop shell has no calls; install Indexsmith again');
  }
  return bridge as DesktopBridge;
}
