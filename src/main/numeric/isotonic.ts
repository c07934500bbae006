/** Isotonic regression: the rising curve that lies nearest to outcomes, by which scores become probabilities. */
import { invariant } from '../../shared/errors.ts';

/** A curve that never falls: straight lines between its points, level outside of them. Points by rising `at`. */
export type RisingCurve = { readonly at: Float64Array; readonly value: Float64Array };

/**
 * Returns the rising curve with the least squared distance from outcomes, by pooling neighbours that would make it fall. Equal
 * scores count as one with the mean of their outcomes. A block of equal values keeps its two ends as points, so what lies between
 * two blocks is interpolated. An empty curve without scores; no NaN allowed.
 *
 * @see Ayer, Brunk, Ewing, Reid & Silverman (1955); Zadrozny & Elkan (2002), for calibration. scikit-learn
 *   `IsotonicRegression` has the same points.
 */
export function fitRisingCurve(scores: ArrayLike<number>, outcomes: ArrayLike<number>): RisingCurve {
  invariant(scores.length === outcomes.length, `${outcomes.length} outcomes of ${scores.length} scores`);
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b] || a - b);
  const low: number[] = [];
  const high: number[] = [];
  const sum: number[] = [];
  const count: number[] = [];
  for (const i of order) {
    const score = scores[i];
    if (high.at(-1) === score) {
      sum[sum.length - 1] += outcomes[i];
      count[count.length - 1]++;
      continue;
    }
    low.push(score);
    high.push(score);
    sum.push(outcomes[i]);
    count.push(1);
  }
  let top = 0;
  for (let block = 1; block < low.length; block++) {
    top++;
    low[top] = low[block];
    high[top] = high[block];
    sum[top] = sum[block];
    count[top] = count[block];
    while (top > 0 && sum[top - 1] * count[top] >= sum[top] * count[top - 1]) {
      top--;
      high[top] = high[top + 1];
      sum[top] += sum[top + 1];
      count[top] += count[top + 1];
    }
  }
  const at: number[] = [];
  const value: number[] = [];
  for (let block = 0; block < Math.min(top + 1, low.length); block++) {
    for (const point of low[block] === high[block] ? [low[block]] : [low[block], high[block]]) {
      at.push(point);
      value.push(sum[block] / count[block]);
    }
  }
  return { at: Float64Array.from(at), value: Float64Array.from(value) };
}

/** Returns the height of a curve at `x`, between the lowest and the highest it has; NaN of an empty one. */
export function heightOf({ at, value }: RisingCurve, x: number): number {
  const last = at.length - 1;
  if (last < 0) return Number.NaN;
  if (x <= at[0]) return value[0];
  if (x >= at[last]) return value[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at[middle] <= x) low = middle;
    else high = middle;
  }
  return value[low] + ((x - at[low]) / (at[high] - at[low])) * (value[high] - value[low]);
}
