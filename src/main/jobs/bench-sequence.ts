/** Benchmark of the recurrent networks, on the raw row-major file that the reference program reads too. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import { sequenceColumnsOf } from '../models/network/sequence-columns.ts';
import { gruNetwork, lstmNetwork } from '../models/recurrent-network.ts';
import type { Team } from '../numeric/team.ts';
import { createBenchSet, determination, readFloats, readShape, seconds, takeColumns } from './bench-trees.ts';

const SEED = 0;
const CELLS = { gru: gruNetwork, lstm: lstmNetwork };

/**
 * Returns seconds of a fit, of an epoch and of predictions, and R² on the rows that were not learnt from: the reference program's
 * layer, width, batches, epochs and rate; nothing is held out.
 */
export async function benchSequence(
  dir: string,
  { out, team, signal }: { readonly out: string | null; readonly team: Team; readonly signal: CancelSignal },
): Promise<Record<string, string | number>> {
  const shape = readShape(dir, 'sequence');
  const [rows, train, steps, factorCount] = [shape('rows'), shape('train'), shape('steps'), shape('cols')];
  const estimator = CELLS[readCell(dir)];
  const factors = Array.from({ length: factorCount }, (_, factor) => `x${factor}`);
  const columns = sequenceColumnsOf({ branches: [{ name: 'd', steps, factors }], statics: [] });
  const cells = readFloats(join(dir, 'sequence/x.f32'));
  const y = readFloats(join(dir, 'sequence/y.f32'));
  const take = (from: number, until: number) => ({ ...takeColumns(cells, columns.length, from, until), columns });
  const set = createBenchSet(take(0, train), y.slice(0, train));
  const test = take(train, rows);
  const params = estimator.params.parse({
    hidden: shape('hidden'),
    epochs: shape('epochs'),
    batch: shape('batch'),
    learningRate: shape('learning_rate'),
    objective: 'squared-error',
    patience: 0,
    maximumRows: train,
  });
  const startedAt = performance.now();
  const model = await estimator.fit(set, params, { seed: SEED, signal, team, report: () => undefined });
  const fittedAt = performance.now();
  const scores = model.predict(test);
  const endedAt = performance.now();
  if (out !== null) writeFileSync(out, new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
  return {
    name: 'sequence',
    fit_s: seconds(fittedAt - startedAt),
    epoch_s: seconds((fittedAt - startedAt) / params.epochs),
    predict_s: seconds(endedAt - fittedAt),
    test_r2: determination(y.subarray(train), scores),
  };
}

function readCell(dir: string): keyof typeof CELLS {
  const path = join(dir, 'meta.json');
  const cell = (JSON.parse(readFileSync(path, 'utf8')) as { sequence?: { cell?: unknown } }).sequence?.cell;
  if (cell === 'gru' || cell === 'lstm') return cell;
  throw new AppError('invalid-input', `sequence.cell in ${path} was ${cell}, needs gru or lstm`);
}
