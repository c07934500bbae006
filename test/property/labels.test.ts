import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeLabels, LABEL_KINDS, type LabelKind, type Labels, NEVER } from '../../src/main/models/labels.ts';
import { cellOf, endOf, type Panel, SILENCE_DAYS, type Window } from '../../src/main/numeric/panel.ts';
import { dayOf, startOfDay } from '../../src/shared/time.ts';
import { FIRST, makeWorld, sameCell, someCells } from '../unit/models/world.ts';

const DELISTING_RETURN = -0.4;

type Seen = {
  readonly window: Window;
  readonly eligible: Uint8Array;
  readonly endings: ReadonlyMap<string, 'truncated' | 'delisted'>;
};

function seenAt(panel: Panel, endDay: number, seed: number): Seen {
  const asOf = startOfDay(endDay);
  const window = panel.at(asOf);
  return { window, eligible: someCells(window, seed), endings: panel.endingsAt(asOf) };
}

function labelsOf({ window, eligible, endings }: Seen, kind: LabelKind, horizon: number): Labels {
  return computeLabels(window, { eligible, kind, horizon, endings, delistingReturn: DELISTING_RETURN });
}

/** Returns what the rule says of one cell, read off the rule and slowly. */
function returnOf({ window, eligible, endings }: Seen, asset: number, day: number, horizon: number): [number, number] {
  const close = (at: number): number => window.fields.close[cellOf(window, asset, at)] ?? Number.NaN;
  const none: [number, number] = [Number.NaN, NEVER];
  const endDay = dayOf(window.asOf);
  if (eligible[cellOf(window, asset, day)] !== 1 || !(close(day) > 0)) return none;
  if (day + horizon >= endDay) return none;
  let e = day + horizon;
  while (!(close(e) > 0)) e--;
  if (e > day && day + horizon - e <= 3) return [close(e) / close(day) - 1, day + horizon + 1];
  const last = endOf(window, asset) - 1;
  if (e !== last || endings.get(window.assets[asset]) !== 'delisted') return none;
  const known = Math.max(day + horizon, e + SILENCE_DAYS) + 1;
  return known > endDay ? none : [((1 + DELISTING_RETURN) * close(e)) / close(day) - 1, known];
}

const worlds = fc.record({
  seed: fc.nat(),
  assetCount: fc.integer({ min: 6, max: 14 }),
  days: fc.integer({ min: 20, max: 150 }),
  horizon: fc.constantFrom(1, 2, 7, 30, 45),
});

describe('computeLabels, over random markets', () => {
  it('agrees with the rule, read off slowly', () => {
    fc.assert(
      fc.property(worlds, ({ seed, assetCount, days, horizon }) => {
        const seen = seenAt(makeWorld(seed, assetCount, days), FIRST + days, seed);
        const { window } = seen;
        const relative = labelsOf(seen, 'return', horizon);
        const ranked = labelsOf(seen, 'rank', horizon);
        for (let day = FIRST; day < FIRST + days; day++) {
          const own = window.assets.map((_, asset) =>
            cellOf(window, asset, day) < 0 ? ([Number.NaN, NEVER] as const) : returnOf(seen, asset, day, horizon),
          );
          const timely = own.filter(([, known]) => known === day + horizon + 1).map(([value]) => value);
          const sorted = timely.toSorted((a, b) => a - b);
          const count = sorted.length;
          const middle = (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
          own.forEach(([value, known], asset) => {
            const cell = cellOf(window, asset, day);
            if (cell < 0) return;
            const exists = known !== NEVER && count >= 5;
            expect([relative.knownDay[cell], ranked.knownDay[cell]]).toEqual(exists ? [known, known] : [NEVER, NEVER]);
            if (!exists) {
              expect([relative.value[cell], ranked.value[cell]]).toEqual([Number.NaN, Number.NaN]);
              return;
            }
            const [below, above] = [timely.filter((other) => other < value), timely.filter((other) => other > value)];
            const scale = known === day + horizon + 1 ? count - 1 : count;
            expect(ranked.value[cell]).toBeCloseTo((below.length - above.length) / scale, 6);
            expect(relative.value[cell]).toBeCloseTo(value - middle, 5);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each(LABEL_KINDS)('never changes a %s when the future comes, whichever future', (kind) => {
    fc.assert(
      fc.property(worlds, fc.nat(), ({ seed, assetCount, days, horizon }, cut) => {
        const endDay = FIRST + 10 + (cut % (days - 10));
        const early = seenAt(makeWorld(seed, assetCount, days), endDay, seed);
        const first = labelsOf(early, kind, horizon);
        for (const future of [0, 1]) {
          const later = seenAt(makeWorld(seed, assetCount, days, endDay - FIRST, future), FIRST + days, seed);
          // What the fork shares with the early world has to be the same past.
          const second = labelsOf(later, kind, horizon);
          const earlyAgain = seenAt(makeWorld(seed, assetCount, days, endDay - FIRST, future), endDay, seed);
          const again = labelsOf(earlyAgain, kind, horizon);
          later.window.assets.forEach((id, asset) => {
            for (let day = later.window.start[asset]; day < Math.min(endOf(later.window, asset), endDay); day++) {
              const cell = cellOf(later.window, asset, day);
              const before = sameCell(early.window, id, day);
              const known = second.knownDay[cell] <= endDay;
              if (before < 0) {
                expect(known).toBe(false);
                continue;
              }
              expect(first.knownDay[before]).toBe(known ? second.knownDay[cell] : NEVER);
              expect(first.value[before]).toBe(known ? second.value[cell] : Number.NaN);
              expect(again.value[sameCell(earlyAgain.window, id, day)]).toBe(first.value[before]);
            }
          });
        }
      }),
      { numRuns: 25 },
    );
  });
});
