import { beforeAll, describe, expect, it } from 'vitest';
import {
  curvesOf,
  type Fold,
  foldsOf,
  importanceOf,
  judge,
  type QualityStudy,
  qualitySetOf,
} from '../../../src/main/jobs/quality-study.ts';
import { createFeatureMatrix } from '../../../src/main/models/dataset.ts';
import { fitClassForests, loadQualityForest, saveQualityForest } from '../../../src/main/models/quality-forest.ts';
import { computeQualityLabels } from '../../../src/main/models/quality-labels.ts';
import { cellCount, crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { parseDay, startOfDay } from '../../../src/shared/time.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { type HandAsset, handMarket } from '../backtest/market.ts';
import { soloRun } from '../models/made-set.ts';

const FIRST = parseDay('2018-01-01')!;
const YEARS = 7;
const DAYS = 365 * YEARS;
const SLOTS = 60;

/**
 * A market in which thin tokens die and middling ones fade within a year or two, and a new token comes for each that went or was lost sight of. `trait` is
 * how thick a token is, 0..1; `noise` says nothing.
 */
function plantedStudy(): QualityStudy {
  const random = createRandom(7, 'planted');
  const lives: (HandAsset & { readonly trait: number; readonly isDead: boolean })[] = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    for (let day = -random.below(300); day < DAYS; ) {
      const trait = random.uniform();
      const isDead = trait < 0.3;
      const from = Math.max(0, day);
      // the source of those that live on ends, so that room is made for others
      const until = Math.min(DAYS, day + (isDead ? 200 : 800) + random.below(300));
      const fadesAt = trait < 0.5 ? day + 200 + random.below(300) : DAYS;
      if (until > from) {
        const days = Array.from({ length: until - from }, (_, i) => from + i);
        lives.push({
          id: `token-${lives.length}`,
          from,
          close: days.map(() => 1),
          volume: days.map((own) => (own < fadesAt ? 1e6 : 1e4)),
          trait,
          isDead: isDead && until < DAYS,
        });
      }
      day = until;
    }
  }
  const window = handMarket(lives, FIRST);
  const count = cellCount(window);
  const eligible = Uint8Array.from(window.fields.volume, (volume) => (volume >= 1e5 ? 1 : 0));
  const endings = new Map(lives.flatMap(({ id, isDead }) => (isDead ? [[id!, 'delisted'] as const] : [])));
  const column = (of: (asset: number, cell: number) => number): Float32Array => {
    const values = new Float32Array(new SharedArrayBuffer(count * 4));
    lives.forEach((_, asset) => {
      for (let cell = window.offset[asset]!; cell < window.offset[asset + 1]!; cell++) values[cell] = of(asset, cell);
    });
    return values;
  };
  return {
    market: { window, crossSection: crossSectionOf(window), eligible, endings, lastDay: FIRST + DAYS - 1 },
    table: {
      layout: window,
      ids: ['trait', 'noise'],
      isOptional: [false, false],
      raw: new Map(),
      ranked: [column((asset) => lives[asset]!.trait), column((_, cell) => createRandom(3, cell).uniform())],
      eligible,
    },
    labels: computeQualityLabels(window, { eligible, horizon: 365, minimumDollarVolume: 1e5, endings }),
    seed: 1,
    dataHash: '',
  };
}

const without = (study: QualityStudy, column: number): QualityStudy => ({
  ...study,
  table: {
    ...study.table,
    ids: study.table.ids.filter((_, i) => i !== column),
    isOptional: [false],
    ranked: study.table.ranked.filter((_, i) => i !== column),
  },
});

let study: QualityStudy;
let folds: Fold[];

describe('the quality forest on a planted market', () => {
  beforeAll(async () => {
    study = plantedStudy();
    folds = await foldsOf(study, plainRun());
  });

  it('learns who dies, on years that it had not learnt from', () => {
    const { year, areaUnderCurve, brier, brierOfShares, calibrationPredicted, calibrationRealised, share } =
      judge(folds);
    expect(year).toEqual([2022, 2023]);
    expect(areaUnderCurve[2]).toBeGreaterThan(0.9);
    expect(areaUnderCurve[0]).toBeGreaterThan(0.9);
    expect(brier!).toBeLessThan(0.6 * brierOfShares!);
    expect(calibrationRealised.at(-1)! - calibrationRealised[0]!).toBeGreaterThan(0.6);
    calibrationPredicted.forEach((predicted, tenth) => {
      expect(Math.abs(predicted - calibrationRealised[tenth]!)).toBeLessThan(0.25);
    });
    expect(share.reduce<number>((sum, own) => sum + own!, 0)).toBeCloseTo(1, 5);
  });

  it('says nothing of years where none could be judged', () => {
    expect(judge(folds.slice(0, 1))).toMatchObject({
      ...{ fromTime: null, untilTime: null, year: [], share: [null, null, null], brier: null },
      ...{ areaUnderCurve: [null, null, null], calibrationPredicted: [] },
    });
  });

  it('finds nothing where there is nothing', async () => {
    const { areaUnderCurve } = judge(await foldsOf(without(study, 0), plainRun()));
    for (const area of areaUnderCurve) expect(Math.abs(area! - 0.5)).toBeLessThan(0.05);
  });

  it('says of a year what it says without the days after it', async () => {
    const [fold] = folds;
    expect(fold!.year).toBe(2020);
    // of what is known in spring 2022 the whole year 2020 has classes
    const endDay = parseDay('2022-03-01')!;
    const isKnown = (cell: number): boolean => study.labels.knownDay[cell]! <= endDay;
    const value = study.labels.value.map((own, cell) => (isKnown(cell) ? own : Number.NaN));
    const early = await foldsOf({ ...study, labels: { ...study.labels, value } }, plainRun());
    expect(early[0]).toEqual(fold);
    expect(early.at(-1)!.year).toBe(2021);
    // and the curves that calibrate 2021 know no outcome of it
    expect(curvesOf(folds.slice(0, 1), folds[1]!.firstDay - 1)).toBeNull();
    expect(curvesOf(folds.slice(0, 1), folds[1]!.firstDay + 60)).not.toBeNull();
  });

  it('is loaded as it was saved, and its probabilities add up to 1', async () => {
    const set = qualitySetOf(study, startOfDay(FIRST + DAYS))!;
    const forests = await fitClassForests(set, soloRun());
    const saved = saveQualityForest(forests, curvesOf(folds, FIRST + DAYS)!);
    const { window, crossSection } = study.market;
    const day = crossSection.offset[window.dayCount - 400]!;
    const x = createFeatureMatrix(study.table, crossSection.cells.slice(day, day + 40));
    const forest = loadQualityForest(saved);
    const [survives, fades, dies] = forest.predict(x);
    for (let row = 0; row < x.rows; row++) expect(survives![row]! + fades![row]! + dies![row]!).toBeCloseTo(1, 12);
    expect(forest.explain(x, 'dies').contributions).toHaveLength(2 * x.rows);
    expect(importanceOf(forests, set).characteristic).toEqual(['trait', 'noise']);
    const again = saveQualityForest(await fitClassForests(set, soloRun()), curvesOf(folds, FIRST + DAYS)!);
    expect(again).toEqual(saved);
    expect(() => loadQualityForest({ ...saved, meta: { ...saved.meta, version: 0 } })).toThrow(/train it anew/);
    const { 'dies/curve-at': _, ...arrays } = saved.arrays;
    expect(() => loadQualityForest({ ...saved, arrays })).toThrow(/no Float64Array dies\/curve-at/);
  });
});
