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

/** A market that is kept, with its last week once that was asked for. */
type Kept = { readonly key: string; readonly market: Market; recent: RecentFactors | null };

/** Newest first. Two, because ratings may be of a day and prices of the next: 0.2 GB each for the real history. */
let kept: readonly Kept[] = [];
const KEPT_COUNT = 2;

/** Returns the market as known at `asOf`, whole. Throws as {@link loadMarket}. */
export function cachedMarket(store: ReadableStore, asOf: Instant, rules: EligibilityRules): Market {
  return keptOf(store, asOf, rules).market;
}

/** Returns the last week of the market as known at `asOf`, with every factor, ranked and raw. Throws as {@link loadMarket}. */
export function cachedTable(store: ReadableStore, asOf: Instant, rules: EligibilityRules, run: JobRun): RecentFactors {
  const entry = keptOf(store, asOf, rules);
  entry.recent ??= recentFactorsOf(
    entry.market,
    run,
    FACTORS.map(({ id }) => id),
  );
  return entry.recent;
}

function keptOf(store: ReadableStore, asOf: Instant, rules: EligibilityRules): Kept {
  const key = marketKeyOf(store, asOf, rules);
  // two stores in memory cannot be told apart, and tests compare what two of them say
  const found = store.path === ':memory:' ? undefined : kept.find((entry) => entry.key === key);
  // what is let go is let go before the new one is read
  kept = kept.filter((entry) => entry !== found).slice(0, KEPT_COUNT - 1);
  const entry = found ?? { key, market: loadMarket(store, asOf, rules), recent: null };
  kept = [entry, ...kept];
  return entry;
}

/** Returns what names a market: the file, what it holds, the instant and the rules of eligibility. */
export function marketKeyOf(store: ReadableStore, asOf: Instant, rules: EligibilityRules): string {
  return JSON.stringify([store.path, dataVersionOf(store), asOf, rules]);
}
