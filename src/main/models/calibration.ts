import { studentQuantile } from '../../shared/student-quantile.ts';
import { mean, standardDeviation } from '../numeric/stats.ts';
import { byDay, independentDays, type ScoredMarket } from './evaluate.ts';
import type { Labels } from './labels.ts';

/** Fields of `ModelEvaluation.calibration` in shared/models.ts: a column entry each tenth, lowest scores first. */
export type Calibration = {
  readonly predicted: (number | null)[];
  readonly realised: (number | null)[];
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  readonly count: number[];
};

const TENTHS = 10;
/** With fewer independent days no interval would hold. */
const MINIMUM_INDEPENDENT = 3;

/**
 * Returns what became of each tenth of the tokens by score: on each day with ten tokens or more that have both, the mean score and
 * the mean label of each tenth; then the means of the days. Tokens of a day move together, so the 95 % interval is of days,
 * not of tokens: mean ± t s / √m, s being the deviation of the days and m how many of them are independent, see
 * `measureRankCorrelation`. Null columns `low` and `high` below three independent days; null without a day. Equal scores by order of
 * the assets.
 *
 * @param labels - of kind `rank`: they and the interval lie within -1..1.
 */
export function measureCalibration(market: ScoredMarket, scores: Float32Array, labels: Labels): Calibration | null {
  const predicted = Array.from({ length: TENTHS }, (): number[] => []);
  const realised = Array.from({ length: TENTHS }, (): number[] => []);
  const count = Array<number>(TENTHS).fill(0);
  const { days } = byDay(market, scores, labels.value, ({ first, second }, pairs) => {
    if (pairs < TENTHS) return Number.NaN;
    const order = Array.from({ length: pairs }, (_, i) => i).sort((a, b) => first[a] - first[b] || a - b);
    for (let tenth = 0; tenth < TENTHS; tenth++) {
      const own = order.slice(Math.floor((tenth * pairs) / TENTHS), Math.floor(((tenth + 1) * pairs) / TENTHS));
      predicted[tenth].push(mean(own.map((i) => first[i])));
      realised[tenth].push(mean(own.map((i) => second[i])));
      count[tenth] += own.length;
    }
    return 0;
  });
  if (days.length === 0) return null;
  const independent = independentDays(days, labels.horizon);
  const reach = realised.map((values) =>
    independent >= MINIMUM_INDEPENDENT
      ? (studentQuantile(independent - 1) * standardDeviation(values)) / Math.sqrt(independent)
      : null,
  );
  const means = realised.map(mean);
  const bound = (sign: number): (number | null)[] =>
    reach.map((own, tenth) => (own === null ? null : Math.max(-1, Math.min(1, means[tenth] + sign * own))));
  return { predicted: predicted.map(mean), realised: means, low: bound(-1), high: bound(1), count };
}
