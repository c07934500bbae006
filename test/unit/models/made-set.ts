import { createHash } from 'node:crypto';
import type { Model, Run, SavedModel, TrainingSet } from '../../../src/main/models/estimator.ts';
import { MODEL_JOBS } from '../../../src/main/models/registry.ts';
import { createMatrix, type Matrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';

export const NONE = Number.NaN;

/** Returns a set of rows that were never a market, ten groups of equal size, a week apart. */
export function setOf(x: Matrix, y: ArrayLike<number>, weights?: ArrayLike<number>): TrainingSet {
  return {
    x,
    y: Float32Array.from(y),
    weights: weights === undefined ? new Float32Array(x.rows).fill(1) : Float32Array.from(weights),
    groups: Int32Array.from({ length: 11 }, (_, group) => Math.floor((group * x.rows) / 10)),
    groupDays: Int32Array.from({ length: 10 }, (_, group) => 7 * group),
    target: 'made',
    horizon: 7,
    knownFrom: instantOf(0),
    knownUntil: instantOf(864e5),
    dataHash: 'hash',
  } as Partial<TrainingSet> as TrainingSet;
}

export const columnNames = (count: number): string[] => Array.from({ length: count }, (_, column) => `x${column}`);

/** Returns numbers in [-1, 1), a share of them missing. */
export function randomMatrix(rows: number, columns: number, seed: number, missingShare = 0): Matrix {
  const random = createRandom(seed, 'x');
  const x = createMatrix(rows, columnNames(columns));
  for (let cell = 0; cell < x.data.length; cell++) {
    const value = 2 * random.uniform() - 1;
    x.data[cell] = random.uniform() < missingShare ? NONE : value;
  }
  return x;
}

/** Returns the cell of a row and column. */
export const cellOf = (x: Matrix, row: number, column: number): number => x.data[column * x.rows + row];

/** Returns a label for each row. */
export function labelRows(x: Matrix, label: (cell: (column: number) => number, row: number) => number): Float32Array {
  return Float32Array.from({ length: x.rows }, (_, row) => label((column) => cellOf(x, row, column), row));
}

/** Returns a run on the caller's thread. */
export function soloRun(seed = 1): Run {
  return { seed, signal: NEVER_CANCELLED, team: soloTeam(MODEL_JOBS), report: () => undefined };
}

/** Returns a hash of everything that a model would be on disk. */
export function hashOf(model: Model): string {
  const { meta, arrays }: SavedModel = model.save();
  const hash = createHash('sha256').update(JSON.stringify(meta));
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(arrays)) {
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/** Returns the correlation of two lists. */
export function correlationOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (list: ArrayLike<number>) => Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
