import { describe, expect, it } from 'vitest';
import { allDelisted, endingsByYear } from '../../../src/main/backtest/survivorship.ts';
import { crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { parseDay } from '../../../src/shared/time.ts';
import { handMarket } from './market.ts';

const FIRST = parseDay('2020-12-01') as number;
/** Days from `FIRST` on whose cell is eligible, by asset. */
type Life = { readonly id: string; readonly days: number; readonly isEligible: (day: number) => boolean };

const lives: readonly Life[] = [
  { id: 'survivor', days: 200, isEligible: () => true },
  { id: 'truncated in 2020', days: 31, isEligible: () => true },
  { id: 'delisted in 2021', days: 100, isEligible: (day) => day === 40 },
  // Sixty days before its end: days 41 to 100.
  { id: 'not eligible for sixty days', days: 101, isEligible: (day) => day <= 40 },
  { id: 'eligible sixty days ago', days: 101, isEligible: (day) => day === 41 },
];
const endings = new Map([
  ['truncated in 2020', 'truncated'],
  ['delisted in 2021', 'delisted'],
  ['not eligible for sixty days', 'truncated'],
  ['eligible sixty days ago', 'truncated'],
] as const);

function market() {
  const window = handMarket(
    lives.map(({ id, days }) => ({ id, close: Array<number>(days).fill(1) })),
    FIRST,
  );
  const eligible = Uint8Array.from(
    lives.flatMap(({ days, isEligible }) => Array.from({ length: days }, (_, day) => (isEligible(day) ? 1 : 0))),
  );
  return { window, crossSection: crossSectionOf(window), eligible };
}

describe('endingsByYear', () => {
  it('counts what ended within sixty days of being eligible, in the year of its last day', () => {
    const years = endingsByYear(market(), endings, FIRST, FIRST + 199);
    expect(years.map(({ year, truncated, delisted }) => [year, truncated, delisted])).toEqual([
      [2020, 1, 0],
      [2021, 1, 1],
    ]);
    // The first two all of December, the fourth too.
    expect(years[0]?.meanEligibleCount).toBe(3);
    expect(years[1]?.meanEligibleCount).toBeCloseTo((169 + 10 + 1 + 1) / 169, 12);
  });

  it('leaves out what ended before the range or after it', () => {
    const years = endingsByYear(market(), endings, FIRST + 31, FIRST + 99);
    expect(years).toEqual([{ year: 2021, meanEligibleCount: (69 + 10 + 1 + 1) / 69, truncated: 0, delisted: 1 }]);
  });
});

describe('allDelisted', () => {
  it('delists what only left the record', () => {
    expect([...allDelisted(endings)].map(([, ending]) => ending)).toEqual(Array(4).fill('delisted'));
  });
});
