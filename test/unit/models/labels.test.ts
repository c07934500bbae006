import { describe, expect, it } from 'vitest';
import { computeLabels, type LabelOptions, NEVER } from '../../../src/main/models/labels.ts';
import { SILENCE_DAYS } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { type HandAsset, handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
/** Far from 0, so that a day number is not mistaken for an index. */
const FIRST = 500;

/** Returns labels of a market in which everything is eligible, and a way to read them by asset and day from its first. */
function labelsOf(assets: readonly HandAsset[], options: Partial<LabelOptions> & Pick<LabelOptions, 'horizon'>) {
  const window = handMarket(assets, FIRST);
  const labels = computeLabels(window, {
    eligible: new Uint8Array(window.fields.close.length).fill(1),
    kind: 'return',
    endings: new Map(),
    delistingReturn: -0.5,
    ...options,
  });
  return {
    labels,
    at: (asset: number, day: number) => labels.value[window.offset[asset] + day],
    knownAt: (asset: number, day: number) => labels.knownDay[window.offset[asset] + day] - FIRST,
  };
}

/** pandas 1.5.3: the last of `r.ewm(span=100).std()` of the returns of the test below, two of them missing. */
const PANDAS_DEVIATION = 0.009251675622197888;

/** Five tokens that never move, so that the median of the day is 0 whatever one other token does. */
const flat = (days: number): HandAsset[] => Array.from({ length: 5 }, () => ({ close: Array(days).fill(1) }));

describe('computeLabels, return', () => {
  it('is the return over the horizon less the median of the day, known on the day after', () => {
    const days = [0, 1, 2, 3, 4];
    const rates = [0.1, 0.2, 0.4, -0.1, 0];
    const { at, knownAt, labels } = labelsOf(
      rates.map((rate) => ({ close: days.map((day) => (1 + rate) ** day) })),
      { horizon: 2 },
    );
    expect(at(2, 0)).toBeCloseTo(1.4 ** 2 - 1.1 ** 2, 6);
    expect(at(0, 1)).toBe(0);
    expect(at(3, 2)).toBeCloseTo(0.9 ** 2 - 1.1 ** 2, 6);
    expect(knownAt(2, 0)).toBe(3);
    // Day 3 looks to day 5, which is not over.
    expect(at(2, 3)).toBeNaN();
    expect(knownAt(2, 3)).toBe(NEVER - FIRST);
    expect(labels.value.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('takes a close of up to three days before the end of the horizon, not an older one', () => {
    const close = [1, 1, 1, 1, 1, 1, 2, NONE, NONE, NONE, NONE, 9, 9, 9];
    const { at } = labelsOf([{ close }, ...flat(14)], { horizon: 6 });
    expect(at(0, 0)).toBe(1);
    expect(at(0, 3)).toBe(1);
    expect(at(0, 4)).toBeNaN();
    expect(at(0, 5)).toBe(8);
  });

  it('never takes the price of the day itself, however short the horizon', () => {
    const { at } = labelsOf([{ close: [1, NONE, 3, 3] }, ...flat(4)], { horizon: 1 });
    expect(at(0, 0)).toBeNaN();
    expect(at(0, 1)).toBeNaN();
    expect(at(0, 2)).toBe(0);
  });

  it('needs a close above 0 on its own day and an eligible cell', () => {
    const close = [NONE, 0, 1, 2, 2, 2];
    const eligible = new Uint8Array(6 * 6).fill(1);
    eligible[3] = 0;
    const { at } = labelsOf([{ close }, ...flat(6)], { horizon: 1, eligible });
    expect([0, 1, 2, 3].map((day) => at(0, day))).toEqual([NONE, NONE, 1, NONE]);
  });

  it('gives a delisted token its last close and the delisting return, a month after the last candle', () => {
    const dies = { id: 'dies', close: [4, 4, 4, 2] };
    const { at, knownAt } = labelsOf([dies, ...flat(60)], { horizon: 10, endings: new Map([['dies', 'delisted']]) });
    expect(at(0, 0)).toBe(0.5 * 0.5 - 1);
    expect(at(0, 3)).toBe(-0.5);
    expect(knownAt(0, 0)).toBe(3 + SILENCE_DAYS + 1);
  });

  it('makes the delisting known at the end of the horizon where that is later than the silence', () => {
    const dies = { id: 'dies', close: [4, 4, 4, 2] };
    const { knownAt } = labelsOf([dies, ...flat(60)], { horizon: 40, endings: new Map([['dies', 'delisted']]) });
    expect(knownAt(0, 0)).toBe(41);
    expect(knownAt(0, 2)).toBe(43);
  });

  it('ends a horizon of which the last close is near at that close, whatever comes after', () => {
    const dies = { id: 'dies', close: [4, 4, 4, 2] };
    const { at, knownAt } = labelsOf([dies, ...flat(60)], { horizon: 6, endings: new Map([['dies', 'delisted']]) });
    expect(at(0, 0)).toBe(-0.5);
    expect(knownAt(0, 0)).toBe(7);
    expect(at(0, 1)).toBe(-0.75);
  });

  it('does not know a delisting before the silence is over', () => {
    const dies = { id: 'dies', close: [4, 4, 4, 2] };
    const endings = new Map([['dies', 'delisted' as const]]);
    const lastDay = 3 + SILENCE_DAYS;
    expect(labelsOf([dies, ...flat(lastDay)], { horizon: 10, endings }).at(0, 0)).toBeNaN();
    expect(labelsOf([dies, ...flat(lastDay + 1)], { horizon: 10, endings }).at(0, 0)).toBe(-0.75);
  });

  it('has none for a truncated series and for one that may go on', () => {
    const ends = { id: 'ends', close: [4, 4, 4, 2] };
    expect(
      labelsOf([ends, ...flat(60)], { horizon: 10, endings: new Map([['ends', 'truncated']]) }).at(0, 0),
    ).toBeNaN();
    expect(labelsOf([ends, ...flat(60)], { horizon: 10 }).at(0, 0)).toBeNaN();
  });

  it('has none on a day with fewer than five', () => {
    const { at } = labelsOf(flat(4).slice(1), { horizon: 1 });
    expect(at(0, 0)).toBeNaN();
  });
});

describe('computeLabels, rank', () => {
  const moves = (rates: readonly number[], days: number): HandAsset[] =>
    rates.map((rate) => ({ close: [1, ...Array(days - 1).fill(1 + rate)] }));

  it('runs from -1 to 1 and averages ties', () => {
    const { at } = labelsOf(moves([0.3, -0.2, 0.1, 0.1, 0.5], 2), { horizon: 1, kind: 'rank' });
    expect([0, 1, 2, 3, 4].map((asset) => at(asset, 0))).toEqual([0.5, -1, -0.25, -0.25, 1]);
  });

  it('places a late label among those known on time, which it does not move', () => {
    const onTime = moves([-0.9, -0.75, 0, 0.1, 0.2], 60);
    const dies = { id: 'dies', close: [4, 4, 4, 2] };
    const endings = new Map([['dies', 'delisted' as const]]);
    const { at } = labelsOf([...onTime, dies], { horizon: 10, kind: 'rank', endings });
    expect([0, 1, 2, 3, 4].map((asset) => at(asset, 0))).toEqual([-1, -0.5, 0, 0.5, 1]);
    // -0.75: above one, equal to one, below three.
    expect(at(5, 0)).toBeCloseTo((2 * 1 + 1 - 5) / 5, 7);
  });

  it('ranks among the eligible alone', () => {
    const eligible = Uint8Array.of(1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1);
    const { at } = labelsOf(moves([0.3, -0.2, 9, 0.1, 0.2, 0.5], 2), { horizon: 1, kind: 'rank', eligible });
    expect(at(2, 0)).toBeNaN();
    expect(at(5, 0)).toBe(1);
    expect(at(0, 0)).toBe(0.5);
  });
});

describe('computeLabels, triple-barrier', () => {
  /** Alternating returns of a known size, so that the deviation is known too, then what the test asks for. */
  const trending = (after: readonly number[]): HandAsset => {
    const close = [100];
    for (let i = 0; i < 200; i++) close.push(close[i] * Math.exp(i % 2 === 0 ? 0.01 : -0.01));
    const last = close[200];
    return { id: 'a', close: [...close, ...after.map((log) => last * Math.exp(log))] };
  };
  const D = 200;
  const label = (after: readonly number[], options: Partial<LabelOptions> = {}) => {
    const { at, knownAt } = labelsOf([trending(after), { close: Array(300).fill(1) }], {
      kind: 'triple-barrier',
      horizon: 5,
      ...options,
    });
    return [at(0, D), knownAt(0, D) - D];
  };

  it('says which barrier is met first, and knows it on the day after', () => {
    // A deviation of 0.01005 or so: two of them are just above 0.02.
    expect(label([0.019, 0.021, -0.5, 0, 0, 0])).toEqual([1, 3]);
    expect(label([0.019, -0.019, -0.021, 0.5, 0, 0])).toEqual([-1, 4]);
    expect(label([0.019, -0.019, 0, 0, 0.019, 9])).toEqual([0, 6]);
    // A close of 0 is no price.
    expect(label([0.019, Number.NEGATIVE_INFINITY, 0.021, 0, 0, 0])).toEqual([1, 4]);
    expect(label([0.019, 0.021, 0, 0, 0, 0], { barriers: { up: 3, down: 1 } })).toEqual([0, 6]);
    expect(label([0.019, -0.011, 0, 0, 0, 0], { barriers: { up: 3, down: 1 } })).toEqual([-1, 3]);
  });

  it('meets the lower barrier when it is delisted', () => {
    expect(label([0, 0.001], { horizon: 10, endings: new Map([['a', 'delisted']]) })).toEqual([
      -1,
      2 + SILENCE_DAYS + 1,
    ]);
    expect(label([0, 0.001], { horizon: 10, endings: new Map([['a', 'truncated']]) })[0]).toBeNaN();
    expect(label([0, 0.001], { horizon: 10, delistingReturn: 0, endings: new Map([['a', 'delisted']]) })[0]).toBe(0);
  });

  it('measures barriers in the deviation of pandas ewm(span=100).std()', () => {
    const random = createRandom(5, 'pandas');
    const logs = Array.from({ length: 60 }, () => Math.round(random.normal() * 1000) / 1e5);
    const close: number[] = [1];
    for (const [i, log] of logs.entries()) close.push(close[i] * Math.exp(log));
    close[31] = NONE;
    const target = close[60];
    const up = (factor: number) => [...close, target * Math.exp(factor * PANDAS_DEVIATION), target];
    const meets = (factor: number) =>
      labelsOf([{ close: up(factor) }], { kind: 'triple-barrier', horizon: 2, barriers: { up: 1, down: 9 } }).at(0, 60);
    expect(meets(1 + 1e-9)).toBe(1);
    expect(meets(1 - 1e-9)).toBe(0);
  });
});
