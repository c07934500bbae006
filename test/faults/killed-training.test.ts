import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowOf } from '../../src/main/store/connection.ts';
import { listModels } from '../../src/main/store/models.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { hashFacts } from '../../src/main/store/status.ts';
import { findStudy } from '../../src/main/store/studies.ts';
import { runCommand } from '../support/command-line.ts';
import { killOften } from '../support/killed-process.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-killed-training-'));
const market = join(root, 'market');

beforeAll(async () => {
  const { exitCode, errors } = await runCommand([
    'simulate',
    '--assets',
    '120',
    '--days',
    '600',
    '--seed',
    '3',
    '--home',
    market,
  ]);
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A finished part of the record or of the models stays in the store until the next training. */
const isBegun = (store: WritableStore): boolean => rowOf(store, 'SELECT 1 FROM checkpoints LIMIT 1') !== undefined;

/** A model's id is the hash of all that it holds, the program's version among it. */
const outcome = (store: WritableStore): unknown => ({
  models: listModels(store)
    .map(({ id, meta }) => `${meta.kind}, ${meta.horizonDays} days, by ${meta.programVersion}: ${id}`)
    .sort(),
  record: findStudy(store, 'ensemble-record')?.body,
  hash: hashFacts(store),
});

it('a training killed at 20 random moments ends with the models of an undisturbed one', async () => {
  const report = await killOften({
    ...{ seed: 20_260_730, kills: 20, root, outcome, isBegun },
    command: ['train', '--horizons', '7', '--kinds', 'gradient-boosting,random-forest', '--json'],
    prepare: (home) => cpSync(market, home, { recursive: true }),
  });
  const { duration, moments, homes } = report;
  process.stderr.write(`killed training: at ${moments.join(', ')} of ${duration} ms; ${homes.length} homes\n`);
  expect(moments).toHaveLength(20);
  expect(homes.flatMap(({ begun }) => begun)).toContain(true);
  const resumed = homes.map(({ output }) => (JSON.parse(output) as { resumedCount: number }).resumedCount > 0);
  expect(resumed).toEqual(homes.map(({ begun }) => begun.at(-1) ?? false));
}, 180_000);
