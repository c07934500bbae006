/**
 * Rows to learn from. The only maker of a `TrainingSet`: a row whose label was not known at `knownUntil` cannot get into one.
 *
 * 1. `sampleOf`: eligible cells of every so many days whose factors are present enough, once for each table.
 * 2. `knownRows`: those of them whose label was known by then.
 */
import { AppError, type CancelSignal, invariant, NEVER_CANCELLED, throwIfCancelled } from '../../shared/errors.ts';
import { dayOf, type Instant, startOfDay } from '../../shared/time.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import { createMatrix, type Matrix, takeRows } from '../numeric/matrix.ts';
import { type CrossSection, cellCount } from '../numeric/panel.ts';
import { createRandom, drawDistinct } from '../numeric/random.ts';
import type { TrainingSet } from './estimator.ts';
import type { Labels } from './labels.ts';
import { stepOfColumn } from './network/sequence-columns.ts';

/** Labels of any kind: what a set is made of is their values and when they became known. */
export type LearntLabels = Omit<Labels, 'kind'> & { readonly kind: string };

export type TrainingSetOptions = {
  /** Labels known by then may be learnt from. */
  readonly knownUntil: Instant;
  /** First day number; the range begins here whatever the stride. */
  readonly fromDay: number;
  /** Days between cross-sections: those whose day number is a multiple of it, so a longer range has the same days and more. */
  readonly strideDays: number;
  /** Days that must lie between a label's becoming known and `knownUntil`. */
  readonly embargoDays: number;
  /** Share of the factors that are not optional that a row needs, 0..1. */
  readonly minimumCoverage: number;
  /** Alpha of {@link recencyWeights}; every row weighs 1 if left out. */
  readonly recency?: number;
  /** SHA-256 of the market, if the caller has it. */
  readonly dataHash?: string;
  /** Columns of the rows, as {@link createFeatureMatrix} reads them; the factors of the table if left out. */
  readonly columns?: readonly string[];
  /** Looked at while many columns are laid out. */
  readonly signal?: CancelSignal;
  /** Of more rows than this so many are drawn, evenly; all are taken if left out. */
  readonly draw?: { readonly maximumRows: number; readonly seed: number };
};

/**
 * Returns the rows that may be learnt from at an instant: day by day, and by asset within a day. `x` has the ranked factors
 * (NaN where missing) in the order of `table.ids`, over shared memory; `knownFrom` is the end of the first row's day, and
 * `knownUntil` if there is no row. Throws `invalid-input` for a stride below one
 * day or a share outside 0..1.
 */
export function createTrainingSet(
  table: FactorTable,
  crossSection: CrossSection,
  labels: LearntLabels,
  options: TrainingSetOptions,
): TrainingSet {
  const { knownUntil, strideDays, minimumCoverage, recency, dataHash = '', columns, draw, signal } = options;
  const count = cellCount(table.layout);
  invariant(
    labels.value.length === count && crossSection.cells.length === count,
    `labels and days have ${labels.value.length} and ${crossSection.cells.length} cells of ${count}`,
  );
  if (!(Number.isInteger(strideDays) && strideDays >= 1)) {
    throw new AppError('invalid-input', `strideDays was ${strideDays}, needs whole days from 1`);
  }
  if (!(minimumCoverage >= 0 && minimumCoverage <= 1)) {
    throw new AppError('invalid-input', `minimumCoverage was ${minimumCoverage}, needs a share from 0 to 1`);
  }
  const sample = sampleOf(table, crossSection, strideDays, minimumCoverage);
  const known = knownRows(sample, labels, options);
  const { rows, days, groups } = draw === undefined ? known : drawRows(known, draw);
  const y = new Float32Array(new SharedArrayBuffer(rows.length * 4));
  for (let row = 0; row < rows.length; row++) y[row] = labels.value[sample.cells[rows[row]]];
  const weights = new Float32Array(new SharedArrayBuffer(rows.length * 4)).fill(1);
  if (recency !== undefined) {
    const ofGroup = recencyWeights(days.length, recency);
    for (let group = 0; group < days.length; group++) weights.fill(ofGroup[group], groups[group], groups[group + 1]);
  }
  return {
    x:
      columns === undefined
        ? takeRows(sample.x, rows)
        : createFeatureMatrix(table, cellsOf(sample, rows), columns, signal),
    y,
    weights,
    groups,
    groupDays: Int32Array.from(days),
    target: labels.kind,
    horizon: labels.horizon,
    knownFrom: days.length === 0 ? knownUntil : startOfDay(days[0] + 1),
    knownUntil,
    dataHash,
  } as TrainingSet;
}

/**
 * Returns the ranked factors of the given cells, in their order: one row each. A column is a factor of the table or a step of a
 * sequence (network/sequence-columns.ts): what the asset's rank was so many days before, NaN where it had none. Throws
 * `invalid-input` for a column that the table does not have.
 */
export function createFeatureMatrix(
  table: FactorTable,
  cells: Int32Array,
  columns: readonly string[] = table.ids,
  signal: CancelSignal = NEVER_CANCELLED,
): Matrix {
  const matrix = createMatrix(cells.length, columns);
  const { offset } = table.layout;
  let birth: Int32Array | null = null;
  columns.forEach((name, column) => {
    throwIfCancelled(signal);
    const to = column * cells.length;
    const { factor, lag } = stepOfColumn(name);
    const ranks = table.steps?.get(name) ?? table.ranked[table.ids.indexOf(factor)];
    if (ranks === undefined) {
      throw new AppError(
        'invalid-input',
        `Column ${name} is no factor of the table, needs one of its ${table.ids.length}`,
      );
    }
    if (lag === 0 || table.steps?.has(name) === true) {
      for (let row = 0; row < cells.length; row++) matrix.data[to + row] = ranks[cells[row]];
      return;
    }
    birth ??= cells.map((cell) => birthOf(offset, cell));
    for (let row = 0; row < cells.length; row++) {
      if (cells[row] - lag >= birth[row]) matrix.data[to + row] = ranks[cells[row] - lag];
    }
  });
  return matrix;
}

/** Returns the first cell of the asset that a cell is of. */
function birthOf(offset: Int32Array, cell: number): number {
  let low = 0;
  let high = offset.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offset[middle] <= cell) low = middle;
    else high = middle;
  }
  return offset[low];
}

/**
 * Returns for each of the given cells the share of factors that are present, 0..1, optional ones not counted; 0 for a cell that is
 * not eligible.
 */
export function coverageOf(table: FactorTable, cells: Int32Array): Float64Array {
  return coverageOfRows(createFeatureMatrix(table, cells), table.isOptional);
}

/**
 * Returns the weight of each of `count` cross-sections, oldest first: exp(-i / (alpha count)) for the i-th newest, counted
 * from 0. @see FreqAI, `weight_factor`.
 */
export function recencyWeights(count: number, alpha: number): Float64Array {
  if (!(alpha > 0)) throw new AppError('invalid-input', `recency was ${alpha}, needs a number above 0`);
  return Float64Array.from({ length: count }, (_, i) => Math.exp(-(count - 1 - i) / (alpha * count)));
}

/** Every row of a table that could be learnt from, whenever its label becomes known. */
type Sample = {
  readonly strideDays: number;
  readonly minimumCoverage: number;
  /** Day number of each cross-section, and where its rows begin. */
  readonly days: readonly number[];
  readonly offset: Int32Array;
  readonly cells: Int32Array;
  readonly x: Matrix;
};

/**
 * A walk-forward asks for hundreds of sets of one table that share most of their rows. Found once for each table and read in
 * order afterwards, a set of 55,000 rows costs 14 ms instead of 45. 55 MB for every seventh day of 1.3 million eligible cells.
 */
const sampleByTable = new WeakMap<FactorTable, Sample>();

function sampleOf(
  table: FactorTable,
  { offset, cells }: CrossSection,
  strideDays: number,
  minimumCoverage: number,
): Sample {
  const kept = sampleByTable.get(table);
  if (kept?.strideDays === strideDays && kept.minimumCoverage === minimumCoverage) return kept;
  const { firstDay, dayCount } = table.layout;
  const candidates: number[] = [];
  const dayOfRow: number[] = [];
  const first = Math.ceil(firstDay / strideDays) * strideDays;
  for (let day = first; day < firstDay + dayCount; day += strideDays) {
    for (let at = offset[day - firstDay]; at < offset[day - firstDay + 1]; at++) {
      if (table.eligible[cells[at]] === 0) continue;
      candidates.push(cells[at]);
      dayOfRow.push(day);
    }
  }
  const every = createFeatureMatrix(table, Int32Array.from(candidates));
  const coverage = coverageOfRows(every, table.isOptional);
  const rows = Int32Array.from(coverage.keys()).filter((row) => coverage[row] >= minimumCoverage);
  const days: number[] = [];
  const begins: number[] = [];
  rows.forEach((row, i) => {
    if (dayOfRow[row] === days.at(-1)) return;
    days.push(dayOfRow[row]);
    begins.push(i);
  });
  const sample: Sample = {
    strideDays,
    minimumCoverage,
    days,
    offset: Int32Array.of(...begins, rows.length),
    cells: rows.map((row) => candidates[row]),
    x: rows.length === every.rows ? every : takeRows(every, rows),
  };
  sampleByTable.set(table, sample);
  return sample;
}

/** Returns for each row the share of columns that are not missing, optional ones not counted. */
function coverageOfRows({ rows, data }: Matrix, isOptional: readonly boolean[]): Float64Array {
  const coverage = new Float64Array(rows);
  isOptional.forEach((skipped, column) => {
    if (skipped) return;
    const from = column * rows;
    for (let row = 0; row < rows; row++) if (!Number.isNaN(data[from + row])) coverage[row]++;
  });
  const needed = isOptional.filter((skipped) => !skipped).length;
  return coverage.map((present) => present / needed);
}

/** Rows of a sample, as indices, the day of each group of them and where it begins. */
type KnownRows = { readonly rows: Int32Array; readonly days: readonly number[]; readonly groups: Int32Array };

function cellsOf({ cells }: Sample, rows: Int32Array): Int32Array {
  return rows.map((row) => cells[row]);
}

/** Returns so many of the rows, each with the same chance; a day of which none was drawn is left out. */
function drawRows(known: KnownRows, { maximumRows, seed }: { maximumRows: number; seed: number }): KnownRows {
  if (known.rows.length <= maximumRows) return known;
  const drawn = drawDistinct(known.rows.length, maximumRows, createRandom(seed, 'rows'));
  const days: number[] = [];
  const groups = [0];
  let next = 0;
  known.days.forEach((day, group) => {
    while (next < maximumRows && drawn[next] < known.groups[group + 1]) next++;
    if (next === groups[groups.length - 1]) return;
    days.push(day);
    groups.push(next);
  });
  return { rows: drawn.map((place) => known.rows[place]), days, groups: Int32Array.from(groups) };
}

/** Returns the rows of a sample whose label was known. */
function knownRows(
  { days, offset, cells }: Sample,
  { value, knownDay }: LearntLabels,
  { fromDay, knownUntil, embargoDays }: TrainingSetOptions,
): KnownRows {
  const lastKnownDay = dayOf(knownUntil) - Math.max(0, embargoDays);
  const rows: number[] = [];
  const ownDays: number[] = [];
  const groups = [0];
  days.forEach((day, i) => {
    // A label is known on a later day than its own.
    if (day < fromDay || day >= lastKnownDay) return;
    for (let row = offset[i]; row < offset[i + 1]; row++) {
      if (knownDay[cells[row]] <= lastKnownDay && !Number.isNaN(value[cells[row]])) rows.push(row);
    }
    if (rows.length === groups[groups.length - 1]) return;
    ownDays.push(day);
    groups.push(rows.length);
  });
  return { rows: Int32Array.from(rows), days: ownDays, groups: Int32Array.from(groups) };
}
