import { describe, expect, it } from 'vitest';
import type { AnomalyFigure } from '../../../src/main/risk/anomaly-figures.ts';
import { faultOf, kindOf, sentenceOf, type UnusualDay } from '../../../src/main/risk/anomaly-kinds.ts';

const before = { open: 1, high: 1.02, low: 0.98, close: 1, volume: 1e5 };
/** A day on which a thin token shot up with its volume and gave most of it back. */
const pumped = (
  change: Partial<UnusualDay> = {},
  figures: Partial<Record<AnomalyFigure, number>> = { 'volume-surge': 2, 'upper-wick': 2, 'price-rise': 0.3 },
): UnusualDay => ({
  ...{ view: 'rising', open: 1, high: 1.9, low: 0.98, close: 1.2, volume: 2e6, before },
  ...{ usualVolume: 1e5, age: 400, silentDays: 0, market: 0.01 },
  figure: (name) => figures[name] ?? -1,
  ...change,
});

describe('kindOf', () => {
  it.each([
    ['a spike with volume in a thin token', 'pump', pumped()],
    ['the same in a token that is traded a lot', 'other', pumped({ usualVolume: 1e9 })],
    ['the same without volume', 'other', pumped({}, { 'upper-wick': 2 })],
    ['a spike no higher than the market rose', 'other', pumped({ high: 1.05, close: 1.01, market: 0.1 })],
    ['a rise with volume that closes high', 'breakout', pumped({ close: 1.85 })],
    ['an extreme one in a thin token', 'pump', pumped({ close: 1.85 }, { 'volume-surge': 2, 'price-rise': 1 })],
    [
      'an extreme one in a token that is traded a lot',
      'breakout',
      pumped({ close: 1.85, usualVolume: 1e9 }, { 'volume-surge': 2, 'price-rise': 1 }),
    ],
    [
      'a rise of which no range is known',
      'breakout',
      pumped({ high: Number.NaN, low: Number.NaN, open: Number.NaN, close: 1.5 }),
    ],
    ['any of the first sixty days', 'listing', pumped({ age: 60 })],
    ['a fall', 'drain', pumped({ view: 'falling' })],
    ['a fall among silent days', 'delisting', pumped({ view: 'falling', silentDays: 2 })],
    ['a change that is no move', 'other', pumped({ view: 'shifting' })],
    ['a candle that cannot be', 'data-fault', pumped({ high: 1.1, close: 1.2 })],
  ] as const)('%s: %s', (_name, kind, day) => {
    expect(kindOf(day)).toBe(kind);
  });
});

describe('faultOf', () => {
  it.each([
    ['enclose', pumped({ low: 1.1 })],
    ['high was more than five times', pumped({ high: 7 })],
    ['low was less than a fifth', pumped({ low: 0.1 })],
    ['power of ten (times 10)', pumped({ open: 10, high: 10.1, close: 10, low: 9.9 })],
    ['power of ten (divided by 1000)', pumped({ open: 0.001, high: 0.0011, close: 0.001, low: 0.0009 })],
    ['repeats', pumped(before)],
  ])('%s', (words, day) => {
    expect(faultOf(day)).toContain(words);
  });

  it('takes a doubling, a high within rounding, and a day that nobody traded for what they are', () => {
    expect(faultOf(pumped({ close: 1.8 }))).toBeNull();
    expect(faultOf(pumped({ high: 1.199, close: 1.2 }))).toBeNull();
    expect(faultOf(pumped({ ...before, volume: 0, before: { ...before, volume: 0 } }))).toBeNull();
    expect(faultOf(pumped({ open: Number.NaN, high: Number.NaN, low: Number.NaN }))).toBeNull();
  });
});

describe('sentenceOf', () => {
  it('says what happened in plain words', () => {
    expect(sentenceOf(pumped(), 'pump')).toBe(
      'The price moved +20 % (the market +1.0 %), its high was 58 % above the close, 20 times its usual value was traded: it looks like a pump, which mostly reverses within days.',
    );
    expect(sentenceOf(pumped({ view: 'falling', volume: 100, close: 0.9 }, { 'price-fall': 1 }), 'drain')).toBe(
      'The price moved −10 % (the market +1.0 %), less than 1 % of its usual value was traded: money is leaving it.',
    );
    expect(sentenceOf(pumped({ view: 'falling', volume: 3e4 }), 'drain')).toContain('hardly anybody trades it');
    expect(sentenceOf(pumped({ high: 7 }), 'data-fault')).toContain('doubtful: its high');
    expect(sentenceOf(pumped({ view: 'shifting' }, { 'correlation-break': 1 }), 'other')).toContain('no longer moves');
  });
});
