import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTrainingSet } from '../../src/main/models/dataset.ts';
import type { TrainingSet } from '../../src/main/models/estimator.ts';
import { computeLabels } from '../../src/main/models/labels.ts';
import type { FactorTable } from '../../src/main/numeric/factor-table.ts';
import { crossSectionOf, type Panel, type Window } from '../../src/main/numeric/panel.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { startOfDay } from '../../src/shared/time.ts';
import { FIRST, makeWorld, someCells } from '../unit/models/world.ts';

const IDS = ['a', 'b', 'c', 'd', 'e'];

/** Factors made of asset and day alone, a quarter of them missing. */
function tableOf(window: Window, seed: number): FactorTable {
  const { assets, firstDay, dayCount, start, offset } = window;
  const eligible = someCells(window, seed);
  const ranked = IDS.map((id) => {
    const ranks = new Float32Array(eligible.length).fill(Number.NaN);
    assets.forEach((asset, a) => {
      for (let cell = offset[a]; cell < offset[a + 1]; cell++) {
        const random = createRandom(seed, id, asset, start[a] + cell - offset[a]);
        if (eligible[cell] === 1 && random.uniform() < 0.75) ranks[cell] = random.uniform();
      }
    });
    return ranks;
  });
  return {
    layout: { assets, firstDay, dayCount, start, offset },
    ids: IDS,
    isOptional: IDS.map(() => false),
    raw: new Map(),
    ranked,
    eligible,
  };
}

/** Returns what may be learnt at the start of `knownDay` by someone who sees the market up to `seenDay`. */
function setOf(panel: Panel, seed: number, knownDay: number, seenDay: number, strideDays: number): TrainingSet {
  const asOf = startOfDay(seenDay);
  const window = panel.at(asOf);
  const table = tableOf(window, seed);
  const labels = computeLabels(window, {
    eligible: table.eligible,
    kind: 'rank',
    horizon: 7,
    endings: panel.endingsAt(asOf),
    delistingReturn: -0.5,
  });
  return createTrainingSet(table, crossSectionOf(window), labels, {
    knownUntil: startOfDay(knownDay),
    fromDay: FIRST + 3,
    strideDays,
    embargoDays: seed % 3,
    minimumCoverage: 0.6,
  });
}

describe('createTrainingSet, over random markets', () => {
  it('has the same bits at an instant whether or not the future is there, whichever future', () => {
    let rowCount = 0;
    const cases = fc.record({
      seed: fc.nat(),
      assetCount: fc.integer({ min: 8, max: 20 }),
      days: fc.integer({ min: 40, max: 120 }),
      strideDays: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(cases, fc.nat(), ({ seed, assetCount, days, strideDays }, cut) => {
        const knownDay = FIRST + 20 + (cut % (days - 20));
        const expected = setOf(makeWorld(seed, assetCount, days), seed, knownDay, knownDay, strideDays);
        rowCount += expected.x.rows;
        for (const future of [0, 1]) {
          const world = makeWorld(seed, assetCount, days, knownDay - FIRST, future);
          const found = setOf(world, seed, knownDay, FIRST + days, strideDays);
          expect(found).toEqual(expected);
        }
      }),
      { numRuns: 30 },
    );
    // the bits would also be equal if there were no rows at all
    expect(rowCount).toBeGreaterThan(100);
  });
});
