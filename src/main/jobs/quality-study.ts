/**
 * The quality forest walked forward by calendar year.
 *
 * 1. {@link foldsOf}: a forest for each year, of classes that were known when the year began; what it says of the tokens of that
 *    year.
 * 2. {@link judge}: what the forests said of each year made probabilities by the outcomes of earlier years, as far as those were
 *    known when it began; and what became of the tokens.
 */
import { throwIfCancelled } from '../../shared/errors.ts';
import { QUALITY_CLASSES, type QualityRecord } from '../../shared/quality.ts';
import { type Instant, parseDay, startOfDay } from '../../shared/time.ts';
import { yearOf } from '../backtest/schedule.ts';
import { createFeatureMatrix, createTrainingSet } from '../models/dataset.ts';
import type { TrainingSet } from '../models/estimator.ts';
import {
  type ClassForests,
  calibrated,
  fitClassForests,
  fitCurves,
  type Places,
  placesOf,
} from '../models/quality-forest.ts';
import type { QualityLabels } from '../models/quality-labels.ts';
import { areaUnderCurve } from '../numeric/area-under-curve.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { RisingCurve } from '../numeric/isotonic.ts';
import { takeRows } from '../numeric/matrix.ts';
import { mean } from '../numeric/stats.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import type { JobRun } from './job.ts';
import type { Market } from './market.ts';

/** A cross-section a week. */
export const QUALITY_STRIDE = 7;
/** Share of the characteristics that a row to learn from needs. */
const MINIMUM_COVERAGE = 0.5;
/** Fewer rows, or rows of a class, teach nothing that would hold. */
const MINIMUM_ROWS = 200;
const MINIMUM_OF_CLASS = 5;
const TENTHS = 10;
const DECIMALS = 6;

export type QualityStudy = {
  readonly market: Market;
  /** Characteristics, see `characteristicsOf`. */
  readonly table: FactorTable;
  readonly labels: QualityLabels;
  readonly seed: number;
  readonly dataHash: string;
};

/** What the forests of one year said of that year's tokens, and what became of those. */
export type Fold = {
  readonly year: number;
  readonly firstDay: number;
  /** Share of each class among the rows that were learnt from. */
  readonly shares: readonly number[];
  readonly places: Places;
  readonly classes: readonly number[];
  readonly knownDay: readonly number[];
};

/** Returns the rows whose class was known at an instant; null if they are too few, or too few of a class. */
export function qualitySetOf(study: QualityStudy, knownUntil: Instant): TrainingSet | null {
  const set = createTrainingSet(study.table, study.market.crossSection, study.labels, {
    knownUntil,
    fromDay: study.market.window.firstDay,
    strideDays: QUALITY_STRIDE,
    embargoDays: 1,
    minimumCoverage: MINIMUM_COVERAGE,
    dataHash: study.dataHash,
  });
  return isEnough(Array.from(set.y)) ? set : null;
}

function isEnough(classes: readonly number[]): boolean {
  const ofClass = QUALITY_CLASSES.map((_, c) => classes.filter((value) => value === c).length);
  return classes.length >= MINIMUM_ROWS && ofClass.every((count) => count >= MINIMUM_OF_CLASS);
}

/** Returns a fold for each calendar year at whose beginning there was enough to learn from, and of which outcomes are known. */
export async function foldsOf(study: QualityStudy, run: JobRun): Promise<Fold[]> {
  const { firstDay, dayCount } = study.market.window;
  const folds: Fold[] = [];
  const [first, last] = [yearOf(firstDay) + 1, yearOf(firstDay + dayCount - 1)];
  for (let year = first; year <= last; year++) {
    throwIfCancelled(run.signal);
    const report = (done: number): void =>
      run.report((year - first + done) / (last - first + 1), `walking forward through ${year}`);
    report(0);
    const begin = firstDayOf(year);
    const days = labelledDays(study, begin, firstDayOf(year + 1));
    const set = qualitySetOf(study, startOfDay(begin));
    if (set === null || days.length === 0) continue;
    const { signal, team } = run;
    const forests = await fitClassForests(set, { seed: study.seed, signal, team, report });
    const shares = QUALITY_CLASSES.map((_, c) => set.y.filter((value) => value === c).length / set.y.length);
    folds.push({ year, firstDay: begin, shares, ...fatesOf(study, forests, days) });
  }
  return folds;
}

/** Returns the eligible cells of each cross-section of some days on which the class of one is known by now. */
function labelledDays({ market, labels }: QualityStudy, fromDay: number, untilDay: number): Int32Array[] {
  const { window, crossSection, eligible } = market;
  const found: Int32Array[] = [];
  const end = Math.min(untilDay, window.firstDay + window.dayCount);
  for (let day = Math.max(fromDay, window.firstDay); day < end; day++) {
    if (day % QUALITY_STRIDE !== 0) continue;
    const cells = eligibleCellsOf(window, crossSection, eligible, day);
    if (cells.some((cell) => !Number.isNaN(labels.value[cell]!))) found.push(cells);
  }
  return found;
}

/** Returns where the tokens of some days stood, and what became of those of which it is known. */
function fatesOf(
  { table, labels }: QualityStudy,
  forests: ClassForests,
  days: readonly Int32Array[],
): Pick<Fold, 'places' | 'classes' | 'knownDay'> {
  const places = QUALITY_CLASSES.map((): number[] => []);
  const classes: number[] = [];
  const knownDay: number[] = [];
  for (const cells of days) {
    // a token whose fate is not known stands among the others all the same
    const own = placesOf(forests, createFeatureMatrix(table, cells));
    cells.forEach((cell, row) => {
      if (Number.isNaN(labels.value[cell]!)) return;
      classes.push(labels.value[cell]!);
      knownDay.push(labels.knownDay[cell]!);
      for (const [c, column] of places.entries()) column.push(own[c]![row]!);
    });
  }
  return { places: places.map((column) => Float64Array.from(column)), classes, knownDay };
}

/** Returns the curves that the outcomes of folds give, as far as they were known by the start of a day; null if they are too few. */
export function curvesOf(folds: readonly Fold[], knownByDay: number): RisingCurve[] | null {
  const places = QUALITY_CLASSES.map((): number[] => []);
  const classes: number[] = [];
  for (const fold of folds) {
    fold.classes.forEach((value, row) => {
      if (fold.knownDay[row]! > knownByDay) return;
      classes.push(value);
      for (const [c, own] of places.entries()) own.push(fold.places[c]![row]!);
    });
  }
  return isEnough(classes) ? fitCurves(places, classes) : null;
}

/** The parts of a record that come of years not learnt from. */
type Judgement = Omit<QualityRecord, 'asOf' | 'characteristic' | 'importance' | 'notes'>;

/**
 * Returns what the probabilities of the folds were worth. A year without earlier outcomes to calibrate by is left out. Brier
 * scores are means over rows and classes. @see Brier (1950).
 */
export function judge(folds: readonly Fold[]): Judgement {
  const years: Fold[] = [];
  const probabilities = QUALITY_CLASSES.map((): number[] => []);
  const shares = QUALITY_CLASSES.map((): number[] => []);
  const classes: number[] = [];
  const yearAreaUnderCurve: (number | null)[] = [];
  for (const [f, fold] of folds.entries()) {
    const curves = curvesOf(folds.slice(0, f), fold.firstDay - 1);
    if (curves === null) continue;
    const own = calibrated(curves, fold.places);
    years.push(fold);
    yearAreaUnderCurve.push(areaOf(own[DIES]!, fold.classes, DIES));
    classes.push(...fold.classes);
    for (const c of QUALITY_CLASSES.keys()) {
      probabilities[c]!.push(...own[c]!);
      shares[c]!.push(...fold.classes.map(() => fold.shares[c]!));
    }
  }
  const [firstYear, lastYear] = [years[0], years.at(-1)];
  return {
    fromTime: firstYear === undefined ? null : startOfDay(firstYear.firstDay),
    untilTime: lastYear === undefined ? null : startOfDay(firstDayOf(lastYear.year + 1)),
    year: years.map(({ year }) => year),
    rowCount: years.map((fold) => fold.classes.length),
    yearAreaUnderCurve,
    className: [...QUALITY_CLASSES],
    share: QUALITY_CLASSES.map((_, c) =>
      classes.length === 0 ? null : rounded(classes.filter((value) => value === c).length / classes.length),
    ),
    areaUnderCurve: QUALITY_CLASSES.map((_, c) => areaOf(probabilities[c]!, classes, c)),
    brier: brierOf(probabilities, classes),
    brierOfShares: brierOf(shares, classes),
    ...tenthsOf(probabilities[DIES]!, classes),
  };
}

const DIES = QUALITY_CLASSES.indexOf('dies');

function areaOf(scores: ArrayLike<number>, classes: readonly number[], wanted: number): number | null {
  const area = areaUnderCurve(
    scores,
    classes.map((value) => (value === wanted ? 1 : 0)),
  );
  return Number.isNaN(area) ? null : rounded(area);
}

function brierOf(probabilities: readonly (readonly number[])[], classes: readonly number[]): number | null {
  if (classes.length === 0) return null;
  let sum = 0;
  probabilities.forEach((own, c) => {
    own.forEach((probability, row) => {
      sum += (probability - (classes[row] === c ? 1 : 0)) ** 2;
    });
  });
  return rounded(sum / (classes.length * probabilities.length));
}

/** Returns mean probability of dying and share that died of each tenth of the rows, lowest first; empty below ten rows. */
function tenthsOf(
  dying: readonly number[],
  classes: readonly number[],
): Pick<QualityRecord, 'calibrationPredicted' | 'calibrationRealised'> {
  const count = dying.length;
  if (count < TENTHS) return { calibrationPredicted: [], calibrationRealised: [] };
  const order = dying.map((_, row) => row).sort((a, b) => dying[a]! - dying[b]! || a - b);
  const tenths = Array.from({ length: TENTHS }, (_, tenth) =>
    order.slice(Math.floor((tenth * count) / TENTHS), Math.floor(((tenth + 1) * count) / TENTHS)),
  );
  return {
    calibrationPredicted: tenths.map((rows) => rounded(mean(rows.map((row) => dying[row]!)))),
    calibrationRealised: tenths.map((rows) => rounded(mean(rows.map((row) => (classes[row] === DIES ? 1 : 0))))),
  };
}

/** Rows that tell how much the forest leans on each characteristic; TreeSHAP of so many takes 0.3 s, which a cancellation waits for. */
const EXPLAINED_ROWS = 400;

/** Returns the share of each characteristic in what moves the chance of dying (mean absolute TreeSHAP), largest first. */
export function importanceOf(
  forests: ClassForests,
  { x }: TrainingSet,
): { characteristic: string[]; importance: number[] } {
  const step = Math.max(1, Math.ceil(x.rows / EXPLAINED_ROWS));
  const rows = Int32Array.from({ length: Math.ceil(x.rows / step) }, (_, i) => i * step);
  const { contributions } = forests[DIES]!.explain(takeRows(x, rows));
  const width = x.columns.length;
  const sums = x.columns.map((characteristic, column) => {
    let sum = 0;
    for (let row = 0; row < rows.length; row++) sum += Math.abs(contributions[row * width + column]!);
    return { characteristic, sum };
  });
  const total = sums.reduce((all, { sum }) => all + sum, 0);
  sums.sort((a, b) => b.sum - a.sum || (a.characteristic < b.characteristic ? -1 : 1));
  return {
    characteristic: sums.map(({ characteristic }) => characteristic),
    importance: sums.map(({ sum }) => (total > 0 ? rounded(sum / total) : 0)),
  };
}

function firstDayOf(year: number): number {
  return parseDay(`${year}-01-01`)!;
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
