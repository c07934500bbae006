/** Scores of many rows at once: blocks of rows walk through all trees, on any number of threads. */
import { createPlanner, type KernelMemory, kernelsOver, type Planner, withMemory } from '../kernels/kernels.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { soloTeam, type Team, type TeamJob } from '../numeric/team.ts';
import { drawPieces } from './draw.ts';
import { type IsolationTrees, meanPathLength } from './isolation-trees.ts';

/** Rows at a time: 80 columns of them and their negatives take 40 KiB, of which a tree of 3 KiB reads a part again and again. */
const BLOCK_ROWS = 64;
/** Blocks that a thread draws at a time. */
const PIECE_BLOCKS = 16;

/** What the threads share. */
export type ScoreWork = {
  readonly memory: KernelMemory;
  readonly data: Float32Array;
  readonly rows: number;
  readonly columnCount: number;
  readonly trees: number;
  readonly depth: number;
  /** Mean path length over all trees for which the score is a half. */
  readonly ordinary: number;
  readonly places: { nodes: number; values: number; own: readonly { x: number; out: number }[] };
  readonly scores: Float32Array;
  readonly counter: Int32Array;
};

/**
 * Returns 2^(-mean path length / c(sample)) of each row: near 1 where a row is alone at once, about 0.5 for an ordinary one. The
 * same bits for any number of threads.
 *
 * @see Liu, Ting & Zhou (2008), "Isolation forest", equation 2.
 */
export function scoreIsolation(
  forest: IsolationTrees,
  sample: number,
  x: Matrix,
  team: Team = soloTeam(SCORE_JOBS),
): Float32Array {
  const { trees, depth } = forest;
  const { place, total } = createPlanner();
  const columnCount = x.columns.length;
  const places = {
    ...placeTrees(place, trees << depth),
    own: Array.from({ length: team.size }, () => placeBlock(place, columnCount)),
  };
  return withMemory(total(), (memory) => {
    packTrees(forest, columnCount, memory, places);
    const scores = new Float32Array(new SharedArrayBuffer(x.rows * 4));
    const work: ScoreWork = {
      ...{ memory, data: x.data, rows: x.rows, columnCount, trees, depth, places, scores },
      ordinary: meanPathLength(sample),
      counter: new Int32Array(new SharedArrayBuffer(4)),
    };
    const session = team.open('isolation-scores', work);
    try {
      session.step(Math.ceil(x.rows / (BLOCK_ROWS * PIECE_BLOCKS)));
    } finally {
      session.close();
    }
    return scores;
  });
}

/** Lays the trees out as the kernel walks them. */
export function packTrees(
  { column, threshold, isAbove, value }: IsolationTrees,
  columnCount: number,
  { buffer }: KernelMemory,
  { nodes, values }: Pick<ScorePlaces, 'nodes' | 'values'>,
): void {
  new Float32Array(buffer, values, value.length).set(value);
  const words = new Uint32Array(buffer, nodes, column.length * 2);
  const floats = new Float32Array(buffer, nodes, column.length * 2);
  for (let slot = 0; slot < column.length; slot++) {
    const isSplit = column[slot] >= 0;
    const turns = isSplit && isAbove[slot] === 0;
    words[2 * slot] = isSplit ? (column[slot] + (turns ? columnCount : 0)) * BLOCK_ROWS * 4 : 0;
    floats[2 * slot + 1] = isSplit ? (turns ? -threshold[slot] : threshold[slot]) : Number.POSITIVE_INFINITY;
  }
}

/** Returns one thread's side of scoring. Operation: number of pieces; the counter must be 0. */
export function createScoreJob(work: ScoreWork): TeamJob {
  const { memory, data, rows, columnCount, places, scores, counter } = work;
  return {
    step(part, _parts, [pieceCount]) {
      const { nodes, values, own } = places;
      const score = createScorer(memory, { nodes, values, ...own[part] }, columnCount, work);
      drawPieces(counter, 0, pieceCount, (piece) => {
        const first = piece * PIECE_BLOCKS * BLOCK_ROWS;
        score(data, rows, first, Math.min(rows, first + PIECE_BLOCKS * BLOCK_ROWS), scores);
      });
    },
  };
}

/** Byte offsets of packed trees, of a block of rows and of their sums. */
export type ScorePlaces = { readonly nodes: number; readonly values: number; readonly x: number; readonly out: number };

/** Returns places for trees and one block. */
export function placeScorer({ place }: Planner, slots: number, columnCount: number): ScorePlaces {
  return { ...placeTrees(place, slots), ...placeBlock(place, columnCount) };
}

const placeTrees = (place: Planner['place'], slots: number) => ({ nodes: place(slots * 8), values: place(slots * 4) });
const placeBlock = (place: Planner['place'], columnCount: number) => ({
  x: place(2 * BLOCK_ROWS * columnCount * 4),
  out: place(BLOCK_ROWS * 8),
});

/** Returns a function that writes the scores of rows `from` to before `until` of a column-major table, by trees packed before. */
export function createScorer(
  memory: KernelMemory,
  places: ScorePlaces,
  columnCount: number,
  { trees, depth, ordinary }: { readonly trees: number; readonly depth: number; readonly ordinary: number },
) {
  const kernels = kernelsOver(memory);
  const block = new Float32Array(memory.buffer, places.x, BLOCK_ROWS * columnCount);
  const out = new Float64Array(memory.buffer, places.out, BLOCK_ROWS);
  const whole = trees * ordinary;
  return (data: Float32Array, rows: number, from: number, until: number, scores: Float32Array): void => {
    for (let first = from; first < until; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, until - first);
      for (let column = 0; column < columnCount; column++) {
        const at = column * rows + first;
        block.set(data.subarray(at, at + count), column * BLOCK_ROWS);
      }
      out.fill(0);
      // rows beyond the last are walked too, over what the block held before
      kernels.walkIsolation(
        places.nodes,
        places.values,
        trees,
        depth,
        places.x,
        block.byteLength,
        (count + 7) & ~7,
        places.out,
      );
      for (let i = 0; i < count; i++) scores[first + i] = whole > 0 ? 2 ** (-out[i] / whole) : 0.5;
    }
  };
}

const SCORE_JOBS = { 'isolation-scores': createScoreJob } as const;
