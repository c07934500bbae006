import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreRow, type TreeEnsemble } from '../../../src/main/models/tree-ensemble.ts';
import type { Matrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { createMover, exactScore, type MoverInput, scorerOf } from '../../../src/main/ratings/moves.ts';
import { type RatedMember, rateAssets } from '../../../src/main/ratings/rate.ts';
import { handTrees, randomRows, randomTree } from '../models/trees.ts';

const FACTORS = 6;
const MEMBERS = 3;
const WEIGHTS = [0.5, 0.3, 0.2];

const scoresOf = (trees: TreeEnsemble, x: Matrix): Float32Array =>
  Float32Array.from({ length: x.rows }, (_, row) => scoreRow(trees, x, row));

/** A day of tokens, some ranks missing, and real trees that score them. */
function hand(seed: number, count: number): MoverInput & { readonly trees: readonly TreeEnsemble[] } {
  const random = createRandom(seed, 'moves');
  const x = randomRows(seed, count, FACTORS);
  // ranks as the factors have them; quarters and halves meet thresholds
  x.data.forEach((value, i) => {
    if (!Number.isNaN(value)) x.data[i] = Math.max(-1, Math.min(1, value / 2));
  });
  const trees = Array.from({ length: MEMBERS }, () => handTrees([1, 2, 3].map(() => randomTree(random, FACTORS, 4))));
  return {
    ...{ asset: seed % count, x, trees },
    scores: trees.map((own) => scoresOf(own, x)),
    weights: WEIGHTS,
    included: new Uint8Array(count).fill(1),
    predict: (rows) => trees.map((own) => scoresOf(own, rows)),
  };
}

/** Returns the score of the token as the ratings of the whole day give it, with a factor at a rank. */
function ratedScore({ x, trees, asset }: ReturnType<typeof hand>, factor?: number, rank?: number): number {
  const data = x.data.slice();
  if (factor !== undefined && rank !== undefined) data[factor * x.rows + asset] = rank;
  const changed = { ...x, data };
  const { ratings } = rateAssets({
    assets: Array.from({ length: x.rows }, (_, i) => ({ asset: `${i}`, name: `${i}` })),
    x: changed,
    coverage: new Float64Array(x.rows).fill(1),
    oldestInputDays: Array(x.rows).fill(0),
    members: trees.map(
      (own, m): RatedMember => ({
        kind: `tree ${m}`,
        horizon: 30,
        scores: scoresOf(own, changed),
        explanation: { base: 0, contributions: new Float64Array(x.rows * FACTORS) },
        ...{ weight: WEIGHTS[m]!, method: 'tree-shap' as const },
      }),
    ),
    ...{ ensembles: [], strangeness: null },
    kinds: trees.map((_, m) => `tree ${m}`),
    horizons: [30],
    minimumCoverage: 0,
    before: null,
  });
  return ratings[asset]!.investor.score!;
}

describe('scorerOf', () => {
  it('is the score that the functions of a rated day give, for whatever the members say', () => {
    let known = 0;
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 6, max: 20 }),
        fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: MEMBERS, maxLength: MEMBERS }),
        (seed, count, away) => {
          const day = hand(seed, count);
          day.included[(day.asset + 1) % count] = 0;
          const said = away.map((value, m) => Math.fround(day.scores[m]![day.asset]! + value));
          const score = exactScore(day, said);
          if (score > 0 && score < 100) known++;
          expect(scorerOf(day)(said)).toBe(score);
        },
      ),
      { numRuns: 300 },
    );
    expect(known).toBeGreaterThan(50);
  });
});

describe('createMover', () => {
  it('has the very score that the ratings of the day gave', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 6, max: 60 }), (seed, count) => {
        const day = hand(seed, count);
        expect(createMover(day).score).toBe(ratedScore(day));
      }),
      { numRuns: 30 },
    );
  });

  it('names ranks at which the ratings of the day really reach the goal, and no place of the grid that is nearer does', () => {
    let moveCount = 0;
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 10, max: 40 }), fc.boolean(), (seed, count, isUp) => {
        const day = hand(seed, count);
        const mover = createMover(day);
        const goal = mover.score + (isUp ? 12 : -12);
        const reaches = (score: number): boolean => (isUp ? score >= goal : score < goal);
        const moves = mover.moves(reaches, FACTORS);
        moveCount += moves.length;
        for (const move of moves) {
          const factor = day.x.columns.indexOf(move.factor);
          const score = ratedScore(day, factor, move.neededRank);
          expect(score).toBe(move.score);
          expect(reaches(score)).toBe(true);
        }
        const [nearest] = moves;
        day.x.columns.forEach((name, factor) => {
          const now = day.x.data[factor * count + day.asset]!;
          const from = Number.isNaN(now) ? 0 : now;
          const own = moves.find((move) => move.factor === name);
          const limit = own === undefined ? Number.POSITIVE_INFINITY : Math.abs(own.neededRank - from) - 1e-4;
          const column = day.x.data
            .subarray(factor * count, (factor + 1) * count)
            .filter((rank) => !Number.isNaN(rank));
          const [lowest, highest] = [Math.min(...column), Math.max(...column)];
          for (let place = -20; place <= 20; place += 4) {
            if (place / 20 < lowest || place / 20 > highest) continue;
            if (Math.abs(place / 20 - from) >= limit) continue;
            expect(reaches(ratedScore(day, factor, place / 20))).toBe(false);
          }
          if (own !== undefined && own.rank !== null && nearest?.rank != null) {
            expect(Math.abs(nearest.neededRank - nearest.rank)).toBeLessThanOrEqual(limit + 2e-4);
          }
        });
      }),
      { numRuns: 20 },
    );
    expect(moveCount).toBeGreaterThan(10);
  });

  it('refines to the rank where a tree parts its ways, and tells missing factors last', () => {
    // tokens 0..9 in steps of factor 0; token 0 climbs above token 7 where the tree parts at 0.3333
    // factor 1 is missing for token 0 alone, and only token 9 is above 0 by it
    const data = Float32Array.from({ length: 20 }, (_, i) => (i < 10 ? -1 + i / 5 : i === 19 ? 1 : -0.5));
    data[10] = Number.NaN;
    const x: Matrix = { rows: 10, columns: ['a', 'b'], data };
    const say = (rows: Matrix): Float32Array =>
      Float32Array.from({ length: rows.rows }, (_, i) => {
        const [a, b] = [rows.data[i]!, rows.data[rows.rows + i]!];
        return (a > Math.fround(0.3333) ? 5 : a) + (b >= 0 ? 10 : 0);
      });
    const scores = [say(x)];
    const included = new Uint8Array(10).fill(1);
    const mover = createMover({ asset: 0, x, scores, weights: [1], included, predict: (r) => [say(r)] });
    expect(mover.score).toBe(0);
    const [first, second] = mover.moves((score) => score >= 70, 5);
    expect(first).toMatchObject({ factor: 'a', rank: -1, neededRank: 0.3334 });
    expect(second).toMatchObject({ factor: 'b', rank: null, neededRank: 0 });
    expect(mover.moves((score) => score >= 70, 1)).toHaveLength(1);
    // a rank that no token of the day has is no answer
    data[19] = -0.5;
    const narrow = { asset: 0, x, scores: [say(x)], weights: [1], included };
    const moves = createMover({ ...narrow, predict: (r) => [say(r)] }).moves((score) => score >= 70, 5);
    expect(moves.map(({ factor }) => factor)).toEqual(['a']);
  });
});
