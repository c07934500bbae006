import { describe, expect, it } from 'vitest';
import { explainTrees } from '../../../src/main/models/attribution.ts';
import { scoreRow, type TreeEnsemble } from '../../../src/main/models/tree-ensemble.ts';
import type { Matrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import {
  countGraded,
  type RatedHorizon,
  type RatedMember,
  type RatingInput,
  rankRatings,
  rateAssets,
  scoresOf,
  summaryOf,
} from '../../../src/main/ratings/rate.ts';
import { shortened } from '../../../src/main/ratings/reasons.ts';
import { type RatedGrade, Rating } from '../../../src/shared/ratings.ts';
import { handTrees, randomRows, randomTree } from '../models/trees.ts';

const FACTORS = 12;

function memberOf(trees: TreeEnsemble, x: Matrix, horizon: number, kind = 'forest'): RatedMember {
  const scores = Float32Array.from({ length: x.rows }, (_, row) => scoreRow(trees, x, row));
  return { kind, horizon, scores, explanation: explainTrees(trees, x), method: 'tree-shap' };
}

const ensembleOf = (horizon: number): RatedHorizon => ({
  ...{ horizon, meanRankIc: 0.03, t: 3, verdict: 'skill' },
  intervalOf: (rank) => ({ low: Math.max(-1, rank - horizon / 100), high: Math.min(1, rank + 0.5), level: 0.8 }),
});

/** A day of tokens that two recipes scored at three horizons, by real trees. */
function hand(count: number, seed = 1): RatingInput {
  const random = createRandom(seed, 'rate');
  const x = randomRows(seed, count, FACTORS);
  const kinds = ['boosting', 'forest'];
  const horizons = [7, 30, 90];
  const members = horizons.flatMap((horizon) =>
    kinds.map((kind) =>
      memberOf(
        handTrees(
          [1, 2, 3].map(() => randomTree(random, FACTORS, 5)),
          random.normal(),
        ),
        x,
        horizon,
        kind,
      ),
    ),
  );
  return {
    assets: Array.from({ length: count }, (_, i) => ({ asset: `asset-${i}`, name: `Asset ${i}` })),
    x,
    coverage: new Float64Array(count).fill(1),
    oldestInputDays: Array(count).fill(0),
    members,
    ensembles: horizons.map(ensembleOf),
    strangeness: null,
    kinds,
    horizons,
    minimumCoverage: 0.6,
    before: null,
  };
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('rateAssets', () => {
  it('gives reasons that add up to the signal within a millionth', () => {
    const input = hand(200);
    const { ratings } = rateAssets(input);
    let largest = 0;
    for (const { trader, investor } of ratings) {
      for (const { signal, reasons } of [trader, investor] as (RatedGrade & { signal: number })[]) {
        if (reasons === null) throw new Error('no reasons');
        expect(Math.abs(reasons.residual)).toBeLessThan(1e-6);
        expect(reasons.base + sumOf(reasons.contribution) + reasons.rest + reasons.residual).toBeCloseTo(signal, 12);
        largest = Math.max(largest, ...reasons.contribution.map(Math.abs));
      }
    }
    // The reasons are not all nothing.
    expect(largest).toBeGreaterThan(0.1);
  });

  it('splits a signal by member, to the same sum, by the weights of the members', () => {
    const input = hand(60);
    const weights = [0.7, 0.3, 0.2, 0.8, 0.5, 0.5];
    const members = input.members.map((member, m) => ({ ...member, weight: weights[m]! }));
    const { ratings } = rateAssets({ ...input, members });
    const bases: number[] = [];
    for (const { trader, investor } of ratings) {
      for (const { signal, reasons } of [trader, investor] as (RatedGrade & { signal: number })[]) {
        if (reasons === null) throw new Error('no reasons');
        const { members: split, residual } = reasons;
        expect(Math.abs(sumOf(split.map(({ total }) => total)) + residual - signal)).toBeLessThan(1e-6);
        for (const { factor, contribution, rest, total } of split) {
          expect(factor.length).toBeLessThanOrEqual(8);
          expect(contribution.map(Math.abs)).toEqual(contribution.map(Math.abs).toSorted((a, b) => b - a));
          bases.push(total - sumOf(contribution) - rest);
        }
      }
    }
    // what is left of a total is the member's base, which is the same for every token
    expect(bases.slice(6)).toEqual(bases.slice(0, -6).map((base) => expect.closeTo(base, 6)));
    const [{ trader, investor }] = ratings;
    expect(trader.reasons?.members.map(({ weight }) => weight)).toEqual([0.7, 0.3]);
    expect(investor.reasons?.members.map(({ weight }) => weight)).toEqual([0.1, 0.4, 0.25, 0.25]);
    expect(investor.reasons?.members.map(({ horizonDays }) => horizonDays)).toEqual([30, 30, 90, 90]);
  });

  it('tells where the rank of the return will lie over the shortest horizon of a grade', () => {
    const input = hand(40);
    const { ratings } = rateAssets(input);
    for (const { trader } of ratings) {
      const rank = (trader.score as number) / 50 - 1;
      expect(trader.interval?.low).toBeCloseTo(Math.max(0, (rank - 0.07 + 1) * 50), 1);
      expect(trader.interval).toMatchObject({ level: 0.8, high: expect.closeTo(Math.min(100, (rank + 1.5) * 50), 1) });
    }
    const shortest = rateAssets({ ...input, members: input.members.slice(0, 4), horizons: [7, 30] }).ratings;
    expect(shortest.map(({ investor }) => investor.interval)).toEqual(ratings.map(({ investor }) => investor.interval));
    const unknown = input.ensembles.map((own) => ({ ...own, meanRankIc: null }));
    expect(rateAssets({ ...input, ensembles: unknown }).ratings[0].trader.interval).toBeNull();
  });

  it('withholds a token that is unlike everything learnt from, and tells how far away the others are', () => {
    const input = hand(30);
    const dissimilarity = Float64Array.from({ length: 30 }, (_, i) => (i === 4 ? 0.91 : 0.2 + i / 100));
    const { ratings } = rateAssets({ ...input, strangeness: { dissimilarity, limit: 0.9 } });
    expect(ratings[4].investor).toMatchObject({
      score: null,
      evidence: { dissimilarity: 0.91, withheld: { why: 'unlike-training' } },
    });
    expect(ratings[5].investor.evidence).toMatchObject({ dissimilarity: 0.25, withheld: null });
    expect(countGraded(ratings)).toEqual({ trader: 29, investor: 29 });
  });

  it('rates by the members of the grade alone', () => {
    const input = hand(50);
    const { ratings, weights } = rateAssets(input);
    expect(weights.trader).toEqual([
      { member: 0, weight: 0.5 },
      { member: 1, weight: 0.5 },
    ]);
    expect(weights.investor.map(({ member }) => member)).toEqual([2, 3, 4, 5]);
    const changed = {
      ...input,
      members: input.members.map((member, m) => (m < 2 ? member : { ...member, scores: member.scores.toReversed() })),
    };
    const again = rateAssets(changed).ratings;
    expect(again.map(({ trader }) => trader)).toEqual(ratings.map(({ trader }) => trader));
    expect(again.map(({ investor }) => investor.score)).not.toEqual(ratings.map(({ investor }) => investor.score));
  });

  it('orders tokens as their signals do, from 0 to 100', () => {
    const { ratings } = rateAssets(hand(40));
    const best = rankRatings(ratings, 'investor');
    expect(best[0].investor).toMatchObject({ score: 100, letter: 'A+' });
    expect(best.at(-1)?.investor).toMatchObject({ score: 0, letter: 'F' });
    const scores = best.map(({ investor }) => investor.score as number);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('withholds a token below the coverage and compares the others without it', () => {
    const input = hand(30);
    const without = rateAssets({
      ...input,
      coverage: input.coverage.map((share, i) => (i === 7 ? 0.5 : share)),
    });
    expect(without.ratings[7].trader).toEqual({
      score: null,
      letter: null,
      change7Days: null,
      interval: null,
      signal: null,
      reasons: null,
      evidence: expect.objectContaining({ level: 'none', withheld: expect.objectContaining({ why: 'coverage' }) }),
    });
    const wild = { ...input.members[0], scores: input.members[0].scores.map((score, i) => (i === 7 ? 1e6 : score)) };
    const coverage = input.coverage.map((share, i) => (i === 7 ? 0.5 : share));
    const stillWithout = rateAssets({ ...input, coverage, members: [wild, ...input.members.slice(1)] });
    expect(stillWithout.ratings).toEqual(without.ratings);
    expect(countGraded(without.ratings)).toEqual({ trader: 29, investor: 29 });
  });

  it('withholds a grade of which a model is missing, and only that grade', () => {
    const input = hand(30);
    const { ratings } = rateAssets({ ...input, members: input.members.slice(0, 5) });
    expect(countGraded(ratings)).toEqual({ trader: 30, investor: 0 });
    expect(ratings[0].investor.evidence.withheld).toEqual({
      why: 'missing-member',
      message: '3 of 4 models scored the token, needs all',
    });
  });

  it('tells the mean rank IC of the ensembles of a grade, unless one was not measured', () => {
    const input = hand(10);
    const measured = (values: readonly (number | null)[]) =>
      rateAssets({
        ...input,
        ensembles: input.ensembles.map((own, e) => ({ ...own, meanRankIc: values[e] ?? null, t: e })),
      }).ratings[0];
    const { trader, investor } = measured([0.02, 0.01, 0.03]);
    expect(trader.evidence.meanRankIc).toBe(0.02);
    expect(investor.evidence.meanRankIc).toBeCloseTo(0.02, 12);
    expect([trader.evidence.rankIcT, investor.evidence.rankIcT]).toEqual([0, 1.5]);
    expect(measured([0.02, 0.01, null]).investor.evidence.meanRankIc).toBeNull();
  });

  it('withholds all where no model tells tokens apart, and where there are too few tokens', () => {
    const input = hand(30);
    const constant = input.members.map((member) => ({ ...member, scores: new Float32Array(30).fill(0.1) }));
    expect(rateAssets({ ...input, members: constant }).ratings[3].trader.evidence.withheld?.why).toBe('no-signal');
    expect(rateAssets(hand(4)).ratings[0].trader.evidence.withheld?.why).toBe('small-universe');
    expect(rateAssets(hand(0)).ratings).toEqual([]);
  });

  it('tells the change against the scores of seven days before', () => {
    const input = hand(20);
    const first = rateAssets(input).ratings;
    const before = new Map(scoresOf(first));
    before.set('asset-1', { trader: 10, investor: null });
    before.delete('asset-2');
    const [same, changed, unknown] = rateAssets({ ...input, before }).ratings;
    expect(same.trader.change7Days).toBe(0);
    expect(changed.trader.change7Days).toBeCloseTo((first[1].trader.score as number) - 10, 2);
    expect([changed.investor.change7Days, unknown.trader.change7Days]).toEqual([null, null]);
  });

  it('is JSON, as the contract says', () => {
    for (const rating of rateAssets(hand(10)).ratings) {
      expect(Rating.parse(JSON.parse(JSON.stringify(rating)))).toEqual(rating);
    }
  });

  it('refuses inputs of other tokens', () => {
    const input = hand(10);
    expect(() => rateAssets({ ...input, coverage: new Float64Array(9) })).toThrow('inputs of 9 assets for 10');
  });
});

describe('summaryOf', () => {
  it('keeps the strongest reasons and sums the others', () => {
    const [rating] = rateAssets(hand(20)).ratings;
    const { reasons: all, signal } = rating.trader;
    const { reasons: few } = summaryOf(rating, 3).trader;
    if (all === null || few === null) throw new Error('no reasons');
    expect(few.factor).toEqual(all.factor.slice(0, 3));
    expect(few.contribution.map(Math.abs)).toEqual(few.contribution.map(Math.abs).toSorted((a, b) => b - a));
    expect(few.base + sumOf(few.contribution) + few.rest + few.residual).toBeCloseTo(signal as number, 12);
    expect(few.members).toEqual([]);
    expect(shortened(few, 3)).toEqual(few);
  });
});
