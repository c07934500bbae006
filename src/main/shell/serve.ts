/**
 * The process that owns the engine and the loopback server: `node src/main/shell/serve.ts --home DIR`.
 *
 * Once it answers it prints a line of JSON, `{"port": …, "link": …}`, and one for each change of workspace, `{"workspace": …}`;
 * where it cannot begin it prints `{"error": …}` and ends with the exit code of that error. SIGINT, SIGTERM and the end of a parent that started it with a channel end it gracefully.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError, type ErrorShape, NEVER_CANCELLED, toErrorShape } from '../../shared/errors.ts';
import { instantOf } from '../../shared/time.ts';
import type { WorkspaceId } from '../../shared/workspaces.ts';
import { createHost } from '../engine/create-host.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { defaultHome } from './home.ts';
import { keepSessionKey } from './http/secrets.ts';
import { type HttpServer, startHttpServer } from './http/server.ts';
import { removeRunning, writeRunning } from './running-file.ts';

/** Written as links know it: a window finds the program again where it was. */
const PREFERRED_PORT = 7417;
const RENDERER = fileURLToPath(new URL('../../../build/renderer', import.meta.url));
/** What has not ended by then is left to the operating system; the store is whole whenever the process dies. */
const LONGEST_END_MS = 10_000;

const onDefect = (stack: string): void => void process.stderr.write(`${stack}\n`);

/** What the process writes for its parent, as a line of JSON. */
export type Told =
  | { readonly port: number; readonly link: string }
  | { readonly workspace: WorkspaceId }
  | { readonly error: ErrorShape };

const tell = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`);

type ServeOptions = {
  readonly home: string;
  /** Null for the preferred one, or any where that is taken. */
  readonly port: number | null;
  readonly rendererPath: string;
  readonly isSample: boolean;
};

/** Runs until it is told to end. */
async function serve({ home, port, rendererPath, isSample }: ServeOptions): Promise<void> {
  const engine = createHost({ home, clock: () => instantOf(Date.now()), onDefect });
  let server: HttpServer;
  try {
    if (isSample) await engine.call('workspaces.open', { id: 'sample' }, NEVER_CANCELLED);
    server = await startAt(port, (at) =>
      startHttpServer({ engine, home, rendererPath, port: at, sessionKey: keepSessionKey(home), onDefect }),
    );
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  writeRunning(home, { port: server.port, pid: process.pid, key: server.linkKey });
  const undo = engine.subscribe((name, payload) => {
    if (name === 'workspaces.changed') tell({ workspace: (payload as { id: WorkspaceId }).id });
  });

  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(EXIT_CODES.internal), LONGEST_END_MS).unref();
    undo();
    removeRunning(home, process.pid);
    await server.close();
    await engine.close();
    if (process.connected) process.disconnect();
  };
  const onEnd = (): void => {
    end().catch((thrown: Error) => {
      onDefect(thrown.stack ?? String(thrown));
      process.exit(EXIT_CODES.internal);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onEnd);
  if (process.connected) process.once('disconnect', onEnd);
  // the parent that gave the channel was gone before anybody listened
  else if (process.send !== undefined) return onEnd();
  tell({ port: server.port, link: server.createLink() });
}

/** Serves at the port that was asked for; without one, at the preferred port or else at any. */
async function startAt(port: number | null, start: (port: number) => Promise<HttpServer>): Promise<HttpServer> {
  try {
    return await start(port ?? PREFERRED_PORT);
  } catch (thrown) {
    if (port === null && thrown instanceof AppError && thrown.code === 'conflict') return start(0);
    throw thrown;
  }
}

try {
  const { values } = parseArgs({
    options: {
      home: { type: 'string', default: defaultHome() },
      port: { type: 'string' },
      renderer: { type: 'string', default: RENDERER },
      sample: { type: 'boolean', default: false },
    },
  });
  await serve({
    home: values.home,
    port: values.port === undefined ? null : Number(values.port),
    rendererPath: values.renderer,
    isSample: values.sample,
  });
} catch (thrown) {
  if (!(thrown instanceof AppError)) onDefect((thrown as Error).stack ?? String(thrown));
  const error = toErrorShape(thrown);
  tell({ error });
  process.exitCode = EXIT_CODES[error.code];
  if (process.connected) process.disconnect();
}
