/** Numbers straight from the bytes of a cell, without a string in between. */

const ZERO = 48;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;

/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** Largest mantissa that, ten times and plus nine, still is a whole number that a double holds exactly. */
const LARGEST_BEFORE_DIGIT = (2 ** 53 - 16) / 10;

/**
 * Returns the number that `bytes[start, end)` spell, bit for bit what `Number(text)` gives, or NaN if they spell none.
 *
 * Accepted are an optional sign, digits with at most one point, and an optional exponent; blanks, `Infinity`, hexadecimal
 * and the empty text are not numbers here. An exponent too large gives Infinity.
 *
 * A mantissa below 2^53 and a power of ten up to 22 are both exact, so one multiplication or division rounds once and
 * correctly (Clinger 1990, "How to read floating point numbers accurately"); anything else goes through `Number`.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let position = start;
  let byte = position < end ? bytes[position]! : 0;
  const negative = byte === MINUS;
  if (negative || byte === PLUS) position += 1;
  let mantissa = 0;
  let power = 0;
  let digitCount = 0;
  let exact = true;
  let digit = 0;
  while (position < end && (digit = bytes[position]! - ZERO) >= 0 && digit <= 9) {
    if (mantissa > LARGEST_BEFORE_DIGIT) exact = false;
    mantissa = mantissa * 10 + digit;
    position += 1;
    digitCount += 1;
  }
  if (position < end && bytes[position] === POINT) {
    position += 1;
    const firstDecimal = position;
    while (position < end && (digit = bytes[position]! - ZERO) >= 0 && digit <= 9) {
      if (mantissa > LARGEST_BEFORE_DIGIT) exact = false;
      mantissa = mantissa * 10 + digit;
      position += 1;
    }
    power = firstDecimal - position;
    digitCount -= power;
  }
  if (digitCount === 0) return Number.NaN;
  if (position < end) {
    if ((bytes[position]! | 32) !== 101) return Number.NaN;
    position += 1;
    byte = position < end ? bytes[position]! : 0;
    const negativeExponent = byte === MINUS;
    if (negativeExponent || byte === PLUS) position += 1;
    const firstDigit = position;
    let exponent = 0;
    while (position < end && (digit = bytes[position]! - ZERO) >= 0 && digit <= 9) {
      exponent = exponent < 100_000 ? exponent * 10 + digit : exponent;
      position += 1;
    }
    if (position === firstDigit || position < end) return Number.NaN;
    power += negativeExponent ? -exponent : exponent;
  }
  if (!exact || power < -22 || power > 22) return Number(asciiText(bytes, start, end));
  const magnitude = power < 0 ? mantissa / EXACT_POWERS[-power]! : mantissa * EXACT_POWERS[power]!;
  return negative ? -magnitude : magnitude;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let position = start; position < end; position += 1) text += String.fromCharCode(bytes[position]!);
  return text;
}
