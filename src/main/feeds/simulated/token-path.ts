import { createRandom } from '../../numeric/random.ts';
import type { SimulatedEnding } from './lives.ts';
import { type MarketPath, studentT } from './market-path.ts';

/** The flat columns that the paths are written into, a row a candle. */
export type CandleColumns = {
  readonly open: Float64Array<ArrayBuffer>;
  readonly high: Float64Array<ArrayBuffer>;
  readonly low: Float64Array<ArrayBuffer>;
  readonly close: Float64Array<ArrayBuffer>;
  readonly volume: Float64Array<ArrayBuffer>;
  readonly quoteVolume: Float64Array<ArrayBuffer>;
  readonly marketCap: Float64Array<ArrayBuffer>;
};

/** How one token differs from the others. */
export type TokenTraits = {
  readonly beta: number;
  /** Standard deviation of its own daily return in ordinary times. */
  readonly volatility: number;
  readonly sector: number;
  /** USD on its first day. */
  readonly marketCap: number;
};

/** A day on which a token was pumped, and over how many days it gave the gain back (0: it did not). */
export type Pump = { readonly asset: number; readonly day: number; readonly reversalDays: number };

export type TokenRules = {
  readonly seed: number;
  readonly asset: number;
  /** Index of its first day in the market's days, and how many candles it has. */
  readonly start: number;
  readonly length: number;
  readonly ending: SimulatedEnding;
  readonly traits: TokenTraits;
  readonly signalStrength: number;
  readonly distress: number;
};

/** Expected relative return a day for one standard deviation of the characteristic, at full strength. */
export const SIGNAL_RETURN = 0.005;
/** Day to day persistence of the characteristic: half of it is gone after 23 days. */
export const SIGNAL_PERSISTENCE = 0.97;

const LARGEST_OWN_MOVE = 0.75;
const PUMP_HAZARD = 1 / 700;
const TYPICAL_MOVE = 0.04;

/**
 * Writes the candles of one token from row `row` on, and its characteristic of each day into `characteristic`.
 *
 * A day's gross return is a product of independent factors: tide, market, sector, the token's own shock, signal, pump and
 * end. All but the last three have the same expectation for every token, given everything before. The own shock is symmetric
 * in simple returns, so a volatile token expects no more and no less than a quiet one. A pump comes with the same probability
 * on every day, as does the end; what follows a pump and what comes before an end is drawn from the law of any other day
 * unless `distress` is above 0.
 *
 * The characteristic is an AR(1) that shows in the traded volume, and nowhere else: yesterday's value moves today's expected
 * return by {@link SIGNAL_RETURN} × strength. Volume shows it at strength 0 too.
 */
export function writeTokenPath(
  rules: TokenRules,
  path: MarketPath,
  columns: CandleColumns,
  characteristic: Float32Array,
  row: number,
  pumps: Pump[],
): void {
  const { open, high, low, close, volume, quoteVolume, marketCap } = columns;
  const { traits, start, length, distress } = rules;
  const random = createRandom(rules.seed, 'simulated', 'token', rules.asset);
  const sector = path.sectors[traits.sector]!;
  const fadeDays = rules.ending === 'faded' ? Math.min(length - 1, 20 + random.below(41)) : 0;
  const finalFall = 0.6 + 0.395 * random.uniform();
  const turnover = 0.03 * Math.exp(0.8 * random.normal());
  const supplyGrowth = 1 + (0.08 * random.uniform()) / 365;
  let price = 10 ** (4 * random.uniform() - 2);
  let supply = traits.marketCap / price;
  let latent = random.normal();
  let attention = 0;
  let reversalLeft = 0;
  let reversal = 1;
  const innovation = Math.sqrt(1 - SIGNAL_PERSISTENCE * SIGNAL_PERSISTENCE);
  for (let i = 0; i < length; i++) {
    const t = start + i;
    const stress = path.stress[t]!;
    const spread = traits.volatility * stress;
    const own = spread * studentT(random, LARGEST_OWN_MOVE / spread);
    const seen = latent > 3 ? 3 : Math.max(latent, -3);
    let gross =
      path.tide[t]! *
      (1 + traits.beta * path.market[t]!) *
      (1 + sector[t]!) *
      (1 + own) *
      (1 + SIGNAL_RETURN * rules.signalStrength * seen);
    const isPumped = random.uniform() < PUMP_HAZARD;
    const burst = 0.3 + 1.2 * random.uniform() ** 2;
    const giveBack = 3 + random.below(6);
    let crowd = 0;
    if (reversalLeft > 0) {
      gross *= reversal;
      reversalLeft--;
      crowd = 1;
    }
    if (isPumped) {
      gross *= 1 + burst;
      crowd = 2.5;
      reversalLeft = distress > 0 ? giveBack : 0;
      reversal = Math.exp((-0.8 * distress * Math.log1p(burst)) / giveBack);
      pumps.push({ asset: rules.asset, day: t, reversalDays: reversalLeft });
    }
    const fading = fadeDays - (length - 1 - i);
    if (fading > 0) gross *= 1 - 0.03 * distress;
    if (rules.ending === 'crashed' && i === length - 1) {
      gross *= 1 - finalFall;
      crowd = 2;
    }
    const opened = price * (1 + 0.001 * stress * random.normal());
    const closed = price * gross;
    const reach = 0.4 * spread;
    const above = 1 + reach * Math.abs(random.normal()) + (isPumped ? 0.2 * burst : 0);
    const below = 1 + reach * Math.abs(random.normal());
    latent = SIGNAL_PERSISTENCE * latent + innovation * random.normal();
    attention = 0.9 * attention + 0.2 * random.normal();
    const move = Math.abs(gross - 1) / TYPICAL_MOVE;
    const interest =
      0.5 * latent +
      attention +
      0.25 * random.normal() +
      0.3 * Math.min(move, 6) +
      crowd -
      (fading > 0 ? (2 * distress * fading) / fadeDays : 0);
    const at = row + i;
    supply *= supplyGrowth;
    open[at] = opened;
    high[at] = Math.max(opened, closed) * above;
    low[at] = Math.min(opened, closed) / below;
    close[at] = closed;
    marketCap[at] = closed * supply;
    quoteVolume[at] = price * supply * turnover * Math.exp(interest - 0.5);
    volume[at] = (2 * quoteVolume[at]!) / (opened + closed);
    characteristic[at] = latent;
    price = closed;
  }
}

/** Writes the candles of a stablecoin: one dollar, give or take a few tenths of a percent. */
export function writeStablecoinPath(
  seed: number,
  asset: number,
  length: number,
  columns: CandleColumns,
  row: number,
): void {
  const random = createRandom(seed, 'simulated', 'token', asset);
  const supply = 1e8 * Math.exp(random.normal());
  let price = 1;
  for (let i = 0; i < length; i++) {
    const at = row + i;
    const opened = price;
    price = 1 + 0.5 * (price - 1) + 0.001 * random.normal();
    columns.open[at] = opened;
    columns.high[at] = Math.max(opened, price) * (1 + 0.0005 * Math.abs(random.normal()));
    columns.low[at] = Math.min(opened, price) / (1 + 0.0005 * Math.abs(random.normal()));
    columns.close[at] = price;
    columns.marketCap[at] = supply * price;
    columns.quoteVolume[at] = supply * 0.2 * Math.exp(0.3 * random.normal());
    columns.volume[at] = columns.quoteVolume[at]! / price;
  }
}

/** Writes the candles of a wrapped token: those of its underlying, a few hundredths of a percent beside them. */
export function writeWrappedPath(
  seed: number,
  asset: number,
  length: number,
  columns: CandleColumns,
  row: number,
  underlyingRow: number,
): void {
  const random = createRandom(seed, 'simulated', 'token', asset);
  const share = 0.01 + 0.05 * random.uniform();
  for (let i = 0; i < length; i++) {
    const [at, from] = [row + i, underlyingRow + i];
    const premium = 1 + 0.0003 * random.normal();
    columns.open[at] = columns.open[from]! * premium;
    columns.high[at] = columns.high[from]! * premium;
    columns.low[at] = columns.low[from]! * premium;
    columns.close[at] = columns.close[from]! * premium;
    columns.marketCap[at] = columns.marketCap[from]! * share;
    columns.quoteVolume[at] = columns.quoteVolume[from]! * share * Math.exp(0.3 * random.normal());
    columns.volume[at] = (columns.volume[from]! * columns.quoteVolume[at]!) / columns.quoteVolume[from]!;
  }
}
