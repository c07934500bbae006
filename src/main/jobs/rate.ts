/**
 * Ratings of an instant: candles and factors as known then, scored and explained by models that were born by then.
 */
import { AppError } from '../../shared/errors.ts';
import { GRADES } from '../../shared/grades.ts';
import type { EnsembleConfig, ModelMeta } from '../../shared/models.ts';
import type { Rating, RatingSetMeta } from '../../shared/ratings.ts';
import { type SkillVerdict, verdictOf } from '../../shared/skill.ts';
import { DAY, formatDay, type Instant } from '../../shared/time.ts';
import { coverageOf } from '../models/dataset.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import { inputAge } from '../ratings/evidence.ts';
import { countGraded, type GradeScores, type RatedDay, rankRatings, rateAssets, scoresOf } from '../ratings/rate.ts';
import { findRatings } from '../store/ratings.ts';
import { namesOf } from './asset-names.ts';
import type { Job } from './job.ts';
import { hashWindow, loadMarket, type Market, readingStep } from './market.ts';
import { recentFactorsOf } from './recent-market.ts';
import { hashFactors } from './research.ts';
import { shareOfRun } from './share-of-run.ts';
import { loadEnsemble, type ScoredDay, type StoredMember, scoreDay } from './stored-ensemble.ts';

export type RateInput = {
  readonly asOf: Instant;
  readonly config: EnsembleConfig;
  readonly modelIds: readonly string[];
  readonly programVersion: string;
  readonly isSimulated: boolean;
};
/** The ratings of an instant, and what they were made with. */
export type RateOutput = { readonly meta: RatingSetMeta; readonly ratings: readonly Rating[] };

const WEEK = 7;

/** Returns both grades of everything eligible at an instant, the best investor's grade first. Throws `insufficient-data`. */
export const rateMarket: Job<RateInput, RateOutput> = (store, input, run) => {
  const { asOf, config, modelIds, isSimulated, programVersion } = input;
  const whole = loadMarket(store, asOf, config.eligibility, { onAsset: readingStep(run, 0.4) });
  const { market, table } = recentFactorsOf(whole, shareOfRun(run, 0.4, 0.8));
  const ageOf = inputAgesOf(whole);
  const members = loadEnsemble(store, modelIds, asOf);
  run.report(0.8, 'scoring and explaining');
  const today = scoreDay(market, table, members, market.lastDay);
  if (today.cells.length === 0) {
    throw new AppError(
      'insufficient-data',
      `No token was eligible at the end of ${formatDay(market.lastDay)}, needs ${config.eligibility.minimumAgeDays} days of history and ${config.eligibility.minimumDollarVolume} USD traded a day`,
    );
  }
  const nameOf = namesOf(store, asOf);
  const weekAgo = asOf - WEEK * DAY;
  const stored = findRatings<Rating>(store, weekAgo);
  const wereBorn = members.every(({ model }) => model.meta.trainedUntilTime <= weekAgo);
  const before = wereBorn
    ? scoresOf(
        rateDay(
          market,
          table,
          members,
          scoreDay(market, table, members, market.lastDay - WEEK),
          config,
          nameOf,
          ageOf,
          null,
        ).ratings,
      )
    : stored?.asOf === weekAgo
      ? scoresOf(stored.rows)
      : null;
  const rated = rateDay(market, table, members, today, config, nameOf, ageOf, before);
  const ratings = rankRatings(rated.ratings, 'investor');
  run.report(1, 'rated');
  return {
    ratings,
    meta: {
      isSimulated,
      eligibleCount: today.cells.length,
      gradedCount: countGraded(ratings),
      members: GRADES.flatMap((grade) =>
        rated.weights[grade].map(({ member, weight }) => {
          const { id, model } = members[member]!;
          const { kind, horizonDays, trainedUntilTime, outOfSample } = model.meta;
          return {
            grade,
            modelId: id,
            kind,
            horizonDays,
            weight,
            trainedUntilTime,
            meanRankIc: outOfSample.meanRankIc ?? null,
            t: outOfSample.t ?? null,
            verdict: verdictOfModel(model.meta),
          };
        }),
      ),
      config,
      hashes: { data: hashWindow(whole.window), factors: hashFactors(), program: programVersion },
    },
  };
};

/** Returns what tells the age of a token's oldest input on a day, as far back as the whole history goes. */
function inputAgesOf({ window }: Market): (assetId: string, day: number) => number | null {
  const indexOf = new Map(window.assets.map((id, i) => [id, i]));
  return (assetId, day) => inputAge(window, indexOf.get(assetId)!, day);
}

/** Returns what the days held back from a model say of it. */
function verdictOfModel({ outOfSample, evaluation, horizonDays }: ModelMeta): SkillVerdict {
  const { meanRankIc = null, t = null, dateCount = null } = outOfSample;
  const days = evaluation === null ? null : Math.round((evaluation.untilTime - evaluation.fromTime) / DAY);
  return verdictOf({ meanRankIc, t, dateCount, days, horizonDays });
}

function rateDay(
  market: Market,
  table: FactorTable,
  members: readonly StoredMember[],
  { day, cells, x, scores }: ScoredDay,
  config: EnsembleConfig,
  nameOf: (assetId: string) => string,
  ageOf: (assetId: string, day: number) => number | null,
  before: ReadonlyMap<string, GradeScores> | null,
): RatedDay {
  const { window, crossSection } = market;
  const assets = Array.from(cells, (cell) => crossSection.assetOfCell[cell]!);
  return rateAssets({
    assets: assets.map((asset) => {
      const id = window.assets[asset]!;
      return { asset: id, name: nameOf(id) };
    }),
    x,
    coverage: coverageOf(table, cells),
    oldestInputDays: assets.map((asset) => ageOf(window.assets[asset]!, day)),
    members: members.map(({ model }, m) => ({
      kind: model.meta.kind,
      horizon: model.meta.horizonDays,
      scores: scores[m]!,
      explanation: model.explain(x),
      meanRankIc: model.meta.outOfSample.meanRankIc ?? null,
      t: model.meta.outOfSample.t ?? null,
      verdict: verdictOfModel(model.meta),
    })),
    kinds: config.kinds,
    horizons: config.horizons,
    minimumCoverage: config.minimumCoverage,
    before,
  });
}
