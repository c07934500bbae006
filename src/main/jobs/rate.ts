/**
 * Ratings of an instant: candles and factors as known then, scored and explained by models that were born by then.
 */
import { AppError } from '../../shared/errors.ts';
import { GRADES } from '../../shared/grades.ts';
import type { EnsembleConfig, ModelMeta } from '../../shared/models.ts';
import type { Rating, RatingSetMeta } from '../../shared/ratings.ts';
import { type SkillVerdict, verdictOf } from '../../shared/skill.ts';
import { DAY, formatDay, type Instant } from '../../shared/time.ts';
import { tenthOf } from '../models/conformal.ts';
import { coverageOf } from '../models/dataset.ts';
import { dissimilarityOf } from '../models/dissimilarity.ts';
import { findEstimator } from '../models/registry.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import { inputAge } from '../ratings/evidence.ts';
import { countGraded, type GradeScores, type RatedDay, rankRatings, rateAssets, scoresOf } from '../ratings/rate.ts';
import { combineSignals } from '../ratings/signals.ts';
import { type Forecast, listForecasts } from '../store/forecasts.ts';
import { findRatings } from '../store/ratings.ts';
import { namesOf } from './asset-names.ts';
import { closeForecasts } from './closed-forecasts.ts';
import { declineOf, shiftOf } from './drift.ts';
import type { Job } from './job.ts';
import { liveSkill, liveWeightsOf, type WeightOf } from './live-weights.ts';
import { hashWindow, loadMarket, type Market, readingStep } from './market.ts';
import { recentFactorsOf } from './recent-market.ts';
import { hashFactors } from './research.ts';
import { shareOfRun } from './share-of-run.ts';
import {
  explainByFactor,
  inputsOf,
  loadEnsemble,
  type ScoredDay,
  type StoredEnsemble,
  scoreDay,
} from './stored-ensemble.ts';

export type RateInput = {
  readonly asOf: Instant;
  readonly config: EnsembleConfig;
  readonly modelIds: readonly string[];
  readonly programVersion: string;
  readonly isSimulated: boolean;
};
/** The ratings of an instant, what they were made with, and what the models said, to be kept before anybody knows the outcome. */
export type RateOutput = {
  readonly meta: RatingSetMeta;
  readonly ratings: readonly Rating[];
  readonly forecasts: readonly Forecast[];
  /** In words why the models should be trained anew; null if nothing speaks for it. */
  readonly drift: string | null;
};

const WEEK = 7;

/** Returns both grades of everything eligible at an instant, the best investor's grade first. Throws `insufficient-data`. */
export const rateMarket: Job<RateInput, RateOutput> = (store, input, run) => {
  const { asOf, config, modelIds, isSimulated, programVersion } = input;
  const whole = loadMarket(store, asOf, config.eligibility, { onAsset: readingStep(run, 0.4) });
  const { market, table } = recentFactorsOf(whole, shareOfRun(run, 0.4, 0.8));
  const ageOf = inputAgesOf(whole);
  const ensemble = loadEnsemble(store, modelIds, asOf);
  const { members, horizons } = ensemble;
  const said = listForecasts(store, asOf, horizons[0]?.meta.configuration);
  const closed = closeForecasts(whole, said, config.delistingReturn);
  run.report(0.8, 'scoring and explaining');
  const today = scoreDay(market, table, members, market.lastDay);
  if (today.cells.length === 0) {
    throw new AppError(
      'insufficient-data',
      `No token was eligible at the end of ${formatDay(market.lastDay)}, needs ${config.eligibility.minimumAgeDays} days of history and ${config.eligibility.minimumDollarVolume.toLocaleString('en-US')} USD traded a day`,
    );
  }
  const weightOf = liveWeightsOf(horizons, closed);
  const rating: RatingBy = { market, table, ensemble, weightOf, config, nameOf: namesOf(store, asOf), ageOf };
  const weekAgo = asOf - WEEK * DAY;
  const stored = findRatings<Rating>(store, weekAgo);
  const wereBorn = members.every(({ model }) => model.meta.trainedUntilTime <= weekAgo);
  const before = wereBorn
    ? scoresOf(rateDay(rating, scoreDay(market, table, members, market.lastDay - WEEK), null, false).ratings)
    : stored?.asOf === weekAgo
      ? scoresOf(stored.rows)
      : null;
  const rated = rateDay(rating, today, before);
  const ratings = rankRatings(rated.ratings, 'investor');
  run.report(1, 'rated');
  const declines = horizons.map((own) =>
    declineOf(own.state.rankIc, liveSkill(own, closed), own.meta.horizonDays, horizons.length),
  );
  const [first] = horizons;
  return {
    ratings,
    forecasts: forecastsOf(rating, today, asOf),
    drift:
      declines.find((own) => own !== null) ?? (first === undefined ? null : shiftOf(first.state.presence, today.x)),
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
      hashes: { data: hashWindow(whole.window, run.signal), factors: hashFactors(), program: programVersion },
    },
  };
};

/** Returns what tells the age of a token's oldest input on a day, as far back as the whole history goes. */
function inputAgesOf({ window }: Market): (assetId: string, day: number) => number | null {
  const indexOf = new Map(window.assets.map((id, i) => [id, i]));
  return (assetId, day) => inputAge(window, indexOf.get(assetId)!, day);
}

/** Returns what the record says of a member or an ensemble. */
function verdictOfModel({ outOfSample, evaluation, horizonDays }: ModelMeta): SkillVerdict {
  const { meanRankIc = null, t = null, dateCount = null } = outOfSample;
  const days = evaluation === null ? null : Math.round((evaluation.untilTime - evaluation.fromTime) / DAY);
  return verdictOf({ meanRankIc, t, dateCount, days, horizonDays });
}

/** What the days of a market are rated by. */
type RatingBy = {
  readonly market: Market;
  readonly table: FactorTable;
  readonly ensemble: StoredEnsemble;
  readonly weightOf: WeightOf;
  readonly config: EnsembleConfig;
  readonly nameOf: (assetId: string) => string;
  readonly ageOf: (assetId: string, day: number) => number | null;
};

/** @param explains - whether reasons are wanted: for networks they take longer than all else. */
function rateDay(
  { market, table, ensemble, weightOf, config, nameOf, ageOf }: RatingBy,
  { day, cells, x, scores }: ScoredDay,
  before: ReadonlyMap<string, GradeScores> | null,
  explains = true,
): RatedDay {
  const { window, crossSection } = market;
  const assets = Array.from(cells, (cell) => crossSection.assetOfCell[cell]!);
  const inputOf = inputsOf(table, cells);
  const reference = ensemble.horizons[0]?.state.reference;
  const nothing = { base: 0, contributions: new Float64Array(x.data.length) };
  return rateAssets({
    assets: assets.map((asset) => {
      const id = window.assets[asset]!;
      return { asset: id, name: nameOf(id) };
    }),
    x,
    coverage: coverageOf(table, cells),
    oldestInputDays: assets.map((asset) => ageOf(window.assets[asset]!, day)),
    members: ensemble.members.map(({ model }, m) => ({
      kind: model.meta.kind,
      horizon: model.meta.horizonDays,
      weight: weightOf(model.meta),
      scores: scores[m]!,
      explanation: explains ? explainByFactor(model, inputOf(model), x.columns) : nothing,
      method: findEstimator(model.meta.kind).input === 'sequences' ? 'integrated-gradients' : 'tree-shap',
    })),
    ensembles: ensemble.horizons.map(({ meta, state: { bands } }) => ({
      horizon: meta.horizonDays,
      meanRankIc: meta.outOfSample.meanRankIc ?? null,
      t: meta.outOfSample.t ?? null,
      verdict: verdictOfModel(meta),
      intervalOf(rank) {
        const tenth = tenthOf(rank);
        return { low: bands.low[tenth]!, high: bands.high[tenth]!, level: bands.level };
      },
    })),
    strangeness:
      reference === undefined ? null : { dissimilarity: dissimilarityOf(reference, x), limit: reference.limit },
    kinds: config.kinds,
    horizons: config.horizons,
    minimumCoverage: config.minimumCoverage,
    before,
  });
}

/** Returns what each member, and the ensemble of each horizon, said of the day's tokens. */
function forecastsOf(
  { market, ensemble, weightOf }: RatingBy,
  { cells, scores }: ScoredDay,
  asOf: Instant,
): Forecast[] {
  const assets = Array.from(cells, (cell) => market.window.assets[market.crossSection.assetOfCell[cell]!]!);
  const members = ensemble.members.map(({ id, model }, m): Forecast => {
    const { kind, horizonDays } = model.meta;
    return { asOf, horizonDays, member: kind, modelId: id, assets, scores: scores[m]! };
  });
  const together = ensemble.horizons.map(({ id, meta: { horizonDays } }): Forecast => {
    const own = [...ensemble.members.keys()].filter((m) => ensemble.members[m]!.model.meta.horizonDays === horizonDays);
    const { signal } = combineSignals(
      own.map((m) => scores[m]!),
      null,
      own.map((m) => weightOf(ensemble.members[m]!.model.meta)),
    );
    return { asOf, horizonDays, member: 'ensemble', modelId: id, assets, scores: Float32Array.from(signal) };
  });
  return [...members, ...together];
}
