import { AppError, type ErrorCode, type ErrorShape, toErrorShape } from '../../shared/errors.ts';
import type { Progress } from '../../shared/system.ts';
import type { Access, Engine } from '../engine/create-engine.ts';
import { createHost } from '../engine/create-host.ts';
import { type InputIssue, sentenceOf } from '../engine/describe-issues.ts';
import { openEngine } from '../engine/open-engine.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { createProgressLine } from './progress.ts';

/** What every command may do: call the engine, and show what came back. */
export type Session = {
  /** Calls an endpoint through the one gate. Throws AppError. */
  call<T>(name: string, input: unknown): Promise<T>;
  /** Writes a line for a person; silent with `--json`. */
  say(text: string): void;
  /** Writes the result: as JSON with `--json`, else as the text that `toText` makes of it. */
  show<T>(value: T, toText: (value: T) => string): void;
  /** Writes what a person should know of the result on standard error; with `--json` it is in the document. */
  warn(notes: readonly string[]): void;
  /** Ends the process with the exit code of this error once the command is done; what it showed says why. */
  endWith(code: ErrorCode): void;
  readonly home: string;
  readonly json: boolean;
};

/** Returns the flag behind a field of an input, or undefined where the command has none for it. */
type FlagOf = (path: readonly (string | number)[]) => string | undefined;

/**
 * Runs one command over an engine of its own and returns the exit code. Ctrl-C cancels the running call and leaves the
 * store whole; a second Ctrl-C kills the process, as a power cut would.
 *
 * @param options.replacesStore - whether the command puts another store in the place of the one that is open.
 */
export async function runSession(
  options: {
    home: string;
    json: boolean;
    access: Access;
    replacesStore: boolean;
    threads?: number;
    flagOf: FlagOf;
  },
  body: (session: Session) => Promise<void>,
): Promise<number> {
  const controller = new AbortController();
  const line = createProgressLine(process.stderr);
  const onSignal = (): void => {
    // an exit would wait for threads, and one of them may be held by a file that never answers
    if (controller.signal.aborted) process.kill(process.pid, 'SIGKILL');
    controller.abort();
    line.clear();
    process.stderr.write('Cancelling; what is finished is kept. Press Ctrl-C again to stop at once.\n');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  let engine: Engine | undefined;
  const defects: string[] = [];
  let exitCode = 0;
  try {
    engine = (options.replacesStore ? createHost : openEngine)({
      home: options.home,
      clock: () => Date.now() as never,
      onDefect: (stack) => defects.push(stack),
      access: options.access,
      ...(options.replacesStore ? { stays: false } : {}),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    const running = engine;
    const undo = running.subscribe((name, payload) => {
      if (name === 'system.progress') line.show(payload as Progress);
    });
    await body({
      home: options.home,
      json: options.json,
      call: async <T>(name: string, input: unknown) => {
        try {
          return (await running.call(name, input, controller.signal)) as T;
        } finally {
          line.clear();
        }
      },
      say: (text) => {
        if (!options.json) process.stdout.write(`${text}\n`);
      },
      warn: (notes) => {
        if (!options.json) for (const note of notes) process.stderr.write(`Note: ${note}.\n`);
      },
      endWith: (code) => {
        exitCode = EXIT_CODES[code];
      },
      show: (value, toText) => {
        process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : `${toText(value)}\n`);
      },
    });
    undo();
    return exitCode;
  } catch (thrown) {
    const error = toErrorShape(thrown);
    if (!(thrown instanceof AppError)) defects.push((thrown as Error).stack ?? String(thrown));
    if (options.json) process.stdout.write(`${JSON.stringify({ error })}\n`);
    else process.stderr.write(`${messageOf(error, options.flagOf)}\n`);
    return EXIT_CODES[error.code];
  } finally {
    await engine?.close();
    for (const stack of defects) process.stderr.write(`${stack}\n`);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** Returns an error's message in the words of the command: a field of the input that has an option is called by that. */
function messageOf({ message, details }: ErrorShape, flagOf: FlagOf): string {
  const issues = (details as { issues?: InputIssue[] } | undefined)?.issues;
  return issues === undefined ? message : issues.map((issue) => sentenceOf(issue, flagOf(issue.path))).join('\n');
}
