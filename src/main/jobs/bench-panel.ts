import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import { startOfDay } from '../../shared/time.ts';
import { computeExpressions } from '../factors/compute.ts';
import * as of from '../factors/series.ts';
import { type PanelFields, sharedFloat64, sharedInt32, type Window } from '../numeric/panel.ts';
import type { Team } from '../numeric/team.ts';

const WILDER = 1 / 14;

/** Returns the twenty factors of the reference program, in its order, as expressions of the registry's operators. */
function panelExpressions(): of.Series[] {
  const high = of.field('high');
  const low = of.field('low');
  const close = of.field('close');
  const volume = of.field('volume');
  const returns = of.change(close, 1);
  const zero = of.linear(returns, 0);
  // Pandas' exponential mean stands through missing days however many there are.
  const smoothed = (x: of.Series, alpha: number): of.Series =>
    of.exponentialMean(x, alpha, 1, Number.POSITIVE_INFINITY);
  const rise = smoothed(of.larger(returns, zero), WILDER);
  const fall = smoothed(of.larger(of.linear(returns, -1), zero), WILDER);
  const mean = of.windowMean(close, 20, 20);
  const before = of.lag(close, 1);
  const range = of.larger(
    of.subtract(high, low),
    of.larger(of.absolute(of.subtract(high, before)), of.absolute(of.subtract(low, before))),
  );
  const value = of.multiply(close, volume);
  const market = of.meanOfDay(returns);
  return [
    ...[1, 7, 30, 90, 365].map((days) => of.change(close, days)),
    ...[20, 50, 200].map((days) => of.linear(of.divide(close, of.windowMean(close, days, days)), 1, -1)),
    ...[30, 90].map((days) => of.windowDeviation(returns, days, days)),
    of.linear(of.divide(rise, of.add(rise, fall)), 100),
    of.linear(of.divide(smoothed(close, 2 / 13), smoothed(close, 2 / 27)), 1, -1),
    of.divide(of.subtract(close, mean), of.linear(of.windowDeviation(close, 20, 20), 2)),
    of.divide(smoothed(range, WILDER), close),
    of.linear(of.divide(close, of.windowMaximum(close, 365, 30)), 1, -1),
    of.log(of.windowMedian(value, 30, 30)),
    of.windowMean(of.divide(of.absolute(returns), value), 30, 30),
    of.windowSkew(returns, 180, 180),
    of.windowQuantile(returns, 365, 365, 0.05),
    of.windowBeta(returns, market, 90, 90),
  ];
}

/** Returns a window over the workload: an asset's cells run from its first close to the last day of the panel. */
function loadPanelWorkload(dir: string): Window {
  const meta = JSON.parse(readFileSync(join(dir, 'meta.json'), 'utf8')) as { panel: { assets: number; days: number } };
  const { assets, days } = meta.panel;
  const read = (name: string): Float64Array => {
    const bytes = readFileSync(join(dir, 'panel', `${name}.f64`));
    if (bytes.byteLength !== assets * days * 8) {
      throw new AppError(
        'invalid-input',
        `panel/${name}.f64 has ${bytes.byteLength} bytes, needs 8 for each of ${assets} assets × ${days} days`,
      );
    }
    return new Float64Array(bytes.buffer, bytes.byteOffset, assets * days);
  };
  const close = read('close');
  const start = sharedInt32(assets);
  const offset = sharedInt32(assets + 1);
  for (let asset = 0; asset < assets; asset++) {
    let first = 0;
    while (first < days && Number.isNaN(close[asset * days + first]!)) first++;
    start[asset] = first;
    offset[asset + 1] = offset[asset]! + days - first;
  }
  const fill = (from: Float64Array | null): Float64Array => {
    const cells = sharedFloat64(offset[assets]!);
    if (from === null) return cells.fill(Number.NaN);
    for (let asset = 0; asset < assets; asset++) {
      cells.set(from.subarray(asset * days + start[asset]!, (asset + 1) * days), offset[asset]);
    }
    return cells;
  };
  const fields: PanelFields = {
    open: fill(read('open')),
    high: fill(read('high')),
    low: fill(read('low')),
    close: fill(close),
    volume: fill(read('volume')),
    marketCap: fill(null),
  };
  return {
    asOf: startOfDay(days),
    assets: Array.from({ length: assets }, (_, asset) => `asset-${asset}`),
    firstDay: 0,
    dayCount: days,
    start,
    offset,
    fields,
    traits: {
      sector: new Int16Array(new SharedArrayBuffer(assets * 2)).fill(-1),
      sectorNames: [],
      exclusion: new Uint8Array(new SharedArrayBuffer(assets)),
    },
  };
}

/** Returns the ranks of the twenty factors over a window, as (average rank) / count of each day; NaN where there is none. */
function computePanel(window: Window, team: Team, signal: CancelSignal): Float32Array[] {
  const expressions = panelExpressions();
  return computeExpressions(window, expressions, {
    eligible: new Uint8Array(new SharedArrayBuffer(window.fields.close.length)).fill(1),
    ranking: 'percent',
    wantsRaw: expressions.map(() => false),
    team,
    signal,
    report: () => undefined,
  }).ranked;
}

/**
 * Returns the figures of the panel workload: seconds to compute and rank the twenty factors, loading left out, and how many
 * ranks there are. With `out` the ranks are written as little-endian doubles, factor by factor, days × assets each, NaN
 * where there is none. Throws `invalid-input` for a file of another size.
 */
export function benchPanel(
  dir: string,
  { out, team, signal }: { out: string | null; team: Team; signal: CancelSignal },
): { name: 'panel'; features: number; compute_s: number; finite: number } {
  const window = loadPanelWorkload(dir);
  // Two assets first, so that the threads are up and have loaded their code, as a library has when it is timed.
  computePanel(firstOf(window, 2), team, signal);
  const begin = performance.now();
  const ranked = computePanel(window, team, signal);
  const seconds = (performance.now() - begin) / 1000;
  let finite = 0;
  for (const column of ranked) for (const rank of column) if (Number.isFinite(rank)) finite++;
  if (out !== null) writeFileSync(out, wideOf(window, ranked));
  return { name: 'panel', features: ranked.length, compute_s: Math.round(seconds * 1e5) / 1e5, finite };
}

/** Returns the first `count` assets of a window. */
function firstOf(window: Window, count: number): Window {
  const { assets, start, offset, fields, traits } = window;
  const cells = offset[count]!;
  return {
    ...window,
    assets: assets.slice(0, count),
    start: start.subarray(0, count),
    offset: offset.subarray(0, count + 1),
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, line]) => [name, line.subarray(0, cells)]),
    ) as PanelFields,
    traits: { ...traits, sector: traits.sector.subarray(0, count), exclusion: traits.exclusion.subarray(0, count) },
  };
}

/** Returns the columns as days × assets, one after the other. */
function wideOf({ assets, dayCount, start, offset }: Window, columns: readonly Float32Array[]): Float64Array {
  const wide = new Float64Array(columns.length * dayCount * assets.length).fill(Number.NaN);
  columns.forEach((column, factor) => {
    for (let asset = 0; asset < assets.length; asset++) {
      for (let cell = offset[asset]!; cell < offset[asset + 1]!; cell++) {
        const day = start[asset]! + cell - offset[asset]!;
        wide[(factor * dayCount + day) * assets.length + asset] = column[cell]!;
      }
    }
  });
  return wide;
}
