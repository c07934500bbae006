import type { CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig, StoredModel } from '../../shared/models.ts';
import { DAY, type Instant } from '../../shared/time.ts';
import { listModelsKnownBy } from '../store/models.ts';
import type { EngineContext } from './context.ts';
import { trainModels } from './models.ts';

/** Models older than this are not asked any more: a month is what the walk-forward backtest allows them, too. */
const MAXIMUM_AGE = 31 * DAY;

/**
 * Returns the ids of the ensemble to ask at an instant: the newest that was trained by then, trained now on what was known
 * then if there is none of the last month or one of the members is missing. A member for which the history was too short at
 * that very instant stays missing.
 */
export async function ensureModels(
  context: EngineContext,
  call: string,
  asOf: Instant,
  config: EnsembleConfig,
  signal: CancelSignal,
): Promise<string[]> {
  const known = newestEnsemble(listModelsKnownBy(context.store, asOf)).filter(
    ({ meta }) => config.kinds.includes(meta.kind) && config.horizons.includes(meta.horizonDays),
  );
  const trainedUntil = known[0]?.meta.trainedUntilTime ?? Number.NEGATIVE_INFINITY;
  const isWhole = known.length === config.kinds.length * config.horizons.length;
  if (asOf - trainedUntil <= MAXIMUM_AGE && (isWhole || trainedUntil === asOf)) return known.map(({ id }) => id);
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
