import { expect, it } from 'vitest';
import { FILL_KINDS, type Fills } from '../../../src/main/backtest/ledger.ts';
import { tradesOf } from '../../../src/main/backtest/trades.ts';
import { startOfDay } from '../../../src/shared/time.ts';

const fillsOf = (count: number): Fills => {
  const column = (of: (i: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => of(i));
  return {
    day: Int32Array.from(column((i) => 100 + i)),
    decidedDay: new Int32Array(count),
    asset: Int32Array.from(column((i) => i % 2)),
    quantity: column((i) => (i % 2 === 0 ? 3 : -2)),
    price: column((i) => (i % 2 === 0 ? 0.123456 : 10)),
    fee: column(() => 0.004),
    spread: column(() => 0.5),
    impact: column(() => 0.25),
    kind: Uint8Array.from(column((i) => (i % 2 === 0 ? 0 : FILL_KINDS.indexOf('delisted')))),
  };
};

it('tells what was bought and sold, oldest first, money in cents', () => {
  expect(tradesOf(fillsOf(2), ['a', 'b'])).toEqual({
    ...{ time: [startOfDay(100), startOfDay(101)], asset: ['a', 'b'], side: ['buy', 'sell'] },
    ...{ value: [0.37, 20], price: [0.123456, 10], cost: [0.75, 0.75] },
  });
});

it('keeps the newest 2,000', () => {
  const trades = tradesOf(fillsOf(2_500), ['a', 'b']);
  for (const column of Object.values(trades)) expect(column).toHaveLength(2_000);
  expect([trades.time[0], trades.time.at(-1)]).toEqual([startOfDay(600), startOfDay(2_599)]);
});
