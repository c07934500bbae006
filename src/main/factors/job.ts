/**
 * The share that one thread takes in computing factors. Pieces of work are drawn from a common counter, so no thread waits for
 * a slow one; which thread does a piece never shows in the result, because pieces write to places of their own.
 */
import type { SparseMeasure } from '../numeric/observations.ts';
import type { Layout } from '../numeric/panel.ts';
import { createSorter, rankPercent, rankSigned, type Sorter } from '../numeric/sorting.ts';
import { writeMeasure } from '../numeric/sparse-measures.ts';
import type { TeamJob, TeamJobFactory } from '../numeric/team.ts';
import { createScratch } from '../numeric/window-moments.ts';
import { BLOCK_DAYS, type Blocks } from './blocks.ts';
import { type ClusterMemory, type ClusterWeeks, clusterWeek, compareWeeks, createClusterMemory } from './clusters.ts';
import {
  type CrossSectionInput,
  type RankMemory,
  rankBlock,
  scaleBlock,
  writeCapWeightedBlock,
  writeMeanOfBlock,
  writeReference,
  writeSectorBlock,
} from './cross-section.ts';
import { OPERATORS } from './operators.ts';
import type { Plan } from './plan.ts';

/** A cross-sectional operator, what it reads and where it writes. `kind` says what `out` holds. */
export type DayTask = {
  readonly op: string;
  readonly params: readonly number[];
  readonly args: readonly Float64Array[];
  readonly kind: 'day' | 'sector' | 'cell';
  readonly out: Float64Array;
};

/** All that the threads share; typed arrays are over shared memory, the rest is plain data. */
export type FactorWork = {
  readonly layout: Layout;
  /** In the order of PANEL_FIELDS. */
  readonly fields: readonly Float64Array[];
  /** In the order of MEASURES and of DAY_SERIES; null for what the window does not show. */
  readonly measures: readonly (SparseMeasure | null)[];
  readonly daySeries: readonly (Float64Array | null)[];
  readonly crossSection: CrossSectionInput;
  readonly reference: number;
  readonly plans: readonly Plan[];
  readonly tasks: readonly DayTask[];
  /** Where `store` writes, by column; used by every plan in turn. */
  readonly columns: readonly Float64Array[];
  /** For each asset how many of its cells have to be computed. */
  readonly needed: Int32Array;
  readonly eligibleBlocks: Blocks;
  /** Blocks of all cells; null if no task needs them. */
  readonly everyBlocks: Blocks | null;
  readonly weeks: ClusterWeeks | null;
  /** Ranked factors, and raw ones (null where not wanted), in the order of the factors. */
  readonly ranked: readonly Float32Array[];
  readonly raw: readonly (Float32Array | null)[];
  readonly ranking: Ranking;
  /** For each factor the bounds that become -1 and 1, null where it is ranked. */
  readonly scales: readonly (Scale | null)[];
  readonly counter: Int32Array;
};

/** How a day is ranked: `signed` winsorises at 1/99 % and ranks to [-1, 1]; `percent` gives (average rank) / count. */
export type Ranking = 'signed' | 'percent';

/** Bounds of what is the same for all assets of a day, so that ranks would say nothing of it. */
export type Scale = readonly [low: number, high: number];

/** Operations: see `step` of the job. */
export const STEP = { evaluate: 0, day: 1, compare: 2, rank: 3 } as const;

const WINSOR_TAIL = 0.01;
/** A day with fewer eligible values has no rank. */
const RANK_MINIMUM = { signed: 5, percent: 1 } as const;
/** Pieces drawn at a time. */
const ASSETS_A_DRAW = 8;
const BLOCKS_A_DRAW = 8;

const rankTails: typeof rankPercent = (sorter, values, from, count, ranks) =>
  rankSigned(sorter, values, from, count, ranks, WINSOR_TAIL);

function createRankMemory(sorter: Sorter): RankMemory {
  return {
    sorter,
    values: new Float64Array(BLOCK_DAYS * sorter.capacity),
    ranks: new Float64Array(BLOCK_DAYS * sorter.capacity),
    counts: new Int32Array(BLOCK_DAYS),
    slots: new Int32Array(BLOCK_DAYS * sorter.capacity),
  };
}

/** Draws pieces of `size` below `end` until none is left. The counter starts at the first piece. */
function draw(counter: Int32Array, end: number, size: number, run: (piece: number) => void): void {
  for (;;) {
    const first = Atomics.add(counter, 0, size);
    if (first >= end) return;
    for (let piece = first; piece < Math.min(first + size, end); piece++) run(piece);
  }
}

/** Returns one thread's side of the work. */
export const createFactorJob = (work: FactorWork): TeamJob => {
  const { layout, counter } = work;
  const assetCount = layout.assets.length;
  let longest = 1;
  for (let asset = 0; asset < assetCount; asset++) {
    longest = Math.max(longest, layout.offset[asset + 1] - layout.offset[asset]);
  }
  const memory = { scratch: createScratch(longest), sorter: createSorter(Math.max(longest, assetCount)) };
  const rankMemory = createRankMemory(createSorter(assetCount));
  const clusterMemory = work.weeks === null ? null : createClusterMemory();
  const missing = new Float64Array(longest).fill(Number.NaN);
  const lines: Float64Array[] = [];
  const measureLines: Float64Array[] = [];

  /** Returns the line of a leaf for an asset: a view into what the threads share. */
  const leafLine = (leaf: Plan['leaves'][number], asset: number, n: number): Float64Array => {
    const from = layout.offset[asset];
    if (leaf.kind === 'field') return work.fields[leaf.index].subarray(from, from + n);
    if (leaf.kind === 'measure') {
      measureLines[leaf.index] ??= new Float64Array(longest);
      const line = measureLines[leaf.index];
      writeMeasure(line, work.measures[leaf.index] as SparseMeasure, asset, layout.start[asset], n);
      return line;
    }
    const first = layout.start[asset] - layout.firstDay;
    if (leaf.kind === 'day-series') return (work.daySeries[leaf.index] as Float64Array).subarray(first, first + n);
    const { kind, out } = work.tasks[leaf.index];
    if (kind === 'cell') return out.subarray(from, from + n);
    if (kind === 'day') return out.subarray(first, first + n);
    const own = work.crossSection.sector[asset];
    if (own < 0) return missing;
    const line = out.subarray(own * layout.dayCount + first, own * layout.dayCount + first + n);
    const unknown = work.crossSection.sectorFromDay[asset] - layout.start[asset];
    if (unknown <= 0) return line;
    // what was recorded later says nothing of the days before
    return line.slice().fill(Number.NaN, 0, unknown);
  };

  /** Whether a plan reads measures, none of which the asset has: nothing in it is known then. */
  const hasNothing = (plan: Plan, asset: number): boolean => {
    let isMeasured = false;
    for (const { kind, index } of plan.leaves) {
      if (kind !== 'measure') continue;
      isMeasured = true;
      const { offset } = work.measures[index] as SparseMeasure;
      if (offset[asset + 1] > offset[asset]) return false;
    }
    return isMeasured;
  };

  const evaluateAsset = (plan: Plan, asset: number, firstFactor: number): void => {
    const from = layout.offset[asset];
    const cells = layout.offset[asset + 1] - from;
    const n = firstFactor < 0 ? cells : work.needed[asset];
    if (firstFactor >= 0) {
      for (const { op, params } of plan.steps) {
        if (op === 'store') work.ranked[firstFactor + params[0]].fill(Number.NaN, from, from + cells);
      }
    }
    if (n === 0) return;
    if (hasNothing(plan, asset)) {
      for (const { op, params } of plan.steps) {
        if (op === 'store') work.columns[params[0]].fill(Number.NaN, from, from + n);
      }
      return;
    }
    const views = plan.leaves.map((leaf) => leafLine(leaf, asset, n));
    const lineOf = (line: number): Float64Array =>
      line < views.length ? views[line] : (lines[line - views.length] ??= new Float64Array(longest));
    for (const { op, args, params, results } of plan.steps) {
      if (op !== 'store') {
        OPERATORS[op](
          results.map((line) => (line < 0 ? undefined : lineOf(line))),
          args.map(lineOf),
          n,
          params,
          memory,
        );
        continue;
      }
      const line = lineOf(args[0]);
      const column = work.columns[params[0]];
      for (let i = 0; i < n; i++) column[from + i] = line[i];
      const raw = firstFactor < 0 ? null : work.raw[firstFactor + params[0]];
      if (raw !== null) writeRaw(raw, line, from, n);
    }
  };

  /** The one place, with the ranks, where a factor becomes Float32. A day without a close has no factor. */
  const writeRaw = (raw: Float32Array, line: Float64Array, from: number, n: number): void => {
    const close = work.fields[3];
    for (let i = 0; i < n; i++) {
      raw[from + i] = Number.isNaN(close[from + i]) ? Number.NaN : line[i];
      // What no Float32 can hold is missing: an absurd candle, squared.
      if (raw[from + i] - raw[from + i] !== 0) raw[from + i] = Number.NaN;
    }
  };

  const blockCount = work.eligibleBlocks.offset.length - 1;
  const drawBlocks = (run: (block: number) => void): void => draw(counter, blockCount, BLOCKS_A_DRAW, run);
  const dayOperators: Readonly<Record<string, (task: DayTask, part: number) => void>> = {
    'of-reference': ({ out, args: [x] }, part) => {
      if (part === 0) writeReference(out, x, layout, work.reference);
    },
    'mean-of-day': ({ out, args: [x] }) =>
      drawBlocks((block) => writeMeanOfBlock(out, x, block, work.eligibleBlocks, layout)),
    'cap-weighted': ({ out, args: [x], params: [top] }) =>
      drawBlocks((block) => writeCapWeightedBlock(out, x, block, work.eligibleBlocks, work.crossSection, top)),
    'mean-of-sector': ({ out, args: [x] }) =>
      drawBlocks((block) => writeSectorBlock(out, x, block, work.eligibleBlocks, work.crossSection)),
    'rank-of-day': ({ out, args: [x] }) =>
      drawBlocks((block) => rankBlock(out, x, block, work.everyBlocks as Blocks, rankMemory, 1, rankPercent)),
    'cluster-stability': ({ args: [returns, liquidity] }) => {
      const weeks = work.weeks as ClusterWeeks;
      const own = clusterMemory as ClusterMemory;
      draw(counter, weeks.count.length, 1, (week) =>
        clusterWeek(weeks, week, layout, work.eligibleBlocks, returns, liquidity, own),
      );
    },
  };

  return {
    /** @param op - operation, then: plan, first factor (-1: none), end asset | task | task | first factor, end factor. */
    step(part, _parts, op) {
      const [kind, index, second, end] = op;
      if (kind === STEP.evaluate) {
        draw(counter, end, ASSETS_A_DRAW, (asset) => evaluateAsset(work.plans[index], asset, second));
      } else if (kind === STEP.day) {
        dayOperators[work.tasks[index].op](work.tasks[index], part);
      } else if (kind === STEP.compare) {
        const weeks = work.weeks as ClusterWeeks;
        draw(counter, weeks.count.length, 8, (week) => compareWeeks(weeks, week, layout, work.tasks[index].out));
      } else {
        const rank = work.ranking === 'signed' ? rankTails : rankPercent;
        draw(counter, (second - index) * blockCount, BLOCKS_A_DRAW, (piece) => {
          const column = Math.floor(piece / blockCount);
          const out = work.ranked[index + column];
          const scale = work.scales[index + column];
          if (scale !== null) {
            scaleBlock(out, work.columns[column], piece % blockCount, work.eligibleBlocks, scale);
            return;
          }
          rankBlock(
            out,
            work.columns[column],
            piece % blockCount,
            work.eligibleBlocks,
            rankMemory,
            RANK_MINIMUM[work.ranking],
            rank,
          );
        });
      }
    },
  };
};

/** The team jobs of this room, by name. */
export const FACTOR_JOBS: Readonly<Record<string, TeamJobFactory>> = { factors: createFactorJob };
