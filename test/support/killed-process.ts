/** Commands that are killed at random moments and begun again, until they were killed often enough. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { createRandom } from '../../src/main/numeric/random.ts';
import { connectionOf } from '../../src/main/store/connection.ts';
import { openStore, type WritableStore } from '../../src/main/store/open.ts';
import { instantOf } from '../../src/shared/time.ts';
import { type Ended, fileAppears, startCommand } from './command-line.ts';

export type KillPlan = {
  /** Of the moments. */
  readonly seed: number;
  readonly kills: number;
  /** The command without its `--home`. */
  readonly command: readonly string[];
  /** Makes a home as it is before the command. */
  readonly prepare: (home: string) => void;
  /** What must be the same in the end, however often the command was killed before. */
  readonly outcome: (store: WritableStore) => unknown;
  /** Whether a kill left work behind that the next command should go on with. */
  readonly isBegun: (store: WritableStore) => boolean;
  /** Folder for the homes. */
  readonly root: string;
};

export type KillReport = {
  /** Milliseconds from the opening of the store to the end, of the fastest undisturbed command. */
  readonly duration: number;
  /** Milliseconds after the opening of the store at which each kill fell. */
  readonly moments: readonly number[];
  /** The homes in which the command came to its end, each of which was compared with the undisturbed one. */
  readonly homes: readonly KilledHome[];
};

/** What the command printed when it came to its end, and after each kill before that whether work was begun. */
export type KilledHome = { readonly output: string; readonly begun: readonly boolean[] };

/** A command that is killed too late too often has become so fast that the plan says nothing any more. */
const MOST_HOMES = 60;

/**
 * Runs the command undisturbed once, then again and again with a SIGKILL at a random moment between the opening of the store
 * and the undisturbed end. After every kill the store must open and be sound, and the command goes on over it; whenever it
 * comes to its end, the outcome must be the undisturbed one, and another home is begun. The moments are shares, drawn from
 * the seed, of the shortest time that the command was seen to take: a busy machine must not let it end before its moment.
 */
export async function killOften(plan: KillPlan): Promise<KillReport> {
  const { outcome, ...undisturbed } = await runUndisturbed(plan);
  let { duration } = undisturbed;
  const random = createRandom(plan.seed, 'kill');
  const moments: number[] = [];
  const told = (): string => `seed ${plan.seed}, killed at ${moments.join(', ')} of ${duration} ms`;
  const homes: KilledHome[] = [];
  while (moments.length < plan.kills) {
    expect(homes.length, told()).toBeLessThan(MOST_HOMES);
    const home = join(plan.root, `home-${homes.length}`);
    plan.prepare(home);
    const begun: boolean[] = [];
    for (;;) {
      const moment = moments.length < plan.kills ? Math.round(duration * random.uniform()) : null;
      const { ended, took } = await runWithKill(plan, home, moment);
      if (ended.signal !== 'SIGKILL') {
        expect({ exitCode: ended.exitCode, errors: errorsOf(ended) }, told()).toEqual({ exitCode: 0, errors: '' });
        homes.push({ output: ended.output, begun });
        if (begun.length === 0) duration = Math.min(duration, took);
        break;
      }
      moments.push(moment!);
      expect(inspect(home, soundness), told()).toBe('ok');
      begun.push(inspect(home, plan.isBegun));
    }
    expect(inspect(home, plan.outcome), told()).toEqual(outcome);
    rmSync(home, { recursive: true, force: true });
  }
  return { duration, moments, homes };
}

async function runUndisturbed(plan: KillPlan): Promise<{ duration: number; outcome: unknown }> {
  const home = join(plan.root, 'undisturbed');
  plan.prepare(home);
  const running = startCommand([...plan.command, '--home', home]);
  await fileAppears(lockOf(home), running);
  const openedAt = performance.now();
  const ended = await running.ended;
  expect({ exitCode: ended.exitCode, errors: errorsOf(ended) }).toEqual({ exitCode: 0, errors: '' });
  return { duration: Math.round(performance.now() - openedAt), outcome: inspect(home, plan.outcome) };
}

/** @param moment - milliseconds after the opening of the store; null to let the command come to its end. */
async function runWithKill(
  plan: KillPlan,
  home: string,
  moment: number | null,
): Promise<{ ended: Ended; took: number }> {
  rmSync(lockOf(home), { force: true });
  const running = startCommand([...plan.command, '--home', home]);
  await fileAppears(lockOf(home), running);
  const openedAt = performance.now();
  if (moment !== null) {
    await Promise.race([pause(moment), running.ended]);
    running.child.kill('SIGKILL');
  }
  const ended = await running.ended;
  return { ended, took: Math.round(performance.now() - openedAt) };
}

/** Returns what a command wrote on standard error, without the lines of progress that a slow machine has time for. */
export function errorsOf({ errors }: Ended): string {
  return errors.replaceAll(/^\d+ % {2}.*\n/gm, '');
}

/** The file on which the writer holds its lock: the first that the program makes. */
function lockOf(home: string): string {
  return join(home, 'indexsmith.sqlite.lock');
}

function soundness(store: WritableStore): unknown {
  return connectionOf(store).database.pragma('quick_check', { simple: true });
}

/** Returns what `look` finds in the store of a home, which must open. */
export function inspect<T>(home: string, look: (store: WritableStore) => T): T {
  const store = openStore(join(home, 'indexsmith.sqlite'), { clock: () => instantOf(0) });
  try {
    return look(store);
  } finally {
    store.close();
  }
}
