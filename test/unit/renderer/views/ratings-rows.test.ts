import { describe, expect, it } from 'vitest';
import { noChangeWhy, type RowGrade, withheldWhy } from '../../../../src/renderer/views/ratings-rows.ts';

const graded: RowGrade = { score: 83, letter: 'A-', change: 2, evidence: 'low', withheld: null };
const withheld: RowGrade = { score: null, letter: null, change: null, evidence: 'none', withheld: 'coverage' };

describe('a grade of the ratings', () => {
  it('says why it is withheld, and why its change is not known', () => {
    expect([graded, withheld].map(withheldWhy)).toEqual([undefined, 'Withheld: too few of its factors are known']);
    expect([graded, withheld].map(noChangeWhy)).toEqual([undefined, 'The grade is withheld']);
    expect(noChangeWhy({ ...graded, change: null })).toMatch(/^There are no ratings of seven days before/);
  });
});
