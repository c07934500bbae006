/** Every rated token beside its market figures, as the columns of a table. */
import { EligibilityRules } from '../../shared/models.ts';
import { GRADES, type Grade, type RatingTable, SPARKLINE_POINTS } from '../../shared/ratings.ts';
import { type Instant, instantOf } from '../../shared/time.ts';
import { cellOf, type Window } from '../numeric/panel.ts';
import type { ReadableStore } from '../store/open.ts';
import { type Extract, extractRatings } from '../store/ratings.ts';
import { baseOfMarket } from '../store/sources.ts';
import { type AssetFigures, figuresAt, sectorAt } from './asset-figures.ts';
import { firstLifeOf, namingsOf } from './asset-names.ts';
import type { Job } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';
import { getRatingSet } from './rating-reads.ts';

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

/**
 * Returns the newest ratings by an instant with the market figures of that day, best investor grade first. A token of which the
 * market has no candle any more has no figures. Throws `not-found` without ratings.
 *
 * 6,000 tokens with 75 reasons a grade take 0.2 s where the market is kept already.
 */
export const tableRatings: Job<{ readonly asOf: number | null }, RatingTable> = (store, { asOf }) => {
  const set = getRatingSet(store, asOf);
  const instant = instantOf(set.asOf);
  const market = cachedMarket(store, instant, EligibilityRules.parse({}));
  const rows = rowsOfSet(store, set.id);
  const marked = rows.map(({ asset }) => marketRowOf(market, asset));
  const facts = describeRows(store, instant, market, rows);
  return {
    asOf: set.asOf,
    savedTime: set.savedTime,
    isSimulated: set.meta.isSimulated,
    eligibleCount: set.meta.eligibleCount,
    asset: rows.map(({ asset }) => asset),
    name: rows.map(({ name }) => name),
    ...facts,
    trader: gradeColumns(rows, 'trader'),
    investor: gradeColumns(rows, 'investor'),
    coverage: rows.map(({ coverage }) => coverage),
    ...(Object.fromEntries(FIGURES.map((name) => [name, marked.map((row) => row?.figures[name] ?? null)])) as Pick<
      RatingTable,
      (typeof FIGURES)[number]
    >),
    sparkline: marked.flatMap((row) => row?.sparkline ?? NO_SPARKLINE),
  };
};

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

function describeRows(
  store: ReadableStore,
  asOf: Instant,
  market: Market,
  rows: readonly Row[],
): Pick<RatingTable, 'symbol' | 'sector'> {
  const namingOf = namingsOf(store, asOf);
  const { window, lastDay } = market;
  const places = placesOf(window);
  return {
    // a market that no provider described is called as the exchange calls it
    symbol: rows.map(({ asset }) => namingOf(asset).symbol ?? baseOfMarket(firstLifeOf(asset).replace(/^[^:]*:/, ''))),
    sector: rows.map(({ asset }) => {
      const place = places.get(asset);
      return place === undefined ? null : sectorAt(window, place, lastDay);
    }),
  };
}

type MarketRow = { readonly figures: AssetFigures; readonly sparkline: readonly (number | null)[] };

const NO_SPARKLINE: readonly null[] = Array(SPARKLINE_POINTS).fill(null);

/** Figures that were computed, by the market that they are of: a market is kept as long as it is asked. */
const rowsByMarket = new WeakMap<Market, Map<string, MarketRow>>();
const placesByWindow = new WeakMap<Window, ReadonlyMap<string, number>>();

function placesOf(window: Window): ReadonlyMap<string, number> {
  const kept = placesByWindow.get(window) ?? new Map(window.assets.map((id, i) => [id, i]));
  placesByWindow.set(window, kept);
  return kept;
}

function marketRowOf(market: Market, asset: string): MarketRow | undefined {
  const kept = rowsByMarket.get(market) ?? new Map<string, MarketRow>();
  rowsByMarket.set(market, kept);
  const known = kept.get(asset);
  if (known !== undefined) return known;
  const { window, lastDay } = market;
  const place = placesOf(window).get(asset);
  if (place === undefined) return undefined;
  const row = { figures: figuresAt(window, place, lastDay), sparkline: sparklineOf(window, place, lastDay) };
  kept.set(asset, row);
  return row;
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
