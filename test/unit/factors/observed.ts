/** Windows that show more than candles, for the tests of factors. */
import {
  DAY_SERIES,
  type DaySeriesName,
  MEASURES,
  type MeasureName,
  type Observations,
} from '../../../src/main/numeric/observations.ts';
import { endOf, type Layout, sharedFloat64, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom, type Random } from '../../../src/main/numeric/random.ts';
import { type MeasureLine, sparseMeasure } from '../../../src/main/numeric/sparse-measures.ts';

/** Made-up values that a measure and a series of the market may have. */
const MADE_UP: Readonly<Record<MeasureName, (random: Random) => number>> = {
  'active-addresses': (random) => Math.ceil(1e4 * Math.exp(random.normal())),
  transactions: (random) => Math.ceil(1e4 * Math.exp(random.normal())),
  transfers: (random) => Math.ceil(1e4 * Math.exp(random.normal())),
  'transfer-value': (random) => 1e6 * Math.exp(random.normal()),
  fees: (random) => 1e3 * Math.exp(random.normal()),
  issuance: (random) => 1e4 * Math.exp(random.normal()),
  'realised-cap': (random) => 1e8 * Math.exp(0.1 * random.normal()),
  'hash-rate': (random) => 1e6 * Math.exp(0.2 * random.normal()),
  commits: (random) => Math.max(0, random.below(12) - 5),
  contributors: (random) => random.below(5),
  'text-mentions': (random) => 1 + random.below(5),
  'text-sentiment-sum': (random) => 2 * random.uniform() - 1,
  'text-sentiment-squares': (random) => 1 + random.uniform(),
  'text-publishers': () => 1,
  'text-risk': (random) => random.below(2),
};
const MADE_UP_DAYS: Readonly<Record<DaySeriesName, (random: Random, day: number) => number>> = {
  'stress-probability': (random) => random.uniform(),
  'fear-greed': (random) => 100 * random.uniform(),
  'dollar-change': (random) => 0.005 * random.normal(),
  'shares-change': (random) => 0.01 * random.normal(),
  'bonds-change': (random) => 0.004 * random.normal(),
};

/**
 * Returns the window with made-up observations of every asset.
 *
 * @param isKnown - whether a value became known on a day of an asset.
 * @param change - what the values of a day are multiplied by.
 */
export function observed(
  window: Window,
  seed: number,
  isKnown: (asset: number, day: number) => boolean = () => true,
  change: (day: number) => number = () => 1,
): Window {
  const measures = MEASURES.map((name) => {
    const lines = new Map<number, MeasureLine>();
    window.assets.forEach((id, asset) => {
      const random = createRandom(seed, name, id);
      const line = { day: [] as number[], value: [] as number[] };
      for (let day = window.start[asset]!; day < endOf(window, asset); day++) {
        const value = MADE_UP[name](random) * change(day);
        if (!isKnown(asset, day)) continue;
        line.day.push(day);
        line.value.push(value);
      }
      lines.set(asset, line);
    });
    return [name, sparseMeasure(window, lines)];
  });
  const days = DAY_SERIES.map((name) => {
    const random = createRandom(seed, name);
    const line = sharedFloat64(window.dayCount);
    for (let i = 0; i < line.length; i++) line[i] = MADE_UP_DAYS[name](random, i) * change(window.firstDay + i);
    return [name, line];
  });
  return { ...window, observations: { measures: Object.fromEntries(measures), days: Object.fromEntries(days) } };
}

/** Returns observations without the days from `endDay` on, for a layout that was cut there and kept these assets. */
export function observedBefore(
  { measures, days }: Observations,
  layout: Layout,
  kept: readonly number[],
  endDay: number,
): Observations {
  const cut = Object.entries(measures).map(([name, { offset, day, value }]) => {
    const lines = new Map<number, MeasureLine>();
    kept.forEach((from, asset) => {
      const count = day.subarray(offset[from], offset[from + 1]).filter((one) => one < endDay).length;
      const range = [offset[from]!, offset[from]! + count] as const;
      lines.set(asset, { day: day.slice(...range), value: value.slice(...range) });
    });
    return [name, sparseMeasure(layout, lines)];
  });
  const heads = Object.entries(days).map(([name, line]) => [name, line.slice(0, layout.dayCount)]);
  return { measures: Object.fromEntries(cut), days: Object.fromEntries(heads) };
}

/** Returns the values of an asset by day of its life, NaN where none became known. */
export function lineOf({ observations, start, ...layout }: Window, name: MeasureName, asset: number): number[] {
  const { offset, day, value } = observations!.measures[name]!;
  const line: number[] = Array(layout.offset[asset + 1]! - layout.offset[asset]!).fill(Number.NaN);
  for (let at = offset[asset]!; at < offset[asset + 1]!; at++) line[day[at]! - start[asset]!] = value[at]!;
  return line;
}
