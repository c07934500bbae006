/**
 * Ratings of a day.
 *
 * 1. `evidenceOf`: for each token and grade what there is to go by; what is too little is withheld.
 * 2. `combineSignals`: one signal out of the members of the grade, over the tokens that are graded.
 * 3. `percentilesOf`, `letterOf`: the signal made readable.
 * 4. `reasonsOf`, `memberReasonsOf`: what each factor added to it, and each member.
 */

import { invariant } from '../../shared/errors.ts';
import { GRADES, type Grade } from '../../shared/grades.ts';
import type { Evidence, MemberReasons, RatedGrade, Rating } from '../../shared/ratings.ts';
import type { SkillVerdict } from '../../shared/skill.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { averageRanks } from '../numeric/rank.ts';
import { countOf, mean } from '../numeric/stats.ts';
import { evidenceOf, meanT, withhold } from './evidence.ts';
import { horizonsOf, letterOf, MINIMUM_UNIVERSE, percentilesOf } from './grades.ts';
import { type Explanation, memberReasonsOf, reasonsOf, shortened } from './reasons.ts';
import { combineSignals, type MemberScale } from './signals.ts';

/** A model and what it said of the day. */
export type RatedMember = {
  readonly kind: string;
  readonly horizon: number;
  /** Part in the signal against the other members of a grade; 1 if left out. */
  readonly weight?: number;
  /** For each asset; NaN where it has none. */
  readonly scores: Float32Array;
  readonly explanation: Explanation;
  readonly method: MemberReasons['method'];
};

/** What the members of one horizon were worth together on days not learnt from, and where outcomes will lie by that. */
export type RatedHorizon = {
  readonly horizon: number;
  /** Mean rank IC; null where it was not measured. */
  readonly meanRankIc: number | null;
  /** Its t, and what may be said of the ensemble by it. */
  readonly t: number | null;
  readonly verdict: SkillVerdict;
  /** Returns between which ranks the outcome of a signal of that rank will lie, all -1..1. */
  intervalOf(rank: number): { readonly low: number; readonly high: number; readonly level: number };
};

/** Scores of both grades, null where one was withheld. */
export type GradeScores = Readonly<Record<Grade, number | null>>;

export type RatingInput = {
  /** Everything that is eligible on the day; all arrays below are in this order. */
  readonly assets: readonly { readonly asset: string; readonly name: string }[];
  /** Assets × factors, as the members saw them. */
  readonly x: Matrix;
  /** Share of the factors that are present. */
  readonly coverage: Float64Array;
  /** See `inputAge`. */
  readonly oldestInputDays: readonly (number | null)[];
  readonly members: readonly RatedMember[];
  readonly ensembles: readonly RatedHorizon[];
  /** Distance of each token to what was learnt from, and where nothing was learnt from any more; null where unknown. */
  readonly strangeness: { readonly dissimilarity: Float64Array; readonly limit: number } | null;
  /** Recipes and horizons that were asked for: each pair has to be among the members. */
  readonly kinds: readonly string[];
  readonly horizons: readonly number[];
  readonly minimumCoverage: number;
  /** Scores of seven days before, by asset; null if there are none. */
  readonly before: ReadonlyMap<string, GradeScores> | null;
};

/** Ratings in the order of the assets, and what became of each member's weight. */
export type RatedDay = {
  readonly ratings: readonly Rating[];
  /** For each grade its members, as indices into `RatingInput.members`, and their weights, which add up to 1. */
  readonly weights: Readonly<Record<Grade, readonly { readonly member: number; readonly weight: number }[]>>;
};

/** Returns both grades of every eligible token of a day. Throws (a defect) if the inputs are not of the same tokens. */
export function rateAssets(input: RatingInput): RatedDay {
  const count = input.assets.length;
  const lengths = [input.x.rows, input.coverage.length, input.oldestInputDays.length];
  for (const length of [...lengths, ...input.members.map(({ scores }) => scores.length)]) {
    invariant(length === count, `ratings were given inputs of ${length} assets for ${count}`);
  }
  const trader = gradeAll(input, 'trader');
  const investor = gradeAll(input, 'investor');
  return {
    ratings: input.assets.map(({ asset, name }, i) => ({
      asset,
      name,
      trader: trader.grades[i],
      investor: investor.grades[i],
    })),
    weights: { trader: trader.weights, investor: investor.weights },
  };
}

/** Returns the scores of ratings by asset, as `RatingInput.before` wants them seven days later. */
export function scoresOf(ratings: readonly Rating[]): Map<string, GradeScores> {
  return new Map(
    ratings.map(({ asset, trader, investor }) => [asset, { trader: trader.score, investor: investor.score }]),
  );
}

/** Returns a rating with only its strongest reasons, `limit` a grade. */
export function summaryOf(rating: Rating, limit = 5): Rating {
  const shorten = (grade: RatedGrade): RatedGrade => ({
    ...grade,
    reasons: grade.reasons === null ? null : shortened(grade.reasons, limit),
  });
  return { ...rating, trader: shorten(rating.trader), investor: shorten(rating.investor) };
}

/** Returns ratings best first by a grade; withheld ones last, equal ones by asset. */
export function rankRatings(ratings: readonly Rating[], grade: Grade): Rating[] {
  return ratings.toSorted(
    (a, b) => (b[grade].signal ?? -Infinity) - (a[grade].signal ?? -Infinity) || (a.asset < b.asset ? -1 : 1),
  );
}

/** Returns how many tokens have each grade. */
export function countGraded(ratings: readonly Rating[]): Record<Grade, number> {
  const [trader, investor] = GRADES.map((grade) => ratings.filter((rating) => rating[grade].score !== null).length);
  return { trader, investor };
}

type Graded = {
  readonly grades: readonly RatedGrade[];
  readonly weights: readonly { readonly member: number; readonly weight: number }[];
};

function gradeAll(input: RatingInput, grade: Grade): Graded {
  const { assets, members, kinds, horizons } = input;
  const own = horizonsOf(grade, horizons);
  const chosen = [...members.keys()].filter((m) => own.includes(members[m].horizon) && kinds.includes(members[m].kind));
  const used = chosen.map((m) => members[m]);
  const judged = input.ensembles.filter(({ horizon }) => own.includes(horizon));
  const measured = judged.map(({ meanRankIc }) => meanRankIc).filter((value) => value !== null);
  const evidence = assets.map((_, i) =>
    evidenceOf({
      coverage: input.coverage[i],
      minimumCoverage: input.minimumCoverage,
      oldestInputDays: input.oldestInputDays[i],
      memberCount: used.filter(({ scores }) => !Number.isNaN(scores[i])).length,
      expectedMemberCount: own.length * kinds.length,
      // Of some horizons only would be a guess about the others.
      meanRankIc: measured.length === own.length && own.length > 0 ? mean(measured) : null,
      rankIcT: meanT(judged),
      verdicts: judged.map(({ verdict }) => verdict),
      ...strangenessOf(input, i),
    }),
  );
  const included = Uint8Array.from(evidence, ({ withheld }) => (withheld === null ? 1 : 0));
  const { signal, scales } = combineSignals(
    used.map(({ scores }) => scores),
    included,
    used.map(({ weight = 1 }) => weight),
  );
  const percentiles = percentilesOf(signal);
  const intervals = intervalsOf(used, judged, included);
  const explained = used.map(({ kind, horizon, method, explanation }) => ({
    ...{ kind, horizonDays: horizon, method, explanation },
  }));
  const grades = assets.map(({ asset }, i): RatedGrade => {
    const own = finalEvidence(evidence[i], percentiles[i], scales);
    if (own.withheld !== null) {
      return {
        ...{ score: null, letter: null, change7Days: null, interval: null, signal: null, evidence: own, reasons: null },
      };
    }
    const before = input.before?.get(asset)?.[grade] ?? null;
    const score = percentiles[i];
    return {
      score,
      letter: letterOf(score),
      change7Days: before === null ? null : Math.round((score - before) * 100) / 100 + 0,
      interval: intervals[i],
      signal: signal[i],
      evidence: own,
      reasons: {
        ...reasonsOf(
          i,
          signal[i],
          used.map(({ explanation }) => explanation),
          scales,
          input.x,
        ),
        members: memberReasonsOf(i, explained, scales, input.x.columns),
      },
    };
  });
  return { grades, weights: chosen.map((member, m) => ({ member, weight: scales[m].weight })) };
}

function strangenessOf(
  { strangeness }: RatingInput,
  asset: number,
): { readonly dissimilarity: number | null; readonly dissimilarityLimit: number | null } {
  const distance = strangeness?.dissimilarity[asset] ?? Number.NaN;
  const limit = strangeness?.limit ?? Number.NaN;
  return {
    dissimilarity: Number.isFinite(distance) ? Math.round(distance * 10_000) / 10_000 : null,
    dissimilarityLimit: finiteOrNull(limit),
  };
}

/**
 * Returns for each token where the rank of its return will lie, 0..100, over the shortest horizon of a grade: the bounds that
 * outcomes kept after signals of the same rank. Null without a record.
 */
function intervalsOf(
  members: readonly RatedMember[],
  [...ensembles]: readonly RatedHorizon[],
  included: Uint8Array,
): RatedGrade['interval'][] {
  const [shortest] = ensembles.sort((a, b) => a.horizon - b.horizon);
  const own = members.filter(({ horizon }) => horizon === shortest?.horizon);
  if (shortest === undefined || shortest.meanRankIc === null || own.length === 0)
    return Array(included.length).fill(null);
  const { signal } = combineSignals(
    own.map(({ scores }) => scores),
    included,
    own.map(({ weight = 1 }) => weight),
  );
  const count = countOf(signal);
  return Array.from(averageRanks(signal), (rank) => {
    if (Number.isNaN(rank) || count < 2) return null;
    const { low, high, level } = shortest.intervalOf((2 * (rank - 1)) / (count - 1) - 1);
    return { low: hundredth(low), high: hundredth(high), level };
  });
}

/** Returns a rank of -1..1 as one of 0..100, to two decimals. */
function hundredth(rank: number): number {
  return Math.round(5_000 * (rank + 1)) / 100;
}

/** Returns the evidence of a token once the whole day is known. */
function finalEvidence(evidence: Evidence, percentile: number, scales: readonly MemberScale[]): Evidence {
  if (evidence.withheld !== null) return evidence;
  if (Number.isNaN(percentile)) {
    return withhold(evidence, 'small-universe', `fewer than ${MINIMUM_UNIVERSE} tokens could be graded`);
  }
  if (scales.every(({ scale }) => scale === 0)) {
    return withhold(evidence, 'no-signal', 'the models gave every token the same score');
  }
  return evidence;
}
