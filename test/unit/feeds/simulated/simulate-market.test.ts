import { describe, expect, it } from 'vitest';
import { type SimulatedMarket, simulateMarket } from '../../../../src/main/feeds/simulated/simulate-market.ts';
import { DAY } from '../../../../src/shared/time.ts';

const HORIZON = 7;

/** Spearman correlation; ties do not occur in continuous draws. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const rank = (values: readonly number[]): Float64Array => {
    const order = values.map((_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
    const ranks = new Float64Array(values.length);
    order.forEach((index, place) => {
      ranks[index] = place;
    });
    return ranks;
  };
  const [x, y] = [rank(a), rank(b)];
  const mean = (x.length - 1) / 2;
  let [sum, square] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    sum += ((x[i] as number) - mean) * ((y[i] as number) - mean);
    square += ((x[i] as number) - mean) ** 2;
  }
  return sum / square;
}

type Score = (market: SimulatedMarket, row: number) => number;

/** Flat columns of a market, gathered from its blocks. */
function flat(market: SimulatedMarket, column: 'close' | 'quoteVolume'): Float64Array {
  const joined = new Float64Array(market.truth.offset[market.assets.length] as number);
  let at = 0;
  for (const block of market.blocks) {
    joined.set(block[column], at);
    at += block.count;
  }
  return joined;
}

const closes = new WeakMap<SimulatedMarket, Float64Array>();
const closeOf = (market: SimulatedMarket): Float64Array => {
  const known = closes.get(market) ?? flat(market, 'close');
  closes.set(market, known);
  return known;
};
const volumes = new WeakMap<SimulatedMarket, Float64Array>();
const volumeOf = (market: SimulatedMarket): Float64Array => {
  const known = volumes.get(market) ?? flat(market, 'quoteVolume');
  volumes.set(market, known);
  return known;
};

const change = (days: number): Score => {
  return (market, row) => (closeOf(market)[row] as number) / (closeOf(market)[row - days] as number);
};
const volatility: Score = (market, row) => {
  const close = closeOf(market);
  let sum = 0;
  for (let i = 0; i < 30; i++) sum += Math.log((close[row - i] as number) / (close[row - i - 1] as number)) ** 2;
  return sum;
};
const volumeTrend: Score = (market, row) => {
  const volume = volumeOf(market);
  const mean = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += Math.log(volume[row - i] as number);
    return sum / (to - from);
  };
  return mean(0, 5) - mean(0, 85);
};
const size: Score = (market, row) => closeOf(market)[row] as number;
const characteristic: Score = (market, row) => market.truth.characteristic[row] as number;

/** Mean weekly rank correlation of a score with the next week's return over days that do not overlap, and its t. */
function coefficient(market: SimulatedMarket, score: Score): { mean: number; t: number } {
  const { offset } = market.truth;
  const close = closeOf(market);
  const first = market.assets[0]?.bornDay as number;
  const days = offset[1] as number;
  const found: number[] = [];
  for (let day = first + 90; day + HORIZON < first + days; day += HORIZON) {
    const [scores, returns]: [number[], number[]] = [[], []];
    market.assets.forEach((asset, i) => {
      const row = (offset[i] as number) + day - asset.bornDay;
      if (asset.kind !== 'token' || row - 90 < (offset[i] as number) || row >= (offset[i + 1] as number)) return;
      const end = Math.min(row + HORIZON, (offset[i + 1] as number) - 1);
      const ended = end < row + HORIZON ? 0.5 : 1;
      scores.push(score(market, row));
      returns.push(((close[end] as number) / (close[row] as number)) * ended);
    });
    found.push(rankCorrelation(scores, returns));
  }
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1);
  return { mean, t: (mean / Math.sqrt(variance)) * Math.sqrt(found.length) };
}

const SIMPLE_SCORES: Record<string, Score> = {
  'return of a day': change(1),
  'return of 7 days': change(7),
  'return of 30 days': change(30),
  'return of 90 days': change(90),
  volatility,
  'volume trend': volumeTrend,
  price: size,
  characteristic,
};

describe('the simulated market', () => {
  const market = simulateMarket({ seed: 3, assetCount: 200, dayCount: 1_000 });

  it('gives the same bytes for the same seed and other bytes for another', () => {
    const again = simulateMarket({ seed: 3, assetCount: 200, dayCount: 1_000 });
    expect(again).toEqual(market);
    const other = simulateMarket({ seed: 4, assetCount: 200, dayCount: 1_000 });
    expect(flat(other, 'close').slice(0, 50)).not.toEqual(closeOf(market).slice(0, 50));
  });

  it('gives candles that could be true, one a day for each asset from its birth to its end', () => {
    const { offset } = market.truth;
    let row = 0;
    for (const block of market.blocks) {
      expect([block.source, block.timeframe]).toEqual(['simulated', '1d']);
      for (let i = 0; i < block.count; i++, row++) {
        const series = block.seriesIndex[i] as number;
        const asset = market.assets[series];
        const day = (asset?.bornDay as number) + row - (offset[series] as number);
        const [o, h, l, c] = [block.open[i], block.high[i], block.low[i], block.close[i]] as number[];
        const amounts = [block.volume[i], block.quoteVolume[i], block.marketCap[i]] as number[];
        const isTrue =
          block.series[series] === asset?.key &&
          block.openTime[i] === day * DAY &&
          block.knownAt[i] === (day + 1) * DAY &&
          (l as number) > 0 &&
          (l as number) <= Math.min(o as number, c as number) &&
          (h as number) >= Math.max(o as number, c as number) &&
          amounts.every((amount) => Number.isFinite(amount) && amount > 0);
        if (!isTrue) expect.fail(`row ${row} of ${asset?.key}: ${[o, h, l, c, ...amounts].join(' ')}`);
      }
    }
    expect(row).toBe(offset[market.assets.length]);
  });

  it('has births, ends of every style, stablecoins, wrapped tokens and pumps', () => {
    const { assets, truth } = market;
    const count = (holds: (asset: (typeof assets)[number]) => boolean): number => assets.filter(holds).length;
    const first = assets[0]?.bornDay as number;
    expect(count((asset) => asset.bornDay > first)).toBeGreaterThan(60);
    for (const ending of ['alive', 'stopped', 'crashed', 'faded']) {
      expect(
        count((asset) => asset.ending === ending),
        ending,
      ).toBeGreaterThan(3);
    }
    expect(count((asset) => asset.kind === 'stablecoin')).toBe(4);
    expect(count((asset) => asset.kind === 'wrapped')).toBe(2);
    expect(count((asset) => (asset.ending === 'alive') !== (asset.diedDay === null))).toBe(0);
    expect(assets[0]).toMatchObject({ key: 'SIM0001', ending: 'alive', bornDay: first });
    expect(truth.pumps.length).toBeGreaterThan(80);
    expect(new Set(assets.map((asset) => asset.key)).size).toBe(200);
  });

  it('has fat tails, volatility clusters, and volume that grows with the size of the move', () => {
    const { offset } = market.truth;
    const [close, volume] = [closeOf(market), volumeOf(market)];
    const pooled = { second: 0, fourth: 0, count: 0 };
    let [clusters, withVolume, tokens] = [0, 0, 0];
    market.assets.forEach((asset, i) => {
      const [from, to] = [offset[i] as number, offset[i + 1] as number];
      if (asset.kind !== 'token' || to - from < 600) return;
      const moves: number[] = [];
      for (let row = from + 1; row < to; row++)
        moves.push(Math.log((close[row] as number) / (close[row - 1] as number)));
      for (const move of moves) {
        if (Math.abs(move) > 0.25) continue;
        pooled.second += move ** 2;
        pooled.fourth += move ** 4;
        pooled.count++;
      }
      const sizes = moves.map(Math.abs);
      clusters += rankCorrelation(sizes.slice(1), sizes.slice(0, -1));
      const log = Array.from(volume.subarray(from + 1, to), Math.log);
      const steps = log.slice(1).map((value, k) => value - (log[k] as number));
      withVolume += rankCorrelation(
        steps,
        sizes.slice(1).map((value, k) => value - (sizes[k] as number)),
      );
      tokens++;
    });
    expect((pooled.fourth * pooled.count) / pooled.second ** 2).toBeGreaterThan(4.5);
    expect(clusters / tokens).toBeGreaterThan(0.05);
    expect(withVolume / tokens).toBeGreaterThan(0.3);
  });

  it('tells of nothing at strength 0, over several seeds', { timeout: 120_000 }, () => {
    const found: Record<string, number[]> = {};
    for (let seed = 1; seed <= 8; seed++) {
      const silent = simulateMarket({ seed, assetCount: 300, signalStrength: 0 });
      for (const [name, score] of Object.entries(SIMPLE_SCORES)) {
        (found[name] ??= []).push(coefficient(silent, score).t);
      }
    }
    for (const [name, ts] of Object.entries(found)) {
      const together = ts.reduce((sum, t) => sum + t, 0) / Math.sqrt(ts.length);
      expect(Math.abs(together), `${name}: ${ts.map((t) => t.toFixed(1)).join(' ')}`).toBeLessThan(3);
      expect(Math.max(...ts.map(Math.abs)), name).toBeLessThan(3.5);
    }
  });

  it('shows the planted characteristic in proportion to the strength, also through the traded volume', () => {
    const [weak, full] = [0.25, 1].map((signalStrength) => simulateMarket({ seed: 5, signalStrength }));
    const [weakly, fully] = [weak, full].map((one) => coefficient(one as SimulatedMarket, characteristic));
    expect(fully?.mean).toBeGreaterThan(0.15);
    expect(weakly?.mean).toBeGreaterThan(0.03);
    expect(weakly?.mean).toBeLessThan((fully?.mean as number) / 2);
    expect(coefficient(full as SimulatedMarket, volumeTrend).t).toBeGreaterThan(8);
  });

  it('refuses options out of range by name', () => {
    expect(() => simulateMarket({ seed: 1, assetCount: 3 })).toThrow('assetCount was 3');
    expect(() => simulateMarket({ seed: 1, signalStrength: 2 })).toThrow('signalStrength was 2');
  });
});
