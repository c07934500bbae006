/** Days and instants straight from the bytes of a cell. */
import { DAY } from '../../../shared/time.ts';
import { parseNumber } from './numbers.ts';

/** What the readers of this file give for text that is no time. */
export const NO_TIME = Number.NaN;

const DASH = 45;
const COLON = 58;
const POINT = 46;
/** Whole milliseconds from here on would lie past the year 5138; such a number counts microseconds. */
const SMALLEST_MICROSECONDS = 1e14;
/** Whole milliseconds below this lie before 1973-03-03, so such a number counts seconds, which few layouts do. */
const SMALLEST_MILLISECONDS = 1e11;
/** The first of January 2001 in seconds: a smaller number is none, and may be a day such as 20240131. */
const SMALLEST_SECONDS = 978_307_200;

const UTC_ZONES: readonly string[] = ['', 'Z', ' UTC', 'UTC', '+00:00'];
const MONTH_DAYS = Uint8Array.of(31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Returns the day number of `YYYY-MM-DD` in `bytes[start, end)`, or NaN if that is not a day of the calendar. */
export function parseDayCell(bytes: Uint8Array, start: number, end: number): number {
  return end - start === 10 ? dayAt(bytes, start) : NO_TIME;
}

/**
 * Returns the instant (UTC milliseconds) of `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss` with optional fraction, ` UTC`, `Z` or
 * `+00:00`, a `T` being as good as the blank; or NaN if the text is no such instant or has another time zone.
 */
export function parseInstantCell(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10) return NO_TIME;
  const day = dayAt(bytes, start);
  if (end - start === 10 || Number.isNaN(day)) return day * DAY;
  const separator = bytes[start + 10]! | 32;
  if (end - start < 19 || (separator !== 32 && separator !== 116)) return NO_TIME;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return NO_TIME;
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return NO_TIME;
  let position = start + 19;
  let milliseconds = 0;
  if (position < end && bytes[position] === POINT) {
    const first = (position += 1);
    while (position < end && bytes[position]! >= 48 && bytes[position]! <= 57) position += 1;
    if (position === first) return NO_TIME;
    milliseconds = Math.trunc(parseNumber(bytes, first - 1, position) * 1000 + 1e-6);
  }
  const zone = String.fromCharCode(...bytes.subarray(position, Math.min(end, position + 7)));
  if (!UTC_ZONES.includes(zone)) return NO_TIME;
  return day * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + milliseconds;
}

/** Returns the instant of a cell that counts milliseconds or (Binance since 2025) microseconds; NaN if it does not. */
export function parseEpochCell(bytes: Uint8Array, start: number, end: number): number {
  const value = parseNumber(bytes, start, end);
  if (!(value >= SMALLEST_MILLISECONDS && value < SMALLEST_MICROSECONDS * 1000)) return NO_TIME;
  const milliseconds = value >= SMALLEST_MICROSECONDS ? value / 1000 : value;
  return Number.isInteger(milliseconds) ? milliseconds : NO_TIME;
}

/** Returns the instant of a cell that is either a calendar's, or counts seconds or what {@link parseEpochCell} takes; else NaN. */
export function parseTimeCell(bytes: Uint8Array, start: number, end: number): number {
  if (end - start >= 10 && bytes[start + 4] === DASH) return parseInstantCell(bytes, start, end);
  const value = parseNumber(bytes, start, end);
  if (!(value >= SMALLEST_SECONDS && value < SMALLEST_MILLISECONDS)) return parseEpochCell(bytes, start, end);
  return Number.isInteger(value * 1000) ? value * 1000 : NO_TIME;
}

function dayAt(bytes: Uint8Array, start: number): number {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const date = twoDigits(bytes, start + 8);
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return NO_TIME;
  if (!(year > 0 && month >= 1 && month <= 12 && date >= 1 && date <= MONTH_DAYS[month - 1]!)) return NO_TIME;
  if (month === 2 && date === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return NO_TIME;
  return dayNumber(year, month, date);
}

/** Days since 1970-01-01 of a day of the Gregorian calendar, years counted from March so that leap days come last. */
function dayNumber(year: number, month: number, date: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear + date - 1;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Two digits as a number, NaN if either byte is no digit. */
function twoDigits(bytes: Uint8Array, start: number): number {
  const tens = bytes[start]! - 48;
  const ones = bytes[start + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
