import type { CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig, StoredModel } from '../../shared/models.ts';
import { DAY, type Instant, instantOf } from '../../shared/time.ts';
import { listModelsKnownBy } from '../store/models.ts';
import type { EngineContext } from './context.ts';
import { recipeOf, trainModels } from './models.ts';

/** Models older than this are not asked any more: a month is what the walk-forward backtest allows them, too. */
const MAXIMUM_AGE = 31 * DAY;

/**
 * Returns the ids of the ensemble to ask at an instant: the newest of the last month that was trained by the same recipe,
 * which is the configuration, the factors, the program and the data; trained now on what was known then if there is none
 * or if one of its members is missing. A member for which the history was too short at that very instant stays missing.
 */
export async function ensureModels(
  context: EngineContext,
  call: string,
  asOf: Instant,
  config: EnsembleConfig,
  signal: CancelSignal,
): Promise<string[]> {
  const { store } = context;
  const recipes = new Map<Instant, string>();
  const known = listModelsKnownBy(store, asOf).filter(({ meta }) => {
    const trainedUntil = instantOf(meta.trainedUntilTime);
    if (meta.recipe === undefined || asOf - trainedUntil > MAXIMUM_AGE) return false;
    const recipe = recipes.get(trainedUntil) ?? recipeOf(store, trainedUntil, config);
    recipes.set(trainedUntil, recipe);
    return meta.recipe === recipe;
  });
  const ensemble = newestEnsemble(known);
  const isWhole = ensemble.length === config.kinds.length * config.horizons.length;
  const isOfNow = ensemble[0]?.meta.trainedUntilTime === asOf;
  if (isWhole || isOfNow) return ensemble.map(({ id }) => id);
  const { models } = await trainModels(context, call, asOf, config, signal);
  return newestEnsemble(models).map(({ id }) => id);
}

/** Returns the newest model of each kind and horizon among those of the newest training, in the order of kind and horizon. */
export function newestEnsemble(models: readonly StoredModel[]): StoredModel[] {
  const newest = models[0]?.meta.trainedUntilTime;
  const byMember = new Map<string, StoredModel>();
  for (const model of models) {
    const { kind, horizonDays, trainedUntilTime } = model.meta;
    const member = `${String(horizonDays).padStart(3, '0')} ${kind}`;
    if (trainedUntilTime === newest && !byMember.has(member)) byMember.set(member, model);
  }
  return [...byMember.keys()].sort().map((member) => byMember.get(member)!);
}
