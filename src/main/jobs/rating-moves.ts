/** What would move a stored grade to the next letter, as the models that made it would say. */
import type { Output } from '../../shared/endpoint.ts';
import { type Grade, LETTER_BANDS } from '../../shared/grades.ts';
import type { RatingSetMeta, ratings } from '../../shared/ratings.ts';
import { instantOf } from '../../shared/time.ts';
import { stepOfColumn } from '../models/network/sequence-columns.ts';
import { columnOf, createMatrix, type Matrix } from '../numeric/matrix.ts';
import { letterOf } from '../ratings/grades.ts';
import { createMover, type Mover } from '../ratings/moves.ts';
import type { ReadableStore } from '../store/open.ts';
import { extractRatings, type RatingSetHead } from '../store/ratings.ts';
import type { Job, JobRun } from './job.ts';
import { cachedTable } from './market-cache.ts';
import { getRating, getRatingSet } from './rating-reads.ts';
import { hashFactors } from './research.ts';
import { inputsOf, loadEnsemble, scoreDay } from './stored-ensemble.ts';

export type MovesInput = { readonly asset: string; readonly grade: Grade; readonly asOf: number | null };
/** The nearest changes of single factors that change a letter, as the contract has them. */
export type RatingMoves = Output<(typeof ratings)['ratings.moves']>;

/** Moves that are told each way. */
const LIMIT = 12;

/**
 * Returns for one grade of a token what each factor alone would have to be to bring it to the next better and the next worse
 * letter, nearest first. A withheld grade has none; the note says why. Throws `not-found` for a token that was not rated.
 */
export const moveRating: Job<MovesInput, RatingMoves> = (store, { asset, grade, asOf }, run) => {
  const set = getRatingSet(store, asOf);
  const { [grade]: rated } = getRating(store, set, asset);
  const nothing = { asset, asOf: set.asOf, score: rated.score, letter: rated.letter, better: null, worse: null };
  if (rated.score === null) return { ...nothing, note: rated.evidence.withheld?.message ?? null };
  if (set.meta.hashes.factors !== hashFactors()) {
    return { ...nothing, note: 'The factors have changed since these ratings were made; rate the market again' };
  }
  const mover = moverOf(store, set, asset, grade, run);
  if (mover === null) {
    return {
      ...nothing,
      note: 'The data has changed since these ratings were made, and the token is no longer eligible',
    };
  }
  const { score } = mover;
  const band = LETTER_BANDS.findIndex(({ letter }) => letter === letterOf(score));
  const [above, own, below] = [LETTER_BANDS[band - 1], LETTER_BANDS[band]!, LETTER_BANDS[band + 1]];
  const better = above && {
    ...above,
    moves: mover.moves((value) => value >= above.fromScore, LIMIT),
  };
  const worse = below && {
    letter: below.letter,
    belowScore: own.fromScore,
    moves: mover.moves((value) => value < own.fromScore, LIMIT),
  };
  run.report(1, 'found what would move the grade');
  const moveCount = (better?.moves.length ?? 0) + (worse?.moves.length ?? 0);
  return {
    ...{ asset, asOf: set.asOf, score, letter: own.letter, better: better ?? null, worse: worse ?? null },
    note: noteOf(rated.score, score, moveCount),
  };
};

function noteOf(stored: number, score: number, moveCount: number): string | null {
  if (stored !== score) {
    return `The data has changed since these ratings were made: the models now say ${score} where ${stored} was kept`;
  }
  return moveCount === 0 ? 'No factor alone would change the letter while all others stay as they are' : null;
}

/** Returns the mover over the very models of a set, on the data as it is now; null for a token that is not graded by it. */
function moverOf(
  store: ReadableStore,
  set: RatingSetHead & { readonly meta: RatingSetMeta },
  asset: string,
  grade: Grade,
  run: JobRun,
): Mover | null {
  const instant = instantOf(set.asOf);
  const { market, table } = cachedTable(store, instant, set.meta.config.eligibility, run);
  const own = set.meta.members.filter((member) => member.grade === grade);
  const { members } = loadEnsemble(
    store,
    own.map(({ modelId }) => modelId),
    instant,
  );
  const { cells, x, scores } = scoreDay(market, table, members, market.lastDay);
  const { window, crossSection } = market;
  const assets = Array.from(cells, (cell) => window.assets[crossSection.assetOfCell[cell]!]!);
  const graded = new Set(
    extractRatings(store, set.id, [`$.${grade}.score`]).flatMap(([id, score]) => (score === null ? [] : [id])),
  );
  const row = assets.indexOf(asset);
  if (row < 0 || !graded.has(asset)) return null;
  const ownInput = inputsOf(table, cells.subarray(row, row + 1));
  return createMover({
    ...{ asset: row, x, scores, weights: own.map(({ weight }) => weight) },
    included: Uint8Array.from(assets, (id) => (graded.has(id) ? 1 : 0)),
    predict: (rows) => members.map(({ model }) => model.predict(withSteps(rows, ownInput(model)))),
  });
}

/**
 * Returns rows of a token's factors as a model reads them. What the token was before stays as it was; a step of the day itself goes
 * with its factor.
 *
 * @param own - the token's one row with every column of the model.
 */
function withSteps(rows: Matrix, own: Matrix): Matrix {
  if (own.columns.length === rows.columns.length) return rows;
  const laid = createMatrix(rows.rows, own.columns);
  own.columns.forEach((name, column) => {
    const { factor, lag } = stepOfColumn(name);
    if (lag === 0) columnOf(laid, column).set(columnOf(rows, rows.columns.indexOf(factor)));
    else columnOf(laid, column).fill(own.data[column]!);
  });
  return laid;
}
