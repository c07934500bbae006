/** Benchmarks of trees, on raw row-major files that reference programs read too; `meta.json` beside them has the shapes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import { instantOf } from '../../shared/time.ts';
import type { Estimator, Model, TrainingSet } from '../models/estimator.ts';
import { gradientBoosting } from '../models/gradient-boosting.ts';
import { randomForest } from '../models/random-forest.ts';
import { areaUnderCurve } from '../numeric/area-under-curve.ts';
import { createMatrix, type Matrix } from '../numeric/matrix.ts';
import type { Team } from '../numeric/team.ts';

type Options = { readonly out: string | null; readonly team: Team; readonly signal: CancelSignal };

/** Numbers of a workload in `meta.json`, by name. */
type Shape = (name: string) => number;

const SEED = 7;

/** Returns seconds of a boosting fit and of predictions, and R² on the rows that were not learnt from. */
export async function benchBoosting(dir: string, options: Options): Promise<Record<string, string | number>> {
  const shape = readShape(dir, 'boosting');
  const y = readFloats(join(dir, 'boosting/y.f32'));
  const params = {
    trees: shape('trees'),
    leaves: shape('leaves'),
    learningRate: shape('learning_rate'),
    maxBins: shape('max_bins'),
  };
  const { figures, scores } = await benchFit(gradientBoosting, params, join(dir, 'boosting/x.f32'), y, shape, options);
  return { name: 'boosting', ...figures, test_r2: determination(y.subarray(shape('train')), scores) };
}

/** Returns seconds of a forest's fit and of predictions, and the area under the curve on the rows that were not learnt from. */
export async function benchForest(dir: string, options: Options): Promise<Record<string, string | number>> {
  const shape = readShape(dir, 'forest');
  const y = Float32Array.from(readFileSync(join(dir, 'forest/y.u8')));
  const params = {
    objective: 'classification',
    trees: shape('trees'),
    maxDepth: shape('max_depth'),
  };
  const { figures, scores } = await benchFit(randomForest, params, join(dir, 'forest/x.f32'), y, shape, options);
  return { name: 'forest', ...figures, test_auc: areaUnderCurve(scores, y.subarray(shape('train'))) };
}

async function benchFit(
  estimator: Estimator,
  params: Readonly<Record<string, unknown>>,
  path: string,
  y: Float32Array,
  shape: Shape,
  { out, team, signal }: Options,
): Promise<{ figures: Record<string, number>; scores: Float32Array }> {
  const [rows, cols, train] = [shape('rows'), shape('cols'), shape('train')];
  const cells = readFloats(path);
  const set = createBenchSet(takeColumns(cells, cols, 0, train), y.slice(0, train));
  const test = takeColumns(cells, cols, train, rows);
  const startedAt = performance.now();
  const model: Model = await estimator.fit(set, estimator.params.parse(params) as never, {
    seed: SEED,
    signal,
    team,
    report: () => undefined,
  });
  const fittedAt = performance.now();
  const scores = model.predict(test);
  const endedAt = performance.now();
  if (out !== null) writeFileSync(out, new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
  return { figures: { fit_s: seconds(fittedAt - startedAt), predict_s: seconds(endedAt - fittedAt) }, scores };
}

/** A set without time: the rows of a benchmark were never a market, so the only maker of sets has nothing to check. */
export function createBenchSet(x: Matrix, y: Float32Array): TrainingSet {
  return {
    x,
    y,
    weights: new Float32Array(y.length).fill(1),
    groups: Int32Array.of(0, y.length),
    groupDays: Int32Array.of(0),
    target: 'bench',
    horizon: 1,
    knownFrom: instantOf(0),
    knownUntil: instantOf(0),
    dataHash: '',
  } as TrainingSet;
}

/** Returns rows `from..until` of a row-major table. */
export function takeColumns(cells: Float32Array, columnCount: number, from: number, until: number): Matrix {
  const names = Array.from({ length: columnCount }, (_, column) => `x${column}`);
  const matrix = createMatrix(until - from, names);
  for (let column = 0; column < columnCount; column++) {
    const to = column * matrix.rows;
    for (let row = from; row < until; row++) matrix.data[to + row - from] = cells[row * columnCount + column] as number;
  }
  return matrix;
}

/** Returns what tells the numbers of a workload. Throws `invalid-input` for one that is not there. */
export function readShape(dir: string, group: string): Shape {
  const path = join(dir, 'meta.json');
  const shapes = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown> | undefined>;
  return (name) => {
    const value = shapes[group]?.[name];
    if (typeof value === 'number') return value;
    throw new AppError('invalid-input', `${group}.${name} in ${path} was ${value}, needs a number`);
  };
}

/** Returns the numbers of a raw file. */
export function readFloats(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** Returns milliseconds as seconds, to the hundredth of a millisecond. */
export function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100_000;
}

/** Returns 1 - Σ(y - score)² / Σ(y - mean)². */
export function determination(y: Float32Array, scores: Float32Array): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  let left = 0;
  let all = 0;
  y.forEach((value, i) => {
    left += (value - (scores[i] as number)) ** 2;
    all += (value - mean) ** 2;
  });
  return 1 - left / all;
}
