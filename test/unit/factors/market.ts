/** Windows for the tests of factors: of the simulated market, and of hand-made series. */
import { computeExpressions } from '../../../src/main/factors/compute.ts';
import type { Factor } from '../../../src/main/factors/factor.ts';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import { simulateMarket } from '../../../src/main/feeds/simulated/simulate-market.ts';
import {
  cellCount,
  EXCLUSION,
  endOf,
  PANEL_FIELDS,
  type PanelField,
  type PanelFields,
  sharedFloat64,
  sharedInt32,
  type Window,
} from '../../../src/main/numeric/panel.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { observedBefore } from './observed.ts';

/** What an asset of a hand-made window is; fields that are left out are NaN on every day. */
export type Life = {
  readonly id: string;
  readonly start: number;
  readonly length: number;
  readonly sector?: number;
} & {
  readonly [name in PanelField]?: ArrayLike<number>;
};

/** Returns a window over lives, as known at the end of the last day of any. */
export function windowOf(lives: readonly Life[], firstDay = Math.min(...lives.map(({ start }) => start))): Window {
  const start = sharedInt32(lives.length);
  const offset = sharedInt32(lives.length + 1);
  const sector = new Int16Array(new SharedArrayBuffer(lives.length * 2)).fill(-1);
  lives.forEach((life, i) => {
    start[i] = life.start;
    offset[i + 1] = offset[i]! + life.length;
    sector[i] = life.sector ?? -1;
  });
  const fields = Object.fromEntries(
    PANEL_FIELDS.map((name) => {
      const cells = sharedFloat64(offset[lives.length]!).fill(Number.NaN);
      lives.forEach((life, i) => {
        const values = life[name];
        if (values !== undefined) cells.set(Array.from(values).slice(0, life.length), offset[i]);
      });
      return [name, cells];
    }),
  ) as PanelFields;
  const end = Math.max(...lives.map((life) => life.start + life.length));
  return {
    asOf: startOfDay(end),
    assets: lives.map(({ id }) => id),
    firstDay,
    dayCount: end - firstDay,
    start,
    offset,
    fields,
    traits: {
      sector,
      sectorNames: Array.from({ length: Math.max(0, ...sector) + 1 }, (_, i) => `sector ${i}`),
      exclusion: new Uint8Array(new SharedArrayBuffer(lives.length)),
    },
  };
}

/** Returns the simulated market as a window, sectors known. */
export function simulatedWindow(options: { seed: number; assetCount: number; dayCount: number }): Window {
  const { blocks, assets, truth } = simulateMarket(options);
  const firstDay = Math.min(...assets.map(({ bornDay }) => bornDay));
  const columns = Object.fromEntries(
    PANEL_FIELDS.map((name) => {
      const source = name === 'volume' ? 'quoteVolume' : name;
      const cells = sharedFloat64(truth.offset[assets.length]!);
      let at = 0;
      for (const block of blocks) {
        cells.set(block[source], at);
        at += block.count;
      }
      return [name, cells];
    }),
  ) as PanelFields;
  const names = [...new Set(assets.map(({ sector }) => sector))].sort();
  const start = sharedInt32(assets.length);
  const offset = sharedInt32(assets.length + 1);
  const sector = new Int16Array(new SharedArrayBuffer(assets.length * 2));
  const exclusion = new Uint8Array(new SharedArrayBuffer(assets.length));
  assets.forEach((asset, i) => {
    start[i] = asset.bornDay;
    offset[i + 1] = truth.offset[i + 1]!;
    sector[i] = names.indexOf(asset.sector);
    exclusion[i] = asset.kind === 'token' ? 0 : asset.kind === 'stablecoin' ? EXCLUSION.stablecoin : EXCLUSION.wrapped;
  });
  const end = firstDay + options.dayCount;
  return {
    asOf: startOfDay(end),
    assets: assets.map(({ key }) => key),
    firstDay,
    dayCount: end - firstDay,
    start,
    offset,
    fields: columns,
    traits: { sector, sectorNames: names, exclusion },
  };
}

/** Returns the same window with only the days before `endDay`, in arrays of its own. */
export function cutWindow(window: Window, endDay: number): Window {
  const kept = window.assets.map((_, i) => i).filter((i) => window.start[i]! < endDay);
  const lives = kept.map((i): Life => {
    const from = window.offset[i]!;
    const length = Math.min(endOf(window, i), endDay) - window.start[i]!;
    const parts = PANEL_FIELDS.map((name) => [name, window.fields[name].slice(from, from + length)]);
    return { id: window.assets[i]!, start: window.start[i]!, length, ...Object.fromEntries(parts) };
  });
  const { sectorNames } = window.traits;
  const cut = { ...windowOf(lives, window.firstDay), dayCount: endDay - window.firstDay };
  const { observations } = window;
  return {
    ...cut,
    asOf: startOfDay(endDay),
    ...(observations === undefined ? {} : { observations: observedBefore(observations, cut, kept, endDay) }),
    traits: {
      sectorNames,
      sector: window.traits.sector.filter((_, i) => kept.includes(i)),
      exclusion: window.traits.exclusion.filter((_, i) => kept.includes(i)),
    },
  };
}

/** Returns flags over all cells of a window. */
export function everyCell(window: Window): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(cellCount(window))).fill(1);
}

/** Returns the raw values of a factor for one asset alone, from its first day. */
export function rawOf(
  factor: Pick<Factor, 'compute'>,
  candles: { readonly [name in PanelField]?: readonly number[] },
): Float32Array {
  const length = Object.values(candles)[0]!.length;
  const window = windowOf([{ id: 'bitcoin', start: 100, length, ...candles }]);
  const { raw } = computeExpressions(window, [factor.compute], {
    eligible: everyCell(window),
    ranking: 'signed',
    wantsRaw: [true],
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  });
  return raw[0]!;
}
