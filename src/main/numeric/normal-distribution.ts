/** The standard normal distribution, to about the last two digits of a double. */

const DENSITY_AT_ZERO = 0.3989422804014327;
/** Beyond this many deviations the series loses digits and the continued fraction needs few steps. */
const TAIL = 3;

/** Returns the density at `x`. */
export function normalDensity(x: number): number {
  return DENSITY_AT_ZERO * Math.exp(-0.5 * x * x);
}

/**
 * Returns the probability of a value above `x` for x >= TAIL: density over Laplace's continued fraction
 * x + 1/(x + 2/(x + 3/(x + …))), from the inside out.
 */
function upperTail(x: number): number {
  // 25 + 500/x² steps settle the last digit for every x from 3 on; counted by comparing with twice as many.
  let fraction = x;
  for (let step = Math.ceil(25 + 500 / (x * x)); step >= 1; step--) fraction = x + step / fraction;
  return normalDensity(x) / fraction;
}

/**
 * Returns the probability of a value at or below `x`: 0.5 at 0, 0 and 1 at the infinities, NaN for NaN. The lower tail
 * keeps its relative precision down to the smallest double.
 *
 * @see Marsaglia (2004), "Evaluating the normal distribution", for the series in the middle.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= -TAIL) return x < -39 ? 0 : upperTail(-x);
  if (x >= TAIL) return x > 39 ? 1 : 1 - upperTail(x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/**
 * Returns the value below which a normal number lies with the given probability; -∞ at 0, ∞ at 1, NaN outside [0, 1].
 *
 * @see Abramowitz & Stegun (1964), 26.2.23, for the first guess (error below 4.5e-4), which Halley's rule then refines.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability === 0) return Number.NEGATIVE_INFINITY;
  if (probability === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = above / below - t;
  // Two steps of third order take 4.5e-4 below the precision of a double.
  for (let step = 0; step < 2; step++) {
    const density = normalDensity(x);
    if (density === 0) return x;
    const newton = (normalCdf(x) - probability) / density;
    x -= newton / (1 + (x * newton) / 2);
  }
  return x;
}
