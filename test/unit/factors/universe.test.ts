import { describe, expect, it } from 'vitest';
import { eligibleCells } from '../../../src/main/factors/universe.ts';
import { EXCLUSION } from '../../../src/main/numeric/panel.ts';
import { cutWindow, simulatedWindow, windowOf } from './market.ts';

const NA = Number.NaN;
const RULES = { minimumAgeDays: 40, minimumDollarVolume: 100, minimumMarketCap: 1000, minimumVolatility: 0 };
const LENGTH = 80;
const steady = (value: number): number[] => Array(LENGTH).fill(value);
const life = { id: 'A', start: 7, length: LENGTH, close: steady(1), volume: steady(100), marketCap: steady(1000) };
/** Days of life on which the asset is eligible. */
const days = (changes: object): number[] => {
  const { eligible } = eligibleCells(windowOf([{ ...life, ...changes }]), RULES);
  return [...eligible].flatMap((flag, day) => (flag === 1 ? [day] : []));
};
const from = (first: number, end = LENGTH): number[] => Array.from({ length: end - first }, (_, i) => first + i);
const replaced = (values: number[], at: readonly number[], value: number): number[] =>
  values.map((old, i) => (at.includes(i) ? value : old));

describe('eligibleCells', () => {
  it('takes an asset from the day on which it has lived minimumAgeDays, at the limits of every rule', () => {
    expect(days({})).toEqual(from(39));
  });

  it('leaves out a day without a close, and that day alone', () => {
    expect(days({ close: replaced(life.close, [50], NA) })).toEqual([...from(39, 50), ...from(51)]);
  });

  it('judges the median traded value of 30 days', () => {
    // From day 65 on 15 of the 30 values are lower: their median is the mean of 100 and 99.
    const volume = life.volume.map((value, day) => (day >= 51 ? 99 : value));
    expect(days({ volume })).toEqual(from(39, 65));
  });

  it('needs 20 known traded values of 30', () => {
    const volume = life.volume.map((value, day) => (day >= 51 ? NA : value));
    expect(days({ volume })).toEqual(from(39, 61));
  });

  it('judges the market cap where it is known', () => {
    expect(days({ marketCap: replaced(life.marketCap, [45], 999) })).toEqual([...from(39, 45), ...from(46)]);
    expect(days({ marketCap: steady(NA) })).toEqual(from(39));
  });

  it('leaves out what hardly moves, once it is known not to, and lets a wrong tick change nothing', () => {
    const rules = { ...RULES, minimumVolatility: 0.1 };
    const length = 200;
    const moving = (share: number) => (_: unknown, day: number) => 2.21 * (1 + share * (day % 2));
    const life200 = {
      ...{ id: 'A', start: 7, length, volume: Array(length).fill(100), marketCap: Array(length).fill(1000) },
    };
    const eligibleDays = (close: number[]): number[] => {
      const { eligible } = eligibleCells(windowOf([{ ...life200, close }]), rules);
      return [...eligible].flatMap((flag, day) => (flag === 1 ? [day] : []));
    };
    // 0.1 / (1.4826 √365) = 0.35 % a day
    expect(eligibleDays(Array.from({ length }, moving(0.004)))).toEqual(from(39, length));
    const pegged = Array.from({ length }, moving(0.003));
    expect(eligibleDays(pegged)).toEqual(from(39, 60));
    pegged[120] = 9;
    expect(eligibleDays(pegged)).toEqual(from(39, 60));
  });

  it('keeps every kind of exclusion out', () => {
    for (const bit of Object.values(EXCLUSION)) {
      const window = windowOf([life]);
      window.traits.exclusion[0] = bit;
      expect(eligibleCells(window, RULES).eligible).not.toContain(1);
    }
  });

  it('says the same of a day whatever comes after it', () => {
    const window = simulatedWindow({ seed: 2, assetCount: 40, dayCount: 300 });
    const { eligible } = eligibleCells(window, RULES);
    const cut = cutWindow(window, window.firstDay + 170);
    const early = eligibleCells(cut, RULES).eligible;
    cut.assets.forEach((id, i) => {
      const asset = window.assets.indexOf(id);
      const length = cut.offset[i + 1]! - cut.offset[i]!;
      expect(early.slice(cut.offset[i], cut.offset[i + 1])).toEqual(
        eligible.slice(window.offset[asset], window.offset[asset]! + length),
      );
    });
    expect(early).toContain(1);
  });
});
