/**
 * The market of one instant, kept by a thread that answers people: reading ten years of it takes seconds, asking it takes
 * none. What is kept is named by everything that decides it, so a result cannot show whether it was.
 */
import type { EligibilityRules } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { FACTORS } from '../factors/registry.ts';
import { dataVersionOf } from '../store/batches.ts';
import type { ReadableStore } from '../store/open.ts';
import type { JobRun } from './job.ts';
import { loadMarket, type Market } from './market.ts';
import { type RecentFactors, recentFactorsOf } from './recent-market.ts';

type Kept<T> = { readonly key: string; readonly value: T } | null;

let market: Kept<Market> = null;
let recent: Kept<RecentFactors> = null;

/** Returns the market as known at `asOf`, whole. Throws as {@link loadMarket}. */
export function cachedMarket(store: ReadableStore, asOf: Instant, rules: EligibilityRules): Market {
  const key = marketKeyOf(store, asOf, rules);
  if (market?.key === key && hasName(store)) return market.value;
  market = recent = null; // two markets at once would take twice the memory
  market = { key, value: loadMarket(store, asOf, rules) };
  return market.value;
}

/** Returns the last week of the market as known at `asOf`, with every factor, ranked and raw. Throws as {@link loadMarket}. */
export function cachedTable(store: ReadableStore, asOf: Instant, rules: EligibilityRules, run: JobRun): RecentFactors {
  const key = marketKeyOf(store, asOf, rules);
  if (recent?.key === key && hasName(store)) return recent.value;
  const whole = cachedMarket(store, asOf, rules);
  const value = recentFactorsOf(
    whole,
    run,
    FACTORS.map(({ id }) => id),
  );
  recent = { key, value };
  return value;
}

/** Two stores in memory cannot be told apart, and tests compare what two of them say. */
const hasName = (store: ReadableStore): boolean => store.path !== ':memory:';

/** Returns what names a market: the file, what it holds, the instant and the rules of eligibility. */
export function marketKeyOf(store: ReadableStore, asOf: Instant, rules: EligibilityRules): string {
  return JSON.stringify([store.path, dataVersionOf(store), asOf, rules]);
}
