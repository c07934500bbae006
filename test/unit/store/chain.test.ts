import { describe, expect, it } from 'vitest';
import { type Chain, chainStretches } from '../../../src/main/store/chain.ts';
import { closes, stretch } from '../../support/daily-series.ts';

const sourcesOf = (chain: Chain, stretches: readonly { source: string }[]): string[] =>
  [...chain.stretch].map((s) => (s < 0 ? '-' : stretches[s]!.source));
const chainOf = (stretches: Parameters<typeof chainStretches>[0]) => {
  const chain = chainStretches(stretches);
  return { ...chain, sources: sourcesOf(chain, stretches) };
};

describe('chainStretches', () => {
  it('changes to the source that is believed sooner the day after the two had the same price', () => {
    const stretches = [
      stretch('coingecko', closes(10, [100, 101, 102, 103])),
      stretch('binance', closes(11, [101.5, 102.1, 103.2], { open: 100 })),
    ];
    const { firstDay, close, open, sources } = chainOf(stretches);
    expect(firstDay).toBe(10);
    expect(sources).toEqual(['coingecko', 'coingecko', 'binance', 'binance']);
    expect([...close]).toEqual([100, 101, 102.1, 103.2]);
    expect([...open]).toEqual([Number.NaN, Number.NaN, 100, 100]);
  });

  it('does not change to a source that had another price, however long both go on', () => {
    const stretches = [
      stretch('coingecko', closes(10, [100, 100, 100, 100])),
      stretch('binance', closes(10, [null, 103, 103, 103])),
    ];
    expect(chainOf(stretches).sources).toEqual(['coingecko', 'coingecko', 'coingecko', 'coingecko']);
  });

  it('makes no return of a difference between sources: each change is between equal closes', () => {
    const aggregator = Array.from({ length: 60 }, (_, i) => 100 * 1.01 ** i);
    const exchange = aggregator.map((close, i) => (i % 9 === 4 ? null : close * (1 + 0.03 * Math.sin(i))));
    const stretches = [stretch('coinmarketcap', closes(0, aggregator)), stretch('binance', closes(0, exchange))];
    const { close, sources } = chainOf(stretches);
    let changes = 0;
    for (let i = 1; i < close.length; i++) {
      // where the exchange is silent there is no choice
      if (sources[i] === sources[i - 1] || exchange[i - 1] === null || exchange[i] === null) continue;
      changes++;
      expect(Math.abs(Math.log(aggregator[i - 1]! / exchange[i - 1]!))).toBeLessThanOrEqual(0.01);
    }
    expect(changes).toBeGreaterThan(3);
  });

  it('believes the smaller move where two that agreed yesterday contradict each other', () => {
    const wrongTick = [
      stretch('coingecko', closes(10, [100, 101, 102])),
      stretch('binance', closes(10, [100, 20, 102])),
    ];
    expect(chainOf(wrongTick)).toMatchObject({ sources: ['binance', 'coingecko', 'coingecko'] });
    const wrongAggregator = [
      stretch('coingecko', closes(10, [100, 900, 102])),
      stretch('binance', closes(10, [100, 101, 102])),
    ];
    expect([...chainOf(wrongAggregator).close]).toEqual([100, 101, 102]);
  });

  it('goes on with another source where the first ends, unless they had parted', () => {
    const same = [stretch('coinmarketcap', closes(10, [5, 6])), stretch('coingecko', closes(10, [5.1, 6.1, 7]))];
    expect([...chainOf(same).close]).toEqual([5, 6, 7]);
    const parted = [stretch('coinmarketcap', closes(10, [5, 6])), stretch('coingecko', closes(10, [9, 9, 9, 9]))];
    expect([...chainOf(parted).close]).toEqual([5, 6, Number.NaN, Number.NaN]);
  });

  it('joins what never overlapped, with the silence between them', () => {
    const stretches = [stretch('coinmarketcap', closes(10, [5, 6])), stretch('coingecko', closes(15, [7]))];
    expect([...chainOf(stretches).close]).toEqual([5, 6, ...Array(3).fill(Number.NaN), 7]);
  });

  it('takes of a series only the stretch that is the asset', () => {
    const stretches = [
      stretch('binance', closes(10, [1, 2, 300, 400]), { untilDay: 12 }),
      stretch('coingecko', closes(10, [1, 2, 3, 4])),
    ];
    expect([...chainOf(stretches).close]).toEqual([1, 2, 3, 4]);
  });

  it('takes value and cap from who saw the whole market, and prices from the exchange', () => {
    const stretches = [
      stretch('binance', closes(10, [1, 1, 1], { value: 7 })),
      stretch('coingecko', closes(10, [1, 1, 1], { value: 900, marketCap: 5e9 })),
    ];
    const chain = chainOf(stretches);
    expect(chain.sources).toEqual(['binance', 'binance', 'binance']);
    expect([...chain.volume]).toEqual([900, 900, 900]);
    expect([...chain.marketCap]).toEqual([5e9, 5e9, 5e9]);
  });

  it('does not let one exchange stand for the market on a day that the aggregator missed, only after a month of them', () => {
    const stretches = [
      stretch('binance', closes(10, Array(40).fill(1), { value: 7 })),
      stretch('coingecko', closes(10, [1, null, 1], { value: 900 })),
    ];
    const { volume } = chainOf(stretches);
    expect([...volume.subarray(0, 4)]).toEqual([900, Number.NaN, 900, Number.NaN]);
    expect(volume[32]).toBeNaN();
    expect(volume[33]).toBe(7);
    expect([...chainOf(stretches.slice(0, 1)).volume.subarray(0, 2)]).toEqual([7, 7]);
  });

  it('prefers what was known at the end of the day to what came after it, and the earlier of those', () => {
    const late = (minutes: number) => ({ lateKnownAt: 11 * 86_400_000 + minutes * 60_000 });
    const stretches = [
      stretch('binance', closes(10, [1], { ...late(9), value: 1 })),
      stretch('kraken', closes(10, [2], { ...late(5), value: 2 })),
    ];
    const chain = chainOf(stretches);
    expect(chain.sources).toEqual(['kraken']);
    expect([chain.lateKnownAt[0], chain.volume[0]]).toEqual([late(5).lateKnownAt, 2]);
    const punctual = [...stretches, stretch('coingecko', closes(10, [3]))];
    expect(chainOf(punctual)).toMatchObject({ sources: ['coingecko'] });
    expect(chainOf(punctual).volume[0]).toBeNaN();
  });

  it('has no cells without candles', () => {
    expect(chainStretches([]).close).toHaveLength(0);
    expect(chainStretches([stretch('binance', closes(10, [1]), { fromDay: 11 })]).close).toHaveLength(0);
  });
});
