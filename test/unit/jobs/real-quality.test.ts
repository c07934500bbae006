/** The quality forest on real tokens, the dead among them. */
import { describe, expect, it } from 'vitest';
import { foldsOf } from '../../../src/main/jobs/quality-study.ts';
import { loadQualityStudy } from '../../../src/main/jobs/train-quality.ts';
import { areaUnderCurve } from '../../../src/main/numeric/area-under-curve.ts';
import { QUALITY_CLASSES } from '../../../src/shared/quality.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { importReal } from '../../support/real-store.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { dayNumber, memoryStore } from '../../support/store-rows.ts';

if (!hasSharedData) announceMissingData('the quality forest on real data');

/** Two thirds of the tokens, by their names alone. */
const isDrawn = (key: string): boolean => [...key].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % 3 > 0;

describe.runIf(hasSharedData)('the quality forest', () => {
  it('knows better than chance who dies, on a year that it had not learnt from', async () => {
    const store = memoryStore();
    try {
      for (const year of [2014, 2015, 2016, 2017, 2018, 2019, 2020]) {
        await importReal(store, `daily/cmc/${year}.csv.gz`, isDrawn);
      }
      const asOf = startOfDay(dayNumber('2020-12-31'));
      const folds = await foldsOf(loadQualityStudy(store, asOf, 1, plainRun()), plainRun());
      const figures = folds.map(({ year, places, classes }) => ({
        year,
        rows: classes.length,
        areas: QUALITY_CLASSES.map((_, c) =>
          areaUnderCurve(
            places[c]!,
            classes.map((own) => (own === c ? 1 : 0)),
          ),
        ),
      }));
      process.stderr.write(
        `quality of two thirds of the real tokens, area under the curve: ${JSON.stringify(figures)}\n`,
      );
      expect(folds.map(({ year }) => year)).toEqual([2019]);
      for (const { rows, areas } of figures) {
        expect(rows).toBeGreaterThan(5_000);
        for (const area of areas) expect(area).toBeGreaterThan(0.6);
        expect(areas[2]).toBeGreaterThan(0.65);
      }
    } finally {
      store.close();
    }
  });
});
