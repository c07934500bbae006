/**
 * How much each member counts today: the record up to the training, and since then the stored forecasts whose horizon has closed.
 */
import type { ModelMeta } from '../../shared/models.ts';
import { DAY } from '../../shared/time.ts';
import { independentDays } from '../models/evaluate.ts';
import { stepWeights } from '../models/member-weights.ts';
import type { ClosedForecast } from './closed-forecasts.ts';
import type { Skill } from './drift.ts';
import type { StoredHorizon } from './stored-ensemble.ts';

/** Returns the weight of a member in the signal of its horizon, of any member by its header; 1 where no record weighs it. */
export type WeightOf = (meta: Pick<ModelMeta, 'kind' | 'horizonDays'>) => number;

/** Returns the weights of members at the end of a day, by what had closed then. */
export function liveWeightsOf(horizons: readonly StoredHorizon[], closed: readonly ClosedForecast[]): WeightOf {
  const weights = new Map(
    horizons.map((own) => [own.meta.horizonDays, { kinds: own.state.kinds, now: steppedWeights(own, closed) }]),
  );
  return ({ kind, horizonDays }) => {
    const own = weights.get(horizonDays);
    return own?.now[own.kinds.indexOf(kind)] ?? 1;
  };
}

/** Returns the weights of a horizon once forecasts have closed that its training did not know the outcome of. */
function steppedWeights({ meta, state }: StoredHorizon, closed: readonly ClosedForecast[]): Float64Array {
  const own = sinceTraining(meta, closed);
  let weights = state.weights;
  for (const day of new Set(own.map((one) => one.day))) {
    const skill = state.kinds.map(
      (kind) => own.find((one) => one.day === day && one.member === kind)?.rankIc ?? Number.NaN,
    );
    weights = stepWeights(weights, Float64Array.from(skill), state.weighting);
  }
  return weights;
}

/** Returns how the ensemble's own forecasts went whose outcome its training did not know. */
export function liveSkill({ meta }: StoredHorizon, closed: readonly ClosedForecast[]): Skill {
  const own = sinceTraining(meta, closed).filter(({ member }) => member === 'ensemble');
  const days = own.map(({ day }) => day);
  return {
    rankIc: Float64Array.from(own, ({ rankIc }) => rankIc),
    independent: days.length < 2 ? days.length : independentDays(days, meta.horizonDays),
  };
}

function sinceTraining(
  { horizonDays, trainedUntilTime }: StoredHorizon['meta'],
  closed: readonly ClosedForecast[],
): ClosedForecast[] {
  return closed.filter(
    (one) => one.horizonDays === horizonDays && (one.day + 1 + horizonDays) * DAY > trainedUntilTime,
  );
}
