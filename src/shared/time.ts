/** Time is one type: whole milliseconds since 1970-01-01 UTC. Days are UTC days, counted from the same origin. */

declare const instantBrand: unique symbol;

/** A point in time in whole UTC milliseconds. Made only by {@link instantOf} and the functions of this file. */
export type Instant = number & { readonly [instantBrand]: true };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The only owner of "now". Shells hold a real one, tests move theirs by hand. */
export type Clock = () => Instant;

/** Returns the same number as an instant. Throws RangeError unless it is a whole, safe number of milliseconds. */
export function instantOf(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds)) {
    throw new RangeError(`Instant was ${milliseconds}, needs whole milliseconds since 1970 UTC`);
  }
  return milliseconds as Instant;
}

/** Returns the number of the UTC day that contains the instant: 0 for 1970-01-01. */
export function dayOf(instant: number): number {
  return Math.floor(instant / DAY);
}

/** Returns the first instant of a UTC day. */
export function startOfDay(day: number): Instant {
  return instantOf(day * DAY);
}

const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Returns the day number of `YYYY-MM-DD`, or undefined if the text is not a day of the calendar. */
export function parseDay(text: string): number | undefined {
  const match = DAY_PATTERN.exec(text);
  if (match === null) return undefined;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = Date.UTC(year, month - 1, date);
  return formatDay(time / DAY) === text ? time / DAY : undefined;
}

/** Returns `YYYY-MM-DD` for a day number. */
export function formatDay(day: number): string {
  return formatInstant(day * DAY).slice(0, 10);
}

/** Returns ISO 8601 with milliseconds and `Z` for an instant. */
export function formatInstant(instant: number): string {
  // purity: new Date with an explicit argument reads no clock
  return new Date(instant).toISOString();
}
