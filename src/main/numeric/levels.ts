/** Prices at which a series turned more than once. */
import { exponentialMean, isLowest } from './recursions.ts';

/** A price level: the mean of the closes at which the series turned near it. */
export type Level = { readonly price: number; readonly touchCount: number; readonly lastTouch: number };

/** Entries on both sides of which a turning point is the lowest or the highest, as in the factor `distance-to-support-180d`. */
const WING = 5;
/** Days of Wilder's average true range, and the gap after which it begins anew, as the factors have it. */
const RANGE_DAYS = 14;
const RANGE_SILENCE = 30;

/**
 * Returns the levels of a series, those touched most often first. A turning point is a close below or above all closes of 5
 * entries on both sides. Turning points that lie within `width` of each other are one level if there are at least two; the
 * largest such group is taken first, of equal ones the one touched last, and what lies within `width` of a level is none of
 * its own.
 *
 * @param close - prices above 0. @param width - a fraction of the lower price, as the factor's 2 %, so that a token that grew
 *   tenfold is not all one level where it began. @see Osler (2000), "Support for resistance".
 */
export function levelsOf(close: Float64Array, width: number): Level[] {
  let points = turningPointsOf(close);
  const levels: Level[] = [];
  for (;;) {
    const group = largestGroup(points, width);
    if (group.length < 2) return levels;
    const price = group.reduce((sum, point) => sum + point.price, 0) / group.length;
    points = points.filter((point) => !group.includes(point));
    if (levels.some((level) => areNear(level.price, price, width))) continue;
    levels.push({ price, touchCount: group.length, lastTouch: lastOf(group) });
  }
}

function areNear(a: number, b: number, width: number): boolean {
  return Math.max(a, b) <= Math.min(a, b) * (1 + width);
}

type Point = { readonly price: number; readonly at: number };

/** Returns the turning points by rising price. */
function turningPointsOf(close: Float64Array): Point[] {
  const upsideDown = close.map((value) => -value);
  const points: Point[] = [];
  for (let at = WING; at < close.length - WING; at++) {
    if (isLowest(close, at, WING) || isLowest(upsideDown, at, WING)) points.push({ price: close[at], at });
  }
  return points.sort((a, b) => a.price - b.price || a.at - b.at);
}

function largestGroup(points: readonly Point[], width: number): Point[] {
  let best: Point[] = [];
  for (let from = 0; from < points.length; from++) {
    let until = from;
    while (until < points.length && areNear(points[from].price, points[until].price, width)) until++;
    const group = points.slice(from, until);
    if (group.length > best.length || (group.length === best.length && lastOf(group) > lastOf(best))) best = group;
  }
  return best;
}

function lastOf(group: readonly Point[]): number {
  return group.reduce((last, { at }) => Math.max(last, at), -1);
}

/** Returns Wilder's average true range over 14 entries at the end of a series; NaN where high and low are missing there. */
export function averageTrueRange(high: Float64Array, low: Float64Array, close: Float64Array): number {
  return wilderMeanOf(
    high.map((top, i) => {
      const before = close[i - 1];
      if (i === 0 || Number.isNaN(before)) return top - low[i];
      return Math.max(top - low[i], Math.abs(top - before), Math.abs(low[i] - before));
    }),
  );
}

/**
 * Returns what an average true range would be of a series that has closes alone: twice the average absolute move from close to
 * close, because the range of a random walk is twice its move in the mean. NaN below 14 moves. @see Feller (1951).
 */
export function rangeOfCloses(close: Float64Array): number {
  return 2 * wilderMeanOf(close.map((value, i) => (i === 0 ? Number.NaN : Math.abs(value - close[i - 1]))));
}

function wilderMeanOf(x: Float64Array): number {
  const mean = new Float64Array(x.length);
  exponentialMean(mean, x, x.length, 1 / RANGE_DAYS, RANGE_DAYS, RANGE_SILENCE);
  return x.length === 0 || Number.isNaN(x[x.length - 1]) ? Number.NaN : mean[x.length - 1];
}
