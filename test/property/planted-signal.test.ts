/**
 * What the models find is there, and what is not there they do not find: the simulated market's truth is known. Skill is the
 * mean rank IC of the whole ensemble in a walk-forward of half-yearly trainings, on weekly dates.
 */
import { expect, test } from 'vitest';
import { membersOf } from '../../src/main/jobs/ensemble.ts';
import { walkRecord } from '../../src/main/jobs/record.ts';
import { loadResearch } from '../../src/main/jobs/research.ts';
import { skillsOf } from '../../src/main/jobs/skills.ts';
import { weighRecord } from '../../src/main/jobs/weigh.ts';
import type { InformationCoefficient } from '../../src/shared/backtests.ts';
import { EnsembleConfig } from '../../src/shared/models.ts';
import { startOfDay } from '../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../support/simulated-store.ts';

const FIRST_DAY = 18_628;
const DAYS = 1_000;
const TREES = ['gradient-boosting', 'random-forest'];
/** Fewer trainings, which take longer. */
const NETWORKS = { kinds: ['gru-network', 'lstm-network', 'temporal-transformer'], horizons: [7], recordMonths: 12 };

async function skillOf(seed: number, signalStrength: number, members: object): Promise<InformationCoefficient[]> {
  const config = EnsembleConfig.parse({
    ...{ kinds: TREES, horizons: [7, 30], minimumCoverage: 0.5, recordMonths: 6, ...members },
    eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
  });
  const store = simulatedStore({ seed, assetCount: 80, dayCount: DAYS, signalStrength });
  try {
    const run = plainRun();
    const research = loadResearch(store, startOfDay(FIRST_DAY + DAYS), config, run);
    const record = await walkRecord(store, research, config, 'test', run);
    expect(record.members).toHaveLength(membersOf(config).length);
    const weighed = weighRecord(research, config, record, run);
    const skills = skillsOf(research, config, weighed, record.folds[0]!.day);
    return skills.filter(({ isBaseline }) => !isBaseline);
  } finally {
    store.close();
  }
}

test('a planted signal is found by every tree at every horizon', async () => {
  for (const { label, t, mean } of await skillOf(1, 1, {})) {
    expect(mean, label).toBeGreaterThan(0.05);
    expect(t, label).toBeGreaterThan(3);
  }
});

test('networks find a planted signal too, and none where there is none', async () => {
  for (const { label, t, mean } of await skillOf(1, 1, NETWORKS)) {
    expect(mean, label).toBeGreaterThan(0.03);
    expect(t, label).toBeGreaterThan(2);
  }
  for (const { label, t } of await skillOf(2, 0, NETWORKS)) expect(Math.abs(t ?? 0), label).toBeLessThan(3);
}, 120_000);

test('where nothing is planted nothing is found, on twenty markets', async () => {
  const found: Record<string, number> = {};
  const means: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    for (const { label, t, mean } of await skillOf(seed, 0, {})) {
      if (Math.abs(t ?? 0) >= 3) found[`${label}, seed ${seed}`] = t!;
      means.push(mean!);
    }
  }
  expect(means).toHaveLength(20 * 6);
  expect(found).toEqual({});
}, 180_000);
