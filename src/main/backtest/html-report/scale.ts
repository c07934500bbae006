import { formatDay, parseDay } from '../../../shared/time.ts';
import { decimal } from '../wording.ts';

/** Coordinates of every chart run from 0 to this in both directions; the page stretches them. */
export const SIDE = 1000;

export type Tick = { readonly at: number; readonly label: string };

/** A way from values to coordinates, with the ticks that belong to it. */
export type Scale = { readonly of: (value: number) => number; readonly ticks: readonly Tick[] };

/** How values of an axis are written. */
export type Format = 'percent' | 'number' | 'coefficient' | 'dollars';

/** Returns a value as an axis shows it. */
export function axisLabel(format: Format, value: number): string {
  if (format === 'percent') return `${decimal(value * 100, Math.abs(value) < 0.02 && value !== 0 ? 1 : 0)} %`;
  if (format === 'coefficient') return decimal(value, 2);
  if (format === 'number') return decimal(value, Number.isInteger(value) ? 0 : 1);
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))}${unit}`;
  }
  return String(Number(value.toPrecision(3)));
}

/** Returns round numbers inside a range, at most `count` steps apart. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** Returns a linear scale from bottom to top. A range of nothing is widened. */
export function linearScale(low: number, high: number, format: Format, count = 5): Scale {
  const [from, to] = high > low ? [low, high] : [low - 0.5, high + 0.5];
  return {
    of: (value) => SIDE * (1 - (value - from) / (to - from)),
    ticks: roundTicks(from, to, count).map((at) => ({ at, label: axisLabel(format, at) })),
  };
}

/** Returns a logarithmic scale from bottom to top over positive values. */
export function logScale(low: number, high: number, format: Format): Scale {
  const [from, to] = high > low ? [Math.log(low), Math.log(high)] : [Math.log(low) - 0.5, Math.log(low) + 0.5];
  const decades: number[] = [];
  for (let k = Math.floor(Math.log10(low)); 10 ** k <= high; k++) decades.push(k);
  const isInside = (value: number): boolean =>
    value >= Math.exp(from) * (1 - 1e-9) && value <= Math.exp(to) * (1 + 1e-9);
  // The densest set of round values of which an eye can tell the lines apart.
  const sets = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]].map((set) =>
    decades.flatMap((k) => set.map((factor) => Number((factor * 10 ** k).toPrecision(6)))).filter(isInside),
  );
  const ticks = sets.find((set) => set.length <= 8) ?? sets[sets.length - 1];
  return {
    of: (value) => SIDE * (1 - (Math.log(value) - from) / (to - from)),
    ticks: ticks.map((at) => ({ at, label: axisLabel(format, at) })),
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns a scale over day numbers from left to right; ticks at starts of years, or of months in a short span. */
export function timeScale(first: number, last: number): Scale {
  const span = Math.max(1, last - first);
  const months = span / 30.4;
  const step = [1, 2, 3, 6, 12, 24, 36, 60, 120].find((size) => months / size <= 9) ?? 240;
  const ticks: Tick[] = [];
  const firstYear = Number(formatDay(first).slice(0, 4));
  const lastYear = Number(formatDay(last).slice(0, 4));
  for (let month = firstYear * 12; month < (lastYear + 1) * 12; month++) {
    if (month % step !== 0) continue;
    const [year, index] = [Math.floor(month / 12), month % 12];
    const at = parseDay(`${String(year).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}-01`) ?? first;
    if (at < first || at > last) continue;
    ticks.push({ at, label: step >= 12 ? String(year) : index === 0 ? `Jan ${year}` : (MONTHS[index] as string) });
  }
  return { of: (day) => (SIDE * (day - first)) / span, ticks };
}
