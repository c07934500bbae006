import type { BindingConstraint, Limit } from '../../shared/drafts.ts';

/** What weights must keep to. Fractions of equity. */
export type WeightLimits = {
  readonly tokenCap: number;
  readonly sectorCap: number;
  /** Smaller weights are dropped, the smallest first. */
  readonly minimumWeight: number;
  /** Infeasible below. */
  readonly minimumInvested: number;
};

/** A token with the weight that the weighting gave it (only the proportions count) and its sector, null if unknown. */
export type WantedWeight = { readonly asset: string; readonly wanted: number; readonly sector: string | null };

export type LimitedWeights =
  | {
      readonly feasible: true;
      /** In the order of the input; the sum is at most 1, the rest is cash. */
      readonly weights: Float64Array;
      readonly limitedBy: readonly (readonly Limit[])[];
    }
  | { readonly feasible: false; readonly binding: readonly BindingConstraint[] };

/** Weights smaller than this are dropped whatever the preferences say. */
const SMALLEST_WEIGHT = 1e-6;
/** Slack of comparisons between sums of weights. */
const ROUNDING = 1e-12;

/**
 * Returns the wanted weights brought within the limits: what a cap takes from one goes to the others in proportion to what
 * was wanted, and to cash when nobody may take more.
 *
 * 1. `fill` finds the one level L with weight = min(token cap, L × wanted), the sectors over their cap filled by themselves.
 *    Each round caps at least one more sector for good (L only grows), so there are at most as many rounds as sectors.
 * 2. The smallest weight below the minimum is dropped and everything filled again, at most once a token.
 * 3. Less than `minimumInvested` placed is infeasible, with the constraints that bind.
 *
 * Tokens of unknown sector are one group without a cap: a cap on "unknown" would say that tokens nobody classified are alike.
 * Ties fall to the asset id, so the order of the input does not matter. Wanted weights must be finite and not negative.
 */
export function limitWeights(tokens: readonly WantedWeight[], limits: WeightLimits): LimitedWeights {
  const impossible = findContradictions(tokens, limits);
  if (impossible.length > 0) return { feasible: false, binding: impossible };
  const total = tokens.reduce((sum, token) => sum + token.wanted, 0);
  // A token that was not wanted may still have to take what the caps leave over: after all that were, and equally.
  const wanted = tokens.map((token) => Math.max(total > 0 ? token.wanted / total : 1, SMALLEST_WEIGHT ** 2));
  const isDropped = tokens.map(() => false);
  const least = Math.max(limits.minimumWeight, SMALLEST_WEIGHT) - ROUNDING;
  for (;;) {
    const { weights, cappedSectors } = fill(tokens, wanted, isDropped, limits);
    let smallest = -1;
    tokens.forEach((token, i) => {
      if (isDropped[i] || weights[i] >= least) return;
      const rival = tokens[smallest];
      const isSmaller = rival === undefined || weights[i] < weights[smallest];
      if (isSmaller || (weights[i] === weights[smallest] && token.asset > (rival?.asset ?? ''))) smallest = i;
    });
    if (smallest >= 0) {
      isDropped[smallest] = true;
      continue;
    }
    const limitedBy = tokens.map((token, i) =>
      limitsOf(token, weights[i], isDropped[i] === true, cappedSectors, limits),
    );
    const invested = weights.reduce((sum, weight) => sum + weight, 0);
    if (invested >= limits.minimumInvested - ROUNDING) return { feasible: true, weights, limitedBy };
    return { feasible: false, binding: describeBinding(tokens, limitedBy, invested, limits) };
  }
}

function findContradictions(tokens: readonly WantedWeight[], limits: WeightLimits): BindingConstraint[] {
  if (tokens.length === 0) {
    return [
      { constraint: 'candidates', subject: null, limit: 0, message: 'No token may be held, at least 1 is needed' },
    ];
  }
  const { minimumWeight, tokenCap } = limits;
  if (minimumWeight <= tokenCap) return [];
  const message = `The smallest weight allowed was ${minimumWeight}, needs to be at most the largest, ${tokenCap}`;
  return [{ constraint: 'minimum-weight', subject: null, limit: minimumWeight, message }];
}

type Filled = { readonly weights: Float64Array; readonly cappedSectors: ReadonlySet<string> };

function fill(
  tokens: readonly WantedWeight[],
  wanted: readonly number[],
  isDropped: readonly boolean[],
  limits: WeightLimits,
): Filled {
  const weights = new Float64Array(tokens.length);
  const members = tokens.map((_, i) => i).filter((i) => !isDropped[i]);
  const cappedSectors = new Set<string>();
  for (;;) {
    const free = members.filter((i) => !cappedSectors.has(tokens[i].sector ?? ''));
    fillGroup(weights, wanted, free, limits.tokenCap, 1 - cappedSectors.size * limits.sectorCap);
    const held = new Map<string, number>();
    for (const i of free) {
      const { sector } = tokens[i];
      if (sector !== null) held.set(sector, (held.get(sector) ?? 0) + weights[i]);
    }
    const over = [...held].filter(([, sum]) => sum > limits.sectorCap + ROUNDING);
    if (over.length === 0) return { weights, cappedSectors };
    for (const [sector] of over) {
      cappedSectors.add(sector);
      const group = members.filter((i) => tokens[i].sector === sector);
      fillGroup(weights, wanted, group, limits.tokenCap, limits.sectorCap);
    }
  }
}

/** Sets weight = min(cap, level × wanted) over a group, at the level that places `budget`, or as much as the caps allow. */
function fillGroup(
  weights: Float64Array,
  wanted: readonly number[],
  group: readonly number[],
  cap: number,
  budget: number,
): void {
  // The higher the wanted weight, the sooner its cap is reached as the level rises.
  const byReach = [...group].sort((a, b) => wanted[b] - wanted[a]);
  let left = byReach.reduce((sum, i) => sum + wanted[i], 0);
  let money = Math.max(0, budget);
  let at = 0;
  for (; at < byReach.length; at++) {
    const i = byReach[at];
    if (wanted[i] * money < cap * left) break;
    weights[i] = Math.min(cap, money);
    money = Math.max(0, money - cap);
    left = Math.max(0, left - wanted[i]);
  }
  // Summed anew: differences of sums of very unlike size would leave rounding in place of the small ones.
  const rest = byReach.slice(at).reduce((sum, i) => sum + wanted[i], 0);
  for (; at < byReach.length; at++) weights[byReach[at]] = Math.min(cap, (money * wanted[byReach[at]]) / rest);
}

function limitsOf(
  token: WantedWeight,
  weight: number,
  isDropped: boolean,
  cappedSectors: ReadonlySet<string>,
  limits: WeightLimits,
): Limit[] {
  if (isDropped) return ['minimum-weight'];
  const found: Limit[] = [];
  if (weight >= limits.tokenCap - ROUNDING && limits.tokenCap < 1) found.push('token-cap');
  if (token.sector !== null && cappedSectors.has(token.sector)) found.push('sector-cap');
  return found;
}

function describeBinding(
  tokens: readonly WantedWeight[],
  limitedBy: readonly (readonly Limit[])[],
  invested: number,
  limits: WeightLimits,
): BindingConstraint[] {
  const binding: BindingConstraint[] = [
    {
      constraint: 'minimum-invested',
      subject: null,
      limit: limits.minimumInvested,
      message: `The caps allow ${invested.toFixed(4)} of equity in ${tokens.length} tokens, needs ${limits.minimumInvested}`,
    },
  ];
  const capped = limitedBy.filter((limit) => limit.includes('token-cap')).length;
  if (capped > 0) {
    const message = `${capped} tokens are at the largest weight, ${limits.tokenCap}`;
    binding.push({ constraint: 'token-cap', subject: null, limit: limits.tokenCap, message });
  }
  const sectors = new Set(tokens.filter((_, i) => limitedBy[i].includes('sector-cap')).map((token) => token.sector));
  for (const sector of [...sectors].sort()) {
    const message = `Sector ${sector} is at its largest weight, ${limits.sectorCap}`;
    binding.push({ constraint: 'sector-cap', subject: sector, limit: limits.sectorCap, message });
  }
  const dropped = limitedBy.filter((limit) => limit.includes('minimum-weight')).length;
  if (dropped > 0) {
    const message = `${dropped} tokens were below the smallest weight, ${limits.minimumWeight}`;
    binding.push({ constraint: 'minimum-weight', subject: null, limit: limits.minimumWeight, message });
  }
  return binding;
}
