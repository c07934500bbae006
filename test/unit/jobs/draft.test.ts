import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DraftContent, type DraftInput, draftIndex } from '../../../src/main/jobs/draft.ts';
import { trainEnsemble } from '../../../src/main/jobs/train.ts';
import { saveModel } from '../../../src/main/store/models.ts';
import { DraftPreferences } from '../../../src/shared/drafts.ts';
import { EligibilityRules, EnsembleConfig } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 460;
const asOf = startOfDay(18_628 + DAYS);
const store = simulatedStore({ seed: 4, assetCount: 60, dayCount: DAYS });
const eligibility = EligibilityRules.parse({ minimumDollarVolume: 0, minimumMarketCap: 0 });
let modelIds: string[] = [];

beforeAll(async () => {
  const config = EnsembleConfig.parse({
    kinds: ['gradient-boosting'],
    horizons: [30],
    minimumCoverage: 0.4,
    eligibility,
  });
  const { models } = await trainEnsemble(store, { asOf, config, programVersion: 'test' }, plainRun());
  modelIds = models.map((model) => saveModel(store, model));
});
afterAll(() => store.close());

const draft = async (preferences: object = {}, change: Partial<DraftInput> = {}): Promise<DraftContent> =>
  draftIndex(
    store,
    {
      ...{
        name: 'test',
        asOf,
        eligibility,
        current: {},
        modelIds,
        programVersion: 'test',
        isSimulated: true,
        ...change,
      },
      preferences: DraftPreferences.parse({ size: 10, ...preferences }),
    },
    plainRun(),
  );
const assetsOf = ({ weights }: DraftContent): string[] => weights.map(({ asset }) => asset);

describe('draftIndex', () => {
  it('leaves out what the preferences name, and tells which it passed over', async () => {
    const free = await draft();
    const [first = '', second = ''] = assetsOf(free);
    const without = await draft({ assetsExcluded: [first, second] });
    expect(assetsOf(without)).not.toEqual(expect.arrayContaining([first]));
    expect(assetsOf(without)).not.toEqual(expect.arrayContaining([second]));
    expect(without.skipped.map(({ asset }) => asset)).toEqual(expect.arrayContaining([first, second]));
    const sector = free.weights[0]?.reason.sector as string;
    const elsewhere = await draft({ sectorsExcluded: [sector] });
    expect(elsewhere.weights.length).toBeGreaterThan(0);
    expect(elsewhere.weights.every(({ reason }) => reason.sector !== sector)).toBe(true);
    const inside = await draft({ sectorsIncluded: [sector], sectorCap: 1, tokenCap: 1, minimumInvested: 0 });
    expect(inside.weights.every(({ reason }) => reason.sector === sector)).toBe(true);
  });

  it('keeps to a volatility, and is infeasible where too little would be invested', async () => {
    const whole = (await draft()).figures?.expectedVolatility as number;
    const calm = await draft({ volatilityTarget: whole / 2, minimumInvested: 0.3 });
    expect(calm.figures?.expectedVolatility).toBeLessThanOrEqual(whole / 2);
    expect(calm.cash).toBeGreaterThan(0.4);
    const none = await draft({ volatilityTarget: whole / 4 });
    expect([none.feasible, none.cash, none.binding.map(({ constraint }) => constraint)]).toEqual([
      ...[false, 1, ['minimum-invested', 'volatility-target']],
    ]);
  });

  it('uses the rules of eligibility that it was given', async () => {
    const strict = await draft({}, { eligibility: { ...eligibility, minimumDollarVolume: 1e15 } });
    expect([strict.feasible, strict.eligibility.minimumDollarVolume]).toEqual([false, 1e15]);
  });

  it('refuses names that the store does not know, and holdings of more than everything', async () => {
    const [first = ''] = assetsOf(await draft());
    await expect(draft({}, { current: { [first]: 0.5, nothing: 0.1 } })).rejects.toMatchObject({
      ...{ code: 'invalid-input', message: 'Weights held named nothing, need tokens that the store knows' },
    });
    await expect(draft({}, { current: { [first]: 1.01 } })).rejects.toThrow('Weights held sum to 1.01, need at most 1');
    await expect(draft({ assetsExcluded: ['bitcion'] })).rejects.toThrow('assetsExcluded named bitcion, needs tokens');
    await expect(draft({ sectorsIncluded: ['Defy'] })).rejects.toThrow(/^sectorsIncluded named Defy, needs some of /);
    await expect(draft({ sectorsExcluded: ['Defy'] })).rejects.toThrow(/^sectorsExcluded named Defy, needs some of /);
  });
});
