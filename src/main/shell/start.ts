/**
 * `npm start`: the workstation, as a desktop window where Electron is there, else in the browser.
 *
 * 1. what is not built yet is built;
 * 2. the desktop shell takes over where its program is; else
 * 3. a program that serves this home already is asked for another link; else
 * 4. `supervise` serves and keeps serving, until Ctrl-C.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { AppError, type ErrorShape, toErrorShape } from '../../shared/errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { findElectron } from './find-electron.ts';
import { defaultHome } from './home.ts';
import { openBrowser } from './open-browser.ts';
import { findRunning } from './running-file.ts';
import { supervise } from './supervise.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RENDERER = join(ROOT, 'build/renderer');
const KERNELS = join(ROOT, 'build/kernels/kernels.wasm');
const DESKTOP = join(ROOT, 'build/app/main/shell/desktop/main.js');
const ASK_MS = 3_000;

type Options = { home: string; port?: number; open: boolean; browser: boolean; sample: boolean; renderer: string };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const warn = (text: string): void => void process.stderr.write(`${text}\n`);

const program = new Command('npm start --')
  .description('Opens the workstation: a desktop window where Electron is installed, else a page in the browser.')
  .option('--home <dir>', 'folder of the store and the reports; or INDEXSMITH_HOME', defaultHome())
  .addOption(
    new Option(
      '--port <port>',
      'port on 127.0.0.1 (if left out, that of the last time, else 7417, else any that is free)',
    ).argParser(portOf),
  )
  .option('--no-open', 'open no browser, now or later; links are printed, or shown in the window')
  .option('--browser', 'use the browser even where Electron is installed', false)
  .option('--sample', 'begin with the simulated sample market', false)
  .addOption(new Option('--renderer <dir>').default(RENDERER).hideHelp());

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new AppError('invalid-input', `--port was ${JSON.stringify(text)}, needs a whole number from 1 to 65535`);
}

/** Runs the workstation to its end and returns the exit code. */
async function start(options: Options): Promise<number> {
  const home = resolve(options.home);
  const electron = options.browser ? null : findElectron();
  await buildMissing([join(options.renderer, 'index.html'), KERNELS], 'build');
  if (electron !== null) return startDesktop(electron, home);
  return (await openAnother(home, options.open)) ? 0 : serve(home, options);
}

/** Serves until Ctrl-C. */
async function serve(home: string, options: Options): Promise<number> {
  let isFirst = true;
  let isStopping = false;
  const supervision = supervise({
    args: ['--home', home, '--renderer', options.renderer, ...(options.open ? [] : ['--no-open'])],
    isSample: options.sample,
    port: options.port ?? null,
    onServing({ port, link }) {
      if (!isFirst) return say('It was started again; open windows recover by themselves.');
      isFirst = false;
      say(`Indexsmith serves at http://127.0.0.1:${port}, to this machine alone. Its data lies in ${home}`);
      say(`This link opens one window, once: ${link}`);
      say('Press Ctrl-C to stop; npm start in another terminal gives another link.');
      // a link of its own, so that the printed one is still good
      if (options.open) void askForLink(home).then((own) => openOwn(own ?? link));
    },
    onDeath: (how) => warn(`The engine ${how}. Starting it again.`),
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) supervision.kill();
    else if (signal === 'SIGINT') warn('\nStopping; what is finished is kept. Press Ctrl-C again to stop at once.');
    isStopping = true;
    supervision.stop();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const error = await supervision.ended;
  for (const signal of SIGNALS) process.off(signal, onSignal);
  if (error === null) return 0;
  // another start may have been a moment faster
  if (error.code === 'conflict' && (await openAnother(home, options.open))) return 0;
  return tell(error);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function tell({ code, message }: ErrorShape): number {
  warn(message);
  if (code === 'internal') warn(WHAT_HELPS);
  return EXIT_CODES[code];
}

const WHAT_HELPS =
  'What it last wrote above says why. `npm run -s cli -- status` tells whether the store can be read; its backups lie in the folder backups of its home.';

/** Opens another window of a program that serves this home already. Returns whether there is one. */
async function openAnother(home: string, opens: boolean): Promise<boolean> {
  const link = await askForLink(home);
  if (link === null) return false;
  say(`Indexsmith runs already. This link opens one window, once: ${link}`);
  const own = opens ? await askForLink(home) : null;
  if (own !== null) await openOwn(own);
  return true;
}

/** Returns a link from the program that serves this home, or null where none answers. */
async function askForLink(home: string): Promise<string | null> {
  const running = findRunning(home);
  if (running === null) return null;
  try {
    const response = await fetch(`http://127.0.0.1:${running.port}/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}` },
      signal: AbortSignal.timeout(ASK_MS),
    });
    if (!response.ok) return null;
    const { link } = (await response.json()) as { link?: unknown };
    return typeof link === 'string' ? link : null;
  } catch {
    // it died without a word, and what it had written stayed
    return null;
  }
}

/** Opens the system's browser; where that fails, the printed link is left. */
async function openOwn(link: string): Promise<void> {
  if (!(await openBrowser(link))) warn('No browser could be opened. Open the link above yourself.');
}

async function startDesktop(electron: string, home: string): Promise<number> {
  await buildMissing([DESKTOP], 'build:app');
  const environment = { ...process.env, INDEXSMITH_HOME: home };
  const desktop = spawn(electron, [DESKTOP], { stdio: 'inherit', env: environment });
  // Ctrl-C reaches the desktop shell as well, which ends gracefully
  for (const signal of SIGNALS) process.on(signal, () => desktop.kill(signal));
  const [exitCode] = (await once(desktop, 'exit')) as [number | null];
  return exitCode ?? 1;
}

/** Runs an npm script where one of the files is not there. Throws `unavailable` if it is not there after that either. */
async function buildMissing(files: readonly string[], script: string): Promise<void> {
  const isMissing = (): boolean => files.some((file) => !existsSync(file));
  if (!isMissing()) return;
  say('Building what is not built yet …');
  const npm = process.env.npm_execpath;
  const builder =
    npm === undefined
      ? spawn('npm', ['run', '-s', script], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' })
      : spawn(process.execPath, [npm, 'run', '-s', script], { cwd: ROOT, stdio: 'inherit' });
  await once(builder, 'exit');
  if (isMissing()) {
    throw new AppError('unavailable', `${files.join(' or ')} could not be built, needs npm ci and npm run ${script}`);
  }
}

try {
  program.parse();
  process.exitCode = await start(program.opts<Options>());
} catch (thrown) {
  if (!(thrown instanceof AppError)) warn((thrown as Error).stack ?? String(thrown));
  process.exitCode = tell(toErrorShape(thrown));
}
