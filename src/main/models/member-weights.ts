/**
 * How much each member of an ensemble counts: a rule that is published, looks backwards alone and keeps nobody out for good.
 *
 * 1. `stackWeights` (stacking.ts) says where to begin.
 * 2. {@link stepWeights}: whenever the horizon of a forecast has closed, a weight is multiplied by exp(rate × rank IC), a share
 *    of all weight is spread evenly, and floor and cap are kept.
 * 3. {@link weightPath} replays both over a record.
 *
 * @see Freund & Schapire (1997), "A decision-theoretic generalization of on-line learning" (Hedge); Herbster & Warmuth (1998),
 *   "Tracking the best expert" (fixed share).
 */
import { invariant } from '../../shared/errors.ts';
import type { MemberWeighting } from '../../shared/models.ts';

/**
 * Returns the weights after one closed forecast; they add up to 1 and keep floor and cap as {@link limitMemberWeights} does.
 *
 * @param weights - one a member, adding up to 1.
 * @param skill - what each member was worth, such as its rank IC; NaN for a member without a forecast, which counts as the mean of
 *   the others.
 */
export function stepWeights(weights: Float64Array, skill: Float64Array, rule: MemberWeighting): Float64Array {
  invariant(weights.length === skill.length, `${skill.length} skills were given for ${weights.length} members`);
  const known = skill.filter((own) => !Number.isNaN(own));
  if (known.length === 0) return weights.slice();
  const average = known.reduce((sum, own) => sum + own, 0) / known.length;
  // less the mean, which cancels out: the exponents then stay small
  const grown = weights.map((own, m) => own * Math.exp(rule.rate * (Number.isNaN(skill[m]) ? 0 : skill[m] - average)));
  const total = grown.reduce((sum, own) => sum + own, 0);
  const shared = grown.map((own) => (1 - rule.share) * (own / total) + rule.share / weights.length);
  return limitMemberWeights(shared, rule.floor, rule.cap);
}

/**
 * Returns weights that add up to 1, none below the floor or above the cap: what lies outside is set to the bound and the rest
 * scaled, again until nothing lies outside. A floor that the members cannot all have is lowered to an even share, a cap that
 * would not let them add up to 1 raised to it.
 */
export function limitMemberWeights(weights: Float64Array, floor: number, cap: number): Float64Array {
  const even = 1 / weights.length;
  const [low, high] = [Math.min(floor, even), Math.max(cap, even)];
  const total = weights.reduce((sum, own) => sum + own, 0);
  const limited = weights.map((own) => (total > 0 ? own / total : even));
  const isFixed = new Uint8Array(weights.length);
  for (let round = 0; round < weights.length; round++) {
    const excess = sumOf(limited, (own) => Math.max(0, own - high));
    const lack = sumOf(limited, (own) => Math.max(0, low - own));
    if (excess === 0 && lack === 0) break;
    // the graver side first: setting both at once could fix more than adds up to 1
    const isCapping = excess >= lack;
    limited.forEach((own, m) => {
      if (isCapping ? own <= high : own >= low) return;
      limited[m] = isCapping ? high : low;
      isFixed[m] = 1;
    });
    const fixed = sumOf(limited, (own, m) => (isFixed[m] === 1 ? own : 0));
    const free = sumOf(limited, (own, m) => (isFixed[m] === 1 ? 0 : own));
    limited.forEach((own, m) => {
      if (isFixed[m] === 0) limited[m] = free > 0 ? (own / free) * (1 - fixed) : 0;
    });
  }
  return limited;
}

/** What {@link weightPath} replays. */
export type WeightRecord = {
  /** Rising numbers of the days on which forecasts were made. */
  readonly days: readonly number[];
  /** For each member its skill of each of these forecasts; NaN where it has none. */
  readonly skill: readonly Float64Array[];
  /** Days after which the outcome of a forecast is known. */
  readonly horizon: number;
  /** Weights that hold from the end of a day on, rising; the first is where the path begins. */
  readonly starts: readonly { readonly day: number; readonly weights: Float64Array }[];
  readonly rule: MemberWeighting;
};

/**
 * Returns the weights at the end of each of the given days: from outcomes known by then alone. A forecast of day d takes part
 * from the end of day d + horizon on; what had closed by a start is taken to be in its weights. Before the first start all
 * weights are even.
 *
 * @param atDays - rising.
 */
export function weightPath(record: WeightRecord, atDays: readonly number[]): Float64Array[] {
  const { days, skill, horizon, starts, rule } = record;
  let weights: Float64Array = new Float64Array(skill.length).fill(1 / skill.length);
  let next = 0;
  let started = 0;
  const closeUntil = (day: number, counts: boolean): void => {
    while (next < days.length && days[next] + horizon <= day) {
      const own = next;
      if (counts)
        weights = stepWeights(
          weights,
          Float64Array.from(skill, (column) => column[own]),
          rule,
        );
      next++;
    }
  };
  return atDays.map((day) => {
    while (started < starts.length && starts[started].day <= day) {
      closeUntil(starts[started].day, false);
      weights = limitMemberWeights(starts[started].weights, rule.floor, rule.cap);
      started++;
      const until = Math.min(day, (starts[started]?.day ?? Number.POSITIVE_INFINITY) - 1);
      closeUntil(until, true);
    }
    closeUntil(day, started > 0);
    return weights.slice();
  });
}

function sumOf(values: Float64Array, of: (value: number, index: number) => number): number {
  return values.reduce((sum, value, i) => sum + of(value, i), 0);
}
