/**
 * The whole market of a day and how it came there: prices without wrong ticks, then index, breadth, regime, fear and greed,
 * sectors and correlations. What is made of all days is kept beside the market it was made of, so that asking again for other
 * days or another size takes a fiftieth of the time.
 */

import { throwIfCancelled } from '../../shared/errors.ts';
import type { MarketOverview, MoodComponent } from '../../shared/market.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { referenceOf } from '../factors/cross-section.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { cellOf } from '../numeric/panel.ts';
import { medianVolumeAt, returnTableAt } from '../portfolio/market-figures.ts';
import { type Breadth, breadthOf } from '../risk/breadth.ts';
import { correlationMapOf } from '../risk/correlation-map.ts';
import {
  type FearAndGreed,
  fearAndGreedOf,
  MOOD_WEIGHTS,
  type MoodPart,
  tradedRatioOf,
  usedWeights,
} from '../risk/fear-greed.ts';
import { largestCellsOf, type MarketIndex, marketIndexOf, shareOf } from '../risk/market-index.ts';
import { probabilityText, type Regime, regimeNameOf, regimeOf, regimeSince, seenOn, yearlyOf } from '../risk/regime.ts';
import { type SectorRotation, sectorRotationOf } from '../risk/sector-rotation.ts';
import { type SettledPrices, settledPricesOf } from '../risk/settled-prices.ts';
import { namesOf } from './asset-names.ts';
import type { Job, JobRun } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';

export type MarketOverviewInput = {
  readonly asOf: Instant;
  /** How many of the last days the series show. */
  readonly days: number;
  /** How many of the largest tokens the correlation map shows. */
  readonly correlationSize: number;
  readonly isSimulated: boolean;
};

/** Figures of every day of a market. */
type MarketHistory = {
  readonly prices: SettledPrices;
  readonly index: MarketIndex;
  readonly bitcoinShare: Float64Array;
  readonly breadth: Breadth;
  readonly regime: Regime;
  readonly mood: FearAndGreed;
  readonly sectors: readonly SectorRotation[];
};

/** Tokens of which a day's volatility, breadth of the regime and traded value are taken: 95 % and more of the market cap. */
const MARKET_SIZE = 100;
const CORRELATION_DAYS = 180;

const kept = new WeakMap<Market, MarketHistory>();

/** Returns the market's overview as known at an instant. Throws `insufficient-data` if nothing was known by then. */
export const describeMarket: Job<MarketOverviewInput, MarketOverview> = (store, input, run) => {
  run.report(0, 'reading candles');
  const market = cachedMarket(store, input.asOf, EligibilityRules.parse({}), run);
  run.report(0.7, 'measuring the market');
  const overview = overviewOf(market, namesOf(store, input.asOf), input, run);
  run.report(1, 'measured');
  return overview;
};

/** Returns the overview of a market. @param nameOf - returns an asset's name for a person. */
export function overviewOf(
  market: Market,
  nameOf: (asset: string) => string,
  input: MarketOverviewInput,
  run: Pick<JobRun, 'signal'>,
): MarketOverview {
  const history = kept.get(market) ?? historyOf(market, run);
  kept.set(market, history);
  throwIfCancelled(run.signal);
  const { index, breadth, regime, mood, sectors } = history;
  const { window } = market;
  const born = index.eligibleCount.findIndex((count) => count > 0);
  const from = Math.max(born < 0 ? window.dayCount : born, window.dayCount - input.days);
  const shown = (column: Float64Array): (number | null)[] => Array.from(column.subarray(from), finiteOrNull);
  const base = index.level[from] ?? Number.NaN;
  return {
    asOf: input.asOf,
    isSimulated: input.isSimulated,
    eligibleCount: index.eligibleCount.at(-1) ?? 0,
    dayTime: Array.from({ length: window.dayCount - from }, (_, i) => startOfDay(window.firstDay + from + i)),
    index: shown(index.level.map((level) => level / base)),
    marketCap: shown(index.marketCap),
    bitcoinShare: shown(history.bitcoinShare),
    breadth: {
      eligibleCount: Array.from(index.eligibleCount.subarray(from)),
      aboveAverage50: shown(breadth.aboveAverage50),
      aboveAverage200: shown(breadth.aboveAverage200),
      advancing: shown(breadth.advancing),
      newHighs: shown(breadth.newHighs),
    },
    regime: { stressProbability: shown(regime.stressProbability), ...describeRegime(regime, window.firstDay) },
    fearAndGreed: { value: shown(mood.value), components: describeMood(mood) },
    sectors: sectors.map(({ returns, share, strength, momentum, ...rest }) => ({
      ...rest,
      share: finiteOrNull(share),
      return7Days: finiteOrNull(returns[0]),
      return30Days: finiteOrNull(returns[1]),
      return90Days: finiteOrNull(returns[2]),
      strength: strength.map(finiteOrNull),
      momentum: momentum.map(finiteOrNull),
    })),
    sectorNote:
      sectors.length > 0
        ? null
        : `No eligible token had a known sector at the end of ${formatDay(market.lastDay)}: a sector counts from the day on which a source recorded it`,
    correlation: describeCorrelation(market, history, nameOf, input.correlationSize),
  };
}

function historyOf(market: Market, run: Pick<JobRun, 'signal'>): MarketHistory {
  const step = <T>(value: T): T => {
    throwIfCancelled(run.signal);
    return value;
  };
  const prices = step(settledPricesOf(market));
  const index = step(marketIndexOf(market, prices));
  const bitcoinShare = shareOf(market, prices, index, referenceOf(market.window));
  const largest = step(largestCellsOf(market, prices, MARKET_SIZE));
  const breadth = step(breadthOf(market, prices));
  const regime = step(regimeOf(seenOn(market, prices, index, largest)));
  const mood = step(fearAndGreedOf(index, tradedRatioOf(market, largest), bitcoinShare));
  const sectors = sectorRotationOf(market, prices, index);
  return { prices, index, bitcoinShare, breadth, regime, mood, sectors };
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Volatility of the turbulent state over that of the calm one below which the two are hardly two. */
const SMALLEST_RATIO = 1.3;

function describeRegime(
  { stressProbability, model }: Regime,
  firstDay: number,
): Omit<MarketOverview['regime'], 'stressProbability'> {
  const probability = stressProbability.at(-1) ?? Number.NaN;
  const now = regimeNameOf(probability);
  const since = regimeSince(stressProbability);
  if (model === null || now === null) {
    const note = 'Calm and turbulent times cannot be told apart yet: that needs a year of days with 3 eligible tokens';
    return { now: null, sinceTime: null, calm: null, turbulent: null, note };
  }
  const [calm, turbulent] = [yearlyOf(model, 0), yearlyOf(model, 1)];
  const verdict =
    now === 'unclear'
      ? `It is unclear whether the market is calm or turbulent: ${probabilityText(probability)} speaks for turbulent`
      : `The market is ${now} with a probability of ${probabilityText(now === 'calm' ? 1 - probability : probability)}`;
  const difference =
    turbulent.volatility < SMALLEST_RATIO * calm.volatility
      ? 'The two kinds of times hardly differ so far, so this says little.'
      : `In turbulent times its value swung by ${percent(turbulent.volatility)} a year, in calm ones by ${percent(calm.volatility)}.`;
  return {
    ...{ now, calm, turbulent },
    sinceTime: since < 0 ? null : startOfDay(firstDay + since),
    note: `${verdict}. ${difference} Each day is judged by what was known at its end and is not revised later.`,
  };
}

type Text = Pick<MoodComponent, 'label' | 'description'> & { readonly absence: string };
const MOOD_TEXTS: Readonly<Record<keyof typeof MOOD_WEIGHTS, Text>> = {
  volatility: {
    label: 'Volatility',
    description:
      'How far the index swings and has fallen from its high, beside the last 30 and 90 days: calm near a high is greed',
    absence: 'Needs 180 known days of the last year',
  },
  momentum: {
    label: 'Momentum and volume',
    description:
      'How far the index stands above its averages of 30 and 90 days, times how much more than usual is traded',
    absence: 'Needs 180 known days of the last year',
  },
  dominance: {
    label: 'Bitcoin dominance',
    description: "Bitcoin's share of the market cap: a high one is a flight to safety, which is fear",
    absence: 'Needs a market cap of Bitcoin on the day and on 180 days of the last year',
  },
  social: {
    label: 'Social media',
    description: 'How much and how kindly people write about the market',
    absence: 'No imported source tells of it',
  },
  surveys: {
    label: 'Surveys',
    description: 'What people answer when they are asked about the market',
    absence: 'No imported source tells of it; the best known survey is paused',
  },
  trends: {
    label: 'Search trends',
    description: 'How often people search for Bitcoin and for words of fear',
    absence: 'No imported source tells of it',
  },
};

function describeMood({ parts }: FearAndGreed): MoodComponent[] {
  const last = parts.volatility.length - 1;
  const used = usedWeights(parts, last);
  return (Object.keys(MOOD_TEXTS) as (keyof typeof MOOD_TEXTS)[]).map((id) => {
    const { label, description, absence } = MOOD_TEXTS[id];
    const isPart = (name: string): name is MoodPart => name in parts;
    const value = isPart(id) ? finiteOrNull(parts[id][last] ?? Number.NaN) : null;
    return {
      ...{ id, label, description, value },
      nominalWeight: MOOD_WEIGHTS[id],
      usedWeight: isPart(id) ? used[id] : 0,
      absence: value === null ? absence : null,
    };
  });
}

function describeCorrelation(
  { window, eligible, lastDay }: Market,
  { prices }: MarketHistory,
  nameOf: (asset: string) => string,
  size: number,
): MarketOverview['correlation'] {
  const candidates = window.assets.flatMap((_, asset) => {
    const cell = cellOf(window, asset, lastDay);
    if (cell < 0 || eligible[cell] === 0) return [];
    return [{ asset, cap: prices.marketCap[cell] || 0, traded: medianVolumeAt(window, asset, lastDay) || 0 }];
  });
  candidates.sort((a, b) => b.cap - a.cap || b.traded - a.traded || a.asset - b.asset);
  const settled = { ...window, fields: { close: prices.close } };
  const assets = candidates.map(({ asset }) => asset);
  const map = correlationMapOf(returnTableAt(settled, assets, lastDay, CORRELATION_DAYS), size);
  return {
    assets: [...map.assets],
    names: map.assets.map(nameOf),
    cluster: Array.from(map.cluster),
    matrix: Array.from(map.matrix),
    days: CORRELATION_DAYS,
    meanCorrelation: finiteOrNull(map.meanCorrelation),
    clusters: map.clusters.map((cluster) => ({ ...cluster, meanCorrelation: finiteOrNull(cluster.meanCorrelation) })),
  };
}
