import { describe, expect, it } from 'vitest';
import {
  coverageOf,
  createFeatureMatrix,
  createTrainingSet,
  recencyWeights,
  type TrainingSetOptions,
} from '../../../src/main/models/dataset.ts';
import { type Labels, NEVER } from '../../../src/main/models/labels.ts';
import type { FactorTable } from '../../../src/main/numeric/factor-table.ts';
import { columnOf } from '../../../src/main/numeric/matrix.ts';
import { cellCount, crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
const FIRST = 100;
const HORIZON = 3;
const FACTORS = 4;

/**
 * Three assets over twenty days, the second from day 5. Factor f of asset a on day d is f + a / 10 + d / 1000, the label is
 * a + d / 1000; labels are known HORIZON + 1 days later.
 */
function hand() {
  const layout = handMarket(
    [{ close: Array(20).fill(1) }, { from: 5, close: Array(15).fill(1) }, { close: Array(20).fill(1) }],
    FIRST,
  );
  const crossSection = crossSectionOf(layout);
  const count = cellCount(layout);
  const dayOfCell = (cell: number) => {
    const asset = crossSection.assetOfCell[cell];
    return layout.start[asset] - FIRST + cell - layout.offset[asset];
  };
  const cells = Array.from({ length: count }, (_, cell) => cell);
  const table: FactorTable = {
    layout,
    ids: Array.from({ length: FACTORS }, (_, f) => `factor-${f}`),
    isOptional: Array(FACTORS).fill(false),
    raw: new Map(),
    ranked: Array.from({ length: FACTORS }, (_, f) =>
      Float32Array.from(cells, (cell) => f + crossSection.assetOfCell[cell] / 10 + dayOfCell(cell) / 1000),
    ),
    eligible: new Uint8Array(count).fill(1),
  };
  const labels: Labels = {
    kind: 'rank',
    horizon: HORIZON,
    value: Float32Array.from(cells, (cell) => crossSection.assetOfCell[cell] + dayOfCell(cell) / 1000),
    knownDay: Int32Array.from(cells, (cell) => FIRST + dayOfCell(cell) + HORIZON + 1),
  };
  return { layout, crossSection, table, labels };
}

const OPTIONS: TrainingSetOptions = {
  knownUntil: startOfDay(FIRST + 20),
  fromDay: FIRST,
  strideDays: 5,
  embargoDays: 0,
  minimumCoverage: 0,
};

/** The rows of a set as [asset, day], read off its labels. */
function rowsOf(y: Float32Array): [number, number][] {
  return Array.from(y, (value) => [Math.floor(value), Math.round((value % 1) * 1000)]);
}

describe('createTrainingSet', () => {
  it('has the known rows of every fifth day, by day and asset, with their factors', () => {
    const { table, crossSection, labels } = hand();
    const set = createTrainingSet(table, crossSection, labels, OPTIONS);
    expect(rowsOf(set.y)).toEqual([
      [0, 0],
      [2, 0],
      [0, 5],
      [1, 5],
      [2, 5],
      [0, 10],
      [1, 10],
      [2, 10],
      [0, 15],
      [1, 15],
      [2, 15],
    ]);
    expect([...set.groups]).toEqual([0, 2, 5, 8, 11]);
    expect([...set.weights]).toEqual(Array(11).fill(1));
    expect(set).toMatchObject({
      target: 'rank',
      horizon: 3,
      knownFrom: startOfDay(FIRST + 1),
      knownUntil: OPTIONS.knownUntil,
      dataHash: '',
    });
    expect(set.x.columns).toEqual(table.ids);
    set.x.columns.forEach((_, f) => {
      expect([...columnOf(set.x, f)]).toEqual(
        rowsOf(set.y).map(([asset, day]) => Math.fround(f + asset / 10 + day / 1000)),
      );
    });
    for (const { buffer } of [set.x.data, set.y, set.weights]) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('cannot hold a label that was not known, nor one that became known within the embargo', () => {
    const { table, crossSection, labels } = hand();
    const lastDay = (knownUntil: number, embargoDays: number) => {
      const set = createTrainingSet(table, crossSection, labels, {
        ...OPTIONS,
        strideDays: 1,
        knownUntil: startOfDay(knownUntil),
        embargoDays,
      });
      return rowsOf(set.y).at(-1)?.[1];
    };
    expect(lastDay(FIRST + 14, 0)).toBe(10);
    expect(lastDay(FIRST + 13, 0)).toBe(9);
    expect(lastDay(FIRST + 14, 2)).toBe(8);
    labels.knownDay[0] = FIRST + 15;
    const set = createTrainingSet(table, crossSection, labels, { ...OPTIONS, knownUntil: startOfDay(FIRST + 14) });
    expect(rowsOf(set.y)[0]).toEqual([2, 0]);
  });

  it('keeps its days when the range grows', () => {
    const { table, crossSection, labels } = hand();
    const daysFrom = (fromDay: number) => [
      ...new Set(
        rowsOf(createTrainingSet(table, crossSection, labels, { ...OPTIONS, fromDay, strideDays: 7 }).y).map(
          ([, day]) => day,
        ),
      ),
    ];
    // 105 and 112 are multiples of 7.
    expect(daysFrom(FIRST)).toEqual([5, 12]);
    expect(daysFrom(FIRST - 1000)).toEqual([5, 12]);
    expect(daysFrom(FIRST + 6)).toEqual([12]);
  });

  it('leaves out what is not eligible, has no label or too few factors', () => {
    const { table, crossSection, labels } = hand();
    table.eligible[0] = 0;
    labels.value[5] = NONE;
    for (let f = 0; f < 2; f++) table.ranked[f][10] = NONE;
    const daysOf0 = (minimumCoverage: number) =>
      rowsOf(createTrainingSet(table, crossSection, labels, { ...OPTIONS, minimumCoverage }).y)
        .filter(([asset]) => asset === 0)
        .map(([, day]) => day);
    expect(daysOf0(0.5)).toEqual([10, 15]);
    expect(daysOf0(0.51)).toEqual([15]);
  });

  it('weighs newer days more if told to', () => {
    const { table, crossSection, labels } = hand();
    const { weights } = createTrainingSet(table, crossSection, labels, { ...OPTIONS, recency: 0.5 });
    expect(weights[10]).toBe(1);
    expect(weights[0]).toBeCloseTo(Math.exp(-3 / (0.5 * 4)), 6);
    expect(weights[1]).toBe(weights[0]);
    expect([...recencyWeights(3, 2)]).toEqual([Math.exp(-2 / 6), Math.exp(-1 / 6), 1]);
    expect(() => recencyWeights(3, 0)).toThrow('recency was 0');
  });

  it('is empty where nothing was known yet', () => {
    const { table, crossSection, labels } = hand();
    labels.knownDay.fill(NEVER);
    const set = createTrainingSet(table, crossSection, labels, OPTIONS);
    expect(set.x.rows).toBe(0);
    expect([...set.groups]).toEqual([0]);
    expect(set.knownFrom).toBe(OPTIONS.knownUntil);
  });

  it('refuses settings that mean nothing', () => {
    const { table, crossSection, labels } = hand();
    expect(() => createTrainingSet(table, crossSection, labels, { ...OPTIONS, strideDays: 0 })).toThrow(
      'strideDays was 0',
    );
    expect(() => createTrainingSet(table, crossSection, labels, { ...OPTIONS, minimumCoverage: 2 })).toThrow(
      'minimumCoverage was 2',
    );
  });
});

describe('createFeatureMatrix', () => {
  it('has one row for each cell, in the order asked for', () => {
    const { table } = hand();
    const x = createFeatureMatrix(table, Int32Array.of(7, 0, 7));
    expect([...columnOf(x, 1)]).toEqual([Math.fround(1.007), 1, Math.fround(1.007)]);
    expect(x.columns).toEqual(table.ids);
  });
});

describe('coverageOf', () => {
  it('is the share of factors that are present', () => {
    const { table } = hand();
    table.ranked[3][2] = NONE;
    expect([...coverageOf(table, Int32Array.of(1, 2))]).toEqual([1, 0.75]);
  });

  it('does not count optional factors, which a row needs none of', () => {
    const { table, crossSection, labels } = hand();
    table.ranked[3].fill(NONE);
    const optional = { ...table, isOptional: [false, false, false, true] };
    expect([...coverageOf(optional, Int32Array.of(1, 2))]).toEqual([1, 1]);
    const rows = (of: FactorTable) => createTrainingSet(of, crossSection, labels, { ...OPTIONS, minimumCoverage: 1 }).y;
    expect(rows(optional).length).toBeGreaterThan(0);
    expect(rows(table)).toHaveLength(0);
  });
});

describe('sequences and draws', () => {
  it('look up what an asset was so many days before, never what another one was', () => {
    const { table, layout } = hand();
    const columns = ['d/factor-1@2', 'w/factor-0@7', 'factor-3'];
    // day 8 of each asset; the second one is three days old
    const cells = Int32Array.of(8, layout.offset[1] + 3, layout.offset[2] + 8);
    const x = createFeatureMatrix(table, cells, columns);
    const near = (column: number) => Array.from(columnOf(x, column), (value) => Math.round(value * 1000) / 1000);
    expect(near(0)).toEqual([1.006, 1.106, 1.206]);
    expect(near(1)).toEqual([0.001, Number.NaN, 0.201]);
    expect(near(2)).toEqual([3.008, 3.108, 3.208]);
    expect(
      createFeatureMatrix({ ...table, steps: new Map([['d/factor-1@2', table.ranked[0]]]) }, cells, columns),
    ).toEqual(
      expect.objectContaining({
        data: Float32Array.of(...columnOf(createFeatureMatrix(table, cells), 0), ...x.data.slice(3)),
      }),
    );
    expect(() => createFeatureMatrix(table, cells, ['d/unknown@1'])).toThrow('Column d/unknown@1 is no factor');
  });

  it('draw rows by seed, in order, with the days that are left', () => {
    const { table, crossSection, labels } = hand();
    const options = { ...OPTIONS, strideDays: 1 };
    const all = createTrainingSet(table, crossSection, labels, options);
    const drawn = createTrainingSet(table, crossSection, labels, {
      ...options,
      columns: ['d/factor-0@0', 'factor-1'],
      draw: { maximumRows: 9, seed: 3 },
    });
    const whole = rowsOf(all.y).map(String);
    const places = rowsOf(drawn.y).map((row) => whole.indexOf(String(row)));
    expect(places).toHaveLength(9);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    const days = rowsOf(drawn.y).map(([, day]) => day);
    expect(Array.from(drawn.groups)).toEqual([...days.keys()].filter((i) => days[i] !== days[i - 1]).concat(9));
    expect(drawn.x.columns).toEqual(['d/factor-0@0', 'factor-1']);
    const again = { ...options, draw: { maximumRows: 9, seed: 4 } };
    expect(createTrainingSet(table, crossSection, labels, again).y).not.toEqual(drawn.y);
    expect(createTrainingSet(table, crossSection, labels, { ...options, draw: { maximumRows: 99, seed: 3 } })).toEqual(
      all,
    );
  });
});
