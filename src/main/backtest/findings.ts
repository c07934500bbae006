/** What a report says in sentences: first what came out, then every reason to doubt it. */
import type {
  BacktestReport,
  Benchmark,
  InformationCoefficient,
  MeanWithT,
  Performance,
} from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { dayOf, formatDay } from '../../shared/time.ts';
import { MINIMUM_TRIALS } from './luck.ts';
import { tellableReturn } from './performance.ts';
import { RECENT_DAYS } from './survivorship.ts';
import { counted, decimal, dollars, percent, sentence, signedPercent, spoken } from './wording.ts';

/** Id of the benchmark that is the index itself, inside a fund; no rival, so it is not counted among the beaten. */
export const FUND = 'two-and-twenty';

/** Probability from which a Sharpe ratio is called significant. */
const CONFIDENT = 0.95;
/** t from which a model's skill is believed: with so many factors tried by everybody, 2 is too little (Harvey, Liu & Zhu, 2016). */
const BELIEVABLE_T = 3;
/** t from which a spread of returns is called one; less than for a rank IC, because returns vary so much more. */
const SPREAD_T = 2;
/** More models than this are told by the best and the weakest; the report's table has them all. */
const SKILLS_IN_WORDS = 4;

/** A benchmark that was invested less than this share of the index's mean exposure is no fair rival. */
const IDLE_SHARE = 0.8;

/** A universe that shrinks below this share of the year before, by a loss of this share of it to the record, is told of. */
const STEEP = 0.7;
const LOST_SHARE = 0.2;

/** A day's return from which its part in the whole is told. */
const LARGE_DAY = 0.25;

/** A report before it has words. */
export type WordlessReport = Omit<BacktestReport, 'headline' | 'findings'>;

/** Returns one sentence: what the index returned after costs, and how many benchmarks it beat. */
export function describeHeadline(report: WordlessReport): string {
  const { name, performance, series, isSimulated } = report;
  const [from, until] = [series.dayTime[0], series.dayTime.at(-1)].map((time) => formatDay(dayOf(time ?? 0)));
  const rivals = rivalsOf(report);
  const beaten = rivals.filter((rival) => verdictOn(report, rival) === 'beat').length;
  const market = isSimulated ? 'On a simulated market, ' : '';
  const verdict =
    rivals.length === 0
      ? 'there was no benchmark to compare it with'
      : `it beat ${beaten === 0 ? 'none' : decimal(beaten, 0)} of ${counted(rivals.length, 'benchmark')} in both return and Sharpe ratio`;
  const own = market === '' ? sentence(name) : name;
  return `${market}${own} returned ${returnText(performance)} after costs from ${from} to ${until}, with a Sharpe ratio of ${decimal(performance.sharpe)} and a deepest fall of ${percent(performance.maximumDrawdown)}; ${verdict}.`;
}

/** Returns the findings, one sentence or two each, in the order in which a doubter would ask. */
export function describeFindings(report: WordlessReport): string[] {
  return [
    ...rivalsOf(report).map((rival) => describeRival(report, rival)),
    ...describeIdle(report),
    ...describeFund(report),
    ...describeBestDay(report),
    ...describeInfeasible(report),
    describeLuck(report),
    describeRecord(report),
    ...describeOverfitting(report),
    ...describeSkill(report),
    describeCosts(report),
    describeFills(report),
    ...describeUnfilled(report),
    ...describeEndings(report),
    ...describeStart(report),
    ...describeSurvivorship(report),
    ...describeKnowledge(report),
    'Returns are in USD, close to close at 00:00 UTC; the risk-free rate is taken as 0, and cash earns nothing.',
  ];
}

/** `+12.3 % a year`; of a shorter record `+5.2 % in 167 days`. */
function returnText(performance: Performance): string {
  const span = isYearLong(performance.dayCount) ? 'a year' : `in ${counted(performance.dayCount, 'day')}`;
  return `${signedPercent(tellableReturn(performance))} ${span}`;
}

type Verdict = 'beat' | 'lost' | 'return-only' | 'sharpe-only';

function rivalsOf({ benchmarks }: WordlessReport): Benchmark[] {
  return benchmarks.filter(({ id }) => id !== FUND);
}

function verdictOn({ performance }: WordlessReport, rival: Benchmark): Verdict {
  const isReturnBetter = isAbove(tellableReturn(performance), tellableReturn(rival.performance));
  const isSharpeBetter = isAbove(performance.sharpe, rival.performance.sharpe);
  if (isReturnBetter && isSharpeBetter) return 'beat';
  return isReturnBetter ? 'return-only' : isSharpeBetter ? 'sharpe-only' : 'lost';
}

/** A figure that is not defined is above nothing. */
function isAbove(own: number | null, other: number | null): boolean {
  return own !== null && (other === null || own > other);
}

const VERDICTS: Readonly<Record<Verdict, (label: string) => string>> = {
  beat: (label) => `Beat ${label}`,
  lost: (label) => `Did not beat ${label}`,
  'return-only': (label) => `Did not beat ${label} for the risk taken: more return, lower Sharpe ratio`,
  'sharpe-only': (label) => `Did not beat ${label} in return: less of it, with a higher Sharpe ratio`,
};

function describeRival(report: WordlessReport, rival: Benchmark): string {
  const [own, other] = [report.performance, rival.performance];
  return `${VERDICTS[verdictOn(report, rival)](rival.label)}: ${returnText(own)} against ${signedPercent(tellableReturn(other))}, Sharpe ratio ${decimal(own.sharpe)} against ${decimal(other.sharpe)}, deepest fall ${percent(own.maximumDrawdown)} against ${percent(other.maximumDrawdown)}.`;
}

/** A benchmark that could not be bought is a weak rival, and beating it says little. */
function describeIdle(report: WordlessReport): string[] {
  const own = report.performance.averageExposure ?? 0;
  const idle = rivalsOf(report).filter(({ performance }) => (performance.averageExposure ?? 0) < IDLE_SHARE * own);
  if (idle.length === 0) return [];
  const shown = idle.map(({ label, performance }) => `${label} (${percent(performance.averageExposure, 0)} invested)`);
  return [
    `No fair comparison with ${spoken(shown)}: the index was ${percent(own, 0)} invested on average, and the cap on volume kept more of these in cash.`,
  ];
}

function describeFund({ benchmarks, performance }: WordlessReport): string[] {
  const fund = benchmarks.find(({ id }) => id === FUND);
  if (fund === undefined) return [];
  return [
    `Inside a fund that charges 2 and 20, the same index would have left ${returnText(fund.performance)} instead of ${signedPercent(tellableReturn(performance))}.`,
  ];
}

function describeLuck({ luck, trialCount }: WordlessReport): string {
  const interval = luck.sharpeInterval;
  const range =
    interval === null
      ? ''
      : ` The true Sharpe ratio lies between ${decimal(interval.low)} and ${decimal(interval.high)} with ${percent(interval.level, 0)} confidence (block bootstrap).`;
  if (luck.probabilisticSharpe === null)
    return 'Whether it is luck cannot be told: the returns do not vary, or are too few.';
  if (luck.deflatedSharpe === null) {
    const meaning =
      luck.probabilisticSharpe < CONFIDENT ? 'it could be luck' : 'the choice among trials is not accounted for';
    return `Only ${counted(trialCount, 'trial is', 'trials are')} on record; the deflated Sharpe ratio needs ${MINIMUM_TRIALS}, so the probabilistic one stands alone: PSR ${decimal(luck.probabilisticSharpe, 3)}, ${meaning}.${range}`;
  }
  const figures = `DSR ${decimal(luck.deflatedSharpe, 3)} after ${counted(trialCount, 'trial')}, where the best of so many without skill would show a Sharpe ratio of ${decimal(luck.expectedMaximumSharpe)}`;
  return luck.deflatedSharpe < CONFIDENT
    ? `Could be luck: ${figures}; ${decimal(CONFIDENT)} is wanted.${range}`
    : `Probably not luck alone: ${figures}.${range}`;
}

function describeRecord({ luck, performance }: WordlessReport): string {
  const needed = luck.minimumTrackRecordDays;
  if (needed === null) return 'No length of record could show skill at this Sharpe ratio: it is not above 0.';
  const isEnough = performance.dayCount >= needed;
  return `The record has ${counted(performance.dayCount, 'day')}; ${decimal(needed, 0)} are needed to be 95 % sure that the true Sharpe ratio is above 0${isEnough ? '' : ', so it is too short'}.`;
}

function describeOverfitting({ overfitting }: WordlessReport): string[] {
  if (overfitting === null) return [];
  const { probability, trialCount, splitCount } = overfitting;
  const meaning =
    probability >= 0.5
      ? 'choosing the best trial was worth nothing'
      : 'the best trial of one half tended to stay good in the other';
  return [
    `Probability of backtest overfitting ${percent(probability, 0)} over ${counted(trialCount, 'comparable trial')} and ${counted(splitCount, 'split')}: ${meaning}.`,
  ];
}

function describeSkill({ informationCoefficients }: WordlessReport): string[] {
  const all = informationCoefficients.filter(({ isBaseline }) => !isBaseline);
  if (all.length === 0) return [];
  const models = all.filter(({ mean }) => mean !== null);
  if (models.length === 0) return ["No model's skill could be measured: no scored day is followed by a whole horizon."];
  const sorted = [...models].sort((a, b) => (b.t ?? -Infinity) - (a.t ?? -Infinity));
  const words = ({ label, mean, t }: InformationCoefficient): string =>
    `${label}: ${decimal(mean, 4)} (t ${decimal(t)})`;
  const shown =
    sorted.length <= SKILLS_IN_WORDS
      ? spoken(sorted.map(words))
      : `the surest is ${words(sorted[0])}, the least sure ${words(sorted[sorted.length - 1])}`;
  const believed = models.filter(({ t }) => t !== null && t >= BELIEVABLE_T).length;
  const earning = models.filter(({ topLessBottom }) => hasSpread(topLessBottom)).length;
  const meaning =
    believed === 0
      ? `No model's rank IC reaches t = ${BELIEVABLE_T}, so skill is not shown: ${shown}.`
      : `${decimal(believed, 0)} of ${counted(models.length, 'rank IC')} out of sample ${believed === 1 ? 'reaches' : 'reach'} t = ${BELIEVABLE_T}: ${shown}. That is skill in ordering tokens; ${earning === 0 ? 'none' : decimal(earning, 0)} of ${decimal(models.length, 0)} shows a spread of returns with t = ${SPREAD_T}.`;
  return [meaning, ...describeBaselines(informationCoefficients), ...describeSpreads(informationCoefficients)];
}

function hasSpread(spread: MeanWithT | null): boolean {
  return spread !== null && spread.t !== null && spread.t >= SPREAD_T;
}

/** At each horizon what the models' order was worth in money. A rank IC may come from medians alone, and nobody holds those. */
function describeSpreads(coefficients: readonly InformationCoefficient[]): string[] {
  const horizons = [...new Set(coefficients.map(({ horizonDays }) => horizonDays))];
  return horizons.flatMap((horizon) => {
    const own = coefficients.filter(
      ({ horizonDays, mean, topLessBottom }) =>
        horizonDays === horizon && mean !== null && topLessBottom !== null && topLessBottom.mean !== null,
    );
    const models = own.filter(({ isBaseline }) => !isBaseline);
    const model = models.find(({ label }) => label.startsWith('ensemble')) ?? models[0];
    if (model === undefined) return [];
    const { label, mean, t, topLessBottom, topLessUniverse, afterVolatility } = model;
    const figure = (of: MeanWithT | null): string => `${signedPercent(of?.mean, 2)} (t ${decimal(of?.t)})`;
    const orders = t !== null && t >= BELIEVABLE_T;
    const opening = hasSpread(topLessBottom)
      ? `At ${counted(horizon, 'day')} the order of the scores was worth money`
      : `No return spread at ${counted(horizon, 'day')}${orders ? ': the scores order medians, not means' : ''}`;
    const [rule] = own
      .filter(({ isBaseline }) => isBaseline)
      .sort((a, b) => (b.topLessBottom?.mean ?? 0) - (a.topLessBottom?.mean ?? 0));
    const rival = rule === undefined ? '' : ` The best plain rule (${rule.label}) had ${figure(rule.topLessBottom)}.`;
    return [
      `${opening}. The best fifth by ${label}, returned ${figure(topLessBottom)} against the worst fifth and ${figure(topLessUniverse)} against all; the rank IC of ${decimal(mean, 4)} is ${decimal(afterVolatility?.mean, 4)} (t ${decimal(afterVolatility?.t)}) once volatility is taken out.${rival}`,
    ];
  });
}

/** At each horizon the best model beside the best plain rule: skill that a rule has too is nothing that was learnt. */
function describeBaselines(coefficients: readonly InformationCoefficient[]): string[] {
  const best = (horizon: number, isBaseline: boolean): InformationCoefficient | undefined =>
    coefficients
      .filter((own) => own.horizonDays === horizon && own.isBaseline === isBaseline && own.mean !== null)
      .sort((a, b) => (b.mean ?? 0) - (a.mean ?? 0))[0];
  const horizons = [...new Set(coefficients.map(({ horizonDays }) => horizonDays))];
  return horizons.flatMap((horizon) => {
    const [model, rule] = [best(horizon, false), best(horizon, true)];
    if (model === undefined || rule === undefined) return [];
    const figures = `${decimal(model.mean, 4)} (${model.label}) against ${decimal(rule.mean, 4)} (${rule.label})`;
    return isAbove(model.mean, rule.mean)
      ? [`The best model's rank IC is above that of the best plain rule: ${figures}.`]
      : [`No model's rank IC is above that of a plain rule, so nothing was learnt beyond it: ${figures}.`];
  });
}

function describeCosts({ costs, performance }: WordlessReport): string {
  const { fee, spread, impact, annualDrag } = costs;
  return `Trading cost ${percent(annualDrag, 2)} of equity a year at a turnover of ${percent(performance.annualTurnover, 0)} a year: ${dollars(fee)} of fees, ${dollars(spread)} of spread and ${dollars(impact)} of impact. These are estimates by rule, not quotes.`;
}

function describeFills({ fills }: WordlessReport): string {
  const total = fills.open + fills.close;
  if (total === 0) return 'Nothing was ever traded.';
  const closes =
    fills.close === 0
      ? ''
      : `, ${percent(fills.close / total)} at the close of the day after, because the source has no opens or the money came in later`;
  const unknown =
    fills.unknownVolume === 0
      ? ''
      : ` ${counted(fills.unknownVolume, 'fill')} had no known volume, so no cap could hold ${fills.unknownVolume === 1 ? 'it' : 'them'} back.`;
  return `Of ${counted(total, 'fill')} ${percent(fills.open / total)} were at a true open after the decision${closes}.${unknown}`;
}

function describeUnfilled({ unfilled }: WordlessReport): string[] {
  const wordings: Readonly<Record<string, string>> = {
    'volume-cap': 'for the cap on volume',
    'no-price': 'for want of a price',
    'no-cash': 'because prices moved after the decision, so that sales brought less than planned',
    gone: 'because the token had ended',
  };
  const parts = Object.entries(wordings).flatMap(([reason, why]) => {
    const { count, value } = unfilled[reason] ?? { count: 0, value: 0 };
    return count === 0 ? [] : [`${counted(count, 'order')} over ${dollars(value)} ${why}`];
  });
  return parts.length === 0 ? [] : [`Not filled in whole: ${spoken(parts)}.`];
}

function describeEndings({ fills, costs, config, series }: WordlessReport): string[] {
  const found: string[] = [];
  if (fills.delisted > 0) {
    found.push(
      `${counted(fills.delisted, 'position')} ended in a delisting at an assumed return of ${percent(config.simulation.delistingReturn, 0)} after the last close, which cost ${dollars(costs.delisting)}. What holders really got is not known.`,
    );
  }
  if (fills.truncated > 0) {
    found.push(
      `${counted(fills.truncated, 'position')} ended because the source's record ends, and ${fills.truncated === 1 ? 'was' : 'were'} sold at the last close seen.`,
    );
  }
  const stale = series.staleCount.reduce((sum, count) => sum + count, 0);
  const held = series.positionCount.reduce((sum, count) => sum + count, 0);
  if (stale > 0) {
    found.push(
      `${percent(stale / held, 2)} of all positions by day had no price of that day and were carried at the last one.`,
    );
  }
  return found;
}

/** A day on which one price jumped may be most of a record. */
function describeBestDay({ performance, series }: WordlessReport): string[] {
  const { bestDay, totalReturn } = performance;
  if (bestDay === null || totalReturn === null || bestDay < LARGE_DAY) return [];
  const { equity, dayTime } = series;
  const at = equity.findIndex((value, i) => i > 0 && value / equity[i - 1] - 1 === bestDay);
  const total = (1 + totalReturn) / (1 + bestDay) - 1;
  const without = { ...performance, totalReturn: total, cagr: (1 + total) ** (365 / performance.dayCount) - 1 };
  return [
    `One day, ${formatDay(dayOf(dayTime[at] ?? 0))}, brought ${signedPercent(bestDay)}; without it the index would have returned ${returnText(without)}.`,
  ];
}

/** Days on which the preferences left no weights: what was held stayed, cash if nothing was. */
function describeInfeasible({ decisions }: WordlessReport): string[] {
  if (decisions === null || decisions.infeasibleCount === 0) return [];
  const { count, infeasibleCount, lastInfeasibleTime, whys } = decisions;
  const day = lastInfeasibleTime === null ? '' : `, the last on ${formatDay(dayOf(lastInfeasibleTime))}`;
  return [
    `No feasible draft on ${decimal(infeasibleCount, 0)} of ${counted(count, 'decision')}${day}, so nothing was changed: ${whys.join('; ')}.`,
  ];
}

/** What the record no longer shows, and how much of the result could hang on it. */
function describeSurvivorship({ survivorship, performance, config }: WordlessReport): string[] {
  if (survivorship === null) return [];
  const { years, pessimistic } = survivorship;
  const sum = (of: 'truncated' | 'delisted'): number => years.reduce((total, year) => total + year[of], 0);
  const [truncated, delisted] = [sum('truncated'), sum('delisted')];
  if (truncated === 0) return [];
  const byYear = years
    .filter((year) => year.truncated > 0)
    .map((year) => `${decimal(year.truncated, 0)} in ${year.year}`);
  const found = [
    `Survivorship: of ${counted(truncated + delisted, 'token')} that ended within ${RECENT_DAYS} days of being eligible, ${decimal(truncated, 0)} were lost to the end of the source's record (${spoken(byYear)}) and ${decimal(delisted, 0)} delisted. What became of the lost is not known.`,
  ];
  const falls = years.flatMap((year, i) => {
    const before = years[i - 1];
    return before !== undefined && year.meanEligibleCount < STEEP * before.meanEligibleCount ? [{ before, year }] : [];
  });
  for (const { before, year } of falls) {
    if (before.truncated + year.truncated < LOST_SHARE * before.meanEligibleCount) continue;
    found.push(
      `The mean number of eligible tokens a day falls from ${decimal(before.meanEligibleCount, 0)} in ${before.year} to ${decimal(year.meanEligibleCount, 0)} in ${year.year} because the record loses them: what follows was chosen among those that a later record still holds, and looks better than it was.`,
    );
  }
  if (pessimistic !== null) {
    found.push(
      `Had every lost token been delisted at ${percent(config.simulation.delistingReturn, 0)}, the same decisions would have returned ${returnText(pessimistic)} instead of ${signedPercent(tellableReturn(performance))}, with a Sharpe ratio of ${decimal(pessimistic.sharpe)} instead of ${decimal(performance.sharpe)} (the benchmarks are left as they are).`,
    );
  }
  return found;
}

function describeStart({ universe }: WordlessReport): string[] {
  const { historyFromTime, firstTrainableTime } = universe;
  if (historyFromTime === null || firstTrainableTime === null || firstTrainableTime <= historyFromTime) return [];
  const [from, first] = [historyFromTime, firstTrainableTime].map((time) => formatDay(dayOf(time)));
  return [
    `The history begins on ${from}; until ${first} too few tokens had lived, traded and closed their horizon to learn from.`,
  ];
}

function describeKnowledge({ universe }: WordlessReport): string[] {
  const share = universe.assumedShare;
  if (share === null || share === 0) return [];
  const observed =
    share === 1
      ? 'When a candle became known was observed for none of them and assumed to be the end of its day'
      : `When a candle became known was observed for ${percent(1 - share)} of them and assumed to be the end of its day for ${percent(share)}`;
  return [`${observed}; later corrections by the source may be in the data.`];
}
