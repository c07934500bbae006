import type {
  BindingConstraint,
  DraftFigures,
  DraftPreferences,
  Limit,
  SkippedCandidate,
  Weighting,
  WeightingAttempt,
  WeightReason,
} from '../../shared/drafts.ts';
import { AppError } from '../../shared/errors.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { limitWeights } from './constraints.ts';
import { type Covariance, estimateCovariance, type ReturnTable } from './covariance.ts';
import { annualVolatility, diversificationRatio, effectiveAssets, riskContributions } from './diversification.ts';
import { findDefect, type Ranked, type Selection, selectTokens, whyExcluded } from './select.ts';
import { type Holdings, limitTurnover, turnoverBetween } from './turnover.ts';
import { bindingOfTarget, type ScaledWeights, scaleToVolatility } from './volatility-target.ts';
import { RISK_BASED, weigh } from './weightings.ts';

/** A token that may be held, as of the decision. NaN where a figure is unknown; tokens without a score are not ranked. */
export type Candidate = {
  readonly asset: string;
  readonly score: number;
  /** USD. */
  readonly marketCap: number;
  /** Median traded value of a day, USD. */
  readonly medianVolume: number;
  /** A year, as a fraction; shown where the covariance has none. */
  readonly volatility: number;
  readonly sector: string | null;
};

export type ConstructInputs = {
  readonly candidates: readonly Candidate[];
  /** Daily returns up to the decision of at least the candidates that may be chosen; others are taken to have none. */
  readonly returns: ReturnTable;
  readonly preferences: DraftPreferences;
  /** Drifted weights held now. */
  readonly current: Holdings;
};

export type ConstructedWeight = { readonly asset: string; readonly weight: number; readonly reason: WeightReason };

type Common = { readonly fallbackChain: readonly WeightingAttempt[]; readonly skipped: readonly SkippedCandidate[] };

export type Construction =
  | (Common & {
      readonly feasible: true;
      /** From the largest weight down, ties by asset id; all positive. They sum to at most 1; the rest is `cash`. */
      readonly weights: readonly ConstructedWeight[];
      readonly cash: number;
      readonly method: Weighting;
      readonly figures: DraftFigures;
    })
  | (Common & { readonly feasible: false; readonly binding: readonly BindingConstraint[] });

/**
 * Returns target weights with a reason each, or the constraints that leave none.
 *
 * 1. `selectTokens`: the best scores, held tokens staying while they are good enough (`buffer`).
 * 2. `estimateCovariance` over the selection.
 * 3. `weigh`: the wanted weighting, or the next of its fallback chain.
 * 4. `limitWeights`: caps, minimum weight; what nobody may take is cash.
 * 5. `scaleToVolatility`: less of all, if their expected volatility is above the target.
 * 6. `limitTurnover`: what the turnover cap allows of the way from what is held. What the preferences leave out has to be
 *    sold, and half of a way that is too volatile is scaled down once more, whatever that cap says.
 *
 * A pure function of its inputs; the order of candidates and of the table's assets does not matter. Throws `invalid-input`
 * if an asset is listed twice.
 */
export function constructWeights(inputs: ConstructInputs): Construction {
  const { preferences, current } = inputs;
  const candidates = sortCandidates(inputs.candidates);
  const table = new Map(inputs.returns.assets.map((asset, i) => [asset, i]));
  const target = preferences.volatilityTarget;
  const readsRisk = RISK_BASED.has(preferences.weighting) || target !== null;
  const selection = selectTokens(candidates, inputs.returns, table, current, preferences, readsRisk);
  const chosen = [...selection.chosen].sort((a, b) => compare(a.asset, b.asset));
  const skipped = selection.skipped;
  if (chosen.length === 0) {
    return { feasible: false, binding: bindingOfNone(selection), fallbackChain: [], skipped };
  }
  const covariance = covarianceOf(chosen, inputs.returns, table, preferences);
  const isWhole = covariance.assets.length === chosen.length;
  const weighed = weigh(preferences.weighting, {
    marketCap: Float64Array.from(chosen, (token) => token.marketCap),
    covariance: isWhole ? covariance : null,
    linkage: preferences.linkage,
  });
  const fallbackChain = weighed.attempts;
  const limited = limitWeights(
    chosen.map(({ asset, sector }, i) => ({ asset, sector, wanted: weighed.weights[i] })),
    preferences,
  );
  if (!limited.feasible) return { feasible: false, binding: limited.binding, fallbackChain, skipped };
  const wanted = new Map(
    chosen.flatMap(({ asset }, i): [string, number][] => (limited.weights[i] > 0 ? [[asset, limited.weights[i]]] : [])),
  );
  const toTarget = (weights: Holdings, least: number): ScaledWeights =>
    target === null
      ? { weights, unscaled: Number.NaN, isScaled: false }
      : scaleToVolatility(weights, target, least, (assets) =>
          covarianceOf(
            assets.map((asset) => ({ asset })),
            inputs.returns,
            table,
            preferences,
          ),
        );
  const scaled = toTarget(wanted, preferences.minimumWeight);
  const tooLittle = target === null ? null : bindingOfTarget(scaled, target, preferences.minimumInvested);
  if (tooLittle !== null) return { feasible: false, binding: tooLittle, fallbackChain, skipped };
  // what may be kept on a way that the turnover cap makes longer; the others have to be sold
  const isKeepable = (token: Candidate): boolean =>
    whyExcluded(token, preferences) === null &&
    (target === null || findDefect(token.asset, inputs.returns, table, preferences) === null);
  const sectorOf = new Map(candidates.filter(isKeepable).map(({ asset, sector }) => [asset, sector]));
  const moved = limitTurnover(current, scaled.weights, sectorOf, preferences);
  const onTheWay = moved.isLimited ? toTarget(moved.weights, 0) : { ...scaled, weights: moved.weights };
  const final = roundInto(onTheWay.weights);
  const tokens = candidates.filter((candidate) => final.has(candidate.asset));
  const risk = riskOf(tokens, final, inputs.returns, table, preferences);
  const wantedOf = new Map(chosen.map(({ asset }, i) => [asset, weighed.weights[i]]));
  const limitsOf = new Map(
    chosen.map(({ asset }, i) => {
      const isGone = scaled.isScaled && wanted.has(asset) && !scaled.weights.has(asset);
      return [asset, [...limited.limitedBy[i], ...(isGone ? (['minimum-weight'] as const) : [])]];
    }),
  );
  const weights = tokens.map((token, i) => {
    const { asset } = token;
    const limits: Limit[] = moved.isLimited ? ['turnover-cap'] : [...(limitsOf.get(asset) ?? [])];
    if (onTheWay.isScaled) limits.push('volatility-target');
    const ranked = selection.rankOf.get(asset);
    const reason: WeightReason = {
      rank: ranked ?? null,
      score: Number.isNaN(token.score) ? null : token.score,
      selectedBy: selectedBy(selection, asset),
      heldWeight: current.get(asset) ?? 0,
      wantedWeight: wantedOf.get(asset) ?? 0,
      limitedBy: limits,
      sector: token.sector,
      volatility: finiteOrNull(risk.volatility?.[i] ?? token.volatility),
      riskContribution: finiteOrNull(risk.contribution?.[i] ?? Number.NaN),
    };
    return { asset, weight: final.get(asset) as number, reason };
  });
  weights.sort((a, b) => b.weight - a.weight || compare(a.asset, b.asset));
  const invested = weights.reduce((sum, { weight }) => sum + weight, 0);
  const figures: DraftFigures = {
    expectedVolatility: finiteOrNull(risk.whole),
    diversificationRatio: finiteOrNull(risk.ratio),
    effectiveAssets: effectiveAssets(weights.map(({ weight }) => weight)),
    invested,
    unknownSector: weights.reduce((sum, { weight, reason }) => sum + (reason.sector === null ? weight : 0), 0),
    turnover: turnoverBetween(current, final),
    voluntaryTurnover: moved.voluntaryTurnover,
    coverage: risk.covariance === null ? null : coverageOf(risk.covariance),
  };
  const cash = Math.max(0, 1 - invested);
  const dropped = chosen.flatMap(({ asset, rank }, i): SkippedCandidate[] => {
    if (final.has(asset) || !limitsOf.get(asset)?.includes('minimum-weight')) return [];
    const [share, when] = wanted.has(asset)
      ? [wanted.get(asset) ?? 0, ' before all were scaled to the volatility asked for, after it']
      : [weighed.weights[i], ','];
    const why = `was to weigh ${asShare(share)}${when} below the smallest weight of ${asShare(preferences.minimumWeight)}`;
    return [{ asset, rank, why }];
  });
  const passedOver = [...skipped, ...dropped].sort((a, b) => a.rank - b.rank);
  return { feasible: true, weights, cash, method: weighed.method, figures, fallbackChain, skipped: passedOver };
}

function bindingOfNone({ scoredCount, excludedCount }: Selection): BindingConstraint[] {
  const binding = limitWeights([], { tokenCap: 1, sectorCap: 1, minimumWeight: 0, minimumInvested: 0 });
  if (binding.feasible) return [];
  if (excludedCount === 0) return [...binding.binding];
  const message = `No token may be held: the preferences leave out ${excludedCount} of the ${scoredCount} that have a score`;
  return binding.binding.map((constraint) => ({ ...constraint, message }));
}

function asShare(weight: number): string {
  return `${(weight * 100).toFixed(2)} %`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortCandidates(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((a, b) => compare(a.asset, b.asset));
  const twice = sorted.find((candidate, i) => i > 0 && sorted[i - 1].asset === candidate.asset);
  if (twice !== undefined) throw new AppError('invalid-input', `Candidate ${twice.asset} was listed twice, needs once`);
  return sorted;
}

function selectedBy(selection: Selection, asset: string): WeightReason['selectedBy'] {
  if (!selection.chosen.some((token) => token.asset === asset)) return 'turnover-cap';
  return selection.keptByBuffer.has(asset) ? 'buffer' : 'rank';
}

/** Sums of fractions may exceed 1 by rounding; in whatever order the simulator or an exchange adds them, they must not. */
function roundInto(weights: Holdings): Map<string, number> {
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  const most = 1 - weights.size * Number.EPSILON;
  return new Map([...weights].map(([asset, weight]) => [asset, sum > most ? weight * (most / sum) : weight]));
}

function covarianceOf(
  tokens: readonly Pick<Ranked, 'asset'>[],
  returns: ReturnTable,
  table: ReadonlyMap<string, number>,
  preferences: DraftPreferences,
): Covariance {
  const days = Math.min(preferences.covarianceDays, returns.dayCount);
  const data = new Float64Array(tokens.length * days).fill(Number.NaN);
  tokens.forEach(({ asset }, i) => {
    const row = table.get(asset);
    if (row === undefined) return;
    const end = (row + 1) * returns.dayCount;
    data.set(returns.data.subarray(end - days, end), i * days);
  });
  const assets = tokens.map(({ asset }) => asset);
  return estimateCovariance({ assets, dayCount: days, data }, preferences.minimumOverlapDays);
}

type Risk = {
  readonly covariance: Covariance | null;
  readonly volatility: Float64Array | null;
  readonly contribution: Float64Array | null;
  readonly whole: number;
  readonly ratio: number;
};

/** Risk of the final weights; all null or NaN where a held token has too few returns. */
function riskOf(
  tokens: readonly Candidate[],
  weights: Holdings,
  returns: ReturnTable,
  table: ReadonlyMap<string, number>,
  preferences: DraftPreferences,
): Risk {
  const covariance = covarianceOf(tokens, returns, table, preferences);
  const n = tokens.length;
  if (covariance.assets.length < n) {
    return { covariance: null, volatility: null, contribution: null, whole: Number.NaN, ratio: Number.NaN };
  }
  const { matrix } = covariance;
  const vector = Float64Array.from(tokens, (token) => weights.get(token.asset) ?? 0);
  return {
    covariance,
    volatility: Float64Array.from({ length: n }, (_, i) => Math.sqrt(matrix[i * n + i] * 365)),
    contribution: riskContributions(matrix, vector),
    whole: annualVolatility(matrix, vector),
    ratio: diversificationRatio(matrix, vector),
  };
}

function coverageOf(covariance: Covariance): DraftFigures['coverage'] {
  return {
    assetCount: covariance.assets.length,
    dayCount: covariance.dayCount,
    pairCount: covariance.pairCount,
    estimatedPairCount: covariance.estimatedPairCount,
    smallestOverlap: covariance.smallestOverlap,
    meanOverlap: covariance.meanOverlap,
    shrinkage: covariance.shrinkage,
    isRepaired: covariance.isRepaired,
  };
}
