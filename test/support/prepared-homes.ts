/** Homes that take long to make: made once for a run, by whichever test asks first, and copied for each that asks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

/**
 * `empty` has nothing. `sample` has a simulated market of 120 tokens over 900 days, rated, with a draft and a backtest, and
 * nothing of the user's own. `real` has the daily history of ../shared/data, rated, with a draft.
 */
export type HomeKind = 'empty' | 'sample' | 'real';

const PREPARE = fileURLToPath(new URL('prepare-home.ts', import.meta.url));
const LONGEST_MS = 600_000;

/** Returns a home of its own for a test, which has to remove it. */
export async function copyHome(kind: HomeKind): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), `indexsmith-${kind}-`));
  if (kind !== 'empty') cpSync(await preparedHome(kind), home, { recursive: true });
  return home;
}

async function preparedHome(kind: 'sample' | 'real'): Promise<string> {
  const home = join(inject('preparedHomes'), kind);
  const failure = `${home}.failed`;
  if (existsSync(home)) return home;
  try {
    // whoever makes the folder makes the home; tests run in several processes
    mkdirSync(`${home}.part`);
  } catch {
    const until = performance.now() + LONGEST_MS;
    while (!existsSync(home)) {
      if (existsSync(failure) || performance.now() > until) throw new Error(`The ${kind} home could not be prepared`);
      await wait(100);
    }
    return home;
  }
  const child = spawn(process.execPath, [PREPARE, kind, `${home}.part`], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) {
    writeFileSync(failure, '');
    throw new Error(`The ${kind} home could not be prepared; ${PREPARE} ended with code ${exitCode}`);
  }
  renameSync(`${home}.part`, home);
  return home;
}
