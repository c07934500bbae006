/** Checks each factor of a group against its formula, computed day by day from the candles of a market with holes. */
import { describe, expect, it } from 'vitest';
import type { FactorGroup } from '../../../src/main/factors/factor.ts';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import { computeFactors, FACTORS } from '../../../src/main/factors/registry.ts';
import { eligibleCells } from '../../../src/main/factors/universe.ts';
import { MEASURES, type MeasureName } from '../../../src/main/numeric/observations.ts';
import { cellOf, PANEL_FIELDS, type PanelField, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { simulatedWindow } from './market.ts';
import { mean } from './naive.ts';
import { lineOf, observed } from './observed.ts';

/** The candles of one asset by day of its life, and where it stands in the market. */
export type Candles = Readonly<Record<PanelField, number[]>> & {
  readonly asset: number;
  /** Day of the panel on which it was born. */
  readonly born: number;
  readonly returns: number[];
  /** What became known of each measure, NaN on days on which nothing did. */
  readonly measures: Readonly<Record<MeasureName, number[]>>;
};

export type Market = { readonly window: Window; readonly eligible: Uint8Array; readonly assets: readonly Candles[] };
/** Returns the raw value of a factor at the end of day t of an asset's life. */
export type Oracle = (candles: Candles, t: number, market: Market) => number;

/** Returns the market of the oracles: 70 assets, 640 days, of which one day in 40 has no candle and one in 50 no volume. */
export function holedMarket(): Market {
  const simulated = simulatedWindow({ seed: 11, assetCount: 70, dayCount: 640 });
  const window = observed(simulated, 7, (asset, day) => (day * 31 + asset) % 11 !== 0);
  const random = createRandom(5, 'holes');
  for (let cell = 0; cell < window.fields.close.length; cell++) {
    const drawn = random.uniform();
    if (drawn < 0.025) for (const name of PANEL_FIELDS) window.fields[name][cell] = Number.NaN;
    else if (drawn < 0.045) window.fields.volume[cell] = 0;
    else if (drawn < 0.05) window.fields.high[cell] = window.fields.low[cell] = window.fields.close[cell]!;
  }
  // One asset has closes alone for 60 days, as after a change of source.
  for (const name of ['open', 'high', 'low'] as const) window.fields[name].fill(Number.NaN, 300, 360);
  const rules = { minimumAgeDays: 40, minimumDollarVolume: 1e5, minimumMarketCap: 1e6, minimumVolatility: 0 };
  const { eligible } = eligibleCells(window, rules);
  const assets = window.assets.map((_, asset): Candles => {
    const fields = Object.fromEntries(
      PANEL_FIELDS.map((name) => [
        name,
        [...window.fields[name].subarray(window.offset[asset], window.offset[asset + 1])],
      ]),
    ) as Record<PanelField, number[]>;
    const returns = fields.close.map((close, t) => close / (fields.close[t - 1] ?? Number.NaN) - 1);
    const measures = Object.fromEntries(MEASURES.map((name) => [name, lineOf(window, name, asset)]));
    const born = window.start[asset]! - window.firstDay;
    return { ...fields, asset, born, returns, measures: measures as Candles['measures'] };
  });
  return { window, eligible, assets };
}

/** Returns a figure of the known values of the window that ends on day t; NaN where there are fewer than `minimum`. */
export function over(
  x: readonly number[],
  t: number,
  window: number,
  minimum: number,
  figure: (values: number[]) => number,
): number {
  const values = x.slice(Math.max(0, t - window + 1), t + 1).filter((value) => !Number.isNaN(value));
  return values.length < minimum ? Number.NaN : figure(values);
}

export const meanOver = (x: readonly number[], t: number, window: number, minimum: number): number =>
  over(x, t, window, minimum, mean);
export const sumOver = (x: readonly number[], t: number, window: number, minimum: number): number =>
  over(x, t, window, minimum, (values) => values.reduce((total, value) => total + value, 0));

/** Returns the exponential mean on each day with an observation, begun at the first one and after silences of over 30 days. */
export function smooth(x: readonly number[], alpha: number, minimum: number): number[] {
  let last = Number.NaN;
  let count = 0;
  let silence = 0;
  return x.map((value) => {
    if (Number.isNaN(value)) {
      if (++silence > 30) count = 0;
      return Number.NaN;
    }
    silence = 0;
    last = count++ === 0 ? value : (1 - alpha) * last + alpha * value;
    return count < minimum ? Number.NaN : last;
  });
}

export const before = (x: readonly number[], t: number, days: number): number => x[t - days] ?? Number.NaN;

/** Returns the true range of each day; the range alone where the close before is missing. */
export function trueRange({ high, low, close }: Candles): number[] {
  return close.map((_, t) => {
    const known = [
      high[t]! - low[t]!,
      Math.abs(high[t]! - before(close, t, 1)),
      Math.abs(low[t]! - before(close, t, 1)),
    ];
    return Math.max(...known.filter((value) => !Number.isNaN(value)), Number.isNaN(high[t]!) ? Number.NaN : 0);
  });
}

/** Says for every factor of a group that it is what the oracle of its id gives, on many days of several assets. */
export function describeGroup(group: FactorGroup, oracles: Readonly<Record<string, Oracle>>): void {
  const market = holedMarket();
  const ids = FACTORS.filter((factor) => factor.group === group).map(({ id }) => id);
  const { raw } = computeFactors(market.window, {
    eligible: market.eligible,
    rawIds: ids,
    ids,
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  });
  const long = market.assets.filter(({ close }) => close.length >= 500);
  const chosen = [...long.slice(0, 4), ...market.assets.filter(({ close }) => close.length < 300).slice(0, 2)];
  describe(`factors of group ${group}`, () => {
    it('all have an oracle', () => expect(Object.keys(oracles).sort()).toEqual([...ids].sort()));
    for (const [id, oracle] of Object.entries(oracles)) {
      it(id, () => {
        let known = 0;
        for (const candles of chosen) {
          for (let t = 0; t < candles.close.length; t += 7) {
            const cell = cellOf(market.window, candles.asset, market.window.start[candles.asset]! + t);
            const got = raw.get(id)![cell]!;
            const exact = Number.isNaN(candles.close[t]!) ? Number.NaN : oracle(candles, t, market);
            const want = Number.isFinite(exact) ? exact : Number.NaN;
            const isClose = Number.isNaN(want)
              ? Number.isNaN(got)
              : Math.abs(got - want) <= 2e-6 * Math.max(Math.abs(want), 1e-3);
            if (!isClose) expect.fail(`asset ${candles.asset} day ${t} was ${got}, needs ${want}`);
            if (!Number.isNaN(want)) known++;
          }
        }
        expect(known).toBeGreaterThan(60);
      });
    }
  });
}
