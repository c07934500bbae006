import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createRandom } from '../../src/main/numeric/random.ts';
import { listBackupFiles } from '../../src/main/store/backup-files.ts';
import { checkBackup, copyStore } from '../../src/main/store/backups.ts';
import { openStore } from '../../src/main/store/open.ts';
import { hashFacts } from '../../src/main/store/status.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { instantOf } from '../../src/shared/time.ts';
import { inspect } from '../support/killed-process.ts';
import { store as keep } from '../support/store-rows.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-killed-restore-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CHILD = fileURLToPath(new URL('../support/restore-child.ts', import.meta.url));
const PACE = { signal: NEVER_CANCELLED, report: () => undefined };
const KILLS = 20;
const SEED = 20_261_127;
/** Rounds of a child before it is killed at the latest. */
const LONGEST_MS = 400;

/** Makes a sealed copy of a store with so many candles; returns its path and the hash of its facts. */
async function makeStore(name: string, days: number): Promise<{ path: string; hash: string }> {
  const home = join(root, name);
  mkdirSync(home);
  const store = openStore(join(home, 'indexsmith.sqlite'), { clock: () => instantOf(0) });
  const rows = Array.from({ length: days }, (_, i) => ({ key: name, day: 10_000 + i, close: 1 + i }));
  keep(store, 'kraken', rows);
  const path = join(root, `${name}.sqlite`);
  await copyStore(store, path, PACE);
  const hash = hashFacts(store);
  store.close();
  return { path, hash };
}

it('a restore killed at 20 random moments leaves the old store or the new one, and every backup whole', async () => {
  const [old, other] = [await makeStore('old', 9_000), await makeStore('new', 4_000)];
  const home = join(root, 'home');
  mkdirSync(home);
  copyFileSync(old.path, join(home, 'indexsmith.sqlite'));
  const random = createRandom(SEED, 'kill');
  const seen = new Set<string>();
  const moments: number[] = [];
  let backups = 0;
  while (moments.length < KILLS) {
    const child = spawn(process.execPath, [CHILD, home, old.path, other.path], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
    const moment = Math.round(LONGEST_MS * random.uniform());
    await Promise.race([pause(moment), ended]);
    child.kill('SIGKILL');
    await ended;
    expect(errors).toBe('');
    moments.push(moment);
    const told = `seed ${SEED}, killed at ${moments.join(', ')} ms`;
    const hash = inspect(home, hashFacts);
    expect([old.hash, other.hash], told).toContain(hash);
    seen.add(hash);
    for (const file of listBackupFiles(home)) {
      const { findings, contentHash } = checkBackup(file.path, PACE);
      expect({ findings, contentHash, why: file.why }, told).toEqual({
        ...{ findings: [], contentHash: file.contentHash, why: 'asked' },
      });
      backups++;
    }
    rmSync(join(home, 'backups'), { recursive: true, force: true });
  }
  process.stderr.write(`killed restore: at ${moments.join(', ')} ms; ${backups} backups\n`);
  expect(seen.size).toBe(2);
  expect(backups).toBeGreaterThan(KILLS);
}, 120_000);
