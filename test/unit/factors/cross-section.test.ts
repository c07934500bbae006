import { describe, expect, it } from 'vitest';
import { linkAverage } from '../../../src/main/factors/clusters.ts';
import { computeExpressions } from '../../../src/main/factors/compute.ts';
import { referenceOf } from '../../../src/main/factors/cross-section.ts';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import {
  capWeighted,
  field,
  lag,
  meanOfDay,
  meanOfSector,
  ofReference,
  rankOfDay,
  type Series,
} from '../../../src/main/factors/series.ts';
import type { Window } from '../../../src/main/numeric/panel.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { everyCell, type Life, windowOf } from './market.ts';

const NA = Number.NaN;

/** Raw values of an expression, asset by asset. */
function valuesOf(window: Window, expression: Series, eligible = everyCell(window)): number[][] {
  const { raw } = computeExpressions(window, [expression], {
    eligible,
    ranking: 'signed',
    wantsRaw: [true],
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  });
  return window.assets.map((_, asset) => [...raw[0]!.slice(window.offset[asset], window.offset[asset + 1])]);
}

const life = (id: string, volume: number[], marketCap: number[], more: Partial<Life> = {}): Life => ({
  ...{ id, start: 10, length: volume.length, close: volume.map(() => 1), volume, marketCap },
  ...more,
});
const VOLUME = field('volume');

/** Three days of four assets; the third lives on the last two only, the last begins a day late and has no candle on day 2. */
const four = windowOf([
  life('bitcoin', [1, 2, 3], [10, 10, 10], { sector: 0 }),
  life('b', [4, 6, 8], [30, 20, 40], { sector: 0 }),
  life('c', [100, 10], [60, 70], { sector: 0, start: 11 }),
  life('d', [5, NA], [NA, 50], { sector: 1, start: 11 }),
]);

describe('aggregates of a day', () => {
  it('mean-of-day takes today’s values of those that were eligible yesterday', () => {
    expect(valuesOf(four, meanOfDay(VOLUME))).toEqual([
      [NA, 4, 7],
      [NA, 4, 7],
      [4, 7],
      [4, 7],
    ]);
    const eligible = everyCell(four);
    eligible[four.offset[1]! + 1] = 0;
    // Without b on day 2: (3 + 10) / 2.
    expect(valuesOf(four, meanOfDay(VOLUME), eligible)[0]).toEqual([NA, 4, 6.5]);
  });

  it('cap-weighted weighs by the market caps of yesterday, and takes the largest alone if asked', () => {
    // Day 2: (10 · 3 + 20 · 8 + 60 · 10) / 90; d had no market cap.
    expect(valuesOf(four, capWeighted(VOLUME))[0]!.slice(1)).toEqual([(10 * 2 + 30 * 6) / 40, Math.fround(790 / 90)]);
    expect(valuesOf(four, capWeighted(VOLUME, 2))[0]!.slice(1)).toEqual([5, (20 * 8 + 60 * 10) / 80]);
    expect(valuesOf(four, capWeighted(VOLUME, 1))[0]!.slice(1)).toEqual([6, 10]);
  });

  it('mean-of-sector needs three members, and is its own for each sector', () => {
    expect(valuesOf(four, meanOfSector(VOLUME))).toEqual([
      [NA, NA, 7],
      [NA, NA, 7],
      [NA, 7],
      [NA, NA],
    ]);
  });

  it('mean-of-sector says nothing of days before a sector was recorded', () => {
    const knownFrom = (days: number[]): Window => ({
      ...four,
      traits: { ...four.traits, sectorFromDay: Int32Array.from(days) },
    });
    // b's own sector was recorded on day 12 alone, c's too late to count on it.
    expect(valuesOf(knownFrom([10, 12, 10, 10]), meanOfSector(VOLUME))[1]).toEqual([NA, NA, 7]);
    expect(valuesOf(knownFrom([10, 13, 10, 10]), meanOfSector(VOLUME))).toEqual([
      [NA, NA, NA],
      [NA, NA, NA],
      [NA, NA],
      [NA, NA],
    ]);
  });

  it('rank-of-day ranks all that are known, equal ones alike', () => {
    const window = windowOf([life('a', [3, 1], [1, 1]), life('b', [3, 2], [1, 1]), life('c', [9, NA], [1, 1])]);
    expect(valuesOf(window, rankOfDay(VOLUME), new Uint8Array(new SharedArrayBuffer(6)))).toEqual([
      [0.5, 0.5],
      [0.5, 1],
      [1, NA],
    ]);
  });

  it('of-reference is the same for all, by day', () => {
    expect(valuesOf(four, ofReference(VOLUME))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [2, 3],
      [2, 3],
    ]);
    expect(valuesOf(four, ofReference(lag(VOLUME, 1)))[2]).toEqual([1, 2]);
  });

  it('is refused inside another one', () => {
    expect(() => valuesOf(four, meanOfDay(rankOfDay(VOLUME)))).toThrow('inside another');
  });
});

describe('referenceOf', () => {
  it('is bitcoin, or the reserve token of a simulated market; of both, the one that began first', () => {
    const found = (...lives: readonly [string, number][]): number =>
      referenceOf(windowOf(lives.map(([id, start]) => ({ id, start, length: 3 }))));
    expect(found(['x', 0], ['bitcoin', 5])).toBe(1);
    expect(found(['SIM0002', 0], ['SIM0001', 0])).toBe(1);
    expect(found(['bitcoin', 5], ['SIM0001', 3])).toBe(1);
    expect(found(['bitcoin', 3], ['SIM0001', 5])).toBe(0);
    expect(found(['bitcoin-cash', 0], ['x', 0])).toBe(-1);
  });
});

describe('linkAverage', () => {
  it('joins what is nearest on average until as many clusters are left as asked for', () => {
    // Points 0, 1, 5, 6, 20 on a line.
    const points = [0, 1, 5, 6, 20];
    const clusters = (count: number): number[] => {
      const labels = new Int32Array(5);
      linkAverage(Float64Array.from(points.flatMap((a) => points.map((b) => Math.abs(a - b)))), 5, count, labels);
      return [...labels].map((label) => labels.indexOf(label));
    };
    expect(clusters(5)).toEqual([0, 1, 2, 3, 4]);
    expect(clusters(3)).toEqual([0, 0, 2, 2, 4]);
    expect(clusters(2)).toEqual([0, 0, 0, 0, 4]);
    expect(clusters(1)).toEqual([0, 0, 0, 0, 0]);
  });
});
