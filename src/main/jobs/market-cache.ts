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
import { type Market, readingStep, readMarket, type SeenMarket, withEligible } from './market.ts';
import { type RecentFactors, recentFactorsOf } from './recent-market.ts';
import { shareOfRun } from './share-of-run.ts';

/** What was seen at an instant, with what rules let be held of it. */
type Kept = { readonly key: string; readonly seen: SeenMarket; ruled: readonly Ruled[] };
type Ruled = { readonly key: string; readonly market: Market; recent: RecentFactors | null };

/** Newest first. Two, because ratings may be of a day and prices of the next: 0.2 GB each for the real history. */
let kept: readonly Kept[] = [];
const KEPT_COUNT = 2;
/** Reading takes this share of a job that has to, by its progress. */
const READING_SHARE = 0.6;

/** Returns the market as known at `asOf`, whole. Throws as {@link readMarket}, and `cancelled`. */
export function cachedMarket(store: ReadableStore, asOf: Instant, rules: EligibilityRules, run: JobRun): Market {
  return ruledOf(store, asOf, rules, run).market;
}

/** Returns the last week of the market as known at `asOf`, with every factor, ranked and raw. Throws as {@link cachedMarket}. */
export function cachedTable(store: ReadableStore, asOf: Instant, rules: EligibilityRules, run: JobRun): RecentFactors {
  const entry = ruledOf(store, asOf, rules, run);
  entry.recent ??= recentFactorsOf(
    entry.market,
    shareOfRun(run, READING_SHARE, 1),
    FACTORS.map(({ id }) => id),
  );
  return entry.recent;
}

function ruledOf(store: ReadableStore, asOf: Instant, rules: EligibilityRules, run: JobRun): Ruled {
  const entry = keptOf(store, asOf, run);
  const key = JSON.stringify(rules);
  const found = entry.ruled.find((ruled) => ruled.key === key);
  const ruled = found ?? { key, market: withEligible(entry.seen, rules), recent: null };
  entry.ruled = [ruled, ...entry.ruled.filter((other) => other !== found).slice(0, KEPT_COUNT - 1)];
  return ruled;
}

function keptOf(store: ReadableStore, asOf: Instant, run: JobRun): Kept {
  const key = marketKeyOf(store, asOf);
  // two stores in memory cannot be told apart, and tests compare what two of them say
  const found = store.path === ':memory:' ? undefined : kept.find((entry) => entry.key === key);
  // what is let go is let go before the new one is read
  kept = kept.filter((entry) => entry !== found).slice(0, KEPT_COUNT - 1);
  const entry = found ?? {
    key,
    seen: readMarket(store, asOf, { onAsset: readingStep(run, READING_SHARE) }),
    ruled: [],
  };
  kept = [entry, ...kept];
  return entry;
}

/** Returns what names what was seen: the file, what it holds, and the instant. */
export function marketKeyOf(store: ReadableStore, asOf: Instant): string {
  return JSON.stringify([store.path, dataVersionOf(store), asOf]);
}
