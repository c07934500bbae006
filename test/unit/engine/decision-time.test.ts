import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionTimeOf } from '../../../src/main/engine/decision-time.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { DAY, dayOf, formatDay, parseDay } from '../../../src/shared/time.ts';
import { memoryStore, store } from '../../support/store-rows.ts';

const FIRST = parseDay('2024-01-01')!;
const endOf = (day: string): number => (parseDay(day)! + 1) * DAY;
const rows = (count: number, days: number, from = FIRST) =>
  Array.from({ length: count * days }, (_, i) => ({
    ...{ key: `token-${i % count}`, day: from + Math.floor(i / count), close: 1, marketCap: 1 },
  }));

let s: WritableStore;
beforeEach(() => {
  s = memoryStore();
});
afterEach(() => s.close());

describe('decisionTimeOf', () => {
  it('needs candles', () => {
    expect(() => decisionTimeOf(s, null)).toThrow(/The store holds no daily candles, needs some/);
  });

  it('is the end of the newest day where all of the market has it', () => {
    store(s, 'coingecko', rows(10, 31));
    expect(decisionTimeOf(s, null)).toEqual({ instant: endOf('2024-01-31'), notes: [] });
  });

  it('is the end of the newest whole day, and says of how much the newest is', () => {
    store(s, 'coingecko', rows(10, 31));
    store(s, 'coingecko', rows(2, 5, FIRST + 31));
    const note =
      'The newest whole day is 2024-01-31: 2024-02-05 has prices of only 2 tokens, not 10, and market figures of 2, not 10';
    expect(decisionTimeOf(s, null)).toEqual({ instant: endOf('2024-01-31'), notes: [note] });
    expect(decisionTimeOf(s, endOf('2024-02-05'))).toEqual({ instant: endOf('2024-02-05'), notes: [note] });
    expect(decisionTimeOf(s, endOf('2024-01-20'))).toEqual({ instant: endOf('2024-01-20'), notes: [] });
  });

  it('is the day that was over, of an instant within a day', () => {
    store(s, 'coingecko', rows(3, 31));
    expect(decisionTimeOf(s, endOf('2024-01-20') + DAY / 2).instant).toBe(endOf('2024-01-20'));
    expect(decisionTimeOf(s, endOf('2024-01-31') + DAY - 1).instant).toBe(endOf('2024-01-31'));
  });

  it.each([
    ['2099-01-01', 'Day was 2099-01-01, the newest in the store is 2024-03-31'],
    ['2024-04-01', 'Day was 2024-04-01, the newest in the store is 2024-03-31'],
    ['2024-02-15', 'Day was 2024-02-15, the newest before it in the store is 2024-01-31'],
    ['2023-12-31', 'Day was 2023-12-31, the store has none so early'],
  ])('refuses %s, of which the store has no candle', (day, message) => {
    store(s, 'coingecko', rows(3, 31));
    store(s, 'coingecko', rows(3, 31, parseDay('2024-03-01')!));
    expect(() => decisionTimeOf(s, endOf(day))).toThrow(expect.objectContaining({ code: 'invalid-input', message }));
    expect(formatDay(dayOf(decisionTimeOf(s, null).instant) - 1)).toBe('2024-03-31');
  });
});
