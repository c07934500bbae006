/**
 * The process that owns the engine and the loopback server: `node src/main/shell/serve.ts --home DIR`.
 *
 * Once it answers it prints a line of JSON, `{"port": …, "link": …}`, and one for each change of workspace, `{"workspace": …}`;
 * where it cannot begin it prints `{"error": …}` and ends with the exit code of that error.
 * SIGINT, SIGTERM and the end of a parent that started it with a channel end it gracefully.
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
import { lastPort, noteLastPort } from './last-port.ts';
import { openBrowser } from './open-browser.ts';
import { type Running, removeRunning, writeRunning } from './running-file.ts';

/** Where a home is served first. */
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
  /** Null for that of the last time, so that open windows find the program again; else the preferred one, else any. */
  readonly port: number | null;
  readonly rendererPath: string;
  readonly isSample: boolean;
  /** Whether reports and links are opened in the system's browser; else their addresses are shown. */
  readonly opens: boolean;
};

/** Runs until it is told to end. Where it cannot begin, nothing of it is left. */
async function serve({ home, port, rendererPath, isSample, opens }: ServeOptions): Promise<void> {
  const engine = createHost({ home, clock: () => instantOf(Date.now()), onDefect });
  let server: HttpServer | undefined;
  let ending: Promise<void> | undefined;
  const endAll = async (): Promise<void> => {
    setTimeout(() => process.exit(EXIT_CODES.internal), LONGEST_END_MS).unref();
    undo();
    removeRunning(home, process.pid);
    await server?.close();
    await engine.close();
  };
  const end = (): Promise<void> => {
    ending ??= endAll();
    return ending;
  };
  const undo = engine.subscribe((name, payload) => {
    if (name === 'workspaces.changed' && server !== undefined) tell({ workspace: (payload as { id: WorkspaceId }).id });
  });
  const onEnd = (): void => {
    end()
      .then(() => process.connected && process.disconnect())
      .catch((thrown: Error) => {
        onDefect(thrown.stack ?? String(thrown));
        process.exit(EXIT_CODES.internal);
      });
  };
  // before anything listens: what was begun is ended, however far it came
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onEnd);
  if (process.connected) process.once('disconnect', onEnd);
  // the parent that gave the channel was gone before anybody listened
  else if (process.send !== undefined) return onEnd();
  try {
    if (isSample) await engine.call('workspaces.open', { id: 'sample' }, NEVER_CANCELLED);
    const started = await startAt(
      port === null ? [lastPort(home) ?? PREFERRED_PORT, PREFERRED_PORT, 0] : [port],
      (at) =>
        startHttpServer({
          ...{ engine, home, rendererPath, port: at, sessionKey: keepSessionKey(home), onDefect },
          openBrowser: opens ? openBrowser : async () => false,
        }),
    );
    // it may have been told to end meanwhile, and then would be left behind
    if (ending !== undefined) return await started.close();
    server = started;
    noteRunning(home, { port: server.port, pid: process.pid, key: server.linkKey });
    tell({ port: server.port, link: server.createLink() });
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

/** Writes down how the program is reached. Without that it serves all the same; only another start will not find it. */
function noteRunning(home: string, running: Running): void {
  try {
    noteLastPort(home, running.port);
    writeRunning(home, running);
  } catch (thrown) {
    const { code = 'an error' } = thrown as NodeJS.ErrnoException;
    process.stderr.write(
      `The file running.json could not be written (${code}): another npm start will not find this one.\n`,
    );
  }
}

/** Serves at the first of the ports that is free; 0 is any. */
async function startAt(ports: readonly number[], start: (port: number) => Promise<HttpServer>): Promise<HttpServer> {
  const [port, ...others] = ports;
  try {
    return await start(port!);
  } catch (thrown) {
    if (others.length > 0 && thrown instanceof AppError && thrown.code === 'conflict') return startAt(others, start);
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
      'no-open': { type: 'boolean', default: false },
    },
  });
  await serve({
    home: values.home,
    port: values.port === undefined ? null : Number(values.port),
    rendererPath: values.renderer,
    isSample: values.sample,
    opens: !values['no-open'],
  });
} catch (thrown) {
  if (!(thrown instanceof AppError)) onDefect((thrown as Error).stack ?? String(thrown));
  const error = toErrorShape(thrown);
  tell({ error });
  process.exitCode = EXIT_CODES[error.code];
  if (process.connected) process.disconnect();
}
