/** Later days are deleted: figures, scores and kinds of the days before keep their bits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreDays } from '../../src/main/jobs/anomaly-scores.ts';
import { crossSectionOf, type Window } from '../../src/main/numeric/panel.ts';
import { judgedDaysOf, unusualDayOf } from '../../src/main/risk/anomaly-days.ts';
import { ANOMALY_FIGURES, ANOMALY_VIEWS, anomalyFiguresOf, VIEW_FIGURES } from '../../src/main/risk/anomaly-figures.ts';
import { kindOf, sentenceOf } from '../../src/main/risk/anomaly-kinds.ts';
import { plainRun } from '../support/simulated-store.ts';
import { cutWindow, simulatedWindow } from '../unit/factors/market.ts';

const DAYS = 320;
const JUDGED = 25;

/** Everything that is said of the last days before `untilDay`, by asset and day. */
function said(window: Window, untilDay: number): Map<string, [score: number, ...rest: unknown[]]> {
  const run = plainRun();
  const crossSection = crossSectionOf(window);
  const figures = anomalyFiguresOf(window, crossSection, run.team);
  const days = judgedDaysOf(window, crossSection, figures, untilDay - JUDGED, untilDay - 1);
  const { score, view } = scoreDays(figures, days, run);
  const all = new Map<string, [score: number, ...rest: unknown[]]>();
  days.cells.forEach((cell, i) => {
    const asset = crossSection.assetOfCell[cell]!;
    const unusual = unusualDayOf(window, figures, cell, asset, ANOMALY_VIEWS[view[i]!]!);
    const kind = kindOf(unusual);
    const values = ANOMALY_FIGURES.map((_, column) => figures.data[column * figures.rows + cell]);
    const day = window.start[asset]! + cell - window.offset[asset]!;
    all.set(`${window.assets[asset]} ${day}`, [
      score[i]!,
      view[i],
      kind,
      sentenceOf(unusual, kind, VIEW_FIGURES[unusual.view]),
      values,
    ]);
  });
  return all;
}

describe('unusual days', () => {
  const window = simulatedWindow({ seed: 11, assetCount: 190, dayCount: DAYS });

  it('are judged alike when later days are deleted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: DAYS - 1 }), (days) => {
        const untilDay = window.firstDay + days;
        const whole = said(window, untilDay);
        expect([...whole.values()].filter(([score]) => score > 0.6).length).toBeGreaterThan(JUDGED);
        expect(said(cutWindow(window, untilDay), untilDay)).toEqual(whole);
      }),
      { numRuns: 4 },
    );
  });
});
