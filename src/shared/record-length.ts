/** Returns whether a record of so many days is long enough to tell a return a year; of a shorter one the whole is told. */
export function isYearLong(dayCount: number): boolean {
  return dayCount >= 365;
}
