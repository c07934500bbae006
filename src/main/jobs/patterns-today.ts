import type { Output } from '../../shared/endpoint.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { Pattern, patterns } from '../../shared/patterns.ts';
import type { Instant } from '../../shared/time.ts';
import { CHANGE_DAYS, MEETS } from '../ratings/pattern-rows.ts';
import { symbolsOf } from './asset-names.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import type { Job, JobRun } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';
import { withMarketState } from './market-state.ts';
import { FACTOR_DAYS, sliceMarket } from './recent-market.ts';
import { factorsOf } from './research.ts';
import { shareOfRun } from './share-of-run.ts';

export type PatternsTodayInput = {
  readonly asOf: Instant;
  readonly patterns: readonly Pick<Pattern, 'id' | 'conditions'>[];
  readonly asset: string | null;
};
/** The columns of `patterns.today`. */
export type PatternsTodayOutput = Omit<Output<(typeof patterns)['patterns.today']>, 'asOf'>;

/** Where patterns hold, by the market and the patterns that were asked of last. */
const kept = new WeakMap<Market, { readonly key: string; readonly held: readonly Held[] }>();

type Held = { readonly patternId: string; readonly asset: string };

/** Returns which patterns hold for which eligible tokens on the last day known at an instant, in the order of the patterns. */
export const findPatternsToday: Job<PatternsTodayInput, PatternsTodayOutput> = (store, input, run) => {
  const market = cachedMarket(store, input.asOf, EligibilityRules.parse({}), run);
  const key = JSON.stringify(input.patterns);
  const found = kept.get(market);
  const held = found?.key === key ? found.held : heldOf(market, input.patterns, shareOfRun(run, 0.6, 1));
  kept.set(market, { key, held });
  const wanted = held.filter(({ asset }) => input.asset === null || asset === input.asset);
  const symbolOf = symbolsOf(store, input.asOf);
  return {
    patternId: wanted.map(({ patternId }) => patternId),
    asset: wanted.map(({ asset }) => asset),
    symbol: wanted.map(({ asset }) => symbolOf(asset)),
  };
};

function heldOf(whole: Market, patterns: PatternsTodayInput['patterns'], run: JobRun): Held[] {
  if (patterns.length === 0) return [];
  // the ranks of 30 days ago have to be what they were, too
  const { market } = sliceMarket(withMarketState(whole, run), whole.lastDay + 1 - FACTOR_DAYS - CHANGE_DAYS);
  const { window, crossSection, eligible, lastDay } = market;
  const ids = [...new Set(patterns.flatMap(({ conditions }) => conditions.map(({ factor }) => factor)))];
  const { ranked } = factorsOf(market, run, [], ids);
  const cells = eligibleCellsOf(window, crossSection, eligible, lastDay);
  return patterns.flatMap(({ id, conditions }) =>
    [...cells].flatMap((cell) => {
      const asset = crossSection.assetOfCell[cell]!;
      const before = cell - CHANGE_DAYS;
      const holds = conditions.every(({ factor, test }) => {
        const ranks = ranked[ids.indexOf(factor)]!;
        return MEETS[test](ranks[cell]!, before >= window.offset[asset]! ? ranks[before]! : Number.NaN);
      });
      return holds ? [{ patternId: id, asset: window.assets[asset]! }] : [];
    }),
  );
}
