/** A draft of an instant: the signal of models born by then, made weights. */
import { createHash } from 'node:crypto';
import type { Draft, DraftPreferences } from '../../shared/drafts.ts';
import type { EligibilityRules } from '../../shared/models.ts';
import { formatInstant, type Instant } from '../../shared/time.ts';
import { constructWeights } from '../portfolio/construct.ts';
import { horizonsOf } from '../ratings/grades.ts';
import { combineSignals } from '../ratings/signals.ts';
import { namesOf } from './asset-names.ts';
import { candidatesAt } from './candidates.ts';
import type { Job } from './job.ts';
import { hashWindow, loadMarket } from './market.ts';
import { factorsOf, hashFactors } from './research.ts';
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

/** Returns the content of a draft. Infeasible constraints are an outcome, not an error. */
export const draftIndex: Job<DraftInput, DraftContent> = (store, input, run) => {
  const { name, asOf, preferences, eligibility, current, modelIds, programVersion, isSimulated } = input;
  run.report(0, `reading candles known at ${formatInstant(asOf)}`);
  const market = loadMarket(store, asOf, eligibility);
  const table = factorsOf(market, shareOfRun(run, 0.2, 0.9));
  const members = loadEnsemble(store, modelIds, asOf);
  const { day, cells, scores } = scoreDay(market, table, members, market.lastDay);
  const horizons = horizonsOf(preferences.grade, [...new Set(members.map(({ model }) => model.meta.horizonDays))]);
  const own = scores.filter((_, m) => horizons.includes(members[m]!.model.meta.horizonDays));
  const { signal } = combineSignals(own);
  const built = constructWeights({
    ...candidatesAt(market, day, cells, signal, preferences.covarianceDays),
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
      data: hashWindow(market.window),
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
