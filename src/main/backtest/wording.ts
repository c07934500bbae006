/** Figures as people read them. Pure text: no locale, so a report is the same on every machine. */

/** What stands where a figure is not defined. */
const NOTHING = '–';
const MINUS = '\u2212';

/** Returns a number with so many decimals and thousands set apart by commas; a dash where it is missing. */
export function decimal(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  // Beyond 1e21 toFixed gives an exponent, which has no thousands.
  const grouped = /^\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Returns a fraction as a percentage: 0.1234 is `12.3 %`. */
export function percent(value: number | null | undefined, digits = 1): string {
  const text = decimal(value === null || value === undefined ? value : value * 100, digits);
  return text === NOTHING ? text : `${text} %`;
}

/** Returns a fraction as a percentage that always has its sign, but for a zero. */
export function signedPercent(value: number | null | undefined, digits = 1): string {
  const text = percent(value, digits);
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Returns a sentence that opens with a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns an amount in whole US dollars: `USD 1,234`. */
export function dollars(value: number | null | undefined): string {
  const text = decimal(value, 0);
  return text === NOTHING ? text : `USD ${text}`;
}

/** Returns a count with its noun: `1 trial`, `2 trials`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${decimal(count, 0)} ${count === 1 ? noun : plural}`;
}

/** Returns a list as it is spoken: `a, b and c`. */
export function spoken(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
