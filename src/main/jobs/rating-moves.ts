/** What would move a stored grade to the next letter, as the models that made it would say. */
import type { Output } from '../../shared/endpoint.ts';
import { type Grade, LETTER_BANDS } from '../../shared/grades.ts';
import type { RatingSetMeta, ratings } from '../../shared/ratings.ts';
import { instantOf } from '../../shared/time.ts';
import { coverageOf } from '../models/dataset.ts';
import { letterOf } from '../ratings/grades.ts';
import { createMover, type Mover } from '../ratings/moves.ts';
import type { ReadableStore } from '../store/open.ts';
import type { Job, JobRun } from './job.ts';
import { cachedTable } from './market-cache.ts';
import { getRating, getRatingSet } from './rating-reads.ts';
import { hashFactors } from './research.ts';
import { loadEnsemble, scoreDay } from './stored-ensemble.ts';

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
  const mover = moverOf(store, set.asOf, set.meta, asset, grade, run);
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
  asOf: number,
  { members, config }: RatingSetMeta,
  asset: string,
  grade: Grade,
  run: JobRun,
): Mover | null {
  const instant = instantOf(asOf);
  const { market, table } = cachedTable(store, instant, config.eligibility, run);
  const ids = members.filter((member) => member.grade === grade).map(({ modelId }) => modelId);
  const ensemble = loadEnsemble(store, ids, instant);
  const { cells, x, scores } = scoreDay(market, table, ensemble, market.lastDay);
  const { window, crossSection } = market;
  const row = cells.findIndex((cell) => window.assets[crossSection.assetOfCell[cell]!] === asset);
  const included = Uint8Array.from(coverageOf(table, cells), (coverage) =>
    coverage >= config.minimumCoverage ? 1 : 0,
  );
  if (included[row] !== 1) return null;
  return createMover({
    ...{ asset: row, x, scores, included },
    predict: (rows) => ensemble.map(({ model }) => model.predict(rows)),
  });
}
