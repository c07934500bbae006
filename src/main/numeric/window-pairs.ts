/** Joint moments of trailing windows over two series; the method and the rules are those of `window-moments.ts`. */
import type { Scratch } from './window-moments.ts';

/** Where the joint moments go; what is undefined is not written. Variances and covariance divide by n - 1. */
export type PairMoments = {
  readonly meanX: Float64Array | undefined;
  readonly meanY: Float64Array | undefined;
  readonly varianceX: Float64Array | undefined;
  readonly varianceY: Float64Array | undefined;
  readonly covariance: Float64Array | undefined;
};

/** Returns whether both series have an observation at i. */
function isPair(x: Float64Array, y: Float64Array, i: number): boolean {
  return !Number.isNaN(x[i]) && !Number.isNaN(y[i]);
}

/**
 * Writes the joint moments of each trailing window over the entries at which both series have an observation, so every
 * figure of a window is of the same entries. Needs two such pairs.
 */
export function windowPairs(
  out: PairMoments,
  x: Float64Array,
  y: Float64Array,
  length: number,
  window: number,
  minimum: number,
  scratch: Scratch,
): void {
  const size = Math.min(window, length);
  const { a: sx, b: sy, c: sxx, d: syy, e: sxy } = scratch;
  for (const sums of [sx, sy, sxx, syy, sxy]) sums.fill(0, 0, size + 1);
  const { meanX, meanY, varianceX, varianceY, covariance } = out;
  const needed = Math.max(minimum, 2);
  let count = 0;
  for (let begin = 0; begin < length; begin += size) {
    let at = -1;
    for (let i = begin; i >= 0 && i > begin - size; i--) {
      if (isPair(x, y, i)) {
        at = i;
        break;
      }
    }
    let originX = at < 0 ? 0 : x[at];
    let originY = at < 0 ? 0 : y[at];
    let px = 0;
    let py = 0;
    let pxx = 0;
    let pyy = 0;
    let pxy = 0;
    if (begin > 0) {
      for (let j = size - 1; j >= 1; j--) {
        const u = x[begin - size + j] - originX;
        const v = y[begin - size + j] - originY;
        const product = u * v;
        if (!Number.isNaN(product)) {
          px += u;
          py += v;
          pxx += u * u;
          pyy += v * v;
          pxy += product;
        }
        sx[j] = px;
        sy[j] = py;
        sxx[j] = pxx;
        syy[j] = pyy;
        sxy[j] = pxy;
      }
    }
    const end = Math.min(begin + size, length);
    px = 0;
    py = 0;
    pxx = 0;
    pyy = 0;
    pxy = 0;
    for (let i = begin; i < end; i++) {
      let from = i;
      if (isPair(x, y, i)) {
        count++;
        if (at < 0) {
          at = i;
          originX = x[i];
          originY = y[i];
        }
      }
      if (begin > 0) {
        if (isPair(x, y, i - size)) count--;
        if (at >= 0 && at <= i - size) {
          // The anchor has left the window: start again about the first pair after the cut.
          at = -1;
          for (let j = begin; j <= i && at < 0; j++) if (isPair(x, y, j)) at = j;
          originX = at < 0 ? 0 : x[at];
          originY = at < 0 ? 0 : y[at];
          px = 0;
          py = 0;
          pxx = 0;
          pyy = 0;
          pxy = 0;
          from = begin;
        }
      }
      for (let j = from; j <= i; j++) {
        const u = x[j] - originX;
        const v = y[j] - originY;
        const product = u * v;
        if (!Number.isNaN(product)) {
          px += u;
          py += v;
          pxx += u * u;
          pyy += v * v;
          pxy += product;
        }
      }
      const enough = count >= needed;
      const cut = i - begin + 1;
      const sumX = px + sx[cut];
      const sumY = py + sy[cut];
      const centreX = sumX / count;
      const centreY = sumY / count;
      if (meanX !== undefined) meanX[i] = enough ? originX + centreX : Number.NaN;
      if (meanY !== undefined) meanY[i] = enough ? originY + centreY : Number.NaN;
      if (varianceX !== undefined) {
        varianceX[i] = enough ? Math.max(0, pxx + sxx[cut] - sumX * centreX) / (count - 1) : Number.NaN;
      }
      if (varianceY !== undefined) {
        varianceY[i] = enough ? Math.max(0, pyy + syy[cut] - sumY * centreY) / (count - 1) : Number.NaN;
      }
      if (covariance !== undefined) {
        covariance[i] = enough ? (pxy + sxy[cut] - sumX * centreY) / (count - 1) : Number.NaN;
      }
    }
  }
}
