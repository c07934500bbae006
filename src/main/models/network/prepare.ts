/** What a fit starts from, whichever backend runs it: its rows, their labels on a common scale, the first weights, the batches. */
import { columnOf, type Matrix } from '../../numeric/matrix.ts';
import { createRandom, shuffle } from '../../numeric/random.ts';
import { quantile } from '../../numeric/stats.ts';
import type { TrainingSet } from '../estimator.ts';
import { splitRows } from './held-out.ts';
import type { NetworkParams } from './params.ts';
import { arrayOf, initialWeights, layoutOf, type NetworkRecipe } from './weights.ts';

/** The rows of a fit: those learnt from, then those held out. */
export type PreparedRows = {
  /** Rows of the set, as indices. */
  readonly rows: Int32Array;
  readonly learnt: number;
  readonly heldOut: number;
  /** Labels less `centre`, over `scale`, and the weight of each row. */
  readonly labels: Float32Array;
  readonly weights: Float32Array;
  /** Mean and deviation of the labels learnt from; a deviation of 0 makes every score the mean. */
  readonly centre: number;
  readonly scale: number;
};

/** Returns the rows of a fit. */
export function prepareRows(set: TrainingSet, params: NetworkParams, seed: number): PreparedRows {
  const { learnt, heldOut } = splitRows(set, params.patience > 0, params.maximumRows, seed);
  const rows = new Int32Array(learnt.length + heldOut.length);
  rows.set(learnt);
  rows.set(heldOut, learnt.length);
  const weights = Float32Array.from(rows, (row) => set.weights[row]);
  const labels = Float32Array.from(rows, (row) => set.y[row]);
  let [sum, weight] = [0, 0];
  for (let i = 0; i < learnt.length; i++) {
    sum += weights[i] * labels[i];
    weight += weights[i];
  }
  const centre = Math.fround(weight > 0 ? sum / weight : 0);
  let squares = 0;
  for (let i = 0; i < learnt.length; i++) squares += weights[i] * (labels[i] - centre) ** 2;
  const scale = weight > 0 ? Math.sqrt(squares / weight) : 0;
  for (let i = 0; i < labels.length; i++) labels[i] = scale > 0 ? (labels[i] - centre) / scale : 0;
  return { rows, learnt: learnt.length, heldOut: heldOut.length, labels, weights, centre, scale };
}

/** Quantiles of the outputs of a network; none: it has one output, by squared error. */
export function quantilesOf({ objective, quantiles }: NetworkParams): readonly number[] {
  return objective === 'quantiles' ? quantiles : [];
}

/** Returns the first weights of a fit: drawn by seed, the outputs at the quantiles of the labels learnt from. */
export function firstWeights(
  recipe: NetworkRecipe,
  quantiles: readonly number[],
  { learnt, labels, weights }: PreparedRows,
  seed: number,
): Float32Array {
  const layout = layoutOf(recipe);
  const block = initialWeights(layout, seed);
  const known = labels.slice(0, learnt).filter((_, row) => weights[row] > 0);
  if (known.length === 0) return block;
  const bias = arrayOf(layout, block, 'head.bias');
  quantiles.forEach((probability, output) => {
    bias[output] = quantile(known, probability);
  });
  return block;
}

/** Returns the order of the rows `0..count` in an epoch. */
export function orderOf(count: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, row) => row);
  shuffle(order, createRandom(seed, 'order', epoch));
  return order;
}

/** Rows that are turned at a time: a column's piece and the rows written to stay in the cache. */
const TURNED_ROWS = 64;

/** Writes rows of a matrix as [rows][columns], 0 where a cell is missing: ranks lie around 0, so that is the middle of its day. */
export function packRows(x: Matrix, rows: Int32Array, out: Float32Array): void {
  const width = x.columns.length;
  const columns = x.columns.map((_, column) => columnOf(x, column));
  for (let from = 0; from < rows.length; from += TURNED_ROWS) {
    const until = Math.min(rows.length, from + TURNED_ROWS);
    for (let column = 0; column < width; column++) {
      const cells = columns[column];
      for (let i = from; i < until; i++) {
        const value = cells[rows[i]];
        out[i * width + column] = Number.isNaN(value) ? 0 : value;
      }
    }
  }
}
