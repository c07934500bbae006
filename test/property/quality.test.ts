import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrated, fitCurves } from '../../src/main/models/quality-forest.ts';
import { computeQualityLabels, type QualityLabels } from '../../src/main/models/quality-labels.ts';
import { cellOf, type Panel, type Window } from '../../src/main/numeric/panel.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { startOfDay } from '../../src/shared/time.ts';
import { FIRST, makeWorld, sameCell, someCells } from '../unit/models/world.ts';

type Seen = { readonly window: Window; readonly labels: QualityLabels };

/** Returns the classes at an instant of a market whose traded values depend on token and day alone. */
function seenAt(panel: Panel, endDay: number, seed: number, horizon: number): Seen {
  const asOf = startOfDay(endDay);
  const window = panel.at(asOf);
  window.assets.forEach((id, asset) => {
    for (let cell = window.offset[asset]; cell < window.offset[asset + 1]; cell++) {
      const random = createRandom(seed, 'volume', id, window.start[asset] + cell - window.offset[asset]);
      window.fields.volume[cell] = random.uniform() < 0.1 ? Number.NaN : 4 * random.uniform() ** 3;
    }
  });
  const eligible = someCells(window, seed);
  const endings = panel.endingsAt(asOf);
  return { window, labels: computeQualityLabels(window, { eligible, horizon, minimumDollarVolume: 0.4, endings }) };
}

describe('classes of quality, over random markets', () => {
  it('are what they are once they are known, whatever comes later', () => {
    const seen = { any: 0 };
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          future: fc.nat(),
          cut: fc.integer({ min: 70, max: 140 }),
          horizon: fc.constantFrom(7, 30),
        }),
        ({ seed, future, cut, horizon }) => {
          const early = seenAt(makeWorld(seed, 10, 150), FIRST + cut, seed, horizon);
          const late = seenAt(makeWorld(seed, 10, 150, cut, future), FIRST + 150, seed, horizon);
          early.window.assets.forEach((id, asset) => {
            for (let day = FIRST; day < FIRST + cut; day++) {
              const cell = cellOf(early.window, asset, day);
              if (cell < 0) continue;
              const other = sameCell(late.window, id, day);
              const isKnown = early.labels.knownDay[cell] <= FIRST + cut;
              if (isKnown) {
                seen.any++;
                expect(late.labels.value[other]).toBe(early.labels.value[cell]);
                expect(late.labels.knownDay[other]).toBe(early.labels.knownDay[cell]);
              } else if (other >= 0 && !Number.isNaN(late.labels.value[other])) {
                expect(late.labels.knownDay[other]).toBeGreaterThan(FIRST + cut);
              }
            }
          });
        },
      ),
      { numRuns: 40 },
    );
    expect(seen.any).toBeGreaterThan(1_000);
  });
});

describe('calibrated probabilities', () => {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const rows = fc.array(fc.tuple(place, place, place, fc.constantFrom(0, 1, 2)), { minLength: 1, maxLength: 80 });

  it('add up to one, and rise with the place of their class where the others stay', () => {
    fc.assert(
      fc.property(rows, place, place, (drawn, x, y) => {
        // a survivor at the very bottom: its curve is above 0 everywhere, so there is always something to divide by
        const learnt = [...drawn, [0, 0, 0, 0]];
        const column = (c: number): Float64Array => Float64Array.from(learnt, (row) => row[c]);
        const curves = fitCurves([column(0), column(1), column(2)], column(3));
        const steps = Array.from({ length: 21 }, (_, i) => i / 20);
        const own = calibrated(curves, [steps.map(() => x), steps.map(() => y), steps]);
        steps.forEach((_, i) => {
          expect(own[0][i] + own[1][i] + own[2][i]).toBeCloseTo(1, 12);
          for (const probabilities of own) expect(probabilities[i]).toBeGreaterThanOrEqual(0);
        });
        for (let i = 1; i < steps.length; i++) expect(own[2][i]).toBeGreaterThanOrEqual(own[2][i - 1] - 1e-12);
      }),
    );
  });
});
