import { describe, expect, it } from 'vitest';
import { FACTORS } from '../../../../src/main/factors/registry.ts';
import {
  factorKind,
  factorUnit,
  factorWords,
  GROUP_WORDS,
  percentileOf,
} from '../../../../src/renderer/factor-words.ts';
import {
  candleDayOf,
  correlationText,
  endingText,
  evidenceText,
  exclusionText,
  letterOf,
  markersOf,
  methodText,
  scoresOf,
} from '../../../../src/renderer/views/token-words.ts';
import { DAY } from '../../../../src/shared/time.ts';

const history = {
  asOf: [7, 14, 21, 28, 35].map((day) => day * DAY),
  trader: [50, 49.9, 49.5, null, 50],
  investor: [90, 91, 92, 93, 94],
};

describe('words of factors', () => {
  it('exist for every factor of the registry, each with a name of its own', () => {
    const words = FACTORS.map(({ id }) => factorWords(id));
    expect(words.filter(({ meaning }) => meaning === null)).toEqual([]);
    expect(new Set(words.map(({ name }) => name)).size).toBe(FACTORS.length);
    expect(FACTORS.filter(({ group }) => GROUP_WORDS[group] === undefined)).toEqual([]);
  });
  it('tell the span', () => {
    expect(factorWords('return-1d').name).toBe('Return, 1 day');
    expect(factorWords('volatility-parkinson-30d').name).toBe('Volatility, Parkinson, 30 days');
    expect(factorWords('something-new-9d')).toEqual({ name: 'Something new 9 days', meaning: null });
  });
  it('know what is a percentage', () => {
    const kind = (id: string) => factorKind(id, FACTORS.find((factor) => factor.id === id)?.unit ?? '');
    expect([kind('return-7d'), kind('volatility-90d'), kind('idle-days-90d')]).toEqual(['percent', 'share', 'share']);
    expect([kind('sharpe-90d'), kind('rsi-14'), kind('trend-quality-90d')]).toEqual(['number', 'number', 'percent']);
    expect([kind('market-cap'), kind('days-under-water-365d')]).toEqual(['money', 'count']);
  });
  it('have a unit that fits beside the value', () => {
    const units = FACTORS.map(({ id, unit }) => factorUnit(factorKind(id, unit), unit));
    expect(units.filter((unit) => unit.length > 16)).toEqual([]);
    expect(factorUnit('percent', 'log return a day')).toBe('a day');
    expect(factorUnit('share', 'fraction a million USD')).toBe('a million USD');
    expect(factorUnit('share', 'a year')).toBe('a year');
    expect(factorUnit('percent', 'fraction')).toBe('');
  });
  it('turn ranks into percentiles', () => {
    expect([-1, 0, 1, null].map(percentileOf)).toEqual([0, 50, 100, null]);
  });
});

describe('a token over time', () => {
  it('gives letters by their lowest score', () => {
    expect([100, 95, 94.99, 10, 9.99, 0].map(letterOf)).toEqual(['A+', 'A+', 'A', 'D', 'F', 'F']);
  });
  it('marks a change of letter at the candle that was seen last, and none over a withheld grade', () => {
    expect(markersOf(history, 'trader')).toEqual([
      { atTime: 13 * DAY, text: 'C+', kind: 'down' },
      { atTime: 34 * DAY, text: 'B−', kind: 'up' },
    ]);
    expect(markersOf(history, 'investor')).toEqual([]);
    expect(markersOf(undefined, 'investor')).toEqual([]);
  });
  it('shows scores from two days on', () => {
    expect(scoresOf({ asOf: [DAY], trader: [1], investor: [1] })).toBeUndefined();
    expect(scoresOf(history)?.times[0]).toBe(6 * DAY);
    expect(candleDayOf(6 * DAY + 5)).toBe(6 * DAY);
  });
  it('says plainly how it ended, and why it is not ranked', () => {
    expect(endingText({ ending: 'alive' })).toBeNull();
    expect(endingText({ ending: 'delisted' })?.title).toBe('Delisted');
    expect(endingText({ ending: 'truncated' })?.text).toContain('says nothing about the token');
    expect(exclusionText(['stablecoin', 'wrapped'])).toContain('; ');
    expect(exclusionText([])).toContain('eligibility');
    expect([0.1, -0.3, 0.9].map(correlationText)).toEqual(['hardly related', 'somewhat opposed', 'closely together']);
    expect(correlationText(0.98)).toContain('perhaps a wrapped token or a wrong series');
    expect(correlationText(-0.98)).toBe('closely opposed');
  });
  it('says of the series that gives the id that others are compared with it', () => {
    expect(methodText('own-id')).toContain('gives the token its id');
    expect(methodText('unlinked')).toContain('agree with no other source');
  });
});

describe('what the evidence means', () => {
  const members = [
    { horizonDays: 30, verdict: 'skill' },
    { horizonDays: 30, verdict: 'chance' },
    { horizonDays: 90, verdict: 'too-few' },
  ] as const;
  const of = { level: 'medium', coverage: 0.97 } as const;
  it('says of a horizon what all its models share, else how many of them', () => {
    const text = evidenceText(of, members);
    expect(text).toContain('at 30 days ahead 1 of 2 ordered tokens better than chance, the others did not');
    expect(evidenceText(of, members.slice(1, 2))).toContain('those of 30 days ahead cannot be told from chance');
    expect(text).toContain('those of 90 days ahead rest on too few held-back days to judge');
    expect(text).not.toContain('those of 30');
    expect(evidenceText(of, [members[0]])).toContain('those of 30 days ahead ordered tokens better than chance');
  });
  it('guesses nothing where a grade is withheld or the verdict was not kept', () => {
    expect(evidenceText({ ...of, level: 'none' }, members)).toContain('Nothing is guessed');
    expect(evidenceText(of, [{ horizonDays: 7, verdict: null }])).toContain('was not kept');
  });
});
