import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { CONDITION_TESTS, type Condition, type Pattern, type PatternSearch } from '../../shared/patterns.ts';
import { formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { computeLabels } from '../models/labels.ts';
import { describePatterns } from '../ratings/pattern-report.ts';
import {
  blockCountOf,
  blockWeeksOf,
  type PatternMarket,
  type PatternSpan,
  patternRowsOf,
} from '../ratings/pattern-rows.ts';
import { distinct, MINIMUM_BLOCKS, SIGNIFICANCE, searchPatterns } from '../ratings/patterns.ts';
import type { Job } from './job.ts';
import { loadMarket, type Market, readingStep } from './market.ts';
import { factorsOf } from './research.ts';
import { shareOfRun } from './share-of-run.ts';

export type MinePatternsInput = {
  readonly asOf: Instant;
  readonly horizonDays: number;
  readonly maximumConditions: number;
};

/** Share of the days that patterns are found in; the rest confirms them. */
const FOUND_SHARE = 2 / 3;
/** Patterns of each side that are tried on later years, and told. */
const TOLD_A_SIDE = 100;
/** Tokens are compared with others of the same fifth by this. */
const VOLATILITY = 'volatility-90d';
const DELISTING_RETURN = -0.5;

/**
 * Returns the patterns of what was known at an instant: found on the first two thirds of the days, from outcomes that were known when
 * they were over, and tried on the rest with no choice left. Throws `insufficient-data` where the history is too short to find any,
 * before it searches where the horizon says so; where it is too short to confirm any, the first note says so.
 */
export const minePatterns: Job<MinePatternsInput, PatternSearch> = (store, input, run) => {
  const { asOf, horizonDays: horizon, maximumConditions } = input;
  const { signal } = run;
  const market = loadMarket(store, asOf, EligibilityRules.parse({}), { onAsset: readingStep(run, 0.15) });
  const { window, crossSection, eligible, endings, lastDay } = market;
  const firstDay = firstEligibleDay(market);
  const splitDay = firstDay + Math.floor((lastDay + 1 - firstDay) * FOUND_SHARE);
  const before = { fromDay: firstDay, untilDay: splitDay, knownByDay: splitDay };
  const after = { fromDay: splitDay, untilDay: lastDay + 1, knownByDay: lastDay + 1 };
  if (blockCountOf(before, horizon) < MINIMUM_BLOCKS) {
    throw new AppError('insufficient-data', `No pattern can be found ${shortfallOf(before, horizon)}`);
  }
  const table = factorsOf(market, shareOfRun(run, 0.15, 0.5));
  throwIfCancelled(signal);
  const options = { eligible, kind: 'rank', horizon, endings, delistingReturn: DELISTING_RETURN } as const;
  const { value: outcome, knownDay } = computeLabels(window, options);
  const volatility = table.ranked[table.ids.indexOf(VOLATILITY)]!;
  const rowsMarket: PatternMarket = { table, crossSection, outcome, knownDay, horizon, volatility };
  const conditions = table.ids.flatMap((factor) => CONDITION_TESTS.map((test): Condition => ({ factor, test })));
  run.report(0.5, 'gathering token weeks');
  const rows = patternRowsOf(rowsMarket, conditions, before, signal);
  const search = searchPatterns(rows, conditions, {
    maximumConditions,
    signal,
    report: (done) => run.report(0.55 + 0.35 * done, 'searching conjunctions'),
  });
  if (search.searchedCount === 0) {
    throw new AppError(
      'insufficient-data',
      search.thinCount === 0
        ? `No conjunction of conditions held often enough by ${formatDay(splitDay)}, needs some years of eligible tokens before it`
        : `${counted(search.thinCount)} conjunctions of conditions held by ${formatDay(splitDay)}, each in fewer than ${MINIMUM_BLOCKS} blocks of ${blockWeeksOf(horizon)} weeks; needs a longer history or a shorter horizon than ${horizon} days`,
    );
  }
  run.report(0.9, 'trying patterns on later years');
  const kept = [1, -1].flatMap((side) => {
    const own = search.significant.filter(({ excess }) => Math.sign(excess) === side);
    return distinct(rows, own, TOLD_A_SIDE, signal);
  });
  kept.sort((a, b) => a.pValue - b.pValue || b.support - a.support);
  const later = patternRowsOf(rowsMarket, conditions, after, signal);
  const patterns = describePatterns(rows, later, conditions, kept, horizon);
  return {
    asOf,
    fromTime: startOfDay(firstDay),
    splitTime: startOfDay(splitDay),
    untilTime: startOfDay(lastDay + 1),
    conditionCount: conditions.length,
    searchedCount: search.searchedCount,
    significantCount: search.significant.length,
    confirmedCount: patterns.filter(({ confirmed }) => confirmed.isConfirmed).length,
    chanceCount: SIGNIFICANCE * search.significant.length,
    patterns,
    notes: [
      ...(blockCountOf(after, horizon) < MINIMUM_BLOCKS
        ? [`No pattern can be confirmed ${shortfallOf(after, horizon)}. What was found is not proven.`]
        : []),
      `Of ${counted(search.searchedCount)} conjunctions ${counted(search.plainCount)} had a p-value below 0.05 before correction; chance alone gives about ${counted(Math.round(0.05 * search.searchedCount))}.`,
      ...(search.thinCount > 0
        ? [
            `${counted(search.thinCount)} more held often enough, but in fewer than ${MINIMUM_BLOCKS} blocks of ${blockWeeksOf(horizon)} weeks, so they were not tested and are not among the searched.`,
          ]
        : []),
      'P-values compare with tokens as volatile in the same weeks, because a calm token does better than the median more often than not whatever else is true of it.',
      triedWords(patterns),
      'Better than the median is order, not return: the few tokens that rise most may be among those that a pattern warns of.',
    ],
  };
};

/** Returns what a span lacks to test a horizon, and which horizon it would do for. */
function shortfallOf(span: PatternSpan, horizon: number): string {
  const weeks = blockWeeksOf(horizon);
  let most = horizon;
  while (most > 0 && blockCountOf(span, most) < MINIMUM_BLOCKS) most -= 1;
  return (
    `at ${horizon} days ahead: the test needs ${MINIMUM_BLOCKS} blocks of ${weeks} ${weeks === 1 ? 'week' : 'weeks'} with known outcomes from ` +
    `${formatDay(span.fromDay)} to ${formatDay(span.untilDay - 1)}, which have ${blockCountOf(span, horizon)}; ` +
    (most === 0
      ? 'no horizon is short enough for these'
      : `these would do for ${most} ${most === 1 ? 'day' : 'days'} ahead at most`)
  );
}

/** Returns how patterns were found, and what became of them on later years. */
function triedWords(patterns: readonly Pattern[]): string {
  const found = 'Found by Benjamini and Hochberg at 5 %';
  if (patterns.length === 0) return `${found}: none was significant, so none was tried on later years.`;
  const tried = patterns.filter(({ confirmed }) => confirmed.pValue !== null);
  const began = `${found}; of the ${counted(patterns.length)} surest that say something of their own, ${counted(tried.length)} held in enough blocks of later years to be tried`;
  if (tried.length === 0) return `${began}.`;
  return `${began}, corrected by Holm. There ${counted(tried.filter(wentOn).length)} of them went the same way; half would by chance.`;
}

const counted = (count: number): string => count.toLocaleString('en-US');

/** Returns whether a pattern went the same way on later years, however little. */
function wentOn({ confirmed: { hitRate, alikeRate } }: Pattern): boolean {
  return hitRate !== null && alikeRate !== null && hitRate > alikeRate;
}

function firstEligibleDay({ window, eligible }: Market): number {
  let first = window.firstDay + window.dayCount;
  for (let asset = 0; asset < window.assets.length; asset++) {
    const from = window.offset[asset]!;
    const at = eligible.subarray(from, window.offset[asset + 1]).indexOf(1);
    if (at >= 0) first = Math.min(first, window.start[asset]! + at);
  }
  return first;
}
