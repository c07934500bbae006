import { invariant } from '../../shared/errors.ts';

/** What a rebalance promises and costs, each as a fraction of equity; `turnover` is half the sum of weight changes. */
export type RebalanceInputs = {
  readonly turnover: number;
  /** Expected gain over the holding period from moving to the target, before costs. */
  readonly expectedGain: number;
  readonly fees: number;
  readonly spread: number;
  readonly impact: number;
  /** What the gain must exceed the costs by. */
  readonly margin: number;
  /** Tokens held that may no longer be held, or weights over their caps: reasons to trade whatever it costs. */
  readonly forced: readonly string[];
};

export type RebalanceReason = 'nothing-to-trade' | 'forced' | 'gain-exceeds-cost' | 'gain-below-cost';

/** A decision with the numbers that it was taken on; recorded also where nothing is traded. */
export type RebalanceDecision = RebalanceInputs & {
  readonly trade: boolean;
  readonly reason: RebalanceReason;
  readonly cost: number;
  /** Expected gain less cost and margin. */
  readonly surplus: number;
};

/** Weight changes below this are rounding. */
const SMALLEST_TURNOVER = 1e-9;

/**
 * Returns whether to rebalance, with a reason: only if the expected gain exceeds fees, spread, impact and margin, or if
 * something held may not be held. An expected gain that is not known (NaN) is no gain.
 */
export function decideRebalance(inputs: RebalanceInputs): RebalanceDecision {
  for (const name of ['turnover', 'fees', 'spread', 'impact', 'margin'] as const) {
    invariant(inputs[name] >= 0, `rebalance ${name} was ${inputs[name]}, needs 0 or more`);
  }
  const cost = inputs.fees + inputs.spread + inputs.impact;
  const expectedGain = Number.isNaN(inputs.expectedGain) ? 0 : inputs.expectedGain;
  const surplus = expectedGain - cost - inputs.margin;
  const decided = { ...inputs, expectedGain, cost, surplus };
  if (inputs.turnover < SMALLEST_TURNOVER) return { ...decided, trade: false, reason: 'nothing-to-trade' };
  if (inputs.forced.length > 0) return { ...decided, trade: true, reason: 'forced' };
  return surplus > 0
    ? { ...decided, trade: true, reason: 'gain-exceeds-cost' }
    : { ...decided, trade: false, reason: 'gain-below-cost' };
}
