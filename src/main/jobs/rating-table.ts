/** Every rated token beside its market figures, as the columns of a table. */

import { GRADES, type Grade, SPARKLINE_POINTS } from '../../shared/grades.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { RatingTable } from '../../shared/ratings.ts';
import { instantOf } from '../../shared/time.ts';
import { cellOf, type Window } from '../numeric/panel.ts';
import type { ReadableStore } from '../store/open.ts';
import { type Extract, extractRatings, type RatingSetHead } from '../store/ratings.ts';
import { type AssetFigures, figuresAt, sectorAt } from './asset-figures.ts';
import { symbolsOf } from './asset-names.ts';
import type { Job } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';
import { changeOf, findWeekBefore, getRatingSet, type RatedSet } from './rating-reads.ts';

/** What is read of each rating: of all of it but the reasons. */
const GRADE_FIELDS = ['score', 'letter', 'change7Days', 'signal', 'evidence.level', 'evidence.withheld.why'] as const;
const PATHS = [
  '$.name',
  '$.investor.evidence.coverage',
  ...GRADES.flatMap((grade) => GRADE_FIELDS.map((field) => `$.${grade}.${field}`)),
];

type GradeColumns = RatingTable[Grade];
type GradeRow = { readonly [K in keyof GradeColumns]: GradeColumns[K][number] } & { readonly signal: number | null };
type Row = { readonly asset: string; readonly name: string; readonly coverage: number } & Readonly<
  Record<Grade, GradeRow>
>;

const FIGURES = [
  'close',
  'marketCap',
  'dollarVolume',
  'return1Day',
  'return7Days',
  'return30Days',
  'return90Days',
  'return365Days',
  'volatility',
] as const satisfies readonly (keyof AssetFigures)[];

/** Days over which the closes of a sparkline are spread. */
const SPARKLINE_DAYS = 90;

/** The table that was asked last of a market: neither a set of ratings nor the market of an instant ever changes. */
const tables = new WeakMap<Market, { readonly key: string; readonly table: RatingTable }>();

/**
 * Returns the newest ratings by an instant with the market figures of that day, best investor grade first. A token of which the
 * market has no candle any more has no figures. Throws `not-found` without ratings.
 *
 * 6,000 tokens with 75 reasons a grade take 0.13 s where the market is kept already, and nothing when they are asked again.
 */
export const tableRatings: Job<{ readonly asOf: number | null }, RatingTable> = (store, { asOf }, run) => {
  const set = getRatingSet(store, asOf);
  const market = cachedMarket(store, instantOf(set.asOf), EligibilityRules.parse({}), run);
  const before = findWeekBefore(store, set);
  const key = `${set.id} ${before?.id}`;
  const kept = tables.get(market);
  if (kept?.key === key) return kept.table;
  const table = tableOf(store, set, before, market);
  tables.set(market, { key, table });
  return table;
};

function tableOf(store: ReadableStore, set: RatedSet, before: RatingSetHead | null, market: Market): RatingTable {
  const rows = withChangesSince(store, before, rowsOfSet(store, set.id));
  const places = new Map(market.window.assets.map((id, i) => [id, i]));
  const marked = rows.map(({ asset }) => marketRowOf(market, places.get(asset)));
  const symbolOf = symbolsOf(store, set.asOf);
  return {
    asOf: set.asOf,
    savedTime: set.savedTime,
    isSimulated: set.meta.isSimulated,
    eligibleCount: set.meta.eligibleCount,
    asset: rows.map(({ asset }) => asset),
    name: rows.map(({ name }) => name),
    symbol: rows.map(({ asset }) => symbolOf(asset)),
    sector: marked.map((row) => row?.sector ?? null),
    trader: gradeColumns(rows, 'trader'),
    investor: gradeColumns(rows, 'investor'),
    coverage: rows.map(({ coverage }) => coverage),
    ...(Object.fromEntries(FIGURES.map((name) => [name, marked.map((row) => row?.figures[name] ?? null)])) as Pick<
      RatingTable,
      (typeof FIGURES)[number]
    >),
    sparkline: marked.flatMap((row) => row?.sparkline ?? NO_SPARKLINE),
  };
}

/** Returns the ratings of a set, best investor grade first; withheld ones last, equal ones by asset. */
function rowsOfSet(store: ReadableStore, setId: number): Row[] {
  const rows = extractRatings(store, setId, PATHS).map(([asset, name, coverage, ...grades]): Row => {
    const half = GRADE_FIELDS.length;
    return {
      asset,
      name: name as string,
      coverage: coverage as number,
      trader: gradeRowOf(grades.slice(0, half)),
      investor: gradeRowOf(grades.slice(half)),
    };
  });
  return rows.sort(
    (a, b) =>
      (b.investor.signal ?? Number.NEGATIVE_INFINITY) - (a.investor.signal ?? Number.NEGATIVE_INFINITY) ||
      (a.asset < b.asset ? -1 : 1),
  );
}

/** Returns rows with the changes since the set of a week before, where they kept none. */
function withChangesSince(store: ReadableStore, before: RatingSetHead | null, rows: readonly Row[]): readonly Row[] {
  if (before === null) return rows;
  const paths = GRADES.map((grade) => `$.${grade}.score`);
  const earlier = new Map(extractRatings(store, before.id, paths).map(([asset, ...scores]) => [asset, scores]));
  return rows.map((row) => {
    const changed = (grade: Grade): GradeRow => {
      const score = earlier.get(row.asset)?.[GRADES.indexOf(grade)] as number | null | undefined;
      return { ...row[grade], change7Days: row[grade].change7Days ?? changeOf(row[grade].score, score) };
    };
    return { ...row, trader: changed('trader'), investor: changed('investor') };
  });
}

function gradeRowOf([score, letter, change7Days, signal, evidence, withheld]: readonly Extract[]): GradeRow {
  return { score, letter, change7Days, signal, evidence, withheld } as GradeRow;
}

function gradeColumns(rows: readonly Row[], grade: Grade): GradeColumns {
  const column = <K extends keyof GradeColumns>(name: K): GradeColumns[K] =>
    rows.map((row) => row[grade][name]) as GradeColumns[K];
  return {
    score: column('score'),
    letter: column('letter'),
    change7Days: column('change7Days'),
    evidence: column('evidence'),
    withheld: column('withheld'),
  };
}

/** What the market tells of a token on the day. */
type MarketRow = {
  readonly sector: string | null;
  readonly figures: AssetFigures;
  readonly sparkline: readonly (number | null)[];
};

const NO_SPARKLINE: readonly null[] = Array(SPARKLINE_POINTS).fill(null);

function marketRowOf(market: Market, place: number | undefined): MarketRow | null {
  if (place === undefined) return null;
  const { window, lastDay } = market;
  return {
    sector: sectorAt(window, place, lastDay),
    figures: figuresAt(window, place, lastDay),
    sparkline: sparklineOf(window, place, lastDay),
  };
}

/** Returns closes evenly over the last 90 days, oldest first and the last day's last, as 0..100 between lowest and highest. */
function sparklineOf(window: Window, asset: number, lastDay: number): (number | null)[] {
  const closes = Array.from({ length: SPARKLINE_POINTS }, (_, i) => {
    const back = Math.round(((SPARKLINE_POINTS - 1 - i) * (SPARKLINE_DAYS - 1)) / (SPARKLINE_POINTS - 1));
    const cell = cellOf(window, asset, lastDay - back);
    return cell < 0 ? Number.NaN : window.fields.close[cell]!;
  });
  const known = closes.filter((close) => !Number.isNaN(close));
  const lowest = Math.min(...known);
  const span = Math.max(...known) - lowest;
  return closes.map((close) => {
    if (Number.isNaN(close)) return null;
    // a price that did not move is a line in the middle
    return span === 0 ? 50 : Math.round((100 * (close - lowest)) / span);
  });
}
