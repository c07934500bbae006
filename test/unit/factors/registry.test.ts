import { describe, expect, it } from 'vitest';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import { computeFactors, FACTORS } from '../../../src/main/factors/registry.ts';
import { eligibleCells } from '../../../src/main/factors/universe.ts';
import { PANEL_FIELDS, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { everyCell, simulatedWindow, windowOf } from './market.ts';
import { observed } from './observed.ts';

const RULES = { minimumAgeDays: 90, minimumDollarVolume: 1e5, minimumMarketCap: 1e6, minimumVolatility: 0 };
const ALL = FACTORS.map(({ id }) => id);
const compute = (window: Window, eligible: Uint8Array, ids = ALL, rawIds = ids) =>
  computeFactors(window, {
    eligible,
    rawIds,
    ids,
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  });

/** Twelve assets that live on every day of 620, without a hole; the first is the reference. */
function denseWindow(): Window {
  const random = createRandom(9, 'dense');
  const length = 620;
  const lives = Array.from({ length: 12 }, (_, i) => {
    let price = 10 * (i + 1);
    const fields = Object.fromEntries(PANEL_FIELDS.map((name) => [name, [] as number[]])) as Record<string, number[]>;
    for (let day = 0; day < length; day++) {
      const open = price * Math.exp(0.01 * random.normal());
      price = open * Math.exp(0.05 * random.normal());
      fields.open!.push(open);
      fields.high!.push(Math.max(open, price) * (1 + 0.02 * random.uniform()));
      fields.low!.push(Math.min(open, price) * (1 - 0.02 * random.uniform()));
      fields.close!.push(price);
      fields.volume!.push(1e6 * Math.exp(random.normal()));
      fields.marketCap!.push(price * 1e6 * (1 + day * 1e-4 * random.uniform()));
    }
    return { id: i === 0 ? 'bitcoin' : `T${i}`, start: 500, length, sector: i % 3, ...fields };
  });
  return windowOf(lives);
}

describe('FACTORS', () => {
  it('have unique ids in kebab case, all nine groups, and every text', () => {
    expect(new Set(ALL).size).toBe(ALL.length);
    expect(new Set(FACTORS.map(({ group }) => group)).size).toBe(9);
    for (const factor of FACTORS) {
      expect(factor.id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      for (const text of [factor.unit, factor.formula, factor.reference])
        expect(text.length, factor.id).toBeGreaterThan(2);
      expect(factor.inputs.length, factor.id).toBeGreaterThan(0);
      expect(factor.expectedRange[0]).toBeLessThan(factor.expectedRange[1]);
    }
  });

  it('exist from the day that minimumObservations names on, and not a day before', () => {
    const window = observed(denseWindow(), 8);
    const { raw } = compute(window, everyCell(window));
    // What is made of other assets' values waits for theirs as well, and a cluster for four weeks of clusters.
    const later = new Map([
      ['correlation-universe-90d', 59],
      ['lag-to-reference-60d', 1],
      ['sector-momentum-30d', 30],
    ]);
    for (const { id, minimumObservations } of FACTORS) {
      const values = raw.get(id)!.subarray(window.offset[1], window.offset[2]);
      const first = values.findIndex((value) => !Number.isNaN(value)) + 1;
      if (id === 'beta-downside-180d' || id === 'cluster-stability-28d')
        expect(first, id).toBeGreaterThan(minimumObservations);
      else expect(first, id).toBe(minimumObservations + (later.get(id) ?? 0));
    }
  });

  it('read nothing that lies further back than lookback', () => {
    const window = observed(denseWindow(), 8);
    const last = window.dayCount - 1;
    const random = createRandom(4, 'past');
    const { raw } = compute(window, everyCell(window));
    for (const lookback of new Set(FACTORS.map((factor) => factor.lookback))) {
      const ids = FACTORS.filter((factor) => factor.lookback === lookback).map(({ id }) => id);
      const isPast = (day: number) => day - window.firstDay < last - lookback;
      const other = observed(denseWindow(), 8, undefined, (day) => (isPast(day) ? 0.5 + random.uniform() : 1));
      for (const name of PANEL_FIELDS) {
        other.assets.forEach((_, asset) => {
          for (let day = 0; day < last - lookback; day++) {
            other.fields[name][other.offset[asset]! + day]! *= 0.9 + 0.2 * random.uniform();
          }
        });
      }
      const changed = compute(other, everyCell(other), ids).raw;
      for (const id of ids) {
        for (let asset = 0; asset < window.assets.length; asset++) {
          const cell = window.offset[asset]! + last;
          const [was, is] = [raw.get(id)![cell]!, changed.get(id)![cell]!];
          const isClose = Number.isNaN(was)
            ? Number.isNaN(is)
            : Math.abs(was - is) <= 3e-6 * Math.max(Math.abs(was), 0.01);
          if (!isClose) expect.fail(`${id} of asset ${asset} was ${was}, is ${is} with another past`);
        }
      }
    }
  });

  it('stay in their expected range on the simulated market, 99 days in 100', () => {
    const window = simulatedWindow({ seed: 3, assetCount: 60, dayCount: 700 });
    const { eligible } = eligibleCells(window, RULES);
    const { raw } = compute(window, eligible);
    // what is no candle was not made up to look like anything; real values are looked at in observations.test.ts
    for (const { id, expectedRange } of FACTORS.filter(({ isOptional }) => !isOptional)) {
      const values = [...raw.get(id)!].filter((value, cell) => eligible[cell] === 1 && !Number.isNaN(value));
      const outside = values.filter((value) => value < expectedRange[0] || value > expectedRange[1]);
      expect(values.length, id).toBeGreaterThan(1000);
      expect(outside.length / values.length, id).toBeLessThan(0.01);
    }
  });
});

describe('computeFactors', () => {
  const window = simulatedWindow({ seed: 3, assetCount: 40, dayCount: 250 });
  const { eligible } = eligibleCells(window, RULES);

  it('ranks the eligible cells of a day to -1..1 and no other, with the mean at 0', () => {
    const { ranked } = compute(window, eligible, ['return-30d', 'market-cap']);
    const sums = new Float64Array(window.dayCount);
    for (let asset = 0; asset < window.assets.length; asset++) {
      for (let cell = window.offset[asset]!; cell < window.offset[asset + 1]!; cell++) {
        const rank = ranked[0]![cell]!;
        if (eligible[cell] === 0) expect(rank).toBeNaN();
        else if (!Number.isNaN(rank)) {
          expect(Math.abs(rank)).toBeLessThanOrEqual(1);
          sums[window.start[asset]! - window.firstDay + cell - window.offset[asset]!]! += rank;
        }
      }
    }
    expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-5);
    expect(ranked[0]!.some((rank) => rank > 0.9)).toBe(true);
  });

  it('keeps the order of ids, and raw values only where asked for', () => {
    const table = compute(window, eligible, ['market-cap', 'return-1d'], ['return-1d']);
    expect(table.ids).toEqual(['market-cap', 'return-1d']);
    expect([...table.raw.keys()]).toEqual(['return-1d']);
    expect(table.ranked).toHaveLength(2);
    expect(table.ranked[0]!.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('gives a factor the same bits whichever others are computed with it', () => {
    const all = compute(window, eligible);
    for (const id of ['adx-14', 'volatility-garch', 'correlation-universe-90d', 'cluster-stability-28d']) {
      expect(compute(window, eligible, [id]).ranked[0]).toEqual(all.ranked[ALL.indexOf(id)]);
    }
  });

  it('refuses an unknown id and stops when cancelled', () => {
    expect(() => compute(window, eligible, ['no-such-factor'])).toThrow('No factor is named no-such-factor');
    const options = { eligible, rawIds: [], team: soloTeam(FACTOR_JOBS), report: () => undefined };
    expect(() => computeFactors(window, { ...options, signal: { aborted: true } })).toThrow('The work was cancelled');
  });

  it('reports rising shares that end at 1', () => {
    const shares: number[] = [];
    computeFactors(window, {
      eligible,
      rawIds: [],
      team: soloTeam(FACTOR_JOBS),
      signal: NEVER_CANCELLED,
      report: (done) => shares.push(done),
    });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('leaves what needs high and low missing where a source has closes alone', () => {
    const closes = observed(simulatedWindow({ seed: 3, assetCount: 40, dayCount: 250 }), 4);
    for (const name of ['open', 'high', 'low'] as const) closes.fields[name].fill(Number.NaN);
    const table = compute(closes, eligible);
    for (const { id, inputs } of FACTORS) {
      const values = table.raw.get(id)!;
      const isKnown = values.some((value) => !Number.isNaN(value));
      expect(isKnown, id).toBe(
        !inputs.some((name) => ['open', 'high', 'low'].includes(name)) &&
          FACTORS.find((factor) => factor.id === id)!.minimumObservations <= 250,
      );
    }
  });
});
