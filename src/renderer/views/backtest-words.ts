import type { BacktestReport, TrialEntry } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { formatCount, formatDayOf, formatRatio, formatShare } from '../format.ts';
import { kindLabel, listOf } from './models-words.ts';

/** A deflated Sharpe ratio below this leaves luck as a good explanation (Bailey and López de Prado, 2014). */
const PROVEN = 0.95;
/** Fewer trials give no deflated Sharpe ratio. */
const DEFLATED_FROM = 5;

const plural = (count: number, word: string): string => `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;

/** Returns the length of a record as people say it, such as `1.5 years` or `210 days`. */
export function lengthWords(dayCount: number): string {
  return isYearLong(dayCount) ? `${(dayCount / 365).toFixed(1).replace('.0', '')} years` : plural(dayCount, 'day');
}

/** Returns what the deflated Sharpe ratio means here, in one plain sentence; where there is none, why, and what is known instead. */
export function luckWords({ luck, trialCount }: Pick<BacktestReport, 'luck' | 'trialCount'>): string {
  const { deflatedSharpe, probabilisticSharpe } = luck;
  if (deflatedSharpe !== null) {
    const verdict =
      deflatedSharpe < PROVEN
        ? 'below 95 % we would not call it proven'
        : 'that is above the 95 % we ask for, on this history; it is no promise for the next';
    return `After ${plural(trialCount, 'trial')} the probability that this is more than luck is ${probabilityWords(deflatedSharpe)}; ${verdict}.`;
  }
  if (probabilisticSharpe === null)
    return 'Whether this is luck cannot be told: the returns are too few or do not vary.';
  const verdict =
    probabilisticSharpe < PROVEN ? 'which is not proof' : 'but that does not count the choice among trials';
  return `With ${plural(trialCount, 'trial')} on record there is no deflated figure yet (it needs ${DEFLATED_FROM}); taken alone, the probability of a Sharpe above zero is ${probabilityWords(probabilisticSharpe)}, ${verdict}.`;
}

/** Returns a probability that is never rounded to certainty. */
export function probabilityWords(probability: number): string {
  if (probability > 0.999) return 'above 99.9 %';
  if (probability < 0.001) return 'below 0.1 %';
  return formatShare(probability);
}

/** Returns how many trials count: equal ones are one. */
export const differentWords = (trialCount: number): string =>
  trialCount === 1 ? 'one counts' : `${formatCount(trialCount)} different ones count`;

/** Returns the ids of trials of which an older one has the same settings and data: they count once. */
export function repeatedOf(trials: readonly TrialEntry[]): ReadonlySet<string> {
  const known = new Set<string>();
  const repeated = new Set<string>();
  for (const trial of [...trials].sort((left, right) => left.recordedTime - right.recordedTime)) {
    const key = `${trial.configHash} ${trial.dataHash}`;
    if (known.has(key)) repeated.add(trial.id);
    known.add(key);
  }
  return repeated;
}

/**
 * Returns what the number of trials does to belief.
 * @param newest - report of the newest one, which says how many count against it; undefined while it is not known.
 */
export function ledgerWords(
  recordCount: number,
  newest: Pick<BacktestReport, 'luck' | 'trialCount'> | undefined,
): string {
  if (recordCount === 0) return '';
  const different =
    newest === undefined || newest.trialCount >= recordCount
      ? ''
      : `, of which ${differentWords(newest.trialCount)} against the newest: the same settings on the same data count once`;
  const open = `${plural(recordCount, 'trial')} ${recordCount === 1 ? 'is' : 'are'} on record${different}.`;
  const best = newest?.luck.expectedMaximumSharpe ?? null;
  if (best !== null) {
    return `${open} Without any skill, the best of as many would still be expected to show a Sharpe of ${formatRatio(best)}: believe a result only as far as it is above that.`;
  }
  return `${open} The more is tried, the better the best looks by luck alone; from ${DEFLATED_FROM} different trials on, each result is corrected for that.`;
}

/** Returns what the probability of overfitting means here, or why there is none. */
export function overfittingWords(overfitting: BacktestReport['overfitting']): string {
  if (overfitting === null) {
    return 'Needs five trials that cover the same days. Then it says how often the best choice in one half of the history disappointed in the other.';
  }
  const { probability, trialCount } = overfitting;
  const share = formatShare(probability, 0);
  return `Of ${plural(trialCount, 'comparable trial')}, the one that looked best in one half of the history was below the middle in the other in ${share} of the splits${
    probability >= 0.5 ? ': choosing the best was worth nothing.' : '.'
  }`;
}

/**
 * Returns the years below which the best of so many trials would reach this Sharpe ratio by luck alone; null where they say
 * less than the days that the record needs anyway, because then a shorter span beside it would look like permission.
 */
export function yearsNeeded({ minimumBacktestYears, minimumTrackRecordDays }: BacktestReport['luck']): number | null {
  if (minimumBacktestYears === null || minimumTrackRecordDays === null) return null;
  return 365 * minimumBacktestYears > minimumTrackRecordDays ? minimumBacktestYears : null;
}

/** Returns whether the record is long enough to be sure of its Sharpe ratio. */
export function recordWords({ luck, performance }: Pick<BacktestReport, 'luck' | 'performance'>): string {
  const needed = luck.minimumTrackRecordDays;
  if (needed === null) return 'The Sharpe is not above zero, so no length of record could prove it.';
  const has = plural(performance.dayCount, 'day');
  return performance.dayCount >= needed
    ? `The record has ${has}, which is enough to be 95 % sure of a Sharpe above zero, before counting the trials.`
    : `The record has ${has}: too short to be 95 % sure of a Sharpe above zero.`;
}

type Coefficients = BacktestReport['informationCoefficients'];
type Coefficient = Coefficients[number];

/**
 * Returns what the rank ICs of the models say, with the days ahead of which it is true and of which it is not. Rules without a
 * model are left out.
 */
export function skillWords(coefficients: Coefficients): string {
  const models = coefficients.filter(({ isBaseline }) => !isBaseline);
  if (models.length === 0) return 'No model was measured in this backtest.';
  const told = models.filter(({ t }) => t !== null);
  if (told.length === 0) return 'Too few decisions were compared to tell skill from chance.';
  const good = told.filter(({ t }) => (t ?? 0) >= CLEAR_T);
  if (good.length === 0) {
    return 'No model put the tokens in a better order than chance would (a t of 2 or more is wanted): the result rests on what was held, not on forecasts.';
  }
  return [`Better order than chance (t of 2 or more): ${whichWords(good, told)}.`, calmWords(good), spreadWords(good)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** A mean whose t is smaller may well be chance. */
const CLEAR_T = 2;

/** Returns what is left of the order once volatility is taken out; nothing where it was not measured. */
function calmWords(good: Coefficients): string {
  const measured = good.filter(({ afterVolatility }) => afterVolatility != null);
  if (measured.length === 0) return '';
  const left = measured.filter(({ afterVolatility }) => (afterVolatility?.t ?? 0) >= CLEAR_T);
  if (left.length === 0)
    return 'Nothing of it is left once volatility is taken out: what they know is mostly which tokens are calm.';
  if (left.length === measured.length) return 'Some of it is left once volatility is taken out.';
  return `Once volatility is taken out, some of it is left only ${forWords(left, measured)}.`;
}

/** Returns at which horizons the order was worth money, and at which it was not; nothing where it was not measured. */
function spreadWords(good: Coefficients): string {
  const measured = good.filter(({ topLessBottom }) => topLessBottom != null);
  if (measured.length === 0) return '';
  const paid = measured.filter(({ topLessBottom }) => (topLessBottom?.t ?? 0) >= CLEAR_T);
  if (paid.length === measured.length)
    return 'For each of them the best-scored fifth also returned more than the worst.';
  const all = horizonsOf(measured);
  const losing = all.filter((days) =>
    measured.every(({ horizonDays, topLessBottom }) => horizonDays !== days || (topLessBottom?.mean ?? 0) < 0),
  );
  const less = losing.length === 0 ? '' : `, and at ${daysWords(losing)} it returned less on average`;
  if (paid.length === 0)
    return `But the best-scored fifth did not reliably return more than the worst${less}: order without return pays nobody.`;
  const unpaid = all.filter((days) => !paid.some(({ horizonDays }) => horizonDays === days));
  const not =
    unpaid.length === 0 ? '' : ` At ${daysWords(unpaid)} it did not${less}: order without return pays nobody.`;
  return `But the best-scored fifth reliably returned more than the worst only ${forWords(paid, measured)}.${not}`;
}

/** Stands for all models of a horizon. */
const EVERY = 'every model';

const horizonsOf = (of: Coefficients): number[] =>
  [...new Set(of.map(({ horizonDays }) => horizonDays))].sort((left, right) => left - right);

const daysWords = (horizons: readonly number[]): string => `${listOf(horizons.map(String))} days ahead`;

/** Returns which of all models are meant, horizons of the same ones together: `ensemble at 7 days ahead`. */
function whichWords(chosen: Coefficients, all: Coefficients): string {
  const at = (of: Coefficients, days: number): readonly Coefficient[] => of.filter((one) => one.horizonDays === days);
  const byWho = new Map<string, number[]>();
  for (const days of horizonsOf(chosen)) {
    const own = at(chosen, days);
    const isEvery = own.length > 1 && own.length === at(all, days).length;
    const who = isEvery ? EVERY : listOf(own.map(({ label }) => modelWords(label)));
    byWho.set(who, [...(byWho.get(who) ?? []), days]);
  }
  return [...byWho].map(([who, days]) => `${who} at ${daysWords(days)}`).join('; ');
}

/** Returns the same after `only`: where every model is meant, the days alone. */
function forWords(chosen: Coefficients, all: Coefficients): string {
  const which = whichWords(chosen, all);
  return which.includes(';') || !which.startsWith(EVERY) ? `for ${which}` : which.slice(EVERY.length + 1);
}

/** A label is `random-forest, 30 days`: the days are told apart from it. */
const modelWords = (label: string): string => kindLabel(label.replace(/, \d+ days?$/, '')).toLowerCase();

/** Returns what became of the decisions, or null where none was infeasible or it was not recorded. */
export function infeasibleWords(decisions: BacktestReport['decisions']): string | null {
  if (decisions === null || decisions.infeasibleCount === 0) return null;
  const { count, infeasibleCount, lastInfeasibleTime } = decisions;
  const last = lastInfeasibleTime === null ? '' : `, the last on ${formatDayOf(lastInfeasibleTime)}`;
  return `${formatCount(infeasibleCount)} of ${plural(count, 'decision')} found no weights within the limits${last}. On these days nothing was changed.`;
}

/** How orders were filled. */
export const FILL_WORDS: readonly { readonly key: keyof BacktestReport['fills']; readonly label: string }[] = [
  { key: 'open', label: 'At a true open after the decision' },
  { key: 'close', label: 'At the close of the day after' },
  { key: 'truncated', label: 'At the last close, the record having ended' },
  { key: 'delisted', label: 'Delisted' },
  { key: 'unknownVolume', label: 'Of all, with unknown volume' },
];

/** Why orders were not filled. */
export const UNFILLED_WORDS: Readonly<Record<string, string>> = {
  'volume-cap': "Above the cap on a day's volume",
  'no-price': 'No price before the next decision',
  'no-cash': 'Prices had moved, and sales brought too little',
  gone: 'The token had ended',
  dust: 'Below the smallest order',
};
