/**
 * Many small isolation forests: each group of rows is scored by a forest that was grown on some rows of its own. A group's scores
 * depend on its rows, the seed and its label alone, never on the other groups, on their order or on the number of threads.
 */
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import { createPlanner, type KernelMemory, withMemory } from '../kernels/kernels.ts';
import type { Team, TeamJob } from '../numeric/team.ts';
import { drawPieces } from './draw.ts';
import { depthOf, explainIsolation } from './isolation-forest.ts';
import { createScorer, packTrees, placeScorer, type ScorePlaces } from './isolation-scores.ts';
import { createGrower, createIsolationTrees, meanPathLength } from './isolation-trees.ts';

/** Rows of a table by group, over shared memory. */
export type RowGroups = {
  /** Decides a group's draws, with the seed. */
  readonly label: Int32Array;
  /** Group g is grown on `grownOn[grownOffset[g] .. grownOffset[g + 1]]` and scores `scored[scoredOffset[g] ..]` likewise. */
  readonly grownOffset: Int32Array;
  readonly grownOn: Int32Array;
  readonly scoredOffset: Int32Array;
  readonly scored: Int32Array;
};

/** A column-major table; cell (row, column) is `data[column * rows + row]`. What is below 0 counts as 0. */
export type GroupTable = { readonly data: Float32Array; readonly rows: number; readonly columnCount: number };

export type GroupRecipe = {
  readonly trees: number;
  readonly sample: number;
  readonly seed: number;
  /** Whether it is wanted why each scored row has its score. */
  readonly isExplained: boolean;
};

/** Entry i is of `groups.scored[i]`; what column c adds to its score is `contributions[i * columnCount + c]`, null if not wanted. */
export type GroupScores = { readonly scores: Float32Array; readonly contributions: Float32Array | null };

/** What the threads share. */
export type GroupWork = {
  readonly table: GroupTable;
  readonly groups: RowGroups;
  readonly recipe: GroupRecipe;
  readonly memory: KernelMemory;
  readonly places: readonly ScorePlaces[];
  readonly scores: Float32Array;
  readonly contributions: Float32Array | null;
  readonly counter: Int32Array;
};

/** Groups between two looks at the signal: about 0.1 s. */
const WAVE_GROUPS = 32;

/**
 * Returns the score of each entry of `groups.scored`, by the forest of its group; NaN in a group that has fewer rows to grow on
 * than half of `recipe.sample`, of which nothing is usual.
 */
export function scoreGroups(
  table: GroupTable,
  groups: RowGroups,
  recipe: GroupRecipe,
  run: { readonly team: Team; readonly signal: CancelSignal; report(done: number): void },
): GroupScores {
  const planner = createPlanner();
  const slots = recipe.trees << depthOf(recipe.sample);
  const places = Array.from({ length: run.team.size }, () => placeScorer(planner, slots, table.columnCount));
  const scores = new Float32Array(new SharedArrayBuffer(groups.scored.length * 4)).fill(Number.NaN);
  const contributions = recipe.isExplained
    ? new Float32Array(new SharedArrayBuffer(groups.scored.length * table.columnCount * 4))
    : null;
  const counter = new Int32Array(new SharedArrayBuffer(4));
  withMemory(planner.total(), (memory) => {
    const work: GroupWork = { table, groups, recipe, memory, places, scores, contributions, counter };
    const session = run.team.open('isolation-groups', work);
    try {
      for (let first = 0; first < groups.label.length; first += WAVE_GROUPS) {
        throwIfCancelled(run.signal);
        counter[0] = 0;
        const count = Math.min(WAVE_GROUPS, groups.label.length - first);
        session.step(first, count);
        run.report((first + count) / groups.label.length);
      }
    } finally {
      session.close();
    }
  });
  return { scores, contributions };
}

/** Returns one thread's side. Operation: first group, number of groups; the counter must be 0. */
export function createGroupJob({
  table,
  groups,
  recipe,
  memory,
  places,
  scores,
  contributions,
  counter,
}: GroupWork): TeamJob {
  const { grownOffset, grownOn, scoredOffset, scored, label } = groups;
  const { columnCount } = table;
  const whole = createIsolationTrees(recipe.trees, depthOf(recipe.sample));

  const runGroup = (group: number, own: ScorePlaces): void => {
    const grown = grownOn.subarray(grownOffset[group], grownOffset[group + 1]);
    const wanted = scored.subarray(scoredOffset[group], scoredOffset[group + 1]);
    const sample = Math.min(recipe.sample, grown.length);
    if (2 * sample < recipe.sample || wanted.length === 0) return;
    const trees = sample === recipe.sample ? whole : createIsolationTrees(recipe.trees, depthOf(sample));
    const data = gather(table, grown);
    const seed = Math.imul(recipe.seed + 1, 0x9e3779b1) ^ label[group];
    const grow = createGrower({ data, rows: grown.length, columnCount, drawable: null, sample, seed, trees });
    for (let tree = 0; tree < recipe.trees; tree++) grow(tree);
    packTrees(trees, columnCount, memory, own);
    const score = createScorer(memory, own, columnCount, { ...trees, ordinary: meanPathLength(sample) });
    const found = scores.subarray(scoredOffset[group], scoredOffset[group + 1]);
    const rows = gather(table, wanted);
    score(rows, wanted.length, 0, wanted.length, found);
    if (contributions === null) return;
    const why = explainIsolation(trees, sample, { rows: wanted.length, columnCount, data: rows }).contributions;
    contributions.set(why, scoredOffset[group] * columnCount);
  };

  return {
    step(part, _parts, [firstGroup, groupCount]) {
      drawPieces(counter, 0, groupCount, (piece) => runGroup(firstGroup + piece, places[part]));
    },
  };
}

/** Returns some rows of a table, column-major. */
function gather({ data, rows, columnCount }: GroupTable, wanted: Int32Array): Float32Array {
  const taken = new Float32Array(wanted.length * columnCount);
  for (let column = 0; column < columnCount; column++) {
    const [from, to] = [column * rows, column * wanted.length];
    for (let i = 0; i < wanted.length; i++) taken[to + i] = Math.max(0, data[from + wanted[i]]);
  }
  return taken;
}
