import { afterAll, describe, expect, it } from 'vitest';
import { measureHeldBack } from '../../../src/main/jobs/held-back.ts';
import type { JobRun } from '../../../src/main/jobs/job.ts';
import { measureImportance } from '../../../src/main/jobs/model-importance.ts';
import { loadResearch } from '../../../src/main/jobs/research.ts';
import { trainEnsemble } from '../../../src/main/jobs/train.ts';
import { saveCheckpoint } from '../../../src/main/store/checkpoints.ts';
import { saveModel } from '../../../src/main/store/models.ts';
import { EnsembleConfig, ModelEvaluation, type ModelMeta } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 760;
const asOf = startOfDay(18_628 + DAYS);
const store = simulatedStore({ seed: 4, assetCount: 60, dayCount: DAYS });
const config = EnsembleConfig.parse({
  ...{ kinds: ['gradient-boosting'], horizons: [7, 90], minimumCoverage: 0.4 },
  eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
});
afterAll(() => store.close());

describe('measureHeldBack', () => {
  it('tells months, tenths and the learning curve of days that were not learnt from, and the same after a restart', async () => {
    const research = loadResearch(store, asOf, config, plainRun());
    const keys: string[] = [];
    const run: JobRun = {
      ...plainRun(),
      saveCheckpoint(key, hash, bytes) {
        keys.push(key);
        saveCheckpoint(store, key, hash, bytes);
      },
    };
    const found = await measureHeldBack(store, research, config, 'input', run);
    const [week, quarter] = found.map(({ evaluation }) =>
      ModelEvaluation.parse(JSON.parse(JSON.stringify(evaluation))),
    );
    expect(week).toMatchObject({ fromTime: startOfDay(18_628 + DAYS - 1 - 182), untilTime: asOf });
    expect(week?.monthTime.length).toBe(week?.monthRankIc.length);
    expect(week?.learning?.share).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(week?.learning?.rankIc[0]).toBeNull();
    // all of the trees are the model itself
    expect(week?.learning?.rankIc.at(-1)).toBeCloseTo(found[0]?.outOfSample.meanRankIc as number, 6);
    expect(week?.learning?.rankIc.at(-1)).not.toBe(week?.learning?.rankIc[1]);
    const { predicted = [], realised = [], low = [], high = [], count = [] } = week?.calibration ?? {};
    expect([predicted, realised, low, high, count].map((column) => column.length)).toEqual(Array(5).fill(10));
    expect(predicted).toEqual([...predicted].sort((a, b) => (a as number) - (b as number)));
    realised.forEach((rank, tenth) => {
      expect(low[tenth]).toBeLessThanOrEqual(rank as number);
      expect(high[tenth]).toBeGreaterThanOrEqual(rank as number);
    });
    // half a year has hardly more than one independent stretch of 90 days: no interval
    expect(quarter?.calibration?.low).toEqual(Array(10).fill(null));
    expect(keys).toEqual([expect.stringMatching(/^held-back\//)]);
    expect(await measureHeldBack(store, research, config, 'input', run)).toEqual(found);
    expect(keys).toHaveLength(1);
  });

  it('is nothing where the history is shorter than what is held back, or too short to learn from before it', async () => {
    const short = simulatedStore({ seed: 4, assetCount: 60, dayCount: 150 });
    const research = loadResearch(short, startOfDay(18_628 + 150), config, plainRun());
    const empty = { outOfSample: {}, evaluation: null };
    expect(await measureHeldBack(short, research, config, '', plainRun())).toEqual([empty, empty]);
    short.close();
    const middle = startOfDay(18_628 + 420);
    const found = await measureHeldBack(store, loadResearch(store, middle, config, plainRun()), config, '', plainRun());
    expect(found.map(({ evaluation }) => evaluation)).toEqual([null, null]);
  });
});

describe('measureImportance', () => {
  it('orders the factors by how far they moved the scores, and says in which direction', async () => {
    const input = { asOf, config: { ...config, horizons: [7] }, programVersion: 'test' };
    const { models } = await trainEnsemble(store, input, plainRun());
    const id = saveModel(store, models[0] as { meta: ModelMeta; arrays: never });
    // the simulated market trades less than the default rules ask for on many days; some tokens are left
    const { factor, meanAbsolute, direction } = await measureImportance(store, { id, asOf }, plainRun());
    expect(new Set(factor)).toEqual(new Set(models[0]?.meta.features));
    expect(meanAbsolute).toEqual([...meanAbsolute].sort((a, b) => b - a));
    expect(meanAbsolute[0]).toBeGreaterThan(0);
    direction.forEach((value, i) => {
      if (meanAbsolute[i] === 0) expect(value).toBeNull();
      else if (value !== null) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    });
    expect(direction[0]).not.toBeNull();
    const earlier = startOfDay(18_628 + DAYS - 1);
    expect(() => measureImportance(store, { id, asOf: earlier }, plainRun())).toThrow('was trained until');
  });
});
