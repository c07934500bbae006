import { describe, expect, it } from 'vitest';
import { FILL_KINDS, type Ledger } from '../../../src/main/backtest/ledger.ts';
import { type Decide, type Simulation, simulate } from '../../../src/main/backtest/simulate.ts';
import { SILENCE_DAYS } from '../../../src/main/numeric/panel.ts';
import { CostConfig } from '../../../src/shared/backtests.ts';
import { type HandAsset, handMarket } from './market.ts';

const FREE = CostConfig.parse({
  feeBasisPoints: 0,
  halfSpreadTiers: [{ fromDollarVolume: 0, basisPoints: 0 }],
  impactCoefficient: 0,
  maximumVolumeShare: 1,
  minimumOrderValue: 0,
});

/** Decides the given weights (by index of the asset) on the given days. */
const onDays =
  (table: Readonly<Record<number, Readonly<Record<number, number>>>>): Decide =>
  (day) => {
    const weights = table[day];
    return weights === undefined
      ? null
      : new Map(Object.entries(weights).map(([asset, weight]) => [Number(asset), weight]));
  };

const run = (assets: readonly HandAsset[], decide: Decide, options: Partial<Simulation> = {}): Ledger => {
  const market = handMarket(assets);
  return simulate({
    market,
    endings: new Map(),
    decide,
    costs: FREE,
    delistingReturn: -0.5,
    initialEquity: 1000,
    fromDay: 0,
    untilDay: market.dayCount - 1,
    ...options,
  });
};

const fillsOf = ({ fills }: Ledger): unknown[] =>
  Array.from(fills.day, (day, i) => [
    day,
    fills.asset[i],
    fills.quantity[i],
    fills.price[i],
    FILL_KINDS[fills.kind[i]],
  ]);

describe('simulate', () => {
  it('buys at the next true open, then drifts with the close', () => {
    const ledger = run([{ close: [10, 12, 15], open: [9, 8, 13] }], onDays({ 0: { 0: 1 } }));
    expect(fillsOf(ledger)).toEqual([[1, 0, 125, 8, 'open']]);
    expect([...ledger.equity]).toEqual([1000, 1500, 1875]);
    expect([...ledger.cash]).toEqual([1000, 0, 0]);
    expect([...ledger.exposure]).toEqual([0, 1, 1]);
  });

  it('fills at the close of the next day where the source has no opens, never at the price of the decision', () => {
    const ledger = run([{ close: [10, 20, 25] }], onDays({ 0: { 0: 1 } }));
    expect(fillsOf(ledger)).toEqual([[1, 0, 50, 20, 'close']]);
    expect([...ledger.equity]).toEqual([1000, 1000, 1250]);
  });

  it('rebalances by differences, sales first, and states one-way turnover against drifted weights', () => {
    const ledger = run(
      [
        { close: [10, 10, 30, 30], open: [10, 10, 10, 30] },
        { close: [10, 10, 10, 10], open: [10, 10, 10, 10] },
      ],
      onDays({ 0: { 0: 0.5, 1: 0.5 }, 2: { 0: 0.5, 1: 0.5 } }),
    );
    // 50 units each; on day 2 the first is worth 1500 of 2000: sell 500, buy 500.
    expect(fillsOf(ledger).slice(2)).toEqual([
      [3, 0, -500 / 30, 30, 'open'],
      [3, 1, 50, 10, 'open'],
    ]);
    expect([...ledger.decisions.plannedTurnover]).toEqual([0.5, 0.25]);
    expect([...ledger.turnover]).toEqual([0, 0.5, 0, 0.25]);
    expect(ledger.equity[3]).toBeCloseTo(2000, 9);
  });

  it('charges fee, spread and impact, and plans purchases that leave the cash for them', () => {
    const costs = { ...FREE, feeBasisPoints: 10, halfSpreadTiers: [{ fromDollarVolume: 0, basisPoints: 15 }] };
    const ledger = run([{ close: [10, 10], open: [10, 10] }], onDays({ 0: { 0: 1 } }), { costs });
    const spent = 1000 / 1.0025;
    expect(ledger.fills.quantity[0]).toBeCloseTo(spent / 10, 9);
    expect(ledger.fills.fee[0]).toBeCloseTo(spent * 0.001, 9);
    expect(ledger.fills.spread[0]).toBeCloseTo(spent * 0.0015, 9);
    expect(ledger.cash[1]).toBeCloseTo(0, 9);
    expect(ledger.equity[1]).toBeCloseTo(spent, 9);
    expect(ledger.unfilled['no-cash'].count).toBe(0);
  });

  it('plans with what sales will bring after their own costs, and is short of cash only by prices that move', () => {
    const costs = { ...FREE, feeBasisPoints: 100 };
    const steady = { close: [10, 10, 10, 10], open: [10, 10, 10, 10] };
    const swap = onDays({ 0: { 0: 1 }, 1: { 1: 1 } });
    const planned = run([steady, steady], swap, { costs });
    expect(planned.fills.quantity[2]).toBeCloseTo((1000 / 1.01) * (0.99 / 1.01) * 0.1, 9);
    expect(planned.unfilled['no-cash'].count).toBe(0);
    // The sale brings half of what was planned, so half of the purchase is left.
    const fallen = run([{ close: [10, 10, 5, 5], open: [10, 10, 5, 5] }, steady], swap, { costs });
    expect(fallen.unfilled['no-cash']).toEqual({ count: 1, value: expect.closeTo((500 / 1.01) * (0.99 / 1.01), 9) });
  });

  it('does not look at the volume of the day to fill at its open', () => {
    const costs = { ...FREE, maximumVolumeShare: 0.05 };
    const filled = (volume: readonly number[], open = [10, 10]): number | undefined =>
      run([{ close: [10, 10], open, volume }], onDays({ 0: { 0: 1 } }), { costs }).fills.quantity[0];
    expect([filled([4000, 9e9]), filled([4000, 1])]).toEqual([20, 20]);
    expect(filled([4000, 8000], [])).toBe(40);
  });

  it('takes no more than the cap of a day’s volume and reports the rest', () => {
    const ledger = run(
      [{ close: [10, 10, 10], open: [10, 10, 10], volume: [4000, 4000, 4000] }],
      onDays({ 0: { 0: 1 } }),
      {
        costs: { ...FREE, maximumVolumeShare: 0.05 },
      },
    );
    expect(fillsOf(ledger)).toEqual([[1, 0, 20, 10, 'open']]);
    expect(ledger.unfilled['volume-cap']).toEqual({ count: 1, value: 800 });
    expect(ledger.exposure[2]).toBeCloseTo(0.2, 12);
  });

  it('sells no more than the cap either, and keeps the position', () => {
    const ledger = run(
      [{ close: [10, 10, 10, 10], open: [10, 10], volume: [9e9, 9e9, 9e9, 4000] }],
      onDays({ 0: { 0: 1 }, 2: {} }),
      {
        costs: { ...FREE, maximumVolumeShare: 0.05 },
      },
    );
    expect(ledger.fills.quantity[1]).toBe(-20);
    expect(ledger.positionCount[3]).toBe(1);
    expect(ledger.unfilled['volume-cap']).toEqual({ count: 1, value: 800 });
  });

  /** A token that is quoted throughout, so that the market goes on for `days` days. */
  const lasting = (days: number): HandAsset => ({ close: Array(days).fill(1), open: Array(days).fill(1) });

  it('carries a silent series at its last close, and loses the declared share only once the silence says that it ended', () => {
    const held: (number | undefined)[] = [];
    const ledger = run(
      [{ id: 'gone', close: [10, 10, 8], open: [10, 10, 10] }, lasting(3 + SILENCE_DAYS + 2)],
      (day, weights) => {
        held.push(weights().get(0));
        return day === 0 ? new Map([[0, 0.5]]) : null;
      },
      { endings: new Map([['gone', 'delisted']]) },
    );
    const ended = 3 + SILENCE_DAYS;
    expect(fillsOf(ledger)[1]).toEqual([ended, 0, -50, 4, 'delisted']);
    expect([...ledger.equity.subarray(2, ended)]).toEqual(Array(ended - 2).fill(900));
    expect([...ledger.equity.subarray(ended)]).toEqual([700, 700]);
    expect([...ledger.staleCount]).toEqual([0, 0, 0, ...Array(SILENCE_DAYS).fill(1), 0, 0]);
    expect(held.slice(2, ended)).toEqual(Array(ended - 2).fill(400 / 900));
    expect(held.slice(ended)).toEqual([undefined, undefined]);
    expect(ledger.delisting[ended]).toBe(-200);
    expect(ledger.delisting.reduce((sum, value) => sum + value)).toBe(-200);
    expect(ledger.turnover.reduce((sum, value) => sum + value)).toBe(0.25);
  });

  it('sells a truncated series at its last close after the silence, with costs', () => {
    const ledger = run(
      [{ id: 'cut', close: [10, 10, 8], open: [10, 10, 10] }, lasting(3 + SILENCE_DAYS + 1)],
      onDays({ 0: { 0: 0.5 } }),
      { endings: new Map([['cut', 'truncated']]), costs: { ...FREE, feeBasisPoints: 100 } },
    );
    const ended = 3 + SILENCE_DAYS;
    expect(fillsOf(ledger)[1]).toEqual([ended, 0, -50, 8, 'truncated']);
    expect(ledger.fills.fee[1]).toBeCloseTo(4, 12);
    expect(ledger.equity[ended]).toBeCloseTo(1000 - 5 - 100 - 4, 9);
  });

  it('lets an order for a silent series wait, and drops it when the silence says that it ended', () => {
    const assets = [{ id: 'gone', close: [10, 10], open: [10, 10] }, lasting(2 + SILENCE_DAYS + 4)];
    const endings = new Map([['gone', 'delisted']] as const);
    const ended = 2 + SILENCE_DAYS;
    const early = run(assets, onDays({ 0: { 0: 1 }, 5: {} }), { endings });
    expect(fillsOf(early).slice(1)).toEqual([[ended, 0, -100, 5, 'delisted']]);
    expect(early.unfilled.gone.count).toBe(0);
    const purchase = run(assets, onDays({ 0: {}, 5: { 0: 0.5 } }), { endings });
    expect(fillsOf(purchase)).toEqual([]);
    expect(purchase.unfilled.gone).toEqual({ count: 1, value: 500 });
  });

  it('does not let a gone asset block other orders', () => {
    const ended = 2 + SILENCE_DAYS;
    const ledger = run(
      [{ id: 'gone', close: [10, 10], open: [10, 10] }, lasting(ended + 3)],
      onDays({ 0: { 0: 1 }, [ended]: { 0: 0.5, 1: 0.5 } }),
      { endings: new Map([['gone', 'delisted']]) },
    );
    expect(ledger.unfilled.gone.count).toBe(1);
    expect(fillsOf(ledger)[2]).toEqual([ended + 1, 1, 250, 1, 'open']);
    expect(ledger.cash[ended + 1]).toBe(250);
  });

  it('carries a position at its last close while the price is missing, and sells it when there is one', () => {
    const nan = Number.NaN;
    const ledger = run(
      [{ close: [10, 10, nan, nan, 6, 6], open: [10, 10, nan, nan, 5, 6] }],
      onDays({ 0: { 0: 1 }, 1: {} }),
    );
    expect([...ledger.equity]).toEqual([1000, 1000, 1000, 1000, 500, 500]);
    expect([...ledger.staleCount]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(fillsOf(ledger)[1]).toEqual([4, 0, -100, 5, 'open']);
  });

  it('does not trade on a day whose volume is 0', () => {
    const ledger = run([{ close: [10, 10, 20], open: [10, 10, 20], volume: [1e9, 0, 1e9] }], onDays({ 0: { 0: 1 } }));
    expect(fillsOf(ledger)).toEqual([[2, 0, 50, 20, 'open']]);
  });

  it('lets purchases at the open wait for a sale that is only filled at the close', () => {
    const ledger = run(
      [{ close: [10, 10, 10, 10] }, { close: [5, 5, 5, 5], open: [5, 5, 5, 5] }],
      onDays({ 0: { 0: 1 }, 2: { 1: 1 } }),
    );
    expect(fillsOf(ledger).slice(1)).toEqual([
      [3, 0, -100, 10, 'close'],
      [3, 1, 200, 5, 'close'],
    ]);
    expect(ledger.unfilled['no-cash'].count).toBe(0);
  });

  it('leaves changes below the smallest order undone, but always closes a position', () => {
    const ledger = run([{ close: [10, 10, 10, 10, 10] }], onDays({ 0: { 0: 0.5 }, 1: { 0: 0.505 }, 2: {} }), {
      costs: { ...FREE, minimumOrderValue: 10 },
    });
    expect(ledger.unfilled.dust).toEqual({ count: 1, value: 5 });
    expect(ledger.positionCount[3]).toBe(0);
  });

  it('hands the drifted weights to the decision and records holdings after each fill', () => {
    const seen: (number | undefined)[] = [];
    const ledger = run([{ close: [10, 10, 30], open: [10, 10, 10] }], (day, held) => {
      seen.push(held().get(0));
      return day === 0 ? new Map([[0, 0.5]]) : null;
    });
    expect(seen).toEqual([undefined, 0.5, 0.75]);
    expect([[...ledger.holdings.day], [...ledger.holdings.weight]]).toEqual([[1], [0.5]]);
  });

  it.each([
    ['negative', { 0: -0.1 }, '-0.1'],
    ['missing', { 0: Number.NaN }, 'NaN'],
    ['leveraged', { 0: 0.8, 1: 0.3 }, '1.1'],
  ])('refuses %s weights', (_, weights, named) => {
    const assets = [{ close: [1, 1] }, { close: [1, 1] }];
    expect(() => run(assets, onDays({ 0: weights }))).toThrow(named);
  });
});
