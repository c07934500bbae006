/**
 * From a window and expressions to a table of ranks.
 *
 * 1. `createDayTasks`: finds the cross-sectional expressions (market, sectors, clusters, …), each once.
 * 2. `evaluate`: computes what they read for every asset, then each of them by day.
 * 3. `evaluate` again, some factors at a time: raw values, in Float64.
 * 4. rank: each day of each of them within the eligible universe, in Float32.
 *
 * Scratch is a few columns of Float64 and a line of a few days' memory for each thread, whatever the number of factors.
 */
import { type CancelSignal, invariant, throwIfCancelled } from '../../shared/errors.ts';
import { DAY_SERIES, MEASURES } from '../numeric/observations.ts';
import { cellCount, PANEL_FIELDS, sharedFloat64, sharedInt32, type Window } from '../numeric/panel.ts';
import type { Team, TeamSession } from '../numeric/team.ts';
import { blocksOf } from './blocks.ts';
import { createClusterWeeks } from './clusters.ts';
import { referenceOf } from './cross-section.ts';
import { type DayTask, type FactorWork, type Ranking, type Scale, STEP } from './job.ts';
import { dayExpressionsOf, leavesOf, type Plan, planOf } from './plan.ts';
import type { Series } from './series.ts';

/**
 * Factors computed at a time: 7 columns of 2.9 million cells are 162 MB. More of them would walk into fresh memory for longer
 * than it takes to compute shared expressions again (20 took 10 % longer).
 */
const BATCH = 7;
/** After so many shares of the assets a cancellation is looked for. */
const SHARES = 4;

export type RankedExpressions = {
  readonly ranked: Float32Array[];
  /** Raw values in Float32, null where not wanted. */
  readonly raw: (Float32Array | null)[];
};

export type ExpressionOptions = {
  /** 1 for each cell that takes part in the day's ranking. */
  readonly eligible: Uint8Array;
  readonly ranking: Ranking;
  /** For each expression the bounds that become -1 and 1, null where it is ranked; all are if left out. */
  readonly scales?: readonly (Scale | null)[];
  /** For each expression whether its raw values are wanted. */
  readonly wantsRaw: readonly boolean[];
  readonly team: Team;
  readonly signal: CancelSignal;
  report(done: number): void;
};

/** Returns shared memory for Float32 cells. */
function sharedFloat32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * 4));
}

const KIND_OF: Readonly<Record<string, DayTask['kind']>> = {
  'mean-of-sector': 'sector',
  'rank-of-day': 'cell',
  'cluster-stability': 'cell',
};

/** Returns the tasks of the cross-sectional expressions, the plan for what they read, and where each was put. */
function createDayTasks(
  window: Window,
  expressions: readonly Series[],
  columns: readonly Float64Array[],
): { readonly tasks: DayTask[]; readonly plan: Plan } {
  const computed = argumentsOf(expressions);
  const cells = cellCount(window);
  const tasks = expressions.map(({ op, args, params }): DayTask => {
    const kind = KIND_OF[op] ?? 'day';
    const sectors = Math.max(1, window.traits.sectorNames.length);
    const length = kind === 'cell' ? cells : kind === 'sector' ? sectors * window.dayCount : window.dayCount;
    const out = sharedFloat64(length).fill(Number.NaN);
    const read = args.map(({ scope, key, params: [index] }) =>
      scope === 'field'
        ? window.fields[PANEL_FIELDS[index]]
        : columns[computed.findIndex((series) => series.key === key)],
    );
    return { op, params, args: read, kind, out };
  });
  return { tasks, plan: planOf(computed, new Map()) };
}

/** Returns what cross-sectional expressions read and has to be computed first, each once. */
function argumentsOf(expressions: readonly Series[]): Series[] {
  const found = new Map<string, Series>();
  for (const { args } of expressions) for (const arg of args) if (arg.scope !== 'field') found.set(arg.key, arg);
  return [...found.values()];
}

/** Returns for each asset how many leading cells matter: all if raw values are wanted, else up to the last eligible one. */
function neededCells(window: Window, eligible: Uint8Array, all: boolean): Int32Array {
  const needed = sharedInt32(window.assets.length);
  for (let asset = 0; asset < needed.length; asset++) {
    const from = window.offset[asset];
    let end = window.offset[asset + 1];
    while (!all && end > from && eligible[end - 1] === 0) end--;
    needed[asset] = end - from;
  }
  return needed;
}

/** Returns whether a window shows every measure and series that an expression reads: else the expression has no value in it. */
function isShown(expression: Series, { observations }: Window): boolean {
  return (
    leavesOf(expression, 'measure').every((index) => observations?.measures[MEASURES[index]] !== undefined) &&
    leavesOf(expression, 'day-series').every((index) => observations?.days[DAY_SERIES[index]] !== undefined)
  );
}

/**
 * Returns the ranks, and where wanted the raw values, of expressions over a window. Those that read what the window does not show
 * cost nothing and share one column of missing values.
 */
export function computeExpressions(
  window: Window,
  expressions: readonly Series[],
  options: ExpressionOptions,
): RankedExpressions {
  const shown = expressions.map((expression) => isShown(expression, window));
  const isOfShown = (_: unknown, place: number): boolean => shown[place];
  const computed = computeShown(window, expressions.filter(isOfShown), {
    ...options,
    scales: (options.scales ?? expressions.map(() => null)).filter(isOfShown),
    wantsRaw: options.wantsRaw.filter(isOfShown),
  });
  const nothing = shown.includes(false) ? sharedFloat32(cellCount(window)).fill(Number.NaN) : null;
  let next = 0;
  const places = shown.map((isIn) => (isIn ? next++ : -1));
  return {
    ranked: places.map((place) => (place < 0 ? (nothing as Float32Array) : computed.ranked[place])),
    raw: places.map((place, i) => (place < 0 ? (options.wantsRaw[i] ? nothing : null) : computed.raw[place])),
  };
}

function computeShown(
  window: Window,
  expressions: readonly Series[],
  options: ExpressionOptions & { readonly scales: readonly (Scale | null)[] },
): RankedExpressions {
  const { eligible, ranking, scales, wantsRaw, team, signal, report } = options;
  const cells = cellCount(window);
  invariant(eligible.length === cells, `eligible has ${eligible.length} cells of ${cells}`);
  const dayExpressions = dayExpressionsOf(expressions);
  const columnCount = Math.max(Math.min(BATCH, expressions.length), argumentsOf(dayExpressions).length);
  const columns = Array.from({ length: columnCount }, () => sharedFloat64(cells));
  const { tasks, plan } = createDayTasks(window, dayExpressions, columns);
  const dayIndex = new Map(dayExpressions.map(({ key }, index) => [key, index]));
  const batches = batchesOf(expressions);
  const plans = [plan, ...batches.map(({ first, end }) => planOf(expressions.slice(first, end), dayIndex))];
  const { assets, firstDay, dayCount, start, offset } = window;
  const layout = { assets, firstDay, dayCount, start, offset };
  const work: FactorWork = {
    layout,
    fields: PANEL_FIELDS.map((name) => window.fields[name]),
    measures: MEASURES.map((name) => window.observations?.measures[name] ?? null),
    daySeries: DAY_SERIES.map((name) => window.observations?.days[name] ?? null),
    crossSection: {
      layout,
      marketCap: window.fields.marketCap,
      sector: window.traits.sector,
      sectorFromDay: window.traits.sectorFromDay ?? sharedInt32(assets.length).fill(firstDay),
      sectorCount: window.traits.sectorNames.length,
    },
    reference: referenceOf(layout),
    plans,
    tasks,
    columns,
    needed: neededCells(window, eligible, wantsRaw.includes(true)),
    eligibleBlocks: blocksOf(window, eligible),
    everyBlocks: tasks.some(({ op }) => op === 'rank-of-day') ? blocksOf(window, null) : null,
    weeks: tasks.some(({ op }) => op === 'cluster-stability') ? createClusterWeeks(window) : null,
    ranked: expressions.map(() => sharedFloat32(cells)),
    raw: wantsRaw.map((wanted) => (wanted ? sharedFloat32(cells).fill(Number.NaN) : null)),
    ranking,
    scales,
    counter: sharedInt32(1),
  };
  const session = team.open('factors', work);
  try {
    runWork(session, work, batches, signal, report);
  } finally {
    session.close();
  }
  return { ranked: [...work.ranked], raw: [...work.raw] };
}

type Batch = { readonly first: number; readonly end: number };

/** Returns expressions in batches; those that read measures apart, because most assets have none and are passed over. */
function batchesOf(expressions: readonly Series[]): Batch[] {
  const isMeasured = expressions.map((expression) => leavesOf(expression, 'measure').length > 0);
  const batches: Batch[] = [];
  for (let first = 0; first < expressions.length; first = batches[batches.length - 1].end) {
    let end = first + 1;
    while (end < expressions.length && end < first + BATCH && isMeasured[end] === isMeasured[first]) end++;
    batches.push({ first, end });
  }
  return batches;
}

function runWork(
  session: TeamSession,
  work: FactorWork,
  batches: readonly Batch[],
  signal: CancelSignal,
  report: (done: number) => void,
): void {
  const assetCount = work.layout.assets.length;
  const step = (first: number, ...op: number[]): void => {
    throwIfCancelled(signal);
    Atomics.store(work.counter, 0, first);
    session.step(...op);
  };
  const evaluate = (plan: number, firstFactor: number): void => {
    for (let share = 0; share < SHARES; share++) {
      const end = Math.floor(((share + 1) * assetCount) / SHARES);
      step(Math.floor((share * assetCount) / SHARES), STEP.evaluate, plan, firstFactor, end);
    }
  };
  if (work.tasks.length > 0) evaluate(0, -1);
  work.tasks.forEach(({ op }, task) => {
    step(0, STEP.day, task);
    if (op === 'cluster-stability') step(0, STEP.compare, task);
  });
  batches.forEach(({ first, end }, batch) => {
    report((batch + 0.1) / (batches.length + 0.1));
    evaluate(batch + 1, first);
    step(0, STEP.rank, first, end);
  });
  report(1);
}
