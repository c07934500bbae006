import type { CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig, StoredModel, TRAINING_REASONS } from '../../shared/models.ts';
import { DAY, type Instant, instantOf } from '../../shared/time.ts';
import { listModelsKnownBy } from '../store/models.ts';
import type { EngineContext } from './context.ts';
import { ensembleConfigOf } from './ensemble-config.ts';
import { recipeOf, trainModels } from './models.ts';

/** Models older than this are trained anew by schedule. */
const MAXIMUM_AGE = 31 * DAY;

/** The ensemble to ask, whether it was trained at the very instant, and why if it was trained just now. */
export type Ensured = { readonly ids: readonly string[]; readonly isOfNow: boolean; readonly notes: readonly string[] };

/** Why models are trained, and what a person is told of it. */
export type TrainingCause = { readonly reason: (typeof TRAINING_REASONS)[number]; readonly told: string };

/**
 * Returns the ensemble to ask at an instant: the newest of the last month that was trained by the same recipe, which is the
 * configuration, the factors, the program and the data; trained now on what was known then if there is none or if one of its
 * members is missing. A member for which the history was too short at that very instant stays missing.
 */
export async function ensureModels(
  context: EngineContext,
  call: string,
  asOf: Instant,
  asked: EnsembleConfig,
  signal: CancelSignal,
): Promise<Ensured> {
  const { store } = context;
  const config = ensembleConfigOf(store, asked);
  const recipes = new Map<Instant, string>();
  const all = listModelsKnownBy(store, asOf);
  const alike = all.filter(({ meta }) => {
    if (meta.recipe === undefined) return false;
    const trainedUntil = instantOf(meta.trainedUntilTime);
    const recipe = recipes.get(trainedUntil) ?? recipeOf(store, trainedUntil, config);
    recipes.set(trainedUntil, recipe);
    return meta.recipe === recipe;
  });
  const isYoung = ({ meta }: StoredModel): boolean => asOf - meta.trainedUntilTime <= MAXIMUM_AGE;
  const ensemble = newestEnsemble(alike.filter(isYoung));
  // one model for each member, and one that weighs them for each horizon
  const isWhole = ensemble.length === (config.kinds.length + 1) * config.horizons.length;
  const isOfNow = ensemble[0]?.meta.trainedUntilTime === asOf;
  if (isWhole || isOfNow) return { ids: ensemble.map(({ id }) => id), isOfNow, notes: [] };
  return trainAnew(context, call, asOf, config, causeOf(all, alike, ensemble), signal);
}

function causeOf(
  all: readonly StoredModel[],
  alike: readonly StoredModel[],
  ensemble: readonly StoredModel[],
): TrainingCause {
  if (all.length === 0) return { reason: 'none', told: 'there were none by then' };
  if (ensemble.length > 0) return { reason: 'none', told: 'a member was missing' };
  if (alike.length > 0) return { reason: 'schedule', told: 'they were older than a month' };
  return { reason: 'changed', told: 'the data, the settings or the program had changed since' };
}

/** Trains the ensemble of an instant and returns it, telling why. */
export async function trainAnew(
  context: EngineContext,
  call: string,
  asOf: Instant,
  config: EnsembleConfig,
  { reason, told }: TrainingCause,
  signal: CancelSignal,
): Promise<Ensured> {
  const note = `Models were trained (${reason}): ${told}`;
  context.log.info(note);
  const { models } = await trainModels(context, call, asOf, config, signal);
  return { ids: newestEnsemble(models).map(({ id }) => id), isOfNow: true, notes: [note] };
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
