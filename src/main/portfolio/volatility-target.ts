import type { BindingConstraint } from '../../shared/drafts.ts';
import type { Covariance } from './covariance.ts';
import { annualVolatility } from './diversification.ts';
import type { Holdings } from './turnover.ts';

/** Keeps rounding from lifting a scaled volatility above its target. */
const SLACK = 1e-12;
/** Weights smaller than this are dropped whatever the preferences say: the last numbers above 0 cannot be scaled. */
const SMALLEST_WEIGHT = 1e-9;
/** Slack of comparisons between weights. */
const ROUNDING = 1e-12;

export type ScaledWeights = {
  /** In the order of the input; without the tokens that fell below the smallest weight. */
  readonly weights: Holdings;
  /** Expected volatility a year before scaling, a fraction. */
  readonly unscaled: number;
  readonly isScaled: boolean;
};

/**
 * Returns weights multiplied by one factor of at most 1, so that their expected volatility is at most `target`; what is freed is
 * cash. A weight that falls below `minimumWeight` is dropped, the smallest first, ties from the last asset id on, and the
 * others are scaled anew: without it they have more room. Each set of tokens that is left is estimated for itself, as the
 * figures of a draft are.
 *
 * @param estimate - returns the covariance of tokens, in their order; one that it leaves out is dropped.
 */
export function scaleToVolatility(
  weights: Holdings,
  target: number,
  minimumWeight: number,
  estimate: (assets: readonly string[]) => Covariance,
): ScaledWeights {
  let held = [...weights.keys()].sort();
  let first: { readonly unscaled: number; readonly isScaled: boolean } | undefined;
  for (;;) {
    const { assets, matrix } = estimate(held);
    const own = Float64Array.from(assets, (asset) => weights.get(asset) ?? 0);
    const unscaled = annualVolatility(matrix, own);
    first ??= { unscaled, isScaled: unscaled > target };
    if (!first.isScaled) return { ...first, weights };
    const factor = dropSmallest(own, assets, matrix, target, minimumWeight);
    const left = assets.filter((_, i) => own[i] > 0);
    if (left.length === assets.length) {
      const kept = new Set(left);
      const scaled = [...weights]
        .filter(([asset]) => kept.has(asset))
        .map(([asset, weight]) => [asset, weight * factor] as const);
      return { ...first, weights: new Map(scaled) };
    }
    held = left;
  }
}

/** Sets to zero what falls below the smallest weight; returns the factor of what is left. */
function dropSmallest(
  own: Float64Array,
  assets: readonly string[],
  matrix: Float64Array,
  target: number,
  minimumWeight: number,
): number {
  const least = Math.max(minimumWeight, SMALLEST_WEIGHT) - ROUNDING;
  for (;;) {
    const volatility = annualVolatility(matrix, own);
    const factor = volatility > target ? (target / volatility) * (1 - SLACK) : 1;
    let smallest = -1;
    for (let i = 0; i < assets.length; i++) {
      if (own[i] === 0 || own[i] * factor >= least) continue;
      if (smallest < 0 || own[i] <= own[smallest]) smallest = i;
    }
    if (smallest < 0) return factor;
    own[smallest] = 0;
  }
}

/** Returns what leaves no weights: less would be invested than was asked for. Null if enough is. */
export function bindingOfTarget(
  { weights, unscaled }: ScaledWeights,
  target: number,
  minimumInvested: number,
): BindingConstraint[] | null {
  const invested = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (invested >= minimumInvested - ROUNDING) return null;
  return [
    {
      constraint: 'minimum-invested',
      subject: null,
      limit: minimumInvested,
      message: `A volatility of ${target} a year allows ${invested.toFixed(4)} of equity, needs ${minimumInvested}`,
    },
    {
      constraint: 'volatility-target',
      subject: null,
      limit: target,
      message: `The weights have an expected volatility of ${unscaled.toFixed(4)} a year, needs to be at most ${target}`,
    },
  ];
}
