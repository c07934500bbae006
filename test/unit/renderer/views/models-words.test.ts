import { describe, expect, it } from 'vitest';
import { readHorizons } from '../../../../src/renderer/horizons.ts';
import { configOf, INITIAL_FORM, problemsOf } from '../../../../src/renderer/views/models-form.ts';
import { factorCount, findingOf, listOf, skillOf, trainingsOf } from '../../../../src/renderer/views/models-words.ts';
import { EnsembleConfig, type StoredModel } from '../../../../src/shared/models.ts';
import { DAY } from '../../../../src/shared/time.ts';

function modelOf(horizonDays: number, t: number | null, other: Partial<StoredModel['meta']> = {}): StoredModel {
  return {
    id: `${horizonDays} ${t}`,
    meta: {
      kind: 'random-forest',
      horizonDays,
      trainedUntilTime: 300 * DAY,
      recipe: 'a',
      outOfSample: { meanRankIc: 0.05, t, dateCount: 26 },
      evaluation: { fromTime: 0, untilTime: 183 * DAY },
      ...other,
    },
  } as unknown as StoredModel;
}

describe('what is said of a model', () => {
  it('calls chance what lies within twice its uncertainty', () => {
    expect(skillOf(modelOf(7, 2.1).meta).verdict).toBe('skill');
    expect(skillOf(modelOf(7, 1.9).meta).verdict).toBe('chance');
    expect(skillOf(modelOf(7, -1.9).meta).verdict).toBe('chance');
    expect(skillOf(modelOf(7, -2.1).meta).verdict).toBe('wrong');
  });

  it('does not judge a horizon of which half a year holds hardly more than one span, whatever its t', () => {
    expect(skillOf(modelOf(90, 9).meta).verdict).toBe('too-few');
    expect(skillOf(modelOf(30, 2.9).meta).verdict).toBe('skill');
  });

  it('does not judge fewer than twelve dates, nor a missing t', () => {
    const few = modelOf(7, 5, { outOfSample: { meanRankIc: 0.05, t: 5, dateCount: 11 } });
    expect(skillOf(few.meta).verdict).toBe('too-few');
    expect(skillOf(modelOf(7, null).meta).verdict).toBe('too-few');
  });

  it('says why nothing is known', () => {
    const short = skillOf(modelOf(7, null, { evaluation: null, outOfSample: {} }).meta);
    expect(short).toMatchObject({ verdict: 'unknown', mean: null });
    expect(short.sentence).toContain('too short');
    expect(skillOf(modelOf(7, 3, { evaluation: null }).meta).sentence).toContain('earlier version');
  });

  it('says plainly that models found nothing', () => {
    const nothing = findingOf([modelOf(7, 1), modelOf(30, -0.5), modelOf(90, 4)]);
    expect(nothing.found).toBe(false);
    expect(nothing.sentence).toContain('found nothing');
    expect(nothing.sentence).toContain('At 90 days ahead there is too little to judge');
    const something = findingOf([modelOf(7, 3), modelOf(30, -3)]);
    expect(something.found).toBe(true);
    expect(something.sentence).toContain('At 7 days ahead every model ordered');
    expect(something.sentence).toContain('At 30 days ahead they were worse than chance');
    const torn = findingOf([modelOf(7, 3), modelOf(7, 1), modelOf(7, 4)]);
    expect(torn.found).toBe(false);
    expect(torn.sentence).toContain('The models disagree: at 7 days ahead 2 of 3 did better than chance');
    expect(findingOf([modelOf(90, 4)]).sentence).toContain('not known');
  });

  it('puts the training that knows the most recent days first, and models of one recipe together', () => {
    const trainings = trainingsOf([
      modelOf(7, 1, { trainedUntilTime: 100 * DAY }),
      modelOf(30, 1),
      modelOf(7, 2),
      modelOf(7, 3, { recipe: 'b' }),
    ] as StoredModel[]);
    expect(trainings.map(({ models }) => models.map(({ id }) => id))).toEqual([['7 2', '30 1'], ['7 3'], ['7 1']]);
  });

  it('lists words', () => {
    expect([listOf([]), listOf(['7']), listOf(['7', '30', '90'])]).toEqual(['', '7', '7, 30 and 90']);
  });
});

describe('the form of a training', () => {
  it('begins with the defaults of the contract', () => {
    expect(problemsOf(INITIAL_FORM)).toEqual({});
    expect(EnsembleConfig.parse(configOf(INITIAL_FORM))).toEqual(EnsembleConfig.parse({}));
  });

  it('reads horizons and refuses what is none', () => {
    expect(readHorizons('30, 7 90')).toEqual([7, 30, 90]);
    expect(readHorizons(' 30 ')).toEqual([30]);
    for (const text of ['', '7, 7', '0', '366', '7.5', 'x']) expect(readHorizons(text), text).toBeUndefined();
  });

  it('finds every problem that the contract would find', () => {
    const wrong = {
      kinds: [],
      horizons: '0',
      numbers: { trainDays: 100, strideDays: 31, embargoDays: 0.5, minimumCoverage: 1.1, recordMonths: 13, seed: null },
    };
    expect(Object.keys(problemsOf(wrong)).sort()).toEqual([
      'embargoDays',
      'horizons',
      'kinds',
      'minimumCoverage',
      'recordMonths',
      'seed',
      'strideDays',
      'trainDays',
    ]);
  });
});

describe('features', () => {
  it('are counted by factor, however many steps of it there are', () => {
    expect(factorCount(['return-1d', 'd/return-1d@0', 'd/return-1d@1', 'w/rsi-14@7', 'market-cap'])).toBe(3);
  });
});
