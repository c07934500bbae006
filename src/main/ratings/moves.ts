/**
 * What one factor would have to be for a token's score to become another, everything else staying as it is. It is what the models
 * would say of such a token: no promise that the factor can change alone, or what would come of it.
 *
 * 1. {@link createMover}: the members score the token with each factor on a grid of ranks, all at once.
 * 2. {@link scorerOf}: each of those made a percentile of the day, by what the other tokens' scores come to.
 * 3. {@link Mover.moves}: on both sides of the rank the nearest place of the grid that reaches the goal, refined by bisection,
 *    and said again by `combineSignals` and `percentilesOf`, which made the grade.
 */
import { columnOf, createMatrix, type Matrix } from '../numeric/matrix.ts';
import { mean } from '../numeric/stats.ts';
import { percentilesOf } from './grades.ts';
import { combineSignals } from './signals.ts';

export type MoverInput = {
  /** Row of the token. */
  readonly asset: number;
  /** The day's tokens × factors, as the members saw them. */
  readonly x: Matrix;
  /** For each member its scores of those tokens, and its weight in their signal. */
  readonly scores: readonly Float32Array[];
  readonly weights: readonly number[];
  /** 1 for the tokens that are graded, the one in question among them. */
  readonly included: Uint8Array;
  /** Returns what each member says of other rows. */
  predict(x: Matrix): readonly Float32Array[];
};

/** `rank` is null where the factor is missing now. */
export type Move = {
  readonly factor: string;
  readonly rank: number | null;
  readonly neededRank: number;
  readonly score: number;
};

export type Mover = {
  /** The token's score as it is. */
  readonly score: number;
  /**
   * Returns the factors that alone can bring the score to where `reaches` is true, the nearest rank of each, at most `limit`,
   * nearest first; those that are missing now come last, counted from a rank of 0. Ranks beyond those that some token of the
   * day has are left out: where nearly all tokens tie, a tree may part beside the tie, where nobody can be.
   */
  moves(reaches: (score: number) => boolean, limit: number): Move[];
};

/** Ranks are told in steps of a ten thousandth, as reasons tell them; the grid has a place every 0.05. */
const UNITS = 10_000;
const GRID = 500;
const GRID_PLACES = (2 * UNITS) / GRID + 1;

/** A rank of a factor, in units. */
type Place = { readonly factor: number; readonly unit: number };

/** Returns what moves one token of a day. */
export function createMover(input: MoverInput): Mover {
  const { asset, x } = input;
  const scoreOf = scorerOf(input);
  const scoresAt = (places: readonly Place[]): Float64Array => {
    const said = input.predict(rowsOf(input, places));
    return Float64Array.from(places, (_, i) => scoreOf(said.map((own) => own[i])));
  };
  const grid = scoresAt(
    x.columns.flatMap((_, factor) =>
      Array.from({ length: GRID_PLACES }, (_, i) => ({ factor, unit: i * GRID - UNITS })),
    ),
  );
  const rankOf = (factor: number): number => x.data[factor * x.rows + asset];
  const ranges = x.columns.map((_, factor) => rangeOf(columnOf(x, factor)));
  const isSeen = ({ factor, reached }: Search): boolean =>
    reached >= Math.floor(ranges[factor].lowest * UNITS) && reached <= Math.ceil(ranges[factor].highest * UNITS);
  return {
    score: exactScore(
      input,
      input.scores.map((own) => own[asset]),
    ),
    moves(reaches, limit) {
      const searches = x.columns.flatMap((_, factor) =>
        sidesOf(rankOf(factor), (unit) => reaches(grid[factor * GRID_PLACES + (unit + UNITS) / GRID])).map((side) => ({
          ...side,
          factor,
        })),
      );
      bisect(searches, scoresAt, reaches);
      const nearest = new Map<number, Search>();
      for (const search of searches.filter(isSeen)) {
        const other = nearest.get(search.factor);
        if (other === undefined || distanceOf(search) < distanceOf(other)) nearest.set(search.factor, search);
      }
      const isMissing = ({ from }: Search): number => (from === null ? 1 : 0);
      const ordered = [...nearest.values()].sort(
        (a, b) => isMissing(a) - isMissing(b) || distanceOf(a) - distanceOf(b) || a.factor - b.factor,
      );
      const moves: Move[] = [];
      for (const { factor, from, reached } of ordered) {
        if (moves.length === limit) break;
        const said = input.predict(rowsOf(input, [{ factor, unit: reached }]));
        const score = exactScore(
          input,
          said.map((own) => own[0]),
        );
        const rank = from === null ? null : Math.round(from) / UNITS + 0;
        if (reaches(score)) moves.push({ factor: x.columns[factor], rank, neededRank: reached / UNITS + 0, score });
      }
      return moves;
    },
  };
}

/** A goal between two ranks of a factor: `reached` reaches it, `short` is nearer and does not. All in units. */
type Search = { readonly factor: number; readonly from: number | null; short: number; reached: number };

/**
 * Returns the nearest place of the grid that reaches the goal on each side of a rank, with the place before it; NaN begins at 0,
 * which may be a place itself.
 */
function sidesOf(rank: number, reachesAt: (unit: number) => boolean): Omit<Search, 'factor'>[] {
  const isMissing = Number.isNaN(rank);
  const from = isMissing ? 0 : rank * UNITS;
  if (isMissing && reachesAt(0)) return [{ from: null, short: 0, reached: 0 }];
  return [1, -1].flatMap((direction) => {
    let short = Math.round(from);
    let unit = direction * (Math.floor((direction * from) / GRID) + 1) * GRID;
    while (Math.abs(unit) <= UNITS && !reachesAt(unit)) {
      short = unit;
      unit += direction * GRID;
    }
    return Math.abs(unit) <= UNITS ? [{ from: isMissing ? null : from, short, reached: unit }] : [];
  });
}

/** Halves what lies between of all searches at once, until each is a unit wide. */
function bisect(
  searches: readonly Search[],
  scoresAt: (places: readonly Place[]) => Float64Array,
  reaches: (score: number) => boolean,
): void {
  for (;;) {
    const open = searches.filter(({ short, reached }) => Math.abs(reached - short) > 1);
    if (open.length === 0) return;
    const middleOf = ({ short, reached }: Search): number => Math.trunc((short + reached) / 2);
    const scores = scoresAt(open.map((search) => ({ factor: search.factor, unit: middleOf(search) })));
    open.forEach((search, i) => {
      const middle = middleOf(search);
      if (reaches(scores[i])) search.reached = middle;
      else search.short = middle;
    });
  }
}

function rangeOf(ranks: Float32Array): { readonly lowest: number; readonly highest: number } {
  const known = ranks.filter((rank) => !Number.isNaN(rank));
  return {
    lowest: known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    highest: known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

function distanceOf({ from, reached }: Search): number {
  return Math.abs(reached - (from ?? 0));
}

/** Returns the token's row once for each place, with that factor at that rank. */
function rowsOf({ asset, x }: MoverInput, places: readonly Place[]): Matrix {
  const rows = createMatrix(places.length, x.columns);
  x.columns.forEach((_, column) => {
    const from = column * places.length;
    rows.data.fill(x.data[column * x.rows + asset], from, from + places.length);
  });
  places.forEach(({ factor, unit }, row) => {
    rows.data[factor * places.length + row] = unit / UNITS;
  });
  return rows;
}

/** Returns the token's score if its members said something else of it, by the very functions that grade a day. */
export function exactScore({ asset, scores, weights, included }: MoverInput, said: readonly number[]): number {
  const changed = scores.map((own, m) => {
    const copy = own.slice();
    copy[asset] = said[m];
    return copy;
  });
  return percentilesOf(combineSignals(changed, included, weights).signal)[asset];
}

/**
 * Returns a function from what the members say of the token to its score: the same as {@link exactScore} but for rounding, in a
 * pass over the other tokens instead of several and a sort. Mean and deviation of the others are known; the token's own part in
 * them is added. The mean moves all signals alike, so only differences from the token's signal are summed.
 */
export function scorerOf({ asset, scores, weights, included }: MoverInput): (said: readonly number[]) => number {
  const others = [...included.keys()].filter((i) => included[i] === 1 && i !== asset);
  const count = others.length;
  const members = scores.map((own) => {
    const values = Float64Array.from(others, (i) => own[i]);
    const centre = mean(values);
    return { values, centre, squares: values.reduce((sum, value) => sum + (value - centre) ** 2, 0) };
  });
  const difference = new Float64Array(count);
  const known = new Map<string, number>();
  return (said) => {
    // trees step: most places of a grid are said alike
    const key = said.join();
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    difference.fill(0);
    members.forEach(({ values, centre, squares }, m) => {
      const own = said[m];
      const deviation = Math.sqrt((squares + ((own - centre) ** 2 * count) / (count + 1)) / count);
      if (!(deviation > 0)) return;
      for (let i = 0; i < count; i++) difference[i] += (weights[m] * (own - values[i])) / deviation;
    });
    let below = 0;
    let equal = 0;
    for (let i = 0; i < count; i++) {
      if (difference[i] > 0) below++;
      else if (difference[i] === 0) equal++;
    }
    const score = Math.round((10_000 * (below + equal / 2)) / count) / 100;
    known.set(key, score);
    return score;
  };
}
