import type { BacktestReport } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { formatCount, formatDayOf, formatRatio, formatShare } from '../format.ts';

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
      : `, of which ${formatCount(newest.trialCount)} different ${newest.trialCount === 1 ? 'one counts' : 'ones count'} against the newest`;
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

/** Returns whether the record is long enough to be sure of its Sharpe ratio. */
export function recordWords({ luck, performance }: Pick<BacktestReport, 'luck' | 'performance'>): string {
  const needed = luck.minimumTrackRecordDays;
  if (needed === null) return 'The Sharpe is not above zero, so no length of record could prove it.';
  const has = plural(performance.dayCount, 'day');
  return performance.dayCount >= needed
    ? `The record has ${has}, which is enough to be 95 % sure of a Sharpe above zero, before counting the trials.`
    : `The record has ${has}: too short to be 95 % sure of a Sharpe above zero.`;
}

/** Returns what the rank ICs of the models say, in one sentence. Rules without a model are left out. */
export function skillWords(coefficients: BacktestReport['informationCoefficients']): string {
  const models = coefficients.filter(({ isBaseline }) => !isBaseline);
  if (models.length === 0) return 'No model was measured in this backtest.';
  const told = models.filter(({ t }) => t !== null);
  if (told.length === 0) return 'Too few decisions were compared to tell skill from chance.';
  const good = told.filter(({ t }) => (t ?? 0) >= 2);
  if (good.length === 0) {
    return 'No model put the tokens in a better order than chance would (a t of 2 or more is wanted): the result rests on what was held, not on forecasts.';
  }
  const names = good.map(({ label }) => label).join('; ');
  const strong = (of: (one: (typeof good)[number]) => { readonly t: number | null } | null | undefined): boolean =>
    good.some((one) => (of(one)?.t ?? 0) >= 2);
  const isCalm = good.some(({ afterVolatility }) => afterVolatility != null);
  const isPaid = good.some(({ topLessBottom }) => topLessBottom != null);
  return [
    `Better order than chance (t of 2 or more): ${names}.`,
    !isCalm
      ? ''
      : strong(({ afterVolatility }) => afterVolatility)
        ? 'Some of it is left once volatility is taken out.'
        : 'Nothing of it is left once volatility is taken out: what they know is mostly which tokens are calm.',
    !isPaid
      ? ''
      : strong(({ topLessBottom }) => topLessBottom)
        ? 'The best-scored fifth also returned more than the worst.'
        : 'But the best-scored fifth did not reliably return more than the worst, and order without return pays nobody.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

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
