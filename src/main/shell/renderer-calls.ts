/** What every window's call goes through before the engine's gate, whatever wire it came over. */
import type { Answer } from '../../shared/client.ts';
import { contract } from '../../shared/contract.ts';
import type { Contract } from '../../shared/endpoint.ts';
import { AppError, toErrorShape } from '../../shared/errors.ts';
import type { ImportReport } from '../../shared/imports.ts';
import type { Engine } from '../engine/create-engine.ts';
import type { Grants } from './grants.ts';

/** The one way by which windows of every shell ask the engine. */
export type RendererCalls = {
  /**
   * Answers a call of a window. A query ends with the window's signal; a command goes on, whatever became of its window, until
   * `calls.cancel` or {@link RendererCalls.close} stops it. Never rejects.
   */
  call(name: string, input: unknown, signal: AbortSignal): Promise<Answer>;
  /** Cancels every running call, waits until each has ended, and refuses those that come after. */
  close(): Promise<void>;
};

export type RendererCallsOptions = {
  readonly engine: Pick<Engine, 'call'>;
  readonly grants: Grants;
  /** Hears the stack of everything thrown that nobody expected. */
  readonly onDefect?: (stack: string) => void;
};

/** What reads or writes files that its caller names, for no purpose of a window. */
const COMMAND_LINE_ONLY: ReadonlySet<string> = new Set(['bench.run', 'models.export']);
/** Fields that name files of the machine; of a window they are refused wherever they stand. */
const PATH_FIELD = /(^path|Path|^folder|Folder)s?$/;

/**
 * Returns the calls of windows over an engine. A window never names a path of the machine, since its page may be anybody's:
 * what `imports.run` calls paths are handles of `grants` there, and its report names files from the chosen folder on.
 */
export function createRendererCalls({ engine, grants, onDefect }: RendererCallsOptions): RendererCalls {
  const ending = new AbortController();
  const running = new Set<Promise<Answer>>();

  async function answer(name: string, input: unknown, signal: AbortSignal): Promise<Answer> {
    try {
      if (ending.signal.aborted) throw new AppError('unavailable', `The engine was ending when ${name} was called`);
      if (COMMAND_LINE_ONLY.has(name)) {
        throw new AppError('not-found', `${name} is no endpoint of a window; the command line has it`);
      }
      const ended = isCommand(name) ? ending.signal : AbortSignal.any([signal, ending.signal]);
      if (name === 'imports.run') return { ok: true, value: await runImport(input, ended) };
      refusePaths(name, input);
      return { ok: true, value: await engine.call(name, input, ended) };
    } catch (thrown) {
      if (!(thrown instanceof AppError)) onDefect?.((thrown as Error).stack ?? String(thrown));
      return { ok: false, error: toErrorShape(thrown) };
    }
  }

  async function runImport(input: unknown, signal: AbortSignal): Promise<unknown> {
    const handles = handlesOf(input);
    // what is not as the contract wants it, is for the gate to refuse
    if (handles === null) return engine.call('imports.run', input, signal);
    const taken = grants.take(handles);
    try {
      const paths = taken.map(({ path }) => path);
      const report = (await engine.call('imports.run', { ...(input as object), paths }, signal)) as ImportReport;
      const shown = <T extends { readonly file: string }>(row: T): T => {
        const shownFiles = taken.map((one) => one.shown(row.file)).filter((file) => !file.startsWith('..'));
        return { ...row, file: shownFiles[0] ?? row.file.split(/[\\/]/).at(-1) };
      };
      return { ...report, files: report.files.map(shown), refusedRows: report.refusedRows.map(shown) };
    } finally {
      await Promise.all(taken.map(({ giveBack }) => giveBack()));
    }
  }

  return {
    call(name, input, signal) {
      const call = answer(name, input, signal);
      running.add(call);
      return call.finally(() => running.delete(call));
    },
    async close() {
      ending.abort();
      await Promise.all(running);
    },
  };
}

/** Returns whether a name is that of a command; false for what is not on the contract. */
function isCommand(name: string): boolean {
  const endpoint = Object.hasOwn(contract, name) ? (contract as Contract)[name as `${string}.${string}`] : undefined;
  return endpoint?.kind === 'command';
}

function handlesOf(input: unknown): string[] | null {
  const paths = (input as { paths?: unknown } | null | undefined)?.paths;
  return Array.isArray(paths) && paths.length > 0 && paths.every((path) => typeof path === 'string') ? paths : null;
}

function refusePaths(name: string, input: unknown): void {
  const waiting = [input];
  for (const value of waiting) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [field, inner] of Object.entries(value)) {
      if (PATH_FIELD.test(field) && inner !== null && inner !== undefined) {
        throw new AppError('invalid-input', `${name}: ${field} was sent by a window, needs to be left out`);
      }
      waiting.push(inner);
    }
  }
}
