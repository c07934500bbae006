/** Statistics of one series. Missing values (NaN) are left out; a figure with too few observations is NaN. */

/** A series of numbers: a typed array or a plain one. */
export type Values = ArrayLike<number>;

/** Returns how many entries are not NaN. */
export function countOf(values: Values): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) count++;
  return count;
}

/** Returns the arithmetic mean; NaN of nothing. Taken about the first value, so that a constant series gives it exactly. */
export function mean(values: Values): number {
  let anchor = Number.NaN;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    if (count === 0) anchor = value;
    sum += value - anchor;
    count++;
  }
  return anchor + sum / count;
}

/** Returns the mean of the `power`-th powers of the distances from `centre`. */
function centralMoment(values: Values, centre: number, power: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const away = values[i] - centre;
    if (Number.isNaN(away)) continue;
    let product = away;
    for (let j = 1; j < power; j++) product *= away;
    sum += product;
    count++;
  }
  return sum / count;
}

/** Returns the sample variance (n - 1); NaN below two observations, exactly 0 for a constant series. */
export function variance(values: Values): number {
  const count = countOf(values);
  return count < 2 ? Number.NaN : (centralMoment(values, mean(values), 2) * count) / (count - 1);
}

/** Returns the sample standard deviation (n - 1); NaN below two observations, exactly 0 for a constant series. */
export function standardDeviation(values: Values): number {
  return Math.sqrt(variance(values));
}

/**
 * Returns the skewness m3 / m2^1.5 of the series itself, without correction for the size of the sample; 0 for a symmetric
 * one, NaN below two observations and for a constant series.
 */
export function skewness(values: Values): number {
  const centre = mean(values);
  const second = centralMoment(values, centre, 2);
  return second > 0 ? centralMoment(values, centre, 3) / (second * Math.sqrt(second)) : Number.NaN;
}

/**
 * Returns the raw kurtosis m4 / m2² of the series itself: 3 for a Gaussian, so it is not the excess that other programs
 * show. NaN below two observations and for a constant series.
 */
export function kurtosis(values: Values): number {
  const centre = mean(values);
  const second = centralMoment(values, centre, 2);
  return second > 0 ? centralMoment(values, centre, 4) / (second * second) : Number.NaN;
}

/** Returns the observations in ascending order. */
export function sortedOf(values: Values): Float64Array {
  return Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
}

/**
 * Returns the quantile of an ascending series without NaN, linear between the two nearest observations; NaN of nothing.
 *
 * @param probability - 0 gives the smallest, 1 the largest.
 * @see Hyndman & Fan (1996), "Sample quantiles in statistical packages", type 7.
 */
export function quantileOfSorted(sorted: Values, probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below];
  if (place === below) return low;
  return low + (place - below) * (sorted[below + 1] - low);
}

/** Returns the quantile of a series in any order, as {@link quantileOfSorted} does. */
export function quantile(values: Values, probability: number): number {
  return quantileOfSorted(sortedOf(values), probability);
}

/** Returns the median; NaN of nothing. */
export function median(values: Values): number {
  return quantile(values, 0.5);
}

/**
 * Returns Pearson's correlation over the places where neither series is missing; NaN below two such places or where one of
 * the two does not vary. Never outside [-1, 1].
 */
export function correlation(first: Values, second: Values): number {
  let count = 0;
  let anchorFirst = 0;
  let anchorSecond = 0;
  let sumFirst = 0;
  let sumSecond = 0;
  for (let i = 0; i < first.length; i++) {
    const a = first[i];
    const b = second[i];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    if (count === 0) {
      anchorFirst = a;
      anchorSecond = b;
    }
    sumFirst += a - anchorFirst;
    sumSecond += b - anchorSecond;
    count++;
  }
  if (count < 2) return Number.NaN;
  const centreFirst = anchorFirst + sumFirst / count;
  const centreSecond = anchorSecond + sumSecond / count;
  let product = 0;
  let squareFirst = 0;
  let squareSecond = 0;
  for (let i = 0; i < first.length; i++) {
    const a = first[i] - centreFirst;
    const b = second[i] - centreSecond;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    product += a * b;
    squareFirst += a * a;
    squareSecond += b * b;
  }
  if (squareFirst === 0 || squareSecond === 0) return Number.NaN;
  // One root is exact for equal squares; two are needed where their product leaves the range of a double.
  const squares = squareFirst * squareSecond;
  const scale =
    squares > 1e-290 && squares < 1e300 ? Math.sqrt(squares) : Math.sqrt(squareFirst) * Math.sqrt(squareSecond);
  return Math.max(-1, Math.min(1, product / scale));
}
