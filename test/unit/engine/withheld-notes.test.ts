import { expect, it } from 'vitest';
import { missingMembers, withheldNotes } from '../../../src/main/engine/withheld-notes.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import type { Rating, RatingSetMeta } from '../../../src/shared/ratings.ts';

const rating = (trader: string | null, investor: string | null, message = 'half of it') => {
  const grade = (letter: string | null) => ({ letter, evidence: { withheld: letter === null ? { message } : null } });
  return { trader: grade(trader), investor: grade(investor) } as unknown as Rating;
};

it('tells of a grade that no token has, why, and which models the history was too short for', () => {
  const config = EnsembleConfig.parse({ kinds: ['a', 'b'], horizons: [7, 90] });
  const meta = { members: ['a', 'b'].map((kind) => ({ kind, horizonDays: 7 })) } as RatingSetMeta;
  const missing = missingMembers(config, meta);
  expect(missing).toEqual(['a 90 days', 'b 90 days']);
  const ratings = [rating('A', null, 'rare'), rating('B', null, 'common'), rating(null, null, 'common')];
  expect(withheldNotes(ratings, missing)).toEqual([
    "No token has the investor's grade: common; too little history to train a 90 days, b 90 days: import more, or rate a later day",
  ]);
  expect(withheldNotes(ratings, [])).toEqual(["No token has the investor's grade: common"]);
});

it('says nothing where some token has each grade, or nothing was rated', () => {
  expect(withheldNotes([rating('A', null), rating(null, 'A')], ['a 90 days'])).toEqual([]);
  expect(withheldNotes([], ['a 90 days'])).toEqual([]);
});
