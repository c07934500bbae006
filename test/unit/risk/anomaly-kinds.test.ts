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

const risen = (share: number, trade: number, change: Partial<UnusualDay> = {}): UnusualDay =>
  pumped({ high: 1 + share, close: 1 + share, volume: trade * 1e5, ...change }, { 'volume-surge': 2, 'price-rise': 1 });
const fallen = (share: number, change: Partial<UnusualDay> = {}): UnusualDay =>
  pumped({ view: 'falling', close: 1 - share, low: 0.6, ...change }, { 'price-fall': 1 });
const still = (volume: number, close: number): UnusualDay =>
  pumped({ view: 'falling', volume, close, low: Math.min(close, 0.98) }, { 'volume-loss': 1 });

describe('kindOf', () => {
  it.each([
    ['a spike with volume in a thin token', 'pump', pumped()],
    ['the same in a token that is traded a lot', 'other', pumped({ usualVolume: 1e9 })],
    ['the same without volume', 'other', pumped({}, { 'upper-wick': 2 })],
    ['the same given back whole', 'pump', pumped({ close: 0.99 })],
    ['a smaller one given back whole', 'other', pumped({ high: 1.2, close: 0.77, low: 0.7 })],
    ['a spike no higher than the market rose', 'other', pumped({ high: 1.05, close: 1.01, market: 0.1 })],
    ['a spike hardly above the market', 'other', pumped({ high: 1.1, close: 1.03 })],
    ['a rise that closes high on some trade', 'breakout', risen(0.2, 5)],
    ['the same on ten times the usual trade', 'pump', risen(0.2, 10)],
    ['a larger one', 'pump', risen(0.34, 5)],
    ['one of half as much again', 'pump', risen(0.61, 153)],
    ['an extreme one in a token that is traded a lot', 'breakout', risen(0.61, 5, { usualVolume: 1e9 })],
    ['a rise of hardly more than the market', 'other', risen(0.05, 5)],
    [
      'a rise of which no range is known',
      'breakout',
      risen(0.2, 5, { high: Number.NaN, low: Number.NaN, open: Number.NaN }),
    ],
    ['any of the first sixty days', 'listing', pumped({ age: 60 })],
    ['a fall', 'drain', fallen(0.2)],
    ['a fall among silent days', 'delisting', fallen(0.2, { silentDays: 2 })],
    ['a fall that is none to speak of', 'other', fallen(0.003, { market: 0.05 })],
    ['a fall with the market', 'other', fallen(0.2, { market: -0.2 })],
    ['a collapse of trade', 'drain', still(5e3, 1)],
    ['less trade than ever, but no collapse', 'other', still(2e4, 1)],
    ['a rise while trade collapsed', 'other', still(5e3, 1.57)],
    ['a change that is no move', 'other', pumped({ view: 'shifting' })],
    ['a candle that cannot be', 'data-fault', pumped({ high: 1.1, close: 1.2 })],
  ] as const)('%s: %s', (_name, kind, day) => {
    expect(kindOf(day)).toBe(kind);
  });

  it('never makes less of a pump of more rise or more trade', () => {
    const shares = [0.05, 0.1, 0.2, 0.3, 0.5, 1, 3];
    const trades = [1, 2, 5, 10, 40, 150];
    const isPump = shares.map((share) => trades.map((trade) => kindOf(risen(share, trade)) === 'pump'));
    shares.forEach((_, i) => {
      trades.forEach((_, j) => {
        if (!isPump[i]![j]) return;
        expect(isPump.slice(i).every((row) => row.slice(j).every((is) => is))).toBe(true);
      });
    });
    expect(isPump.flat().filter((is) => is).length).toBeGreaterThan(10);
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
  it('says how the price moved, what made the day unusual, and what the kind rests on', () => {
    expect(sentenceOf(pumped(), 'pump', ['upper-wick', 'volume-surge'])).toBe(
      'The price moved +20 % (the market +1.0 %), its high was 58 % above the close, 20 times its usual value was traded: a candidate for a pump, up 90 % at its highest in a token of little trade.',
    );
    expect(sentenceOf(fallen(0.1, { volume: 100 }), 'drain', ['price-fall'])).toBe(
      'The price moved −10 % (the market +1.0 %), it fell further against the market than on its busiest days: a drain by the fall of its price.',
    );
    expect(sentenceOf(still(5e3, 1.0001), 'drain', ['volume-loss'])).toBe(
      'The price moved 0.0 % (the market +1.0 %), only 5 % of its usual value was traded: a drain, for hardly anybody traded it.',
    );
    expect(sentenceOf(pumped({ high: 7 }), 'data-fault', [])).toContain('doubtful: its high');
  });

  it('names each reason that is beyond the usual, largest first, and no other', () => {
    const day = pumped({ view: 'shifting' }, { 'correlation-break': 1, 'volatility-jump': 0.5, 'volume-surge': 3 });
    const said = sentenceOf(day, 'other', ['volatility-jump', 'correlation-break', 'volume-shift']);
    expect(said).toContain('it swings more than it did, it no longer moves with the market as it did:');
    expect(said).not.toContain('traded');
  });
});
