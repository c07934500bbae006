/** Why a signal is what it is: what each factor added. */
import type { MemberReasons, Reasons } from '../../shared/ratings.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { MemberScale } from './signals.ts';

/** What a model says of its scores: feature j of asset i adds `contributions[i * features + j]`; `base` is its mean score. */
export type Explanation = { readonly base: number; readonly contributions: Float64Array };

/** Digits behind the point: 75 roundings of half of 1e-9 stay far below the 1e-6 within which reasons add up. */
const DECIMALS = 1e9;
const RANK_DECIMALS = 1e4;
/** Factors that are listed of each member, and digits of what each added: a market of 600 tokens keeps some 9,000 such lists. */
const MEMBER_FACTORS = 8;
const MEMBER_DECIMALS = 1e6;

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

/** Which member an explanation is of. */
export type ExplainedMember = Pick<MemberReasons, 'kind' | 'horizonDays' | 'method'> & {
  readonly explanation: Explanation;
};

/**
 * Returns a signal split by member: what each added, and through which factors, the strongest eight. Its total is base, listed
 * factors and rest; the totals and the residual of {@link reasonsOf} add up to the signal.
 *
 * @param columns - the factors that the contributions are of.
 */
export function memberReasonsOf(
  asset: number,
  members: readonly ExplainedMember[],
  scales: readonly MemberScale[],
  columns: readonly string[],
): MemberReasons[] {
  return members.map(({ kind, horizonDays, method, explanation }, m) => {
    const { weight, scale, shift } = scales[m];
    const added = Float64Array.from(columns, (_, j) => {
      return explanation.contributions[asset * columns.length + j] * scale;
    });
    const order = [...columns.keys()]
      .filter((j) => Math.round(added[j] * MEMBER_DECIMALS) !== 0)
      .sort((a, b) => Math.abs(added[b]) - Math.abs(added[a]) || a - b)
      .slice(0, MEMBER_FACTORS);
    const contribution = order.map((j) => Math.round(added[j] * MEMBER_DECIMALS) / MEMBER_DECIMALS);
    const sum = added.reduce((total, own) => total + own, 0);
    const total = explanation.base * scale - shift + sum;
    return {
      ...{ kind, horizonDays, weight, method },
      total: Math.round(total * DECIMALS) / DECIMALS + 0,
      factor: order.map((j) => columns[j]),
      contribution,
      rest: Math.round((sum - sumOf(contribution)) * DECIMALS) / DECIMALS + 0,
    };
  });
}

/** Returns the same reasons with only the first `limit` factors listed, the others summed in `rest`, and without members. */
export function shortened(reasons: Reasons, limit: number): Reasons {
  return {
    ...reasons,
    factor: reasons.factor.slice(0, limit),
    rank: reasons.rank.slice(0, limit),
    contribution: reasons.contribution.slice(0, limit),
    rest: reasons.rest + sumOf(reasons.contribution.slice(limit)),
    members: [],
  };
}

function rankOf(cell: number): number | null {
  // JSON has no -0, so adding 0 keeps what is stored equal to what was said.
  return Number.isFinite(cell) ? Math.round(cell * RANK_DECIMALS) / RANK_DECIMALS + 0 : null;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
