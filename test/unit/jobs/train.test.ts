import { expect, test } from 'vitest';
import type { JobRun } from '../../../src/main/jobs/job.ts';
import { trainEnsemble } from '../../../src/main/jobs/train.ts';
import { saveCheckpoint } from '../../../src/main/store/checkpoints.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 520;
const input = {
  asOf: startOfDay(18_628 + DAYS),
  programVersion: 'test',
  config: EnsembleConfig.parse({
    horizons: [7, 30],
    eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
    minimumCoverage: 0.4,
  }),
};
const market = { seed: 4, assetCount: 60, dayCount: DAYS };

test('a training that was stopped goes on behind the members that it had finished, to the same bytes', async () => {
  const store = simulatedStore(market);
  try {
    const undisturbed = await trainEnsemble(store, input, plainRun());
    expect(undisturbed.resumedCount).toBe(0);
    const signal = { aborted: false };
    const finished: string[] = [];
    const stopping: JobRun = {
      ...plainRun(),
      signal,
      saveCheckpoint(key, inputHash, bytes) {
        saveCheckpoint(store, key, inputHash, bytes);
        if (key.startsWith('train/')) finished.push(key);
        signal.aborted = finished.length === 2;
      },
    };
    await expect(trainEnsemble(store, input, stopping)).rejects.toMatchObject({ code: 'cancelled' });
    expect(finished).toEqual(['train/gradient-boosting/7', 'train/random-forest/7']);
    const resumed = await trainEnsemble(store, input, plainRun());
    expect(resumed.resumedCount).toBe(2);
    expect(resumed.models).toEqual(undisturbed.models);
    // what was finished for another configuration is not taken for this one
    const other = { ...input, config: { ...input.config, trainDays: 400 } };
    expect((await trainEnsemble(store, other, plainRun())).resumedCount).toBe(0);
  } finally {
    store.close();
  }
});

test('too short a history is told, with what it needs', async () => {
  const store = simulatedStore({ ...market, dayCount: 130 });
  try {
    await expect(trainEnsemble(store, { ...input, asOf: startOfDay(18_628 + 130) }, plainRun())).rejects.toThrow(
      /No member had enough labelled rows/,
    );
  } finally {
    store.close();
  }
});
