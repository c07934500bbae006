import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchSequence } from '../../../src/main/jobs/bench-sequence.ts';
import { MODEL_JOBS } from '../../../src/main/models/registry.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';

const [ROWS, STEPS, COLUMNS] = [1200, 4, 2];
const SHAPE = {
  rows: ROWS,
  steps: STEPS,
  cols: COLUMNS,
  train: 1000,
  hidden: 16,
  batch: 50,
  epochs: 15,
  learning_rate: 0.01,
};

let dir: string;
const write = (sequence: object) => writeFileSync(join(dir, 'meta.json'), JSON.stringify({ sequence }));
const run = (out: string | null = null) =>
  benchSequence(dir, { out, team: soloTeam(MODEL_JOBS), signal: NEVER_CANCELLED });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bench-sequence-'));
  mkdirSync(join(dir, 'sequence'));
  const random = createRandom(2);
  const x = Float32Array.from({ length: ROWS * STEPS * COLUMNS }, () => random.normal());
  // what the first column rose by from the first step to the last
  const y = Float32Array.from({ length: ROWS }, (_, row) => {
    const first = row * STEPS * COLUMNS;
    return x[first + (STEPS - 1) * COLUMNS] - x[first];
  });
  writeFileSync(join(dir, 'sequence/x.f32'), new Uint8Array(x.buffer));
  writeFileSync(join(dir, 'sequence/y.f32'), new Uint8Array(y.buffer));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('benchSequence', () => {
  it.each(['gru', 'lstm'])('tells of %s what the reference program tells, and writes its scores', async (cell) => {
    write({ ...SHAPE, cell });
    const out = join(dir, 'scores.f32');
    const figures = await run(out);
    expect(Object.keys(figures)).toEqual(['name', 'fit_s', 'epoch_s', 'predict_s', 'test_r2']);
    expect(figures.test_r2).toBeGreaterThan(0.9);
    expect(readFileSync(out)).toHaveLength((ROWS - 1000) * 4);
  });

  it('refuses a layer that it does not have, by name', async () => {
    write({ ...SHAPE, cell: 'transformer' });
    await expect(run()).rejects.toThrow(/sequence.cell in .* was transformer, needs gru or lstm/);
  });
});
