import { describe, expect, it } from 'vitest';
import {
  type Filter,
  factorField,
  factorsOfFilters,
  filterRows,
  filterText,
  isSameSubject,
  NO_FILTERS,
  readFilters,
} from '../../../../src/renderer/views/ratings-filters.ts';
import { factorColumnsOf, type RatingRow, rowsOf } from '../../../../src/renderer/views/ratings-rows.ts';
import { readViews, withView } from '../../../../src/renderer/views/ratings-views.ts';
import { SPARKLINE_POINTS } from '../../../../src/shared/grades.ts';
import type { RatingTable } from '../../../../src/shared/ratings.ts';

const grade = (score: (number | null)[]): RatingTable['trader'] => ({
  score,
  letter: score.map((one) => (one === null ? null : one >= 60 ? 'B' : 'D')),
  change7Days: score.map(() => null),
  evidence: score.map((one) => (one === null ? 'none' : one >= 60 ? 'high' : 'low')),
  withheld: score.map((one) => (one === null ? 'coverage' : null)),
});
const empty = [null, null, null];
const TABLE: RatingTable = {
  asOf: 0,
  savedTime: 0,
  isSimulated: false,
  eligibleCount: 3,
  asset: ['bitcoin', 'aave', 'dust'],
  name: ['Bitcoin', 'Aave', 'Dust Coin'],
  symbol: ['BTC', 'AAVE', 'DST'],
  sector: ['Payments', 'Lending', null],
  trader: grade([60, 12, null]),
  investor: grade([95, 59.99, null]),
  coverage: [1, 0.8, 0.2],
  close: [60_000, 90, null],
  marketCap: [1.2e12, 1.3e9, null],
  dollarVolume: empty,
  return1Day: empty,
  return7Days: empty,
  return30Days: empty,
  return90Days: empty,
  return365Days: empty,
  volatility: empty,
  sparkline: Array.from({ length: 3 * SPARKLINE_POINTS }, (_, at) => at),
};
const ROWS = rowsOf(TABLE);
const UNITS: Readonly<Record<string, string>> = {
  'market-cap': 'log USD',
  'rsi-14': '0 to 100',
  'return-7d': 'fraction',
};
const unitOf = (id: string): string => UNITS[id] ?? '';
const FACTORS = factorColumnsOf(
  {
    asOf: 0,
    // not in the order of the table, and without the last token
    assets: ['aave', 'bitcoin'],
    coverage: [1, 1],
    factors: [
      { id: 'rsi-14', value: [30, 70], rank: [-1, 0.5] },
      { id: 'market-cap', value: [Math.log(1e9), null], rank: [0, null] },
    ],
    notes: [],
  },
  unitOf,
);
const names = (filters: readonly Filter[], rest: Partial<typeof NO_FILTERS> = {}): string[] =>
  filterRows(ROWS, { ...NO_FILTERS, filters, ...rest }, FACTORS).map(({ asset }) => asset);
const range = (field: string, from: number | null, to: number | null): Filter => ({ kind: 'range', field, from, to });

describe('rows of the ratings', () => {
  it('are the columns turned, ranked by investor score, with a closing price each of their own', () => {
    expect(ROWS.map(({ rank }) => rank)).toEqual([1, 2, null]);
    expect(ROWS[1]).toMatchObject({ asset: 'aave', sector: 'Lending', marketCap: 1.3e9 });
    expect(ROWS[1]?.investor).toEqual({ score: 59.99, letter: 'D', change: null, evidence: 'low', withheld: null });
    expect(ROWS[2]?.sparkline).toHaveLength(SPARKLINE_POINTS);
    expect(ROWS[2]?.sparkline[0]).toBe(2 * SPARKLINE_POINTS);
  });
  it('find factors by token, and show logarithms of money as money', () => {
    expect(FACTORS.get('rsi-14')?.value.get('bitcoin')).toBe(70);
    expect(FACTORS.get('market-cap')?.value.get('aave')).toBeCloseTo(1e9, 3);
    expect(FACTORS.get('market-cap')?.value.get('bitcoin')).toBeNull();
  });
});

describe('filters of the ratings', () => {
  it('hand back the very rows while there is none', () => {
    expect(filterRows(ROWS, NO_FILTERS, FACTORS)).toBe(ROWS as readonly RatingRow[]);
  });
  it('find every word in name, symbol or id', () => {
    expect(names([], { text: ' coin ' })).toEqual(['bitcoin', 'dust']);
    expect(names([], { text: 'COIN btc' })).toEqual(['bitcoin']);
  });
  it('hold a letter to its lowest score, and never let a withheld grade pass', () => {
    expect(names([{ kind: 'grade', grade: 'investor', letter: 'B' }])).toEqual(['bitcoin']);
    expect(names([{ kind: 'grade', grade: 'investor', letter: 'F' }])).toEqual(['bitcoin', 'aave']);
    expect(names([{ kind: 'evidence', grade: 'trader', level: 'low' }])).toEqual(['bitcoin', 'aave']);
    expect(names([{ kind: 'evidence', grade: 'trader', level: 'medium' }])).toEqual(['bitcoin']);
    expect(names([], { hasWithheld: false })).toEqual(['bitcoin', 'aave']);
  });
  it('bound figures inclusively, and leave out what is missing', () => {
    expect(names([range('marketCap', 1.3e9, null)])).toEqual(['bitcoin', 'aave']);
    expect(names([range('marketCap', null, 1.3e9)])).toEqual(['aave']);
    expect(names([range('marketCap', null, null)])).toEqual(['bitcoin', 'aave']);
  });
  it('bound factors by value and by percentile', () => {
    expect(names([range(factorField('rsi-14', 'value'), 50, null)])).toEqual(['bitcoin']);
    expect(names([range(factorField('rsi-14', 'percentile'), null, 75)])).toEqual(['bitcoin', 'aave']);
    expect(names([range(factorField('rsi-14', 'percentile'), 75, null)])).toEqual(['bitcoin']);
    // a factor that is still on its way holds nobody back
    expect(names([range(factorField('adx-14', 'value'), 50, null)])).toHaveLength(3);
  });
  it('take sectors together, and none as any', () => {
    expect(names([{ kind: 'sector', sectors: ['Lending', 'No sector'] }])).toEqual(['aave', 'dust']);
    expect(names([{ kind: 'sector', sectors: [] }])).toHaveLength(3);
  });
  it('say what they ask for', () => {
    expect(filterText(range('marketCap', 1e8, null), unitOf)).toBe('Market cap at least $100.00 M');
    expect(filterText(range(factorField('return-7d', 'value'), 0.05, 0.1), unitOf)).toBe('Return, 7 days 5 % to 10 %');
    expect(filterText(range(factorField('rsi-14', 'percentile'), null, 90), unitOf)).toBe(
      'RSI, 14 days, percentile at most 90',
    );
    expect(filterText({ kind: 'grade', grade: 'trader', letter: 'A-' }, unitOf)).toBe('Trader grade A- or better');
  });
  it('know what is about the same thing, and which factors they need', () => {
    const investor: Filter = { kind: 'grade', grade: 'investor', letter: 'A' };
    expect(isSameSubject(investor, { kind: 'grade', grade: 'investor', letter: 'B' })).toBe(true);
    expect(isSameSubject(investor, { kind: 'grade', grade: 'trader', letter: 'A' })).toBe(false);
    expect(isSameSubject(investor, { kind: 'evidence', grade: 'investor', level: 'low' })).toBe(false);
    expect(isSameSubject(range('close', 1, 2), range('marketCap', 1, 2))).toBe(false);
    expect(isSameSubject({ kind: 'sector', sectors: [] }, investor)).toBe(false);
    expect(
      factorsOfFilters([
        range('close', 1, null),
        range(factorField('rsi-14', 'value'), 1, null),
        range(factorField('rsi-14', 'percentile'), 1, null),
      ]),
    ).toEqual(['rsi-14']);
  });
  it('are read back from what was kept; what is none of them is dropped', () => {
    const kept = { text: 'a', hasWithheld: true, filters: [range('close', 1, null)] };
    expect(readFilters(kept)).toBe(kept);
    expect(
      readFilters({ ...kept, filters: [...kept.filters, { kind: 'grade', grade: 'trader', letter: 'Z' }, 7] }),
    ).toEqual(kept);
    for (const wrong of [null, 'text', {}, { text: 1, filters: [], hasWithheld: true }])
      expect(readFilters(wrong)).toBeUndefined();
  });
});

describe('saved views', () => {
  it('take the place of one of the same name, in the order of the alphabet', () => {
    const sort = { column: 'close', direction: 'descending' } as const;
    const view = (name: string, text = '') => ({
      name,
      filters: { ...NO_FILTERS, text },
      factors: [],
      columns: null,
      sort,
    });
    const views = withView([view('Large'), view('Rising')], view('Large', 'a'));
    expect(withView(views, view('Calm')).map(({ name, filters }) => [name, filters.text])).toEqual([
      ['Calm', ''],
      ['Large', 'a'],
      ['Rising', ''],
    ]);
    expect(readViews(JSON.parse(JSON.stringify(views)))).toEqual(views);
    expect(readViews([{ name: 'no filters' }, ...views])).toEqual(views);
    expect(readViews('nothing')).toBeUndefined();
    const [unsorted] = readViews([{ ...views[0], sort: { column: 'close', direction: 'sideways' } }]) ?? [];
    expect(unsorted?.sort).toEqual({ column: 'rank', direction: 'ascending' });
  });
});
