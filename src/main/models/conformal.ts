/**
 * Where an outcome will lie: intervals read off what became of forecasts like it.
 *
 * @see Vovk, Gammerman & Shafer (2005), "Algorithmic learning in a random world" (conformal prediction, here by groups of the
 *   score). The promise holds for outcomes that could have come in any order; those of one month resemble each other, so the
 *   coverage that was realised is told beside it.
 */
import { invariant } from '../../shared/errors.ts';

/** Bounds of the outcome for each tenth of the scores, lowest first. */
export type ConformalBands = { readonly level: number; readonly low: Float64Array; readonly high: Float64Array };

const TENTHS = 10;
/** (1 - 0.8) / 2 is a hair below 0.1. */
const ROUNDING = 1e-9;

/**
 * Returns for each tenth of the scores between which bounds the outcome lies with the chance `level`, half of the rest on either
 * side: order statistics of what was seen, one further out than a plain quantile, so that the chance holds for few outcomes too. With
 * fewer than they need, the bounds are -1 and 1.
 *
 * @param percentiles - score of each forecast as a rank within its day, -1..1; NaN is left out.
 * @param outcomes - rank of the return within its day, -1..1; NaN is left out.
 */
export function conformalBands(
  percentiles: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  level: number,
): ConformalBands {
  invariant(
    percentiles.length === outcomes.length,
    `${outcomes.length} outcomes were given for ${percentiles.length} forecasts`,
  );
  const seen = Array.from({ length: TENTHS }, (): number[] => []);
  for (let i = 0; i < outcomes.length; i++) {
    if (!Number.isNaN(percentiles[i]) && !Number.isNaN(outcomes[i])) seen[tenthOf(percentiles[i])].push(outcomes[i]);
  }
  const tail = (1 - level) / 2;
  const low = new Float64Array(TENTHS);
  const high = new Float64Array(TENTHS);
  seen.forEach((own, tenth) => {
    const sorted = Float64Array.from(own).sort();
    const below = Math.floor((sorted.length + 1) * tail + ROUNDING);
    low[tenth] = below < 1 ? -1 : sorted[below - 1];
    high[tenth] = below < 1 ? 1 : sorted[sorted.length - below];
  });
  return { level, low, high };
}

/** Returns the tenth, 0..9, of a rank of -1..1. */
export function tenthOf(percentile: number): number {
  return Math.max(0, Math.min(TENTHS - 1, Math.floor(((percentile + 1) / 2) * TENTHS)));
}

/** Returns the share of outcomes that lay within the bounds, missing ones and bounds that hold everything left out; NaN of none. */
export function coverageOfBands(
  { low, high }: ConformalBands,
  percentiles: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): number {
  let inside = 0;
  let count = 0;
  for (let i = 0; i < outcomes.length; i++) {
    if (Number.isNaN(percentiles[i]) || Number.isNaN(outcomes[i])) continue;
    const tenth = tenthOf(percentiles[i]);
    if (low[tenth] === -1 && high[tenth] === 1) continue;
    count++;
    if (outcomes[i] >= low[tenth] && outcomes[i] <= high[tenth]) inside++;
  }
  return inside / count;
}
