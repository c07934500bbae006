import type { CandleBlock } from '../../../shared/candles.ts';
import { AppError } from '../../../shared/errors.ts';
import { DAY } from '../../../shared/time.ts';
import { createRandom } from '../../numeric/random.ts';
import { SIMULATED_SECTORS, type SimulatedAsset, simulateLives } from './lives.ts';
import { simulateMarketPath } from './market-path.ts';
import {
  type CandleColumns,
  type Pump,
  type TokenTraits,
  writeStablecoinPath,
  writeTokenPath,
  writeWrappedPath,
} from './token-path.ts';

export type SimulationOptions = {
  readonly seed: number;
  /** Assets in all, stablecoins and wrapped tokens among them; 10 or more. Default 300. */
  readonly assetCount?: number;
  /** UTC day number of the first candle. Default 18,628 (2021-01-01). */
  readonly firstDay?: number;
  /** Default 1,500. */
  readonly dayCount?: number;
  /** 0..1; 0 plants nothing. Default 0.5. */
  readonly signalStrength?: number;
  /** 0..1: how much of a pump is given back, and how fast a fading token falls. Default: the signal's strength. */
  readonly distress?: number;
  /** Standard deviation of the logarithm of the tokens' own volatilities. Default 0.3 with a signal, 0 without one. */
  readonly volatilitySpread?: number;
  /** Standard deviation of the tokens' betas about 1. Default 0.25. */
  readonly betaSpread?: number;
  /** Share of the tokens alive that end in a year. Default 0.1. */
  readonly deathRate?: number;
};

/** What the candles do not say. Row `offset[asset] + i` of the flat order (asset by asset) is candle i of the asset. */
export type SimulatedTruth = {
  readonly signalStrength: number;
  readonly distress: number;
  readonly offset: Int32Array;
  /** The latent characteristic at each candle's close, NaN for stablecoins and wrapped tokens. */
  readonly characteristic: Float32Array;
  /** Per asset; NaN for stablecoins and wrapped tokens. */
  readonly beta: Float64Array;
  readonly volatility: Float64Array;
  /** Simple return of the market factor of each day. */
  readonly market: Float64Array;
  /** First day of the market's crash. */
  readonly crashDay: number;
  /** `asset` is an index into the assets, `day` a UTC day number. */
  readonly pumps: readonly Pump[];
};

/** A market under way: `write` is to be called once for each asset, in their order, and `finish` after the last. */
export type Simulation = {
  readonly assets: readonly SimulatedAsset[];
  readonly candleCount: number;
  /** Makes the candles of one asset: about a microsecond each. */
  write(asset: number): void;
  finish(): SimulatedMarket;
};

export type SimulatedMarket = {
  /** In the order asset, day. Every block lists all series. */
  readonly blocks: readonly CandleBlock[];
  readonly assets: readonly SimulatedAsset[];
  readonly truth: SimulatedTruth;
};

const DEFAULT_FIRST_DAY = 18_628;
const OWN_VOLATILITY = 0.04;
const MEDIAN_MARKET_CAP = 8e7;
const RESERVE_MARKET_CAP = 1e11;
const BLOCK_ROWS = 100_000;

/**
 * Returns a simulated market of daily candles whose truth is known: fat tails, volatility clusters, a market factor,
 * sectors, births, ends, pumps and one crash. The same options give the same bytes.
 *
 * With `signalStrength` 0 nothing that could be seen tells one token's expected relative return from another's: given the
 * past, every token's next return has the same expectation, ends come with the same probability for all (so whatever return
 * a label assumes after an end is the same expected loss for all), and own volatilities are equal. The last matters for
 * ranks: with equal expectations but unequal volatilities, the *median* compound return of a volatile token is lower, by
 * half its variance a day, and a rank correlation would find that. Unequal betas do the same on a far smaller scale.
 *
 * Every candle is known at its close. Throws `invalid-input` for options out of range.
 */
export function simulateMarket(options: SimulationOptions): SimulatedMarket {
  const simulation = beginSimulation(options);
  for (let asset = 0; asset < simulation.assets.length; asset++) simulation.write(asset);
  return simulation.finish();
}

/** Returns the market of {@link simulateMarket} to be made asset by asset, by whoever must not stand still for it. */
export function beginSimulation(options: SimulationOptions): Simulation {
  const rules = completeOptions(options);
  const { seed, firstDay, dayCount, signalStrength, distress } = rules;
  const assets = simulateLives(rules);
  const path = simulateMarketPath(seed, dayCount, SIMULATED_SECTORS.length);
  const endDay = firstDay + dayCount;
  const offset = new Int32Array(assets.length + 1);
  assets.forEach((asset, i) => {
    offset[i + 1] = offset[i]! + (asset.diedDay === null ? endDay : asset.diedDay + 1) - asset.bornDay;
  });
  const rows = offset[assets.length]!;
  const columns = createColumns(rows);
  const frame = createFrame(rows);
  const characteristic = new Float32Array(rows).fill(Number.NaN);
  const beta = new Float64Array(assets.length).fill(Number.NaN);
  const volatility = new Float64Array(assets.length).fill(Number.NaN);
  const pumps: Pump[] = [];
  const indexOf = new Map(assets.map((asset, i) => [asset.key, i]));

  const write = (i: number): void => {
    const asset = assets[i]!;
    const row = offset[i]!;
    const length = offset[i + 1]! - row;
    writeFrame(frame, i, asset.bornDay, row, length);
    if (asset.kind === 'stablecoin') {
      writeStablecoinPath(seed, i, length, columns, row);
      return;
    }
    if (asset.kind === 'wrapped') {
      const from = indexOf.get(asset.underlying ?? '')!;
      const underlyingRow = offset[from]! + asset.bornDay - assets[from]!.bornDay;
      writeWrappedPath(seed, i, length, columns, row, underlyingRow);
      return;
    }
    const traits = drawTraits(rules, i, SIMULATED_SECTORS.indexOf(asset.sector as (typeof SIMULATED_SECTORS)[number]));
    beta[i] = traits.beta;
    volatility[i] = traits.volatility;
    const start = asset.bornDay - firstDay;
    const token = { seed, asset: i, start, length, ending: asset.ending, traits, signalStrength, distress };
    writeTokenPath(token, path, columns, characteristic, row, pumps);
  };

  const finish = (): SimulatedMarket => {
    const truth: SimulatedTruth = {
      signalStrength,
      distress,
      offset,
      characteristic,
      beta,
      volatility,
      market: path.market,
      crashDay: firstDay + path.crashIndex,
      pumps: pumps.map((pump) => ({ ...pump, day: firstDay + pump.day })),
    };
    return { blocks: cutBlocks(assets, frame, columns), assets, truth };
  };
  return { assets, candleCount: rows, write, finish };
}

function completeOptions(options: SimulationOptions): Required<SimulationOptions> {
  const signalStrength = options.signalStrength ?? 0.5;
  const rules = {
    seed: options.seed,
    assetCount: options.assetCount ?? 300,
    firstDay: options.firstDay ?? DEFAULT_FIRST_DAY,
    dayCount: options.dayCount ?? 1_500,
    signalStrength,
    distress: options.distress ?? signalStrength,
    volatilitySpread: options.volatilitySpread ?? (signalStrength > 0 ? 0.3 : 0),
    betaSpread: options.betaSpread ?? 0.25,
    deathRate: options.deathRate ?? 0.1,
  };
  const demand = (holds: boolean, name: keyof typeof rules, needed: string): void => {
    if (!holds) throw new AppError('invalid-input', `Simulated market's ${name} was ${rules[name]}, needs ${needed}`);
  };
  demand(Number.isSafeInteger(rules.assetCount) && rules.assetCount >= 10, 'assetCount', 'a whole number from 10 up');
  demand(Number.isSafeInteger(rules.dayCount) && rules.dayCount >= 2, 'dayCount', 'a whole number from 2 up');
  demand(Number.isSafeInteger(rules.firstDay), 'firstDay', 'a UTC day number');
  for (const name of ['signalStrength', 'distress', 'volatilitySpread', 'betaSpread', 'deathRate'] as const) {
    demand(rules[name] >= 0 && rules[name] <= 1, name, 'a number from 0 to 1');
  }
  return rules;
}

function drawTraits(rules: Required<SimulationOptions>, asset: number, sector: number): TokenTraits {
  const random = createRandom(rules.seed, 'simulated', 'traits', asset);
  const beta = Math.min(2.5, Math.max(0.1, 1 + rules.betaSpread * random.normal()));
  const scale = Math.exp(rules.volatilitySpread * Math.min(3, Math.max(-3, random.normal())));
  const marketCap = asset === 0 ? RESERVE_MARKET_CAP : MEDIAN_MARKET_CAP * Math.exp(1.8 * random.normal());
  return { beta, volatility: OWN_VOLATILITY * scale, sector, marketCap };
}

function createColumns(rows: number): CandleColumns {
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(rows);
  return {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: column(),
    marketCap: column(),
  };
}

/** What a candle is of, beside its values. */
type Frame = Readonly<Pick<CandleBlock, 'seriesIndex' | 'openTime' | 'knownAt'>>;

function createFrame(rows: number): Frame {
  return { seriesIndex: new Int32Array(rows), openTime: new Float64Array(rows), knownAt: new Float64Array(rows) };
}

function writeFrame(frame: Frame, asset: number, bornDay: number, row: number, length: number): void {
  for (let i = 0; i < length; i++) {
    frame.seriesIndex[row + i] = asset;
    frame.openTime[row + i] = (bornDay + i) * DAY;
    frame.knownAt[row + i] = (bornDay + i + 1) * DAY;
  }
}

function cutBlocks(assets: readonly SimulatedAsset[], frame: Frame, columns: CandleColumns): CandleBlock[] {
  const rows = columns.close.length;
  const series = assets.map((asset) => asset.key);
  const blocks: CandleBlock[] = [];
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const to = Math.min(rows, from + BLOCK_ROWS);
    const cut = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => column.subarray(from, to);
    blocks.push({
      source: 'simulated',
      timeframe: '1d',
      series,
      count: to - from,
      seriesIndex: frame.seriesIndex.subarray(from, to),
      openTime: cut(frame.openTime),
      knownAt: cut(frame.knownAt),
      open: cut(columns.open),
      high: cut(columns.high),
      low: cut(columns.low),
      close: cut(columns.close),
      volume: cut(columns.volume),
      quoteVolume: cut(columns.quoteVolume),
      marketCap: cut(columns.marketCap),
    });
  }
  return blocks;
}
