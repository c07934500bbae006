/** Why a signal is what it is: what each factor added. */
import type { Reasons } from '../../shared/ratings.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { MemberScale } from './signals.ts';

/** What a model says of its scores: feature j of asset i adds `contributions[i * features + j]`; `base` is its mean score. */
export type Explanation = { readonly base: number; readonly contributions: Float64Array };

/** Digits behind the point: 75 roundings of half of 1e-9 stay far below the 1e-6 within which reasons add up. */
const DECIMALS = 1e9;
const RANK_DECIMALS = 1e4;

/**
 * Returns what each factor added to an asset's signal, largest effect first. A score's contributions scale as the score does
 * (`MemberScale`), so signal - base = Σ weight Σ contribution / standard deviation. `residual` is what is left: the rounding of
 * scores to Float32 and of contributions to nine decimals. Factors that added nothing are not listed.
 *
 * @param x - assets × factors as the models saw them: ranks in -1..1, NaN where missing.
 */
export function reasonsOf(
  asset: number,
  signal: number,
  explanations: readonly Explanation[],
  scales: readonly MemberScale[],
  x: Matrix,
): Reasons {
  const count = x.columns.length;
  const sums = new Float64Array(count);
  let base = 0;
  explanations.forEach((explanation, m) => {
    const { scale, shift } = scales[m];
    base += explanation.base * scale - shift;
    for (let j = 0; j < count; j++) sums[j] += explanation.contributions[asset * count + j] * scale;
  });
  const rounded = sums.map((sum) => Math.round(sum * DECIMALS) / DECIMALS);
  const order = [...x.columns.keys()]
    .filter((j) => rounded[j] !== 0)
    .sort((a, b) => Math.abs(rounded[b]) - Math.abs(rounded[a]) || a - b);
  const contribution = order.map((j) => rounded[j]);
  return {
    factor: order.map((j) => x.columns[j]),
    rank: order.map((j) => rankOf(x.data[j * x.rows + asset])),
    contribution,
    rest: 0,
    base,
    residual: signal - base - sumOf(contribution),
    members: [],
  };
}

/** Returns the same reasons with only the first `limit` factors listed; the others are summed in `rest`. */
export function shortened(reasons: Reasons, limit: number): Reasons {
  return {
    ...reasons,
    factor: reasons.factor.slice(0, limit),
    rank: reasons.rank.slice(0, limit),
    contribution: reasons.contribution.slice(0, limit),
    rest: reasons.rest + sumOf(reasons.contribution.slice(limit)),
  };
}

function rankOf(cell: number): number | null {
  // JSON has no -0, so adding 0 keeps what is stored equal to what was said.
  return Number.isFinite(cell) ? Math.round(cell * RANK_DECIMALS) / RANK_DECIMALS + 0 : null;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
