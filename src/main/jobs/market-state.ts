/** The state of the whole market on each day, as factors of every token read it. */
import { throwIfCancelled } from '../../shared/errors.ts';
import { referenceOf } from '../factors/cross-section.ts';
import { sharedFloat64 } from '../numeric/panel.ts';
import { fearAndGreedOf, tradedRatioOf } from '../risk/fear-greed.ts';
import { largestCellsOf, marketIndexOf, shareOf } from '../risk/market-index.ts';
import { regimeOf, seenOn } from '../risk/regime.ts';
import { settledPricesOf } from '../risk/settled-prices.ts';
import type { JobRun } from './job.ts';
import type { Market } from './market.ts';

/** Tokens of which volatility, breadth and traded value are taken, as the market's page does. */
const MARKET_SIZE = 100;

/**
 * Returns a market whose window shows the probability of turbulence, and fear and greed: the imported index where there is one,
 * elsewhere our own. Both look back over the whole market, so this comes before any slicing; a market that has it stays as it is.
 */
export function withMarketState(market: Market, run: Pick<JobRun, 'signal'>): Market {
  const { window } = market;
  const { measures = {}, days = {} } = window.observations ?? {};
  if (days['stress-probability'] !== undefined) return market;
  const step = <T>(value: T): T => {
    throwIfCancelled(run.signal);
    return value;
  };
  const prices = step(settledPricesOf(market));
  const index = step(marketIndexOf(market, prices));
  const largest = step(largestCellsOf(market, prices, MARKET_SIZE));
  const { stressProbability } = step(regimeOf(seenOn(market, prices, index, largest)));
  const bitcoinShare = shareOf(market, prices, index, referenceOf(window));
  const ours = step(fearAndGreedOf(index, tradedRatioOf(market, largest), bitcoinShare)).value;
  const imported = days['fear-greed'];
  const mood = ours.map((value, day) =>
    imported === undefined || Number.isNaN(imported[day]!) ? value : imported[day]!,
  );
  const state = { 'stress-probability': shared(stressProbability), 'fear-greed': shared(mood) };
  return { ...market, window: { ...window, observations: { measures, days: { ...days, ...state } } } };
}

function shared(line: Float64Array): Float64Array {
  const out = sharedFloat64(line.length);
  out.set(line);
  return out;
}
