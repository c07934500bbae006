import { invariant } from '../../shared/errors.ts';
import { choleskyOf, crossProduct, symmetricEigen } from '../numeric/linear-algebra.ts';

/** Simple daily returns of assets: day t of asset i is `data[i * dayCount + t]`; NaN where there was none. */
export type ReturnTable = {
  readonly assets: readonly string[];
  readonly dayCount: number;
  readonly data: Float64Array;
};

/** A covariance of daily returns, row by row, and how much data stands behind it. */
export type Covariance = {
  /** The assets that could be estimated, in the order of the table. */
  readonly assets: readonly string[];
  readonly matrix: Float64Array;
  /** Assets that were left out, with the reason. */
  readonly excluded: readonly { readonly asset: string; readonly why: string }[];
  /** Days with a return, per asset of `assets`. */
  readonly observations: Int32Array;
  readonly dayCount: number;
  readonly pairCount: number;
  /** Pairs with enough shared days; the others were given the mean correlation. */
  readonly estimatedPairCount: number;
  readonly smallestOverlap: number;
  readonly meanOverlap: number;
  /** Share of the target in the mix, 0..1. */
  readonly shrinkage: number;
  readonly meanCorrelation: number;
  readonly isRepaired: boolean;
  /** Before the repair, of the correlation matrix; NaN where no repair was needed. */
  readonly smallestEigenvalue: number;
};

/**
 * Returns the sample covariance (divisor n - 1) of complete rows; any NaN spreads over its row and column.
 *
 * @param data - n rows of `length` numbers, left untouched.
 */
export function sampleCovariance(data: Float64Array, n: number, length: number): Float64Array {
  invariant(length >= 2, `covariance of ${length} days, needs 2`);
  const mean = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let t = 0; t < length; t++) sum += data[i * length + t];
    mean[i] = sum / length;
  }
  const covariance = crossProduct(data, n, length, mean);
  for (let k = 0; k < covariance.length; k++) covariance[k] /= length - 1;
  return covariance;
}

/**
 * Returns the correlations of a covariance, clipped to [-1, 1], with ones on the diagonal. Variances must be positive; the
 * lower triangle is read.
 */
export function correlationOf(covariance: Float64Array, n: number): Float64Array {
  const deviation = Float64Array.from({ length: n }, (_, i) => Math.sqrt(covariance[i * n + i]));
  const correlation = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    correlation[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      const value = covariance[i * n + j] / (deviation[i] * deviation[j]);
      correlation[i * n + j] = correlation[j * n + i] = Math.max(-1, Math.min(1, value));
    }
  }
  return correlation;
}

/**
 * Returns the covariance of a table with gaps, shrunk and positive definite.
 *
 * 1. Assets with fewer than `minimumOverlap` returns, or whose returns never vary, are left out by name.
 * 2. `pairMoments`: each pair is estimated over the days on which both have a return. A missing return is never a zero.
 * 3. `shrinkageOf`: the share of Ledoit & Wolf's constant-correlation target, each entry's estimation variance divided by
 *    the pair's own number of days, which on complete data is their formula. The target was chosen over the identity because
 *    crypto-assets share one strong factor and differ in volatility: a common correlation is close to the truth.
 * 4. A pair with too few shared days gets the target's entry: the mean correlation of the pairs that could be estimated.
 * 5. `repairCorrelation`: pairwise estimates need not fit together; negative eigenvalues are clipped, variances kept.
 *
 * NaN means missing; infinite returns are treated as missing too. n² × days operations.
 *
 * @see Ledoit & Wolf (2004), "Honey, I shrunk the sample covariance matrix", Journal of Portfolio Management 30(4).
 * @see Rebonato & Jäckel (2000), "The most general methodology to create a valid correlation matrix".
 */
export function estimateCovariance(table: ReturnTable, minimumOverlap = 60): Covariance {
  const { dayCount } = table;
  const excluded: { asset: string; why: string }[] = [];
  const kept: number[] = [];
  table.assets.forEach((asset, i) => {
    const why = findDefect(table.data.subarray(i * dayCount, (i + 1) * dayCount), Math.max(2, minimumOverlap));
    if (why === null) kept.push(i);
    else excluded.push({ asset, why });
  });
  const n = kept.length;
  const returns = new Float64Array(n * dayCount);
  kept.forEach((from, to) => {
    returns.set(table.data.subarray(from * dayCount, (from + 1) * dayCount), to * dayCount);
  });
  const moments = pairMoments(returns, n, dayCount, Math.max(2, minimumOverlap));
  const { matrix, overlap } = moments;
  const meanCorrelation = meanCorrelationOf(moments, n);
  const shrinkage = shrinkageOf(returns, moments, n, dayCount, meanCorrelation);
  let [pairs, estimated, smallest, total] = [0, 0, dayCount, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const target = meanCorrelation * Math.sqrt(matrix[i * n + i] * matrix[j * n + j]);
      const sample = matrix[i * n + j];
      matrix[i * n + j] = Number.isNaN(sample) ? target : shrinkage * target + (1 - shrinkage) * sample;
      matrix[j * n + i] = matrix[i * n + j];
      pairs++;
      if (!Number.isNaN(sample)) estimated++;
      smallest = Math.min(smallest, overlap[i * n + j]);
      total += overlap[i * n + j];
    }
  }
  const smallestEigenvalue = repairCovariance(matrix, n);
  return {
    assets: kept.map((i) => table.assets[i]),
    matrix,
    excluded,
    observations: Int32Array.from({ length: n }, (_, i) => overlap[i * n + i]),
    dayCount,
    pairCount: pairs,
    estimatedPairCount: estimated,
    smallestOverlap: pairs === 0 ? 0 : smallest,
    meanOverlap: pairs === 0 ? 0 : total / pairs,
    shrinkage,
    meanCorrelation,
    isRepaired: !Number.isNaN(smallestEigenvalue),
    smallestEigenvalue,
  };
}

function findDefect(returns: Float64Array, needed: number): string | null {
  let [count, first, varies] = [0, Number.NaN, false];
  for (const value of returns) {
    if (!Number.isFinite(value)) continue;
    if (count++ === 0) first = value;
    else if (value !== first) varies = true;
  }
  if (count < needed) return `has ${count} daily returns, needs ${needed}`;
  return varies ? null : `its return was ${first} on each of ${count} days, needs some variance`;
}

/** Covariances over shared days (NaN where there are too few), shared days, and the means and standard deviations there. */
type PairMoments = { readonly matrix: Float64Array; readonly overlap: Int32Array };

/** Turns infinite returns into NaN in place. */
function pairMoments(returns: Float64Array, n: number, dayCount: number, needed: number): PairMoments {
  const overlap = new Int32Array(n * n);
  let isComplete = true;
  for (let k = 0; k < returns.length; k++) {
    if (Number.isFinite(returns[k])) continue;
    returns[k] = Number.NaN;
    isComplete = false;
  }
  if (isComplete && n > 0) return { matrix: sampleCovariance(returns, n, dayCount), overlap: overlap.fill(dayCount) };
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const { count, meanI, meanJ } = sharedMeans(returns, i * dayCount, j * dayCount, dayCount);
      let sum = 0;
      for (let t = 0; t < dayCount; t++) {
        const product = (returns[i * dayCount + t] - meanI) * (returns[j * dayCount + t] - meanJ);
        if (!Number.isNaN(product)) sum += product;
      }
      overlap[i * n + j] = overlap[j * n + i] = count;
      matrix[i * n + j] = matrix[j * n + i] = count >= needed ? sum / (count - 1) : Number.NaN;
    }
  }
  return { matrix, overlap };
}

function sharedMeans(returns: Float64Array, rowI: number, rowJ: number, dayCount: number) {
  let [count, sumI, sumJ] = [0, 0, 0];
  for (let t = 0; t < dayCount; t++) {
    const x = returns[rowI + t];
    const y = returns[rowJ + t];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count++;
    sumI += x;
    sumJ += y;
  }
  return { count, meanI: sumI / count, meanJ: sumJ / count };
}

function meanCorrelationOf({ matrix }: PairMoments, n: number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const correlation = matrix[i * n + j] / Math.sqrt(matrix[i * n + i] * matrix[j * n + j]);
      if (Number.isNaN(correlation)) continue;
      sum += Math.max(-1, Math.min(1, correlation));
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Sum over the estimated entries of (pi - rho) / days, over their squared distance from the target, cut to [0, 1]. */
function shrinkageOf(
  returns: Float64Array,
  { matrix, overlap }: PairMoments,
  n: number,
  dayCount: number,
  meanCorrelation: number,
): number {
  let [error, distance] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const sample = matrix[i * n + j];
      if (Number.isNaN(sample)) continue;
      const { count, meanI, meanJ } = sharedMeans(returns, i * dayCount, j * dayCount, dayCount);
      let [xx, yy, xy, xxyy, xxxy, xyyy] = [0, 0, 0, 0, 0, 0];
      for (let t = 0; t < dayCount; t++) {
        const x = returns[i * dayCount + t] - meanI;
        const y = returns[j * dayCount + t] - meanJ;
        const product = x * y;
        if (Number.isNaN(product)) continue;
        const [squareX, squareY] = [x * x, y * y];
        xx += squareX;
        yy += squareY;
        xy += product;
        xxyy += product * product;
        xxxy += squareX * product;
        xyyy += product * squareY;
      }
      const [varianceX, varianceY, covariance] = [xx / count, yy / count, xy / count];
      const pi = xxyy / count - covariance * covariance;
      const thetaX = xxxy / count - varianceX * covariance;
      const thetaY = xyyy / count - varianceY * covariance;
      const ratio = varianceX > 0 && varianceY > 0 ? Math.sqrt(varianceY / varianceX) : 1;
      const rho = (meanCorrelation / 2) * (ratio * thetaX + thetaY / ratio);
      const target = meanCorrelation * Math.sqrt(varianceX * varianceY);
      error += (pi - rho) / overlap[i * n + j];
      distance += (target - covariance) ** 2;
    }
  }
  // On the diagonal pi equals rho and target equals sample, so the pairs off it are all that count. A distance of rounding
  // alone (identical assets) says nothing against the target.
  if (distance <= 1e-24) return n > 1 ? 1 : 0;
  return Math.max(0, Math.min(1, error / distance));
}

/**
 * Makes a covariance positive definite in place, keeping its variances. Returns the smallest eigenvalue of its correlation
 * matrix, or NaN if nothing had to be done.
 */
export function repairCovariance(matrix: Float64Array, n: number): number {
  if (n === 0 || choleskyOf(matrix, n, SMALLEST_EIGENVALUE) !== null) return Number.NaN;
  const deviation = Float64Array.from({ length: n }, (_, i) => Math.sqrt(matrix[i * n + i]));
  const { correlation, smallest } = repairCorrelation(correlationOf(matrix, n), n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i !== j) matrix[i * n + j] = correlation[i * n + j] * deviation[i] * deviation[j];
    }
  }
  return smallest;
}

const SMALLEST_EIGENVALUE = 1e-10;
/** Clipping to more than the bound leaves it intact when the diagonal is brought back to one. */
const CLIPPED_EIGENVALUE = 1e-8;

function repairCorrelation(correlation: Float64Array, n: number): { correlation: Float64Array; smallest: number } {
  const { values, vectors } = symmetricEigen(correlation, n);
  const repaired = new Float64Array(n * n);
  const scaled = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const value = Math.max(values[k], CLIPPED_EIGENVALUE);
    for (let i = 0; i < n; i++) scaled[i] = value * vectors[k * n + i];
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) repaired[i * n + j] += scaled[i] * vectors[k * n + j];
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      repaired[i * n + j] /= Math.sqrt(repaired[i * n + i] * repaired[j * n + j]);
      repaired[j * n + i] = repaired[i * n + j];
    }
  }
  for (let i = 0; i < n; i++) repaired[i * n + i] = 1;
  return { correlation: repaired, smallest: values[0] };
}
