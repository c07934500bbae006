/** A draft of an instant: the signal of models born by then, made weights. */
import { createHash } from 'node:crypto';
import type { Draft, DraftPreferences } from '../../shared/drafts.ts';
import { AppError, invariant } from '../../shared/errors.ts';
import { type EligibilityRules, EnsembleConfig } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { constructWeights } from '../portfolio/construct.ts';
import { horizonsOf } from '../ratings/grades.ts';
import { combineSignals } from '../ratings/signals.ts';
import { listForecasts } from '../store/forecasts.ts';
import { namesOf } from './asset-names.ts';
import { candidatesAt, refuseUnknownNames } from './candidates.ts';
import { closeForecasts } from './closed-forecasts.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import type { Job } from './job.ts';
import { liveWeightsOf } from './live-weights.ts';
import { hashWindow, type Market } from './market.ts';
import { cachedMarket, cachedTable } from './market-cache.ts';
import { hashFactors } from './research.ts';
import { shareOfRun } from './share-of-run.ts';
import { loadEnsemble, scoreDay } from './stored-ensemble.ts';

export type DraftInput = {
  readonly name: string;
  readonly asOf: Instant;
  readonly preferences: DraftPreferences;
  readonly eligibility: EligibilityRules;
  readonly current: Readonly<Record<string, number>>;
  readonly modelIds: readonly string[];
  readonly programVersion: string;
  readonly isSimulated: boolean;
};
/** A draft's content: everything that its id is the hash of. */
export type DraftContent = Omit<Draft, 'id' | 'state' | 'createdTime'>;

/**
 * Returns the content of a draft. Infeasible constraints are an outcome, not an error. Throws `invalid-input` for weights held
 * that sum to more than 1 or are of a token that the store does not know, and for preferences that name what it does not know.
 */
export const draftIndex: Job<DraftInput, DraftContent> = (store, input, run) => {
  const { name, asOf, preferences, eligibility, current, modelIds, programVersion, isSimulated } = input;
  const part = shareOfRun(run, 0, 0.9);
  const whole = cachedMarket(store, asOf, eligibility, part);
  const recent = cachedTable(store, asOf, eligibility, part);
  refuseUnknownNames(whole.window, preferences);
  refuseImpossibleHoldings(whole, current);
  const { members, horizons: ensembles } = loadEnsemble(store, modelIds, asOf);
  const { day, cells: scoredCells, scores } = scoreDay(recent.market, recent.table, members, whole.lastDay);
  const cells = eligibleCellsOf(whole.window, whole.crossSection, whole.eligible, day);
  invariant(cells.length === scoredCells.length, `${scoredCells.length} tokens were scored of ${cells.length}`);
  const horizons = horizonsOf(preferences.grade, [...new Set(members.map(({ model }) => model.meta.horizonDays))]);
  const own = [...members.keys()].filter((m) => horizons.includes(members[m]!.model.meta.horizonDays));
  const said = listForecasts(store, asOf, ensembles[0]?.meta.configuration);
  const closed = closeForecasts(whole, said, EnsembleConfig.parse({}).delistingReturn);
  const weightOf = liveWeightsOf(ensembles, closed);
  const { signal } = combineSignals(
    own.map((m) => scores[m]!),
    null,
    own.map((m) => weightOf(members[m]!.model.meta)),
  );
  const built = constructWeights({
    ...candidatesAt(whole, day, cells, signal, preferences.covarianceDays),
    preferences,
    current: new Map(Object.entries(current)),
  });
  const nameOf = namesOf(store, asOf);
  const config = JSON.stringify([preferences, eligibility, Object.entries(current).sort()]);
  run.report(1, 'drafted');
  return {
    name,
    asOf,
    isSimulated,
    feasible: built.feasible,
    binding: built.feasible ? [] : [...built.binding],
    weights: built.feasible
      ? built.weights.map(({ asset, weight, reason }) => ({ asset, name: nameOf(asset), weight, reason }))
      : [],
    cash: built.feasible ? built.cash : 1,
    method: built.feasible ? built.method : null,
    fallbackChain: [...built.fallbackChain],
    skipped: [...built.skipped],
    figures: built.feasible ? built.figures : null,
    hashes: {
      data: hashWindow(whole.window),
      factors: hashFactors(),
      models: [...modelIds],
      config: createHash('sha256').update(config).digest('hex'),
      program: programVersion,
      seed: members[0]?.model.meta.seed ?? 0,
    },
    preferences,
    eligibility,
    current: { ...current },
  };
};

/** Slack of a sum of weights. */
const ROUNDING = 1e-9;

function refuseImpossibleHoldings({ window }: Market, current: Readonly<Record<string, number>>): void {
  const known = new Set(window.assets);
  const unknown = Object.keys(current).filter((asset) => !known.has(asset));
  if (unknown.length > 0) {
    throw new AppError(
      'invalid-input',
      `Weights held named ${unknown.slice(0, 5).join(', ')}, need tokens that the store knows`,
    );
  }
  const sum = Object.values(current).reduce((total, weight) => total + weight, 0);
  if (sum > 1 + ROUNDING) {
    throw new AppError('invalid-input', `Weights held sum to ${sum}, need at most 1: the rest is cash`);
  }
}
