import type { Weighting, WeightingAttempt } from '../../shared/drafts.ts';
import type { Linkage } from '../numeric/clustering.ts';
import type { Covariance } from './covariance.ts';
import { hierarchicalRiskParity } from './hierarchical-risk-parity.ts';
import { maximumDiversification } from './maximum-diversification.ts';
import { equalRiskContribution } from './risk-parity.ts';

/** What a weighting may look at: tokens in the order of the covariance. */
export type WeightingInputs = {
  readonly marketCap: Float64Array;
  /** Null where it could not be estimated; its assets are the tokens, in their order, otherwise. */
  readonly covariance: Covariance | null;
  readonly linkage: Linkage;
};

/** Weights that sum to 1, or why there are none. */
type Weighed = { readonly weights: Float64Array } | { readonly why: string };

const METHODS: Readonly<Record<Weighting, (inputs: WeightingInputs) => Weighed>> = {
  equal: ({ marketCap }) => ({ weights: new Float64Array(marketCap.length).fill(1 / marketCap.length) }),
  cap: ({ marketCap }) => byMarketCap(marketCap, (value) => value),
  'square-root-cap': ({ marketCap }) => byMarketCap(marketCap, Math.sqrt),
  'inverse-volatility': withCovariance(inverseVolatility, 'has no volatility to divide by'),
  'equal-risk-contribution': withCovariance(equalRiskContribution, 'coordinate descent did not converge'),
  'hierarchical-risk-parity': withCovariance(hierarchicalRiskParity, 'has no clusters'),
  'maximum-diversification': withCovariance(maximumDiversification, 'the search met a singular set of tokens'),
};

/** What is tried next where a method fails: always something that needs less of the data. */
export const FALLBACKS: Readonly<Record<Weighting, Weighting | null>> = {
  'maximum-diversification': 'equal-risk-contribution',
  'hierarchical-risk-parity': 'equal-risk-contribution',
  'equal-risk-contribution': 'inverse-volatility',
  'inverse-volatility': 'equal',
  cap: 'equal',
  'square-root-cap': 'equal',
  equal: null,
};

/** Weightings that read the covariance. */
export const RISK_BASED: ReadonlySet<Weighting> = new Set<Weighting>([
  'inverse-volatility',
  'equal-risk-contribution',
  'hierarchical-risk-parity',
  'maximum-diversification',
]);

/**
 * Returns the weights of the first method of the fallback chain that works, from `wanted` on, with every attempt recorded.
 * The last of the chain is equal weight, which cannot fail. At least one token is needed.
 */
export function weigh(
  wanted: Weighting,
  inputs: WeightingInputs,
): { readonly weights: Float64Array; readonly method: Weighting; readonly attempts: readonly WeightingAttempt[] } {
  const attempts: WeightingAttempt[] = [];
  for (let method = wanted; ; ) {
    const weighed = METHODS[method](inputs);
    const why = 'why' in weighed ? weighed.why : findFault(weighed.weights);
    attempts.push({ method, isUsed: why === null, why });
    if (why === null && 'weights' in weighed) return { weights: weighed.weights, method, attempts };
    method = FALLBACKS[method] ?? 'equal';
  }
}

function byMarketCap(marketCap: Float64Array, of: (value: number) => number): Weighed {
  const missing = marketCap.reduce((count, value) => count + (value > 0 && Number.isFinite(value) ? 0 : 1), 0);
  if (missing > 0) return { why: `Market cap is unknown for ${missing} of ${marketCap.length} tokens, needs all` };
  return { weights: normalise(marketCap.map(of)) };
}

function withCovariance(
  method: (covariance: Float64Array, n: number, linkage: Linkage) => Float64Array | null,
  failure: string,
): (inputs: WeightingInputs) => Weighed {
  return ({ covariance, linkage }) => {
    if (covariance === null) return { why: 'The covariance could not be estimated for the tokens' };
    const weights = method(covariance.matrix, covariance.assets.length, linkage);
    return weights === null ? { why: `The method ${failure}` } : { weights };
  };
}

/** Returns weights proportional to 1 / volatility; they sum to 1. Variances must be positive. */
export function inverseVolatility(covariance: Float64Array, n: number): Float64Array {
  return normalise(Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(covariance[i * n + i])));
}

function normalise(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function findFault(weights: Float64Array): string | null {
  const isSound = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
  return isSound ? null : 'The weights were not all finite and 0 or more';
}
