import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportMatrices } from '../../../src/main/jobs/export-matrices.ts';
import { measureHistory } from '../../../src/main/jobs/measure-history.ts';
import { spearman } from '../../../src/main/numeric/rank.ts';
import { mean } from '../../../src/main/numeric/stats.ts';
import { EnsembleConfig, HistoryCurve } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 800;
const asOf = startOfDay(18_628 + DAYS);
const store = simulatedStore({ seed: 4, assetCount: 100, dayCount: DAYS });
const folder = mkdtempSync(join(tmpdir(), 'indexsmith-matrices-'));
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

describe('exportMatrices', () => {
  it('writes what the trees learn from and are tested on, and scores whose rank IC is the one that it tells', async () => {
    const config = EnsembleConfig.parse({
      ...{ horizons: [7], minimumCoverage: 0.4 },
      eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
    });
    const told = await exportMatrices(store, { asOf, folder, config, foldCount: 2 }, plainRun());
    expect(told.foldCount).toBe(2);
    const days = readdirSync(join(folder, '7')).sort();
    expect(days).toHaveLength(2);
    let rows = 0;
    for (const day of days) {
      const read = (name: string): ArrayBuffer => new Uint8Array(readFileSync(join(folder, '7', day, name))).buffer;
      const meta = JSON.parse(readFileSync(join(folder, '7', day, 'meta.json'), 'utf8'));
      expect(meta).toMatchObject({ day, horizonDays: 7, columns: told.columns, params: { trees: 60 } });
      const y = new Float32Array(read('y-test.f32'));
      const scores = new Float32Array(read('scores-test.f32'));
      const groups = new Int32Array(read('groups-test.i32'));
      expect(read('x-train.f32').byteLength).toBe(4 * meta.trainRows * told.columns.length);
      expect(read('x-test.f32').byteLength).toBe(4 * meta.testRows * told.columns.length);
      expect([y.length, scores.length, groups.at(-1)]).toEqual(Array(3).fill(meta.testRows));
      const ics = [...groups.keys()].slice(1).map((g) => {
        const [from, until] = [groups[g - 1]!, groups[g]!];
        return spearman(scores.subarray(from, until), y.subarray(from, until));
      });
      expect(mean(ics.filter((ic) => !Number.isNaN(ic)))).toBeCloseTo(meta.meanRankIc, 6);
      rows += meta.trainRows + meta.testRows;
    }
    expect(told.rowCount).toBe(rows);
    await expect(
      exportMatrices(store, { asOf, folder: '/dev/null/x', config, foldCount: 1 }, plainRun()),
    ).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

describe('measureHistory', () => {
  it('compares spans to learn from on the same days', async () => {
    const input = { asOf, kinds: ['random-forest'], trainDays: [400, 200], programVersion: 'test' };
    const curves = await measureHistory(store, input, plainRun());
    expect(curves.map(({ horizonDays }) => horizonDays)).toEqual([7, 30, 90]);
    for (const curve of curves) expect(HistoryCurve.parse(curve)).toEqual(curve);
    const [week] = curves;
    expect(week).toMatchObject({ member: 'random-forest', trainDays: [200, 400] });
    expect(week?.meanRankIc).toEqual([expect.any(Number), expect.any(Number)]);
    expect(week?.low[0]).toBeLessThan(week?.meanRankIc[0] as number);
  });
});
