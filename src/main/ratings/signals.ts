/**
 * One signal out of several models' scores. Models differ in what a score of 0.1 means, so each is measured in its own standard
 * deviations across the day before they are averaged; that is linear, so reasons of scores become reasons of signals.
 */
import { invariant } from '../../shared/errors.ts';
import { mean, standardDeviation } from '../numeric/stats.ts';

/** What the day's scores of one model are, and its part in the signal: score × scale - shift. */
export type MemberScale = { readonly weight: number; readonly scale: number; readonly shift: number };

export type Signals = {
  /** For each asset; NaN where it is not included or a member has no score for it. */
  readonly signal: Float64Array;
  /** In the order of the members. A member whose scores do not vary has a scale of 0: it tells nobody apart. */
  readonly scales: readonly MemberScale[];
};

/**
 * Returns for each asset Σ weight (score - mean) / standard deviation over the members. Mean and deviation (n - 1) are those
 * of the day's included assets that every member scored; weights are divided by their sum.
 *
 * @param scores - for each member one score an asset; NaN where it has none.
 * @param included - 1 for the assets that are compared; all if null.
 * @param weights - one a member, above 0; equal if left out.
 */
export function combineSignals(
  scores: readonly Float32Array[],
  included: Uint8Array | null = null,
  weights: readonly number[] = scores.map(() => 1),
): Signals {
  invariant(weights.length === scores.length, `${weights.length} weights were given for ${scores.length} members`);
  const count = scores.length === 0 ? 0 : scores[0].length;
  const isIn = Uint8Array.from({ length: count }, (_, i) =>
    (included === null || included[i] === 1) && scores.every((own) => !Number.isNaN(own[i])) ? 1 : 0,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scales = scores.map((own, m): MemberScale => {
    const compared = own.filter((_, i) => isIn[i] === 1);
    const deviation = standardDeviation(compared);
    const weight = weights[m] / total;
    const scale = deviation > 0 ? weight / deviation : 0;
    return { weight, scale, shift: scale === 0 ? 0 : mean(compared) * scale };
  });
  const signal = new Float64Array(count).fill(scores.length === 0 ? Number.NaN : 0);
  for (let i = 0; i < count; i++) {
    if (isIn[i] === 0) signal[i] = Number.NaN;
    else
      scores.forEach((own, m) => {
        signal[i] += own[i] * scales[m].scale - scales[m].shift;
      });
  }
  return { signal, scales };
}
