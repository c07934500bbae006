import { describe, expect, it } from 'vitest';
import { QUALITY_FACTORS } from '../../../src/main/models/quality-characteristics.ts';
import { createMatrix } from '../../../src/main/numeric/matrix.ts';
import { qualityReasons } from '../../../src/main/ratings/quality-reasons.ts';

const COLUMNS = ['age-years', 'dollar-volume-30d', 'volatility-90d', 'market-cap', 'return-30d'];

describe('qualityReasons', () => {
  it('says in words what moved the chance of dying most, most first', () => {
    const x = createMatrix(2, COLUMNS);
    x.data.set([2.5, 0.4, Math.log(236_000), Math.log(1.7e7), 0.84, -0.9, 1, -0.2, Number.NaN, 0.1]);
    const contributions = Float64Array.of(0.01, 0.02, -0.05, -0.04, 0.03, 0.05, 0, 0, -0.1, 0.02);
    expect(qualityReasons(x, contributions)).toEqual([
      [
        'More volatile than 92 % of the tokens: lowers the chance of dying',
        'Larger than 99 % of the tokens: lowers the chance of dying',
        'Without a known “Return, 30 days”: raises the chance of dying',
      ],
      [
        'Smaller than 60 % of the tokens: lowers the chance of dying',
        '0.4 years old: raises the chance of dying',
        'Higher return of 30 days than 55 % of the tokens: raises the chance of dying',
      ],
    ]);
    const traded = Float64Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0);
    expect(qualityReasons(x, traded)).toEqual([
      ['Traded for $236 thousand a day: raises the chance of dying'],
      ['Traded for $17.0 million a day: raises the chance of dying'],
    ]);
  });

  it('has words for every characteristic', () => {
    const x = createMatrix(1, QUALITY_FACTORS);
    x.data.fill(0.5);
    QUALITY_FACTORS.forEach((factor, j) => {
      const only = Float64Array.from(QUALITY_FACTORS, (_, i) => (i === j ? 1 : 0));
      expect(qualityReasons(x, only)[0][0]).not.toContain(factor);
    });
  });
});
