/** Token weeks as bits: which conditions hold on which, and which did better than the day's median afterwards. */
import { type CancelSignal, invariant, throwIfCancelled } from '../../shared/errors.ts';
import type { CONDITION_TESTS, Condition } from '../../shared/patterns.ts';
import { wordsOfSet } from '../numeric/bitsets.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { CrossSection } from '../numeric/panel.ts';

/** What patterns are looked for in. */
export type PatternMarket = {
  readonly table: FactorTable;
  readonly crossSection: CrossSection;
  /** For each cell: above 0 if the token did better than the day's median over the horizon; NaN where that is not known. */
  readonly outcome: Float32Array;
  /** For each cell the first day at whose start the outcome is known. */
  readonly knownDay: Int32Array;
  /** Days ahead that outcomes look. */
  readonly horizon: number;
  /** For each cell the rank of its volatility, -1..1, NaN where missing. */
  readonly volatility: Float32Array;
};

/** Days between cross-sections, and days over which a rank rises or falls. */
export const STRIDE_DAYS = 7;
export const CHANGE_DAYS = 30;
/** Ranks are in -1..1: a fifth begins at 0.6 from the middle. */
const FIFTH = 0.6;
const CHANGE = 0.2;
const FIFTHS = 5;
const WORD = 32;

/** Returns whether a condition holds of a rank and of the one 30 days before; a missing rank meets none. */
export const MEETS: Readonly<Record<(typeof CONDITION_TESTS)[number], (rank: number, before: number) => boolean>> = {
  'top-fifth': (rank) => rank >= FIFTH,
  'bottom-fifth': (rank) => rank <= -FIFTH,
  rising: (rank, before) => rank - before > CHANGE,
  falling: (rank, before) => rank - before < -CHANGE,
};

/**
 * The token weeks of some years. Those of a week lie together, and within a week those of a fifth by volatility, which begin a new
 * word of 32 bits; so sums over words are sums over weeks, and every word has one share of outcomes to be expected.
 */
export type PatternRows = {
  /** For each condition the rows on which it holds. */
  readonly sets: readonly Uint32Array[];
  readonly outcome: Uint32Array;
  /** For each word the share of the outcome among its fifth of its week. */
  readonly base: Float64Array;
  /** For each week the word after its last. */
  readonly weekEnds: Uint32Array;
  /** For each block of weeks, as long as the horizon, the word after its last. */
  readonly blockEnds: Uint32Array;
  readonly days: readonly number[];
  readonly rowCount: number;
  /** How many rows have the outcome. */
  readonly outcomeCount: number;
};

export type PatternSpan = {
  /** First day, and the day after the last. */
  readonly fromDay: number;
  readonly untilDay: number;
  /** Outcomes known at the start of this day count, no others. */
  readonly knownByDay: number;
};

/** Returns how many weeks a block has: as many as the horizon. */
export function blockWeeksOf(horizon: number): number {
  return Math.ceil(horizon / STRIDE_DAYS);
}

/** Returns how many blocks of weeks a span can have at most, those alone whose outcomes are known when it is over. */
export function blockCountOf(
  { fromDay, untilDay }: Pick<PatternSpan, 'fromDay' | 'untilDay'>,
  horizon: number,
): number {
  const weeks = Math.max(0, Math.ceil((untilDay - horizon - fromDay) / STRIDE_DAYS));
  return Math.ceil(weeks / blockWeeksOf(horizon));
}

/** Returns the eligible token weeks of a span whose outcome was known, with the conditions that hold on them. Throws `cancelled`. */
export function patternRowsOf(
  market: PatternMarket,
  conditions: readonly Condition[],
  { fromDay, untilDay, knownByDay }: PatternSpan,
  signal: CancelSignal,
): PatternRows {
  const { table, crossSection, outcome, knownDay, volatility, horizon } = market;
  const { firstDay, dayCount } = table.layout;
  const weeks: { readonly day: number; readonly fifths: readonly number[][] }[] = [];
  const first = Math.ceil(Math.max(fromDay, firstDay) / STRIDE_DAYS) * STRIDE_DAYS;
  for (let day = first; day < Math.min(untilDay, firstDay + dayCount); day += STRIDE_DAYS) {
    const fifths = Array.from({ length: FIFTHS + 1 }, (): number[] => []);
    const i = day - firstDay;
    for (const cell of crossSection.cells.subarray(crossSection.offset[i], crossSection.offset[i + 1])) {
      if (table.eligible[cell] === 0 || Number.isNaN(outcome[cell]) || knownDay[cell] > knownByDay) continue;
      fifths[fifthOf(volatility[cell])].push(cell);
    }
    if (fifths.some((own) => own.length > 0)) weeks.push({ day, fifths });
  }
  const words = wordsOfSet(
    weeks.reduce((sum, { fifths }) => sum + fifths.reduce((own, cells) => own + Math.ceil(cells.length / WORD), 0), 0),
  );
  const cellAt = new Int32Array(words * WORD).fill(-1);
  const outcomes = new Uint32Array(words);
  const base = new Float64Array(words);
  const weekEnds = new Uint32Array(weeks.length);
  let word = 0;
  let rowCount = 0;
  let outcomeCount = 0;
  weeks.forEach(({ fifths }, w) => {
    for (const cells of fifths) {
      const own = cells.filter((cell) => outcome[cell] > 0).length;
      cells.forEach((cell, bit) => {
        const at = word * WORD + bit;
        cellAt[at] = cell;
        if (outcome[cell] > 0) outcomes[at >>> 5] |= 1 << (at & 31);
      });
      const end = word + Math.ceil(cells.length / WORD);
      base.fill(own / cells.length, word, end);
      word = end;
      rowCount += cells.length;
      outcomeCount += own;
    }
    weekEnds[w] = word;
  });
  return {
    sets: setsOf(table, crossSection, conditions, cellAt, signal),
    outcome: outcomes,
    base,
    weekEnds,
    blockEnds: blockEndsOf(weekEnds, blockWeeksOf(horizon)),
    days: weeks.map(({ day }) => day),
    rowCount,
    outcomeCount,
  };
}

/** Returns the fifth by a rank, a further one for a missing rank. */
function fifthOf(rank: number): number {
  return Number.isNaN(rank) ? FIFTHS : Math.min(FIFTHS - 1, Math.floor(((rank + 1) / 2) * FIFTHS));
}

function blockEndsOf(weekEnds: Uint32Array, weeks: number): Uint32Array {
  const count = Math.ceil(weekEnds.length / weeks);
  return Uint32Array.from({ length: count }, (_, b) => weekEnds[Math.min((b + 1) * weeks, weekEnds.length) - 1]);
}

function setsOf(
  table: FactorTable,
  { assetOfCell }: CrossSection,
  conditions: readonly Condition[],
  cellAt: Int32Array,
  signal: CancelSignal,
): Uint32Array[] {
  return conditions.map(({ factor, test }) => {
    throwIfCancelled(signal);
    const column = table.ids.indexOf(factor);
    invariant(column >= 0, `the factor ${factor} was not computed`);
    const ranks = table.ranked[column];
    const meets = MEETS[test];
    const set = new Uint32Array(cellAt.length / WORD);
    for (let at = 0; at < cellAt.length; at++) {
      const cell = cellAt[at];
      if (cell < 0) continue;
      const before = cell - CHANGE_DAYS;
      const isBorn = before >= table.layout.offset[assetOfCell[cell]];
      if (meets(ranks[cell], isBorn ? ranks[before] : Number.NaN)) set[at >>> 5] |= 1 << (at & 31);
    }
    return set;
  });
}
