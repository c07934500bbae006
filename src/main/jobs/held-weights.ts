import { EligibilityRules } from '../../shared/models.ts';
import { dayOf, type Instant } from '../../shared/time.ts';
import { driftWeights } from '../portfolio/drift.ts';
import type { Job } from './job.ts';
import { cachedMarket } from './market-cache.ts';

export type HeldWeightsInput = {
  /** Weights of instants, by asset; what is missing to 1 is cash. */
  readonly holdings: readonly { readonly asOf: Instant; readonly weights: Readonly<Record<string, number>> }[];
  /** To which day's close they are drifted: the last that was over by then. */
  readonly asOf: Instant;
  /** Return after the last close of a delisted token, -1..0. */
  readonly delistingReturn: number;
};

export type HeldWeights = {
  readonly weights: Readonly<Record<string, number>>;
  readonly cash: number;
  readonly totalReturn: number;
};

/** Returns for each holding what it has become by the closes since, see `driftWeights`. Throws `insufficient-data` without any. */
export const driftHoldings: Job<HeldWeightsInput, readonly HeldWeights[]> = (store, input, run) => {
  const { holdings, asOf, delistingReturn } = input;
  run.report(0, 'reading closes');
  const { window, endings, lastDay } = cachedMarket(store, asOf, EligibilityRules.parse({}), run);
  return holdings.map((held) => {
    const fromDay = dayOf(held.asOf) - 1;
    const drifted = driftWeights({
      ...{ market: window, endings, weights: new Map(Object.entries(held.weights)), fromDay },
      ...{ untilDay: Math.max(fromDay, lastDay), delistingReturn },
    });
    return { ...drifted, weights: Object.fromEntries(drifted.weights) };
  });
};
