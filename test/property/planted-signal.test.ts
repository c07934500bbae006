/**
 * What the models find is there, and what is not there they do not find: the simulated market's truth is known. Skill is the
 * mean rank IC of the whole ensemble in a walk-forward of half-yearly trainings, on weekly dates.
 */
import { expect, test } from 'vitest';
import { membersOf } from '../../src/main/jobs/ensemble.ts';
import { loadResearch } from '../../src/main/jobs/research.ts';
import { skillsOf } from '../../src/main/jobs/skills.ts';
import { type Fold, walkForward } from '../../src/main/jobs/walk-forward.ts';
import type { InformationCoefficient } from '../../src/shared/backtests.ts';
import { EnsembleConfig } from '../../src/shared/models.ts';
import { startOfDay } from '../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../support/simulated-store.ts';

const FIRST_DAY = 18_628;
const DAYS = 1_000;
const FOLD_DAYS = 180;
const config = EnsembleConfig.parse({
  horizons: [7, 30],
  eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
  minimumCoverage: 0.5,
});

async function skillOf(seed: number, signalStrength: number): Promise<InformationCoefficient[]> {
  const store = simulatedStore({ seed, assetCount: 80, dayCount: DAYS, signalStrength });
  try {
    const run = plainRun();
    const research = loadResearch(store, startOfDay(FIRST_DAY + DAYS), config, run);
    const folds: Fold[] = [];
    for (let day = FIRST_DAY + 400; day < FIRST_DAY + DAYS; day += FOLD_DAYS) {
      const scoredDays: number[] = [];
      for (let d = day; d < Math.min(day + FOLD_DAYS, FIRST_DAY + DAYS); d++)
        if (d % config.strideDays === 0) scoredDays.push(d);
      folds.push({ day, scoredDays });
    }
    const { members } = await walkForward(store, research, config, folds, 'backtest', '', run);
    expect(members).toHaveLength(membersOf(config).length);
    return skillsOf(research, config, members).filter(({ isBaseline }) => !isBaseline);
  } finally {
    store.close();
  }
}

test('a planted signal is found by every member at every horizon', async () => {
  for (const { label, t, mean } of await skillOf(1, 1)) {
    expect(mean, label).toBeGreaterThan(0.05);
    expect(t, label).toBeGreaterThan(3);
  }
});

test('where nothing is planted nothing is found, on twenty markets', async () => {
  const found: Record<string, number> = {};
  const means: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    for (const { label, t, mean } of await skillOf(seed, 0)) {
      if (Math.abs(t ?? 0) >= 3) found[`${label}, seed ${seed}`] = t!;
      means.push(mean!);
    }
  }
  expect(means).toHaveLength(20 * 6);
  expect(found).toEqual({});
}, 180_000);
