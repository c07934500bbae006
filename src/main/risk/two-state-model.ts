import { invariant } from '../../shared/errors.ts';

/**
 * A market that is in one of two states, each with a normal distribution of what is seen on a day, and that changes state with a
 * fixed probability a day. State 0 is calm, state 1 turbulent: the one in which the first number seen varies more.
 */
export type TwoStateModel = {
  /** Probability of staying in each state from one day to the next. */
  readonly stay: readonly [number, number];
  readonly states: readonly [StateDensity, StateDensity];
};

/** A normal distribution of `dimension` numbers; covariance row by row. */
export type StateDensity = { readonly mean: Float64Array; readonly covariance: Float64Array };

/** Days of staying and of leaving that every state is taken to have shown before the data: a state lasts about a month. */
const PRIOR_STAYS = 29;
const PRIOR_LEAVES = 1;
/** Share of the pooled variances that is mixed into each state's, so that none shrinks onto a few days. */
const RIDGE = 0.01;
/** A state needs the weight of so many days. */
const FEWEST_DAYS = 20;
/** Below it a number does not vary but for rounding. */
const SMALLEST_VARIANCE = 1e-18;

/**
 * Returns the probability of the turbulent state before and after a day was seen, by Hamilton's filter.
 *
 * @param calm - log density of what was seen in that state; NaN if nothing was, which leaves the posterior at the prior.
 * @param before - the posterior of the day before.
 */
export function filterDay(
  model: TwoStateModel,
  calm: number,
  turbulent: number,
  before: number,
): { readonly prior: number; readonly posterior: number; readonly logLikelihood: number } {
  const prior = before * model.stay[1] + (1 - before) * (1 - model.stay[0]);
  if (Number.isNaN(calm)) return { prior, posterior: prior, logLikelihood: 0 };
  const top = Math.max(calm, turbulent);
  const [a, b] = [(1 - prior) * Math.exp(calm - top), prior * Math.exp(turbulent - top)];
  return { prior, posterior: b / (a + b), logLikelihood: top + Math.log(a + b) };
}

/** Returns the probability of the turbulent state in the long run. */
export function longRunOf({ stay: [calm, turbulent] }: TwoStateModel): number {
  return (1 - calm) / (2 - calm - turbulent);
}

/** Returns the probability of the turbulent state after the first `until` days, from the long run on. */
export function filterUntil(model: TwoStateModel, seen: Float64Array, dimension: number, until: number): number {
  const densities = logDensities(model, seen, dimension, 0, until);
  let probability = longRunOf(model);
  for (let t = 0; t < until; t++) {
    probability = filterDay(model, densities[2 * t], densities[2 * t + 1], probability).posterior;
  }
  return probability;
}

/**
 * Returns the log density of each day in both states: day t's are entries 2 t and 2 t + 1. NaN on days with a number missing.
 *
 * @param seen - days × dimension numbers.
 */
export function logDensities(
  model: TwoStateModel,
  seen: Float64Array,
  dimension: number,
  from: number,
  until: number,
): Float64Array {
  const densities = new Float64Array(2 * (until - from));
  const away = new Float64Array(dimension);
  for (let state = 0; state < 2; state++) {
    const { mean, covariance } = model.states[state];
    const { inverse, logScale } = invertedRoot(covariance, dimension);
    for (let t = from; t < until; t++) {
      for (let i = 0; i < dimension; i++) away[i] = seen[t * dimension + i] - mean[i];
      let square = 0;
      for (let i = 0; i < dimension; i++) {
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += inverse[i * dimension + j] * away[j];
        square += sum * sum;
      }
      densities[2 * (t - from) + state] = logScale - square / 2;
    }
  }
  return densities;
}

/** Returns the inverse of the covariance's Cholesky root (a lower triangle), and the logarithm of the density's scale. */
function invertedRoot(covariance: Float64Array, n: number): { inverse: Float64Array; logScale: number } {
  const root = new Float64Array(n * n);
  const inverse = new Float64Array(n * n);
  let logScale = (-n / 2) * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * n + j];
      for (let k = 0; k < j; k++) sum -= root[i * n + k] * root[j * n + k];
      if (i === j) invariant(sum > 0, 'covariance of a state must be positive definite');
      root[i * n + j] = i === j ? Math.sqrt(sum) : sum / root[j * n + j];
    }
    logScale -= Math.log(root[i * n + i]);
    inverse[i * n + i] = 1 / root[i * n + i];
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= root[i * n + k] * inverse[k * n + j];
      inverse[i * n + j] = sum / root[i * n + i];
    }
  }
  return { inverse, logScale };
}

/**
 * Returns the model after some steps of expectation and maximisation over the first `until` days, and the log likelihood before
 * the last step. Each step: Hamilton's filter forwards, Kim's smoother backwards, then moments weighted by the smoothed
 * probabilities. Days with a number missing say nothing. A step that would leave a state with less than 20 days' weight is not
 * taken.
 *
 * @see Hamilton (1989), "A new approach to the economic analysis of nonstationary time series and the business cycle";
 *   Hamilton (1990), "Analysis of time series subject to changes in regime"; Kim (1994), "Dynamic linear models with
 *   Markov-switching".
 */
export function fitTwoStates(
  start: TwoStateModel,
  seen: Float64Array,
  dimension: number,
  until: number,
  steps: number,
): { readonly model: TwoStateModel; readonly logLikelihood: number } {
  let model = start;
  let logLikelihood = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < steps; step++) {
    const { smoothed, switches, total } = smooth(model, logDensities(model, seen, dimension, 0, until), until);
    logLikelihood = total;
    const next = momentsOf(seen, dimension, until, smoothed);
    if (next === null) break;
    const stays = (state: 0 | 1): number =>
      (switches[3 * state] + PRIOR_STAYS) / (switches[3 * state] + switches[1 + state] + PRIOR_STAYS + PRIOR_LEAVES);
    model = inOrder({ stay: [stays(0), stays(1)], states: next });
  }
  return { model, logLikelihood };
}

/** `switches`: expected days from calm to calm, calm to turbulent, turbulent to calm, turbulent to turbulent. */
type Smoothed = { readonly smoothed: Float64Array; readonly switches: readonly number[]; readonly total: number };

function smooth(model: TwoStateModel, densities: Float64Array, days: number): Smoothed {
  const prior = new Float64Array(days);
  const posterior = new Float64Array(days);
  let [before, total] = [longRunOf(model), 0];
  for (let t = 0; t < days; t++) {
    const day = filterDay(model, densities[2 * t], densities[2 * t + 1], before);
    prior[t] = day.prior;
    before = posterior[t] = day.posterior;
    total += day.logLikelihood;
  }
  const smoothed = posterior.slice();
  const switches = [0, 0, 0, 0];
  const { stay } = model;
  for (let t = days - 2; t >= 0; t--) {
    const up = smoothed[t + 1] / prior[t + 1];
    const down = (1 - smoothed[t + 1]) / (1 - prior[t + 1]);
    const [calm, turbulent] = [1 - posterior[t], posterior[t]];
    switches[0] += calm * stay[0] * down;
    switches[1] += calm * (1 - stay[0]) * up;
    switches[2] += turbulent * (1 - stay[1]) * down;
    switches[3] += turbulent * stay[1] * up;
    smoothed[t] = turbulent * (stay[1] * up + (1 - stay[1]) * down);
  }
  return { smoothed, switches, total };
}

/** Returns the distributions of days that belong to the turbulent state with the given probabilities; null if one has too few. */
export function momentsOf(
  seen: Float64Array,
  dimension: number,
  until: number,
  turbulent: Float64Array,
): [StateDensity, StateDensity] | null {
  const centre = new Float64Array(dimension);
  let count = 0;
  for (let t = 0; t < until; t++) {
    if (!isWhole(seen, dimension, t)) continue;
    count++;
    for (let i = 0; i < dimension; i++) centre[i] += (seen[t * dimension + i] - centre[i]) / count;
  }
  const all = createSums(dimension);
  const ofTurbulent = createSums(dimension);
  const away = new Float64Array(dimension);
  for (let t = 0; t < until; t++) {
    if (!isWhole(seen, dimension, t)) continue;
    for (let i = 0; i < dimension; i++) away[i] = seen[t * dimension + i] - centre[i];
    addDay(all, away, 1);
    addDay(ofTurbulent, away, turbulent[t]);
  }
  const ofCalm = createSums(dimension);
  ofCalm.weight = all.weight - ofTurbulent.weight;
  for (let i = 0; i < dimension; i++) ofCalm.first[i] = all.first[i] - ofTurbulent.first[i];
  for (let k = 0; k < all.second.length; k++) ofCalm.second[k] = all.second[k] - ofTurbulent.second[k];
  if (ofCalm.weight < FEWEST_DAYS || ofTurbulent.weight < FEWEST_DAYS) return null;
  const pooled = densityOf(all, centre);
  for (let i = 0; i < dimension; i++) if (!(pooled.covariance[i * (dimension + 1)] > SMALLEST_VARIANCE)) return null;
  return [mixed(densityOf(ofCalm, centre), pooled), mixed(densityOf(ofTurbulent, centre), pooled)];
}

/** Weighted sums of distances from a centre near the mean, so that little cancels when a mean square is taken from them. */
type Sums = { weight: number; readonly first: Float64Array; readonly second: Float64Array };

function createSums(dimension: number): Sums {
  return { weight: 0, first: new Float64Array(dimension), second: new Float64Array(dimension * dimension) };
}

function addDay(sums: Sums, away: Float64Array, weight: number): void {
  const n = away.length;
  sums.weight += weight;
  for (let i = 0; i < n; i++) {
    sums.first[i] += weight * away[i];
    for (let j = 0; j <= i; j++) sums.second[i * n + j] += weight * away[i] * away[j];
  }
}

function densityOf({ weight, first, second }: Sums, centre: Float64Array): StateDensity {
  const n = centre.length;
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i * n + j] = second[i * n + j] / weight - (first[i] / weight) * (first[j] / weight);
      covariance[j * n + i] = covariance[i * n + j];
    }
  }
  return { mean: centre.map((value, i) => value + first[i] / weight), covariance };
}

/** Mixes in the pooled variances alone: numbers that move as one must not make a covariance singular. */
function mixed({ mean, covariance }: StateDensity, pooled: StateDensity): StateDensity {
  const step = mean.length + 1;
  return {
    mean,
    covariance: covariance.map((value, k) => (1 - RIDGE) * value + (k % step === 0 ? RIDGE * pooled.covariance[k] : 0)),
  };
}

/** Tells whether every number of a day was seen. */
export function isWhole(seen: Float64Array, dimension: number, day: number): boolean {
  for (let i = 0; i < dimension; i++) if (Number.isNaN(seen[day * dimension + i])) return false;
  return true;
}

function inOrder({ stay, states }: TwoStateModel): TwoStateModel {
  const [calm, turbulent] = states;
  if (calm.covariance[0] <= turbulent.covariance[0]) return { stay, states };
  return { stay: [stay[1], stay[0]], states: [turbulent, calm] };
}
