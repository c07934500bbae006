/**
 * Ratings of a day.
 *
 * 1. `evidenceOf`: for each token and grade what there is to go by; what is too little is withheld.
 * 2. `combineSignals`: one signal out of the members of the grade, over the tokens that are graded.
 * 3. `percentilesOf`, `letterOf`: the signal made readable.
 * 4. `reasonsOf`: what each factor added to it.
 */
import { invariant } from '../../shared/errors.ts';
import { GRADES, type Grade } from '../../shared/grades.ts';
import type { Evidence, RatedGrade, Rating } from '../../shared/ratings.ts';
import type { SkillVerdict } from '../../shared/skill.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { mean } from '../numeric/stats.ts';
import { evidenceOf, meanT, withhold } from './evidence.ts';
import { horizonsOf, letterOf, MINIMUM_UNIVERSE, percentilesOf } from './grades.ts';
import { type Explanation, reasonsOf, shortened } from './reasons.ts';
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
  /** Mean out-of-sample rank IC; null where it was not measured. */
  readonly meanRankIc: number | null;
  /** Its t, and what may be said of the model by it. */
  readonly t: number | null;
  readonly verdict: SkillVerdict;
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
  const measured = used.map(({ meanRankIc }) => meanRankIc).filter((value) => value !== null);
  const evidence = assets.map((_, i) =>
    evidenceOf({
      coverage: input.coverage[i],
      minimumCoverage: input.minimumCoverage,
      oldestInputDays: input.oldestInputDays[i],
      memberCount: used.filter(({ scores }) => !Number.isNaN(scores[i])).length,
      expectedMemberCount: own.length * kinds.length,
      // Of some models only would be a guess about the others.
      meanRankIc: measured.length === used.length && used.length > 0 ? mean(measured) : null,
      rankIcT: meanT(used),
      verdicts: used.map(({ verdict }) => verdict),
    }),
  );
  const included = Uint8Array.from(evidence, ({ withheld }) => (withheld === null ? 1 : 0));
  const { signal, scales } = combineSignals(
    used.map(({ scores }) => scores),
    included,
    used.map(({ weight = 1 }) => weight),
  );
  const percentiles = percentilesOf(signal);
  const grades = assets.map(({ asset }, i): RatedGrade => {
    const own = finalEvidence(evidence[i], percentiles[i], scales);
    if (own.withheld !== null) {
      return { score: null, letter: null, change7Days: null, signal: null, evidence: own, reasons: null };
    }
    const before = input.before?.get(asset)?.[grade] ?? null;
    const score = percentiles[i];
    return {
      score,
      letter: letterOf(score),
      change7Days: before === null ? null : Math.round((score - before) * 100) / 100 + 0,
      signal: signal[i],
      evidence: own,
      reasons: reasonsOf(
        i,
        signal[i],
        used.map(({ explanation }) => explanation),
        scales,
        input.x,
      ),
    };
  });
  return { grades, weights: chosen.map((member, m) => ({ member, weight: scales[m].weight })) };
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
