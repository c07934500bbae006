import { benchmarkRules } from '../../../src/main/backtest/benchmarks.ts';
import type { ReportInput } from '../../../src/main/backtest/report.ts';
import { decisionDays } from '../../../src/main/backtest/schedule.ts';
import { simulate, type TargetWeights } from '../../../src/main/backtest/simulate.ts';
import { allDelisted, endingsByYear } from '../../../src/main/backtest/survivorship.ts';
import { crossSectionOf, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { BacktestConfig, type InformationCoefficient } from '../../../src/shared/backtests.ts';
import { instantOf, startOfDay } from '../../../src/shared/time.ts';
import { type HandAsset, handMarket } from './market.ts';

export type Sample = { readonly days: number; readonly tokens: number; readonly seed: number };

/** 2016-01-01. */
export const SAMPLE_START = 16_801;

/** Returns a market of one strong factor with births, deaths, missing opens and unknown volumes. */
export function sampleMarket({ days, tokens, seed }: Sample): {
  window: Window;
  endings: ReadonlyMap<string, 'delisted' | 'truncated'>;
} {
  const random = createRandom(seed, 'sample');
  const factor = Array.from({ length: days }, () => 0.0012 + 0.03 * random.normal());
  const endings = new Map<string, 'delisted' | 'truncated'>();
  const assets = Array.from({ length: tokens }, (_, i): HandAsset => {
    const from = i < tokens / 2 ? 0 : random.below(Math.floor(days / 2));
    const isMortal = i > 2 && random.uniform() < 0.3;
    const length = isMortal ? 60 + random.below(days - from - 60) : days - from;
    const id = i === 0 ? 'bitcoin' : `token-${i}`;
    if (isMortal) endings.set(id, random.uniform() < 0.5 ? 'delisted' : 'truncated');
    let price = 10 ** (3 * random.uniform());
    const supply = 10 ** (7 + 2 * random.uniform());
    const hasOpens = random.uniform() < 0.6;
    const open: number[] = [];
    const close = Array.from({ length }, (_cell, k) => {
      open.push(hasOpens ? price : Number.NaN);
      price *= Math.exp((factor[from + k] as number) + 0.03 * random.normal() - 0.0009);
      return price;
    });
    return {
      id,
      from,
      close,
      open,
      volume: close.map((value) =>
        random.uniform() < 0.02 ? Number.NaN : value * supply * 10 ** (-2.5 + 1.5 * random.uniform()),
      ),
      marketCap: close.map((value) => value * supply),
    };
  });
  return { window: handMarket(assets, SAMPLE_START), endings };
}

/** Returns everything that a report needs, of an index that holds the tokens of the best 30 days, monthly. */
export function sampleInput(sample: Sample, changes: Partial<ReportInput> = {}): ReportInput {
  const { window, endings } = sampleMarket(sample);
  const config = BacktestConfig.parse({ simulation: { bootstrapDrawCount: 200, benchmarkSize: 10 } });
  const fromDay = SAMPLE_START + 40;
  const untilDay = SAMPLE_START + sample.days - 1;
  const due = new Set(decisionDays('month', fromDay, untilDay));
  const closeAt = (asset: number, day: number): number =>
    window.fields.close[(window.offset[asset] as number) + day - (window.start[asset] as number)] ?? Number.NaN;
  const isLiving = (asset: number, day: number): boolean =>
    day - 30 >= (window.start[asset] as number) &&
    day < (window.start[asset] as number) + (window.offset[asset + 1] as number) - (window.offset[asset] as number);
  const decide = (day: number): TargetWeights | null => {
    if (!due.has(day)) return null;
    const best = window.assets
      .map((_, asset) => asset)
      .filter((asset) => isLiving(asset, day))
      .sort((a, b) => closeAt(b, day) / closeAt(b, day - 30) - closeAt(a, day) / closeAt(a, day - 30))
      .slice(0, 12);
    return new Map(best.map((asset, i) => [asset, (0.95 * (12 - i)) / 78]));
  };
  const shared = {
    market: window,
    endings,
    costs: config.simulation.costs,
    delistingReturn: config.simulation.delistingReturn,
    initialEquity: config.simulation.initialEquity,
    fromDay,
    untilDay,
  };
  const market = {
    window,
    crossSection: crossSectionOf(window),
    eligible: new Uint8Array(window.fields.close.length).fill(1),
  };
  return {
    id: 'f00d'.repeat(16),
    name: 'Sample index',
    createdTime: instantOf(startOfDay(untilDay + 2)),
    programVersion: '0.1.0',
    isSimulated: true,
    config,
    hashes: { config: 'c0'.repeat(32), data: 'da'.repeat(32), factors: 'fa'.repeat(32) },
    assets: window.assets,
    medianEligibleCount: sample.tokens,
    assumedShare: 0.92,
    historyFromDay: SAMPLE_START,
    firstTrainableDay: null,
    ledger: simulate({ ...shared, decide }),
    decisions: { count: due.size, infeasibleCount: 0, lastInfeasibleTime: null, whys: [] },
    endingsByYear: endingsByYear(market, endings, fromDay, untilDay),
    pessimistic: simulate({ ...shared, decide, endings: allDelisted(endings) }),
    benchmarks: benchmarkRules(market, (d) => due.has(d), config.simulation.benchmarkSize).map(
      ({ id, label, description, decide: rule }) => ({
        id,
        label,
        description,
        ledger: simulate({ ...shared, decide: rule }),
      }),
    ),
    informationCoefficients: [7, 30].flatMap((horizon) =>
      ['gradient-boosting', 'random-forest'].map((kind) => sampleSkill(sample, `${kind}, ${horizon} days`, horizon)),
    ),
    trials: [],
    trialReturns: [],
    ...changes,
  };
}

/** Rank correlations that are mostly chance, a month each. */
function sampleSkill({ seed, days }: Sample, label: string, horizonDays: number): InformationCoefficient {
  const random = createRandom(seed, 'skill', label);
  const months = Array.from({ length: Math.floor(days / 31) }, (_, i) => SAMPLE_START + Math.round(i * 30.4375));
  const monthMean = months.map(() => 0.02 + 0.05 * random.normal());
  const [mean, ratio] = [0.02, 0.4];
  return {
    label,
    horizonDays,
    isBaseline: false,
    mean,
    ratio,
    t: ratio * Math.sqrt((months.length * 30) / Math.max(30, horizonDays)),
    dateCount: months.length,
    afterVolatility: { mean: 0.01, t: 0.8 },
    topLessBottom: { mean: 0.0029, t: 0.5 },
    topLessUniverse: { mean: 0.001, t: 0.3 },
    monthTime: months.map(startOfDay),
    monthMean,
  };
}
