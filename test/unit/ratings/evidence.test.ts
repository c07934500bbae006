import { describe, expect, it } from 'vitest';
import { type EvidenceInput, evidenceOf, inputAge, meanT } from '../../../src/main/ratings/evidence.ts';
import type { SkillVerdict } from '../../../src/shared/skill.ts';
import { handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
const FULL: EvidenceInput = {
  coverage: 0.95,
  minimumCoverage: 0.6,
  oldestInputDays: 0,
  memberCount: 4,
  expectedMemberCount: 4,
  meanRankIc: 0.02,
  rankIcT: 2,
  verdicts: ['skill', 'skill', 'skill', 'skill'],
  dissimilarity: 0.5,
  dissimilarityLimit: 0.5,
};

describe('evidenceOf', () => {
  it('has a level that needs both coverage and models that were right', () => {
    const levelOf = (input: Partial<EvidenceInput>) => evidenceOf({ ...FULL, ...input }).level;
    expect(levelOf({})).toBe('high');
    expect(levelOf({ coverage: 0.89 })).toBe('medium');
    expect(levelOf({ coverage: 0.74 })).toBe('low');
    expect(levelOf({ meanRankIc: null })).toBe('low');
    expect(levelOf({ meanRankIc: 0 })).toBe('low');
    expect(levelOf({ rankIcT: 1.99 })).toBe('low');
    expect(levelOf({ rankIcT: null })).toBe('low');
  });

  it('is high only if every model was better than chance, and low if one was worse', () => {
    const levelOf = (...verdicts: SkillVerdict[]) => evidenceOf({ ...FULL, rankIcT: 4, verdicts }).level;
    expect(levelOf('skill', 'skill')).toBe('high');
    expect(levelOf('skill', 'chance')).toBe('medium');
    expect(levelOf('skill', 'too-few')).toBe('medium');
    expect(levelOf('skill', 'unknown')).toBe('medium');
    expect(levelOf('skill', 'wrong')).toBe('low');
  });

  it('takes the mean t of the models that can be judged', () => {
    const strong = { t: 4, verdict: 'skill' } as const;
    const weak = { t: 1, verdict: 'chance' } as const;
    expect(meanT([strong, weak])).toBe(2.5);
    expect(meanT([weak, { t: 9, verdict: 'too-few' }])).toBe(1);
    expect(meanT([{ t: 9, verdict: 'too-few' }])).toBeNull();
    expect(meanT([{ t: null, verdict: 'unknown' }])).toBeNull();
    expect(meanT([])).toBeNull();
  });

  it('is withheld below the threshold, exactly', () => {
    expect(evidenceOf({ ...FULL, coverage: 44 / 75 })).toMatchObject({
      level: 'none',
      withheld: { why: 'coverage', message: '58.7 % of the factors are present, needs 60 %' },
    });
    expect(evidenceOf({ ...FULL, coverage: 45 / 75 }).withheld).toBeNull();
  });

  it('is withheld beyond the largest distance learnt from, if both are known', () => {
    expect(evidenceOf(FULL)).toMatchObject({ dissimilarity: 0.5, withheld: null });
    expect(evidenceOf({ ...FULL, dissimilarity: 0.51 })).toMatchObject({
      level: 'none',
      withheld: {
        why: 'unlike-training',
        message:
          'nothing like the token was learnt from: its distance to the nearest is 0.51 of the usual one, needs at most 0.50',
      },
    });
    expect(evidenceOf({ ...FULL, dissimilarity: 9, dissimilarityLimit: null }).withheld).toBeNull();
    expect(evidenceOf({ ...FULL, dissimilarity: null }).withheld).toBeNull();
  });

  it('is withheld if a model is missing', () => {
    expect(evidenceOf({ ...FULL, memberCount: 3 }).withheld).toEqual({
      why: 'missing-member',
      message: '3 of 4 models scored the token, needs all',
    });
    expect(evidenceOf({ ...FULL, memberCount: 0, expectedMemberCount: 0 }).withheld?.why).toBe('missing-member');
  });
});

describe('inputAge', () => {
  it('is the age of the field that was not seen for longest', () => {
    const window = handMarket(
      [{ close: [1, 1, NONE, 1, 1], volume: [1, 1, 1, 1, NONE], marketCap: [1, NONE, NONE, NONE, NONE] }],
      10,
    );
    expect([9, 10, 12, 14].map((day) => inputAge(window, 0, day))).toEqual([null, 0, 2, 4]);
  });

  it('does not count a field that the asset never had', () => {
    expect(inputAge(handMarket([{ close: [1, 1, 1] }], 10), 0, 12)).toBe(0);
  });
});
