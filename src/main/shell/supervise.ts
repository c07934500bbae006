/** Keeps the process that serves alive: windows find it again at the same port, however it died. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ErrorShape } from '../../shared/errors.ts';
import type { Told } from './serve.ts';

/** How the process that serves is reached. */
export type Serving = { readonly port: number; readonly link: string };

/** The watch over the process that serves. */
export type Supervision = {
  /**
   * Resolves once nothing is served any more: to null after an end that was wanted, to an error where the process could not
   * begin or kept dying.
   */
  readonly ended: Promise<ErrorShape | null>;
  /** Ends the process gracefully. */
  stop(): void;
  /** Ends the process at once; its store is whole all the same. */
  kill(): void;
};

export type SuperviseOptions = {
  /** Of `serve.ts`, without the port and the workspace. */
  readonly args: readonly string[];
  /** Whether the sample market is open at first. */
  readonly isSample: boolean;
  /** Null for the one that the process prefers. */
  readonly port: number | null;
  readonly onServing: (serving: Serving) => void;
  /** Hears how the process died, before it is started again. */
  readonly onDeath: (how: string) => void;
};

/** Deaths within a minute after which another start would not help. */
const MAX_DEATHS = 5;
const DEATHS_WITHIN_MS = 60_000;
const SERVE = fileURLToPath(import.meta.resolve('./serve.ts'));

/**
 * Starts the process that serves, and starts it again whenever it dies, at most five times a minute: at the same port, and with
 * the workspace that was open.
 */
export function supervise(options: SuperviseOptions): Supervision {
  const { args, port, onServing, onDeath } = options;
  let child: ChildProcess | undefined;
  let isStopping = false;

  async function run(): Promise<ErrorShape | null> {
    let at = port;
    let isSample = options.isSample;
    const deaths: number[] = [];
    for (;;) {
      const running = spawn(
        process.execPath,
        [
          ...[...process.execArgv, SERVE, ...args],
          ...(at === null ? [] : ['--port', String(at)]),
          ...(isSample ? ['--sample'] : []),
        ],
        // the channel tells it when this process is no more
        { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
      );
      child = running;
      if (isStopping) running.disconnect();
      // not `close`, which never comes where this side ended the channel
      const exit = once(running, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
      let error: ErrorShape | undefined;
      for await (const line of createInterface({ input: running.stdout! })) {
        // whatever else a package writes is none of it
        if (!line.startsWith('{"')) continue;
        const told = JSON.parse(line) as Told;
        if ('error' in told) error = told.error;
        else if ('workspace' in told) isSample = told.workspace === 'sample';
        else {
          at = told.port;
          onServing(told);
        }
      }
      const [exitCode, signal] = await exit;
      if (error !== undefined) return error;
      if (isStopping || exitCode === 0) return null;
      const how = signal === null ? `ended with code ${exitCode}` : `was ended by ${signal}`;
      const now = performance.now();
      deaths.push(now);
      if (deaths.filter((death) => now - death < DEATHS_WITHIN_MS).length > MAX_DEATHS) {
        return { code: 'internal', message: `The engine ${how}, for the sixth time within a minute` };
      }
      onDeath(how);
    }
  }

  return {
    ended: run(),
    stop() {
      isStopping = true;
      if (child?.connected) child.disconnect();
    },
    kill() {
      isStopping = true;
      child?.kill('SIGKILL');
    },
  };
}
