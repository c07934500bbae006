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
function steppedWeights(stored: StoredHorizon, closed: readonly ClosedForecast[]): Float64Array {
  const { state } = stored;
  const own = sinceTraining(stored, closed);
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
export function liveSkill(stored: StoredHorizon, closed: readonly ClosedForecast[]): Skill {
  const own = sinceTraining(stored, closed).filter(({ member }) => member === 'ensemble');
  const days = own.map(({ day }) => day);
  return {
    rankIc: Float64Array.from(own, ({ rankIc }) => rankIc),
    independent: days.length < 2 ? days.length : independentDays(days, stored.meta.horizonDays),
  };
}

/**
 * Returns the forecasts of a horizon whose outcome its training did not know: of each stride the first day alone, because the record
 * has one a stride, too, by which the rule was judged. Who rates every day gets the very days of the record.
 */
function sinceTraining({ meta, state }: StoredHorizon, closed: readonly ClosedForecast[]): ClosedForecast[] {
  const { horizonDays, trainedUntilTime } = meta;
  const own = closed.filter((one) => one.horizonDays === horizonDays);
  const strideOf = (day: number): number => Math.floor(day / state.strideDays);
  const first = new Map<number, number>();
  for (const { day } of own) if (!first.has(strideOf(day))) first.set(strideOf(day), day);
  return own.filter(({ day }) => first.get(strideOf(day)) === day && (day + 1 + horizonDays) * DAY > trainedUntilTime);
}
