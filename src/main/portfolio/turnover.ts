/** Weights by asset; what is missing to 1 is cash. */
export type Holdings = ReadonlyMap<string, number>;

/** Slack of comparisons between weights. */
const ROUNDING = 1e-12;

/** Returns half the sum of absolute weight changes, cash counted as a position: 1 is a whole portfolio exchanged. */
export function turnoverBetween(before: Holdings, after: Holdings): number {
  const cash = (holdings: Holdings): number => 1 - [...holdings.values()].reduce((sum, weight) => sum + weight, 0);
  let sum = Math.abs(cash(before) - cash(after));
  for (const asset of new Set([...before.keys(), ...after.keys()])) {
    sum += Math.abs((before.get(asset) ?? 0) - (after.get(asset) ?? 0));
  }
  return sum / 2;
}

export type TurnoverLimits = {
  readonly turnoverCap: number | null;
  readonly tokenCap: number;
  readonly sectorCap: number;
  readonly minimumWeight: number;
};

/**
 * Returns the weights on the way from what is held to the target that a turnover cap allows.
 *
 * What must be sold is sold first, whatever the cap says: a token that may no longer be held can never block the others, and
 * a weight that has drifted over its cap is brought back to it. `turnover` is what was then traded by choice, at most the
 * cap. Both ends of the way keep the caps, so every point between them does. A token on its way out is dropped when it
 * falls below the minimum weight; a token on its way in may be below it until the next time.
 */
export function limitTurnover(
  held: Holdings,
  target: Holdings,
  sectorOf: ReadonlyMap<string, string | null>,
  limits: TurnoverLimits,
): { readonly weights: Holdings; readonly voluntaryTurnover: number; readonly isLimited: boolean } {
  const base = sellWhatMustGo(held, target, sectorOf, limits);
  const wanted = turnoverBetween(base, target);
  const cap = limits.turnoverCap;
  if (cap === null || held.size === 0 || wanted <= cap + ROUNDING) {
    return { weights: target, voluntaryTurnover: wanted, isLimited: false };
  }
  const share = cap / wanted;
  const weights = new Map<string, number>();
  for (const asset of [...new Set([...base.keys(), ...target.keys()])].sort()) {
    const [from, to] = [base.get(asset) ?? 0, target.get(asset) ?? 0];
    const weight = from + share * (to - from);
    if (weight > 0) weights.set(asset, weight);
  }
  return { weights, voluntaryTurnover: cap, isLimited: true };
}

function sellWhatMustGo(
  held: Holdings,
  target: Holdings,
  sectorOf: ReadonlyMap<string, string | null>,
  limits: TurnoverLimits,
): Holdings {
  const base = new Map<string, number>();
  const sums = new Map<string, number>();
  for (const asset of [...held.keys()].sort()) {
    const weight = Math.min(held.get(asset) ?? 0, limits.tokenCap);
    const isLeftover = weight < limits.minimumWeight && !target.has(asset);
    if (!sectorOf.has(asset) || isLeftover || weight <= 0) continue;
    base.set(asset, weight);
    const sector = sectorOf.get(asset) ?? null;
    if (sector !== null) sums.set(sector, (sums.get(sector) ?? 0) + weight);
  }
  for (const [asset, weight] of base) {
    const sum = sums.get(sectorOf.get(asset) ?? '') ?? 0;
    if (sum > limits.sectorCap) base.set(asset, (weight * limits.sectorCap) / sum);
  }
  return base;
}
