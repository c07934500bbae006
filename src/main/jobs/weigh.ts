/**
 * How much each member counted on each day of the record, and what the ensemble said by that. Weights of a day are made of
 * outcomes that were known at its end.
 *
 * 1. Members begin with even weights, those on probation with next to none; once a year of outcomes is known, stacking over
 *    these says where to go on from.
 * 2. Every forecast whose horizon closes moves the weights by its rank IC (`weightPath`).
 * 3. The members' scores of a day, each in its own deviations, are added with the weights of that day.
 */
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { figuresOn, independentDays, rankCorrelations } from '../models/evaluate.ts';
import type { Labels } from '../models/labels.ts';
import { weightPath } from '../models/member-weights.ts';
import { stackWeights } from '../models/stacking.ts';
import { combineSignals } from '../ratings/signals.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import type { JobRun } from './job.ts';
import type { Fold, ForwardRecord, MemberScores } from './record.ts';
import type { Research } from './research.ts';

/** What the members of one horizon were worth, how they were weighed, and what came of it. */
export type WeighedHorizon = {
  readonly horizon: number;
  readonly labels: Labels;
  readonly members: readonly MemberScores[];
  /** Days of learning on which a member has a rank IC, rising, and for each member its rank IC; NaN where it has none. */
  readonly days: readonly number[];
  readonly rankIc: readonly Float64Array[];
  /** Returns the weights at the ends of days, rising; one a member, adding up to 1. */
  weightsAt(days: readonly number[]): Float64Array[];
  /** What stacking over all that is known at the end of the record would give. */
  readonly stacking: Float64Array;
  /** Signal of the ensemble for each cell that was scored, NaN elsewhere; the same had all members the same weight. */
  readonly signal: Float32Array;
  readonly evenSignal: Float32Array;
  /** Mean of the members' scores with the weights of the day: the rank that the ensemble forecast, -1..1. */
  readonly forecast: Float32Array;
};

/** Returns the weighed horizons of a record, in the order of the configuration. */
export function weighRecord(
  research: Research,
  config: EnsembleConfig,
  { folds, members }: ForwardRecord,
  run: JobRun,
): WeighedHorizon[] {
  return config.horizons.map((horizon, h) => {
    run.report(h / config.horizons.length, `weighing the members, ${horizon} days`);
    const labels = research.labels[h]!;
    const own = members.filter(({ member }) => member.horizon === horizon);
    const { days, rankIc } = realisedSkill(research, labels, own, config.strideDays);
    const starts = startsOf(research, labels, own, folds, days, config.strideDays, run);
    const end = stackedAt(research, labels, own, research.lastDay, config.strideDays, run.signal);
    const record = { days, skill: rankIc, horizon, starts, rule: config.weighting };
    const weightsAt = (atDays: readonly number[]): Float64Array[] => weightPath(record, atDays);
    const scoredDays = folds.flatMap((fold) => fold.scoredDays);
    const ensemble = combineRecord(research, own, scoredDays, weightsAt(scoredDays), run);
    return { horizon, labels, members: own, days, rankIc, weightsAt, stacking: end, ...ensemble };
  });
}

/** Kinds that have to earn their weight: they begin at the floor. */
const ON_PROBATION: ReadonlySet<string> = new Set(['temporal-transformer']);
/** Days of learning whose outcomes are known before stacking says anything. */
const STACKING_DAYS = 364;

/** Returns where the weights begin: at the first fold, and at the first one by whose end a year of outcomes is known. */
function startsOf(
  research: Research,
  labels: Labels,
  members: readonly MemberScores[],
  folds: readonly Fold[],
  days: readonly number[],
  strideDays: number,
  run: JobRun,
): { readonly day: number; readonly weights: Float64Array }[] {
  const first = folds[0];
  if (first === undefined) return [];
  const begin = Float64Array.from(members, ({ member }) => (ON_PROBATION.has(member.kind) ? 0 : 1));
  const stacked = folds.find(({ day }) => {
    const known = days.filter((own) => own + labels.horizon <= day);
    return known.length * strideDays >= STACKING_DAYS;
  });
  throwIfCancelled(run.signal);
  return [
    { day: first.day, weights: begin },
    ...(stacked === undefined
      ? []
      : [{ day: stacked.day, weights: stackedAt(research, labels, members, stacked.day, strideDays, run.signal) }]),
  ];
}

/**
 * Returns the rank IC of each member on each day of learning, of outcomes that were known when the horizon closed: what a late
 * delisting adds to an outcome comes too late for a weight.
 */
function realisedSkill(
  research: Research,
  labels: Labels,
  members: readonly MemberScores[],
  strideDays: number,
): Pick<WeighedHorizon, 'days' | 'rankIc'> {
  const timely = timelyOf(research, labels);
  const figures = members.map(({ scores }) =>
    rankCorrelations(research, onlyEvery(research, scores, strideDays), timely),
  );
  const days = [...new Set(figures.flatMap((own) => own.days))].sort((a, b) => a - b);
  return { days, rankIc: figures.map((own) => figuresOn(own, days)) };
}

/** Returns labels without those that became known later than on time. */
export function timelyOf({ window, crossSection }: Research, labels: Labels): Labels {
  const value = labels.value.slice();
  for (let i = 0; i < window.dayCount; i++) {
    const timely = window.firstDay + i + labels.horizon + 1;
    for (let at = crossSection.offset[i]!; at < crossSection.offset[i + 1]!; at++) {
      const cell = crossSection.cells[at]!;
      if (labels.knownDay[cell]! > timely) value[cell] = Number.NaN;
    }
  }
  return { ...labels, value };
}

/** Returns the stacked weights of the members from outcomes known at the end of a day; 0 for one without a record. */
function stackedAt(
  research: Research,
  labels: Labels,
  members: readonly MemberScores[],
  day: number,
  strideDays: number,
  signal: CancelSignal,
): Float64Array {
  const { window, crossSection, eligible } = research;
  const cells: number[] = [];
  const groups = [0];
  const days: number[] = [];
  for (let d = window.firstDay; d + labels.horizon <= day; d++) {
    if (d % strideDays !== 0) continue;
    throwIfCancelled(signal);
    for (const cell of eligibleCellsOf(window, crossSection, eligible, d)) {
      if (labels.knownDay[cell]! <= day + 1 && members.some(({ scores }) => !Number.isNaN(scores[cell]!)))
        cells.push(cell);
    }
    if (cells.length === groups.at(-1)) continue;
    groups.push(cells.length);
    days.push(d);
  }
  const scores = members.map((own) => Float32Array.from(cells, (cell) => own.scores[cell]!));
  const present = scores.flatMap((own, m) => (own.some((score) => !Number.isNaN(score)) ? [m] : []));
  if (present.length === 0) return new Float64Array(members.length).fill(1 / members.length);
  const stacked = stackWeights(
    present.map((m) => scores[m]!),
    Float32Array.from(cells, (cell) => labels.value[cell]!),
    Int32Array.from(groups),
    independentDays(days, labels.horizon) || 0,
  );
  const weights = new Float64Array(members.length);
  present.forEach((m, i) => {
    weights[m] = stacked[i]!;
  });
  return weights;
}

/** Returns what members say together, on each of the days with the weights of that day and with equal ones. */
function combineRecord(
  research: Research,
  members: readonly MemberScores[],
  days: readonly number[],
  weights: readonly Float64Array[],
  run: JobRun,
): Pick<WeighedHorizon, 'signal' | 'evenSignal' | 'forecast'> {
  const { window, crossSection, eligible } = research;
  const empty = (): Float32Array => new Float32Array(crossSection.cells.length).fill(Number.NaN);
  const [signal, evenSignal, forecast] = [empty(), empty(), empty()];
  days.forEach((day, d) => {
    throwIfCancelled(run.signal);
    const cells = eligibleCellsOf(window, crossSection, eligible, day);
    const scored = members.map(({ scores }) => Float32Array.from(cells, (cell) => scores[cell]!));
    const present = scored.flatMap((own, m) => (own.some((score) => !Number.isNaN(score)) ? [m] : []));
    if (present.length === 0) return;
    const chosen = present.map((m) => scored[m]!);
    const own = present.map((m) => weights[d]![m]!);
    const total = own.reduce((sum, weight) => sum + weight, 0);
    const weighed = combineSignals(chosen, null, own).signal;
    const even = combineSignals(chosen).signal;
    cells.forEach((cell, i) => {
      signal[cell] = weighed[i]!;
      evenSignal[cell] = even[i]!;
      forecast[cell] = chosen.reduce((sum, scores, m) => sum + (own[m]! / total) * scores[i]!, 0);
    });
  });
  return { signal, evenSignal, forecast };
}

/** Returns scores of the days of learning alone, so that days of decision besides do not count twice. */
export function onlyEvery(
  { window, crossSection }: Pick<Research, 'window' | 'crossSection'>,
  scores: Float32Array,
  strideDays: number,
): Float32Array {
  const kept = new Float32Array(scores.length).fill(Number.NaN);
  for (let i = 0; i < window.dayCount; i++) {
    if ((window.firstDay + i) % strideDays !== 0) continue;
    for (let at = crossSection.offset[i]!; at < crossSection.offset[i + 1]!; at++) {
      const cell = crossSection.cells[at]!;
      kept[cell] = scores[cell]!;
    }
  }
  return kept;
}
