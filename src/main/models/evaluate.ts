/** How well scores told what happened: figures over the cross-sections of many days. Days and cells without one are left out. */
import { invariant } from '../../shared/errors.ts';
import { formatDay, type Instant, parseDay, startOfDay } from '../../shared/time.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import type { CrossSection, Layout } from '../numeric/panel.ts';
import { averageRanks, createRankScratch, type RankScratch, spearmanOf } from '../numeric/rank.ts';
import { mean, median, standardDeviation } from '../numeric/stats.ts';
import type { Labels } from './labels.ts';

/** The cells that scores and labels are of. */
export type ScoredMarket = { readonly window: Layout; readonly crossSection: CrossSection };

/** A figure for each day that has one, days rising. */
export type DailyFigures = { readonly days: readonly number[]; readonly values: Float64Array };

/** A mean over days and its t, null where one is not defined. */
export type MeanWithT = { readonly mean: number | null; readonly t: number | null };

/** What the best scores returned more, simple returns over the horizon. */
export type Spreads = { readonly topLessBottom: MeanWithT; readonly topLessUniverse: MeanWithT };

/** Fields of `InformationCoefficient` in shared/backtests.ts; null where a figure is not defined. */
export type RankCorrelation = {
  readonly label: string;
  readonly horizonDays: number;
  readonly mean: number | null;
  readonly ratio: number | null;
  readonly t: number | null;
  readonly dateCount: number;
  readonly monthTime: Instant[];
  readonly monthMean: (number | null)[];
};

/** A day with fewer tokens that have both a score and a label tells nothing. */
const MINIMUM_TOKENS = 5;
const FIFTHS = 5;
/**
 * A return of more counts as this in a mean. Of a million real ones over 90 days a hundred and one were larger, those of a
 * token that was renamed and redenominated by a thousand among them: it alone made a spread of +2 % one of +53 %.
 */
const LARGEST_RETURN = 100;
/** Share of the scores' variance below which a control has left nothing of them. */
const NOTHING_LEFT = 1e-9;

/** Returns Spearman's correlation of scores and labels on each day, over the tokens that have both, at least five. */
export function rankCorrelations(market: ScoredMarket, scores: Float32Array, labels: Labels): DailyFigures {
  return byDay(market, scores, labels.value, spearmanOf);
}

/**
 * Returns the rank correlation of scores with what happened (rank IC): mean over days, `ratio` = mean / standard deviation
 * (n - 1), and t = ratio sqrt(m), m being how many independent days there are. Labels of h days that are scored every s days
 * overlap, so m = n min(1, s / h): n scored days, s the median distance between them. Weekly scores and labels of 7 days give
 * m = n; daily ones give m = n / 7. By month of the scored day, every month from the first to the last; null without a day.
 *
 * @param label - what the figures are of, such as `gradient-boosting, 30 days`.
 * @see Grinold & Kahn (2000), Active Portfolio Management; alphalens `factor_information_coefficient`.
 */
export function measureRankCorrelation(
  market: ScoredMarket,
  scores: Float32Array,
  labels: Labels,
  label = `${labels.horizon} days`,
): RankCorrelation {
  const { days, values } = rankCorrelations(market, scores, labels);
  return {
    label,
    horizonDays: labels.horizon,
    ...summaryOf({ days, values }, labels.horizon),
    dateCount: days.length,
    ...meansByMonth(days, values),
  };
}

/**
 * Returns the rank IC of what scores know beyond a control: on each day both are ranked over the tokens that have scores,
 * control and label, the control's ranks are regressed out of the scores', and what is left is correlated with the labels
 * (Spearman). t as for {@link measureRankCorrelation}. Days on which nothing is left are left out.
 *
 * @param control - a value for each cell, NaN where there is none.
 */
export function measureBeyond(
  market: ScoredMarket,
  scores: Float32Array,
  control: Float32Array,
  labels: Labels,
): MeanWithT {
  const controlled = scores.map((score, cell) => (Number.isNaN(control[cell]) ? Number.NaN : score));
  const figures = byDay(market, controlled, labels.value, (pairs, count, cells) => {
    const own = averageRanks(pairs.first.subarray(0, count));
    const other = averageRanks(Float64Array.from(cells.subarray(0, count), (cell) => control[cell]));
    const centre = (count + 1) / 2;
    let product = 0;
    let squareOwn = 0;
    let squareOther = 0;
    for (let i = 0; i < count; i++) {
      product += (own[i] - centre) * (other[i] - centre);
      squareOwn += (own[i] - centre) ** 2;
      squareOther += (other[i] - centre) ** 2;
    }
    // Scores that order as the control does leave rounding alone, which has ranks too.
    if (squareOther === 0 || product ** 2 >= (1 - NOTHING_LEFT) * squareOwn * squareOther) return Number.NaN;
    for (let i = 0; i < count; i++) {
      pairs.first[i] = own[i] - centre - (product / squareOther) * (other[i] - centre);
    }
    return spearmanOf(pairs, count);
  });
  return withoutRatio(summaryOf(figures, labels.horizon));
}

/**
 * Returns what the fifth of the tokens with the best scores returned more than the fifth with the worst, and more than all of
 * them: on each day means of the labels over the tokens that have both, then the mean of the days with t as for
 * {@link measureRankCorrelation}. A rank IC tells of order; this tells of money, to which a few large returns matter most.
 * A fifth has floor(tokens / 5) tokens; equal scores by order of the assets. A return above a hundredfold counts as that.
 *
 * @param returns - labels of kind `return`.
 */
export function measureSpreads(market: ScoredMarket, scores: Float32Array, returns: Labels): Spreads {
  invariant(returns.kind === 'return', `labels were of kind ${returns.kind}, need return`);
  const spread = (less: 'bottom' | 'universe'): MeanWithT => {
    const figures = byDay(market, scores, returns.value, ({ first, second }, count) => {
      const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => first[b] - first[a] || a - b);
      const size = Math.floor(count / FIFTHS);
      const meanOf = (places: readonly number[]): number =>
        mean(places.map((i) => Math.min(second[i], LARGEST_RETURN)));
      return meanOf(order.slice(0, size)) - meanOf(less === 'bottom' ? order.slice(-size) : order);
    });
    return withoutRatio(summaryOf(figures, returns.horizon));
  };
  return { topLessBottom: spread('bottom'), topLessUniverse: spread('universe') };
}

/**
 * Returns for each day how often a token that scored above the day's middle did better than the day's middle, or below and worse:
 * 0.5 by chance. The middle of labels is 0; a score or label in the middle counts for neither.
 */
export function hitRates(market: ScoredMarket, scores: Float32Array, labels: Labels): DailyFigures {
  return byDay(market, scores, labels.value, ({ first, second }, count) => {
    const middle = median(first.subarray(0, count));
    let hits = 0;
    let decided = 0;
    for (let i = 0; i < count; i++) {
      const product = (first[i] - middle) * second[i];
      if (product === 0) continue;
      decided++;
      if (product > 0) hits++;
    }
    return hits / decided;
  });
}

/** Returns what `figure` makes of each day's pairs of scores and labels; days with too few pairs, or NaN, are left out. */
export function byDay(
  { window, crossSection }: ScoredMarket,
  scores: Float32Array,
  labels: Float32Array,
  figure: (pairs: RankScratch, count: number, cells: Int32Array) => number,
): DailyFigures {
  const { offset, cells } = crossSection;
  invariant(
    scores.length === cells.length && labels.length === cells.length,
    `scores and labels have ${scores.length} and ${labels.length} cells of ${cells.length}`,
  );
  const scratch = createRankScratch(window.assets.length);
  const places = new Int32Array(window.assets.length);
  const days: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < window.dayCount; i++) {
    let count = 0;
    for (let at = offset[i]; at < offset[i + 1]; at++) {
      const cell = cells[at];
      if (Number.isNaN(scores[cell]) || Number.isNaN(labels[cell])) continue;
      places[count] = cell;
      scratch.first[count] = scores[cell];
      scratch.second[count++] = labels[cell];
    }
    const value = count < MINIMUM_TOKENS ? Number.NaN : figure(scratch, count, places);
    if (Number.isNaN(value)) continue;
    days.push(window.firstDay + i);
    values.push(value);
  }
  return { days, values: Float64Array.from(values) };
}

/** Returns the figures of the given days; NaN for a day without one. */
export function figuresOn({ days, values }: DailyFigures, wanted: readonly number[]): Float64Array {
  const byDay = new Map(days.map((day, i) => [day, values[i]]));
  return Float64Array.from(wanted, (day) => byDay.get(day) ?? Number.NaN);
}

/** Returns the mean of days, its ratio to their deviation, and t by the rule of {@link measureRankCorrelation}. */
export function summaryOf(
  { days, values }: DailyFigures,
  horizon: number,
): MeanWithT & { readonly ratio: number | null } {
  const average = mean(values);
  const ratio = average / standardDeviation(values);
  const independent = independentDays(days, horizon);
  return {
    mean: finiteOrNull(average),
    ratio: finiteOrNull(ratio),
    t: finiteOrNull(ratio * Math.sqrt(independent)),
  };
}

/** Returns how many independent days there are among those of labels that look `horizon` days ahead; NaN below two days. */
export function independentDays(days: readonly number[], horizon: number): number {
  return days.length * Math.min(1, medianStep(days) / horizon);
}

function withoutRatio({ mean, t }: MeanWithT): MeanWithT {
  return { mean, t };
}

/** Returns the median distance between days; NaN below two. The median, so that a pause does not make days independent. */
function medianStep(days: readonly number[]): number {
  return median(days.slice(1).map((day, i) => day - days[i]));
}

function meansByMonth(days: readonly number[], values: Float64Array): Pick<RankCorrelation, 'monthTime' | 'monthMean'> {
  const monthTime: Instant[] = [];
  const monthMean: (number | null)[] = [];
  if (days.length === 0) return { monthTime, monthMean };
  let first = firstOfMonth(days[0]);
  for (let at = 0; at < days.length; ) {
    // A month has 31 days at most, so the 32nd day of one lies in the next.
    const next = firstOfMonth(first + 31);
    const from = at;
    while (at < days.length && days[at] < next) at++;
    monthTime.push(startOfDay(first));
    monthMean.push(at === from ? null : mean(values.subarray(from, at)));
    first = next;
  }
  return { monthTime, monthMean };
}

function firstOfMonth(day: number): number {
  return parseDay(`${formatDay(day).slice(0, 7)}-01`) as number;
}
