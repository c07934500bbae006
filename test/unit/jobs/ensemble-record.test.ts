import { describe, expect, it } from 'vitest';
import { type EnsembleRecord, shortfallNotes } from '../../../src/main/jobs/ensemble-record.ts';

type Row = [member: string, role: EnsembleRecord['skill']['role'][number], meanRankIc: number | null];

/** Skill of all years at 30 days; at 7 days the ensemble is the best. */
function skillOf(rows: readonly Row[]): EnsembleRecord['skill'] {
  const all = [...rows, ['ensemble', 'ensemble', 9] as Row];
  const nothing = all.map(() => null);
  return {
    horizonDays: all.map((_, i) => (i < rows.length ? 30 : 7)),
    member: all.map(([member]) => member),
    role: all.map(([, role]) => role),
    year: nothing,
    meanRankIc: all.map(([, , meanRankIc]) => meanRankIc),
    ...{ low: nothing, high: nothing, t: nothing, icRatio: nothing, hitRate: nothing },
    ...{ calibrationError: nothing, coverage: nothing, dateCount: all.map(() => 9) },
  };
}

describe('shortfallNotes', () => {
  it('tells where the best member alone or equal weights were worth more, in words', () => {
    const skill = skillOf([
      ['random-forest', 'member', 0.03],
      ['gru-network', 'member', 0.05],
      ['ensemble', 'ensemble', 0.04],
      ['equal-weights', 'equal-weights', 0.0412],
      ['momentum', 'baseline', 0.9],
    ]);
    expect(shortfallNotes(skill, 30)).toEqual([
      'At 30 days the ensemble had a mean rank IC of 0.0400, below the 0.0500 of recurrent network (GRU) alone',
      'At 30 days weighing the members by their skill did not help: a mean rank IC of 0.0400, below the 0.0412 of equal weights',
    ]);
    expect(shortfallNotes(skill, 7)).toEqual([]);
  });

  it('tells nothing where nothing was worth more, or nothing is known', () => {
    const rows: Row[] = [
      ['random-forest', 'member', 0.03],
      ['equal-weights', 'equal-weights', 0.04],
    ];
    expect(shortfallNotes(skillOf([...rows, ['ensemble', 'ensemble', 0.04]]), 30)).toEqual([]);
    expect(shortfallNotes(skillOf([...rows, ['ensemble', 'ensemble', null]]), 30)).toEqual([]);
  });
});
