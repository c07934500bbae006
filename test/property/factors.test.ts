import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTOR_JOBS } from '../../src/main/factors/job.ts';
import { computeFactors, FACTORS } from '../../src/main/factors/registry.ts';
import { eligibleCells } from '../../src/main/factors/universe.ts';
import { createTeam } from '../../src/main/jobs/team.ts';
import type { FactorTable } from '../../src/main/numeric/factor-table.ts';
import { endOf, PANEL_FIELDS, type Window } from '../../src/main/numeric/panel.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { soloTeam, type Team } from '../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { cutWindow, simulatedWindow } from '../unit/factors/market.ts';
import { observed } from '../unit/factors/observed.ts';

const DAYS = 430;
const RULES = { minimumAgeDays: 60, minimumDollarVolume: 1e5, minimumMarketCap: 1e6, minimumVolatility: 0 };
const IDS = FACTORS.map(({ id }) => id);

/** Returns every factor of a window, raw and ranked, over the universe that its own days give. */
function factorsOf(window: Window, team: Team = soloTeam(FACTOR_JOBS)): FactorTable {
  const { eligible } = eligibleCells(window, RULES);
  return computeFactors(window, { eligible, rawIds: IDS, team, signal: NEVER_CANCELLED, report: () => undefined });
}

/** Returns the bits of a column for the cells before `endDay` of the assets that had begun by then, asset by asset. */
function bitsBefore(column: Float32Array, table: FactorTable, endDay: number): Uint32Array {
  const { layout } = table;
  const parts = layout.assets.flatMap((_, asset) => {
    const days = Math.min(endOf(layout, asset), endDay) - layout.start[asset]!;
    const from = layout.offset[asset]!;
    return days > 0 ? [...new Uint32Array(column.slice(from, from + days).buffer)] : [];
  });
  return Uint32Array.from(parts);
}

/** Names the factors that have other bits on a day before `endDay`. */
function differences(one: FactorTable, other: FactorTable, endDay: number): string[] {
  return IDS.filter((id, i) => {
    const columns = [one, other].map((table) => [table.raw.get(id)!, table.ranked[i]!] as const);
    return [0, 1].some((kind) => {
      const [before, after] = [columns[0]![kind]!, columns[1]![kind]!];
      return (
        Buffer.compare(
          Buffer.from(bitsBefore(before, one, endDay).buffer),
          Buffer.from(bitsBefore(after, other, endDay).buffer),
        ) !== 0
      );
    });
  });
}

/** Returns the window with every cell from `endDay` on replaced by noise, and some by nothing. */
function scrambled(window: Window, endDay: number, seed: number): Window {
  const random = createRandom(seed, 'future');
  const fields = Object.fromEntries(PANEL_FIELDS.map((name) => [name, window.fields[name].slice()]));
  window.assets.forEach((_, asset) => {
    const from = window.offset[asset]! + Math.max(0, endDay - window.start[asset]!);
    for (let cell = from; cell < window.offset[asset + 1]!; cell++) {
      for (const name of PANEL_FIELDS) {
        fields[name]![cell] = random.uniform() < 0.1 ? Number.NaN : Math.exp(20 * random.normal());
      }
    }
  });
  const noise = (day: number): number => (day < endDay ? 1 : Math.exp(20 * random.normal()));
  const { measures, days } = window.observations!;
  const observations = {
    measures: Object.fromEntries(
      Object.entries(measures).map(([name, measure]) => [
        name,
        { ...measure, value: measure.value.map((value, i) => value * noise(measure.day[i]!)) },
      ]),
    ),
    days: Object.fromEntries(
      Object.entries(days).map(([name, line]) => [name, line.map((value, i) => value * noise(window.firstDay + i))]),
    ),
  };
  return { ...window, fields: fields as Window['fields'], observations };
}

describe('every factor of the registry', () => {
  const simulated = simulatedWindow({ seed: 21, assetCount: 36, dayCount: DAYS });
  // a third of the assets has measures, on two days of three
  const window = observed(simulated, 6, (asset, day) => asset % 3 === 0 && day % 3 !== 0);
  const whole = factorsOf(window);

  it('has the same bits on every day when what came later is deleted or replaced by noise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: DAYS - 1 }), fc.integer(), (days, seed) => {
        const endDay = window.firstDay + days;
        expect(differences(whole, factorsOf(cutWindow(window, endDay)), endDay)).toEqual([]);
        expect(differences(whole, factorsOf(scrambled(window, endDay, seed)), endDay)).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  it('is there at all on the days that were compared', () => {
    whole.ranked.forEach((column, i) => {
      expect(
        column.some((value) => !Number.isNaN(value)),
        IDS[i]!,
      ).toBe(true);
    });
  });

  it('has the same bits on one thread and on three', () => {
    const team = createTeam(3);
    try {
      const split = factorsOf(window, team);
      expect(differences(whole, split, window.firstDay + DAYS)).toEqual([]);
      expect(differences(whole, factorsOf(window, team), window.firstDay + DAYS)).toEqual([]);
    } finally {
      team.close();
    }
  });
});
