import type { Matrix } from '../../../src/main/numeric/matrix.ts';
import { cellOf } from './made-set.ts';

/** A tree grown by trying every split of every leaf, in doubles: slow, plain, and what the fast one is tested against. */
export type ExactTree =
  | { readonly value: number }
  | {
      readonly column: number;
      readonly threshold: number;
      readonly missingLeft: boolean;
      readonly left: ExactTree;
      readonly right: ExactTree;
    };

type Rule = {
  readonly leaves: number;
  readonly minRows: number;
  readonly l2: number;
  /** Rows that a unit of weight counts as; a row of a node counts its share of the node's weight if left out. */
  readonly rowsPerWeight?: number;
};
type Split = {
  readonly gain: number;
  readonly column: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
};

/** Returns the leaf-wise tree of squared error for residuals `g` (score less label) and weights `h`. */
export function growExactTree(x: Matrix, g: Float64Array, h: Float64Array, rule: Rule): ExactTree {
  type Node = { rows: number[]; split: Split | null; children: [Node, Node] | null };
  const sum = (rows: readonly number[], of: Float64Array) => rows.reduce((total, row) => total + of[row], 0);
  const score = (rows: readonly number[]) => sum(rows, g) ** 2 / (sum(rows, h) + rule.l2);
  const goesLeft = (row: number, { column, threshold, missingLeft }: Split): boolean => {
    const cell = cellOf(x, row, column);
    return Number.isNaN(cell) ? missingLeft : cell <= threshold;
  };

  const findSplit = (rows: readonly number[]): Split | null => {
    let best: Split | null = null;
    for (let column = 0; column < x.columns.length; column++) {
      const known = [...new Set(rows.map((row) => cellOf(x, row, column)).filter((cell) => !Number.isNaN(cell)))];
      const values = known.toSorted((a, b) => a - b);
      const hasMissing = rows.some((row) => Number.isNaN(cellOf(x, row, column)));
      const thresholds = values.slice(1).map((value, i) => (values[i] + value) / 2);
      if (hasMissing) thresholds.push(Number.POSITIVE_INFINITY);
      for (const threshold of thresholds) {
        for (const missingLeft of hasMissing && threshold < Number.POSITIVE_INFINITY ? [false, true] : [false]) {
          const split = { gain: 0, column, threshold, missingLeft };
          const left = rows.filter((row) => goesLeft(row, split));
          const right = rows.filter((row) => !goesLeft(row, split));
          // a side's rows are its share of the weight; a hair less, so that equal weights count exactly
          const lighter = Math.min(sum(left, h), sum(right, h));
          const perWeight = rule.rowsPerWeight ?? rows.length / sum(rows, h);
          if (left.length * right.length === 0 || lighter * perWeight < rule.minRows - 1e-9) continue;
          const gain = score(left) + score(right) - score(rows);
          if (gain > (best?.gain ?? 1e-9)) best = { ...split, gain };
        }
      }
    }
    return best;
  };

  const open = (rows: number[]): Node => ({ rows, split: findSplit(rows), children: null });
  const root = open(Array.from(g, (_, row) => row).filter((row) => h[row] > 0));
  const leaves = [root];
  while (leaves.length < rule.leaves) {
    const next = leaves.filter((leaf) => leaf.split !== null).toSorted((a, b) => b.split!.gain - a.split!.gain)[0];
    if (next === undefined) break;
    const split = next.split as Split;
    next.children = [
      open(next.rows.filter((row) => goesLeft(row, split))),
      open(next.rows.filter((row) => !goesLeft(row, split))),
    ];
    leaves.splice(leaves.indexOf(next), 1, ...next.children);
  }
  const close = ({ rows, split, children }: Node): ExactTree =>
    children === null
      ? { value: -sum(rows, g) / (sum(rows, h) + rule.l2) }
      : { ...(split as Split), left: close(children[0]), right: close(children[1]) };
  return close(root);
}

/** Returns what the tree says of a row. */
export function walkExactTree(tree: ExactTree, x: Matrix, row: number): number {
  if ('value' in tree) return tree.value;
  const cell = cellOf(x, row, tree.column);
  const isLeft = Number.isNaN(cell) ? tree.missingLeft : cell <= tree.threshold;
  return walkExactTree(isLeft ? tree.left : tree.right, x, row);
}
