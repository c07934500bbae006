import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { correlation } from '../../../src/main/numeric/stats.ts';
import { correlationMapOf } from '../../../src/main/risk/correlation-map.ts';

const DAYS = 180;

/** Tokens in groups that each follow a common return; token i belongs to group i % groups. */
function grouped(groups: number, count: number, seed = 1) {
  const random = createRandom(seed, 'groups');
  const common = Array.from({ length: groups }, () => Float64Array.from({ length: DAYS }, () => random.normal()));
  const data = new Float64Array(count * DAYS);
  for (let i = 0; i < count; i++)
    for (let t = 0; t < DAYS; t++) data[i * DAYS + t] = common[i % groups]![t]! + 0.5 * random.normal();
  return { assets: Array.from({ length: count }, (_, i) => `token-${i}`), dayCount: DAYS, data };
}

describe('correlationMapOf', () => {
  it.each([3, 5, 8])('finds %d planted groups, each with its largest as leader', (groups) => {
    const rows = grouped(groups, 40);
    const map = correlationMapOf(rows, 40);
    expect(map.clusters).toHaveLength(groups);
    map.assets.forEach((asset, at) => {
      const { leader } = map.clusters[map.cluster[at]!]!;
      const group = Number(asset.slice(6)) % groups;
      expect(leader).toBe(`token-${group}`);
    });
    for (const { meanCorrelation } of map.clusters) expect(Math.abs(meanCorrelation - 0.8)).toBeLessThan(0.06);
    expect(map.clusters.reduce((sum, { size }) => sum + size, 0)).toBe(40);
    // in the order of the tree each cluster is one run, numbered from the left
    const runs = map.cluster.filter((id, at) => at === 0 || id !== map.cluster[at - 1]);
    expect([...runs]).toEqual(map.clusters.map(({ id }) => id));
  });

  it('shows the sample correlations, symmetric, in the order of the assets', () => {
    const rows = grouped(3, 9);
    const { assets, matrix, meanCorrelation } = correlationMapOf(rows, 9);
    const rowOf = (asset: string) => {
      const i = rows.assets.indexOf(asset);
      return rows.data.subarray(i * DAYS, (i + 1) * DAYS);
    };
    let [sum, pairs] = [0, 0];
    assets.forEach((a, i) => {
      assets.forEach((b, j) => {
        expect(matrix[i * 9 + j]).toBeCloseTo(correlation(rowOf(a), rowOf(b)), 12);
        expect(matrix[i * 9 + j]).toBe(matrix[j * 9 + i]);
        if (i < j) [sum, pairs] = [sum + matrix[i * 9 + j]!, pairs + 1];
      });
    });
    expect(meanCorrelation).toBeCloseTo(sum / pairs, 12);
  });

  it('leaves out what has too few returns or never moves, and takes the next largest', () => {
    const rows = grouped(3, 10);
    rows.data.fill(Number.NaN, 0, 121);
    rows.data.fill(0, DAYS, 2 * DAYS);
    const { assets } = correlationMapOf(rows, 5);
    expect([...assets].sort()).toEqual(['token-2', 'token-3', 'token-4', 'token-5', 'token-6']);
  });

  it('estimates a pair over shared days alone, and gives one with too few the mean of the others', () => {
    const rows = grouped(1, 3);
    rows.data.fill(Number.NaN, 0, 90);
    rows.data.fill(Number.NaN, DAYS + 100, 2 * DAYS);
    const { assets, matrix } = correlationMapOf(rows, 3);
    const at = (a: string, b: string): number => matrix[assets.indexOf(a) * 3 + assets.indexOf(b)]!;
    const whole = rows.data.subarray(2 * DAYS);
    expect(at('token-0', 'token-2')).toBeCloseTo(correlation(rows.data.subarray(90, DAYS), whole.subarray(90)), 12);
    expect(at('token-0', 'token-1')).toBeCloseTo((at('token-0', 'token-2') + at('token-1', 'token-2')) / 2, 12);
  });

  it.each([0, 1, 2, 3, 4])('stands %d assets', (count) => {
    const map = correlationMapOf(grouped(2, count), 50);
    expect(map.assets).toHaveLength(count);
    expect(map.clusters).toHaveLength(Math.min(3, count));
    expect(map.matrix).toHaveLength(count * count);
    if (count < 2) expect(map.meanCorrelation).toBeNaN();
  });
});
