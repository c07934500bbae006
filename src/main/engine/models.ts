import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig, StoredModel } from '../../shared/models.ts';
import { type Instant, instantOf } from '../../shared/time.ts';
import { hashFactors } from '../jobs/research.ts';
import { deleteCheckpoints } from '../store/checkpoints.ts';
import { countVersionsBefore } from '../store/days.ts';
import { listModels, saveModel } from '../store/models.ts';
import type { ReadableStore } from '../store/open.ts';
import { hashOf } from './canonical.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { findByBeginning } from './find-by-beginning.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

/** Returns the handlers of models: training, the list of what was trained, and what moves its scores. */
export function modelHandlers(
  context: EngineContext,
): Pick<Handlers<AppContract>, 'models.train' | 'models.list' | 'models.importance'> {
  const { store } = context;
  return {
    async 'models.train'({ asOf, config }, signal) {
      const startedAt = context.clock();
      const { instant, notes } = decisionTimeOf(store, asOf);
      const trained = await trainModels(context, 'models.train', instant, config, signal);
      return { asOf: instant, ...trained, seconds: (context.clock() - startedAt) / 1000, notes };
    },
    'models.list': () => ({ models: listModels(store) }),
    async 'models.importance'({ id }, signal) {
      const model = findByBeginning(listModels(store), id, 'Model');
      // a model may have been trained on a day that is newer than the newest whole one, and scores none before it
      const { instant } = decisionTimeOf(store, null);
      const asOf = instantOf(Math.max(instant, model.meta.trainedUntilTime));
      const measured = await runJob(context, 'models.importance', 'importance', { id: model.id, asOf }, signal);
      return { id: model.id, asOf, ...measured };
    },
  };
}

/** Trains every member on what was known at an instant and keeps the models. Progress is told under the call's name. */
export async function trainModels(
  context: EngineContext,
  call: string,
  asOf: Instant,
  config: EnsembleConfig,
  signal: CancelSignal,
): Promise<{ readonly models: StoredModel[]; readonly resumedCount: number }> {
  const { store, events } = context;
  // before the work, so that facts which come meanwhile are not taken for learnt
  const recipe = recipeOf(store, asOf, config);
  const input = { asOf, config, programVersion: programVersion() };
  const { models: saved, resumedCount } = await runJob(context, call, 'train', input, signal);
  const models = saved.map(({ meta, arrays }) => {
    const model = { meta: { ...meta, recipe }, arrays };
    return { id: saveModel(store, model), meta: model.meta };
  });
  for (const purpose of ['train/', 'held-back/']) deleteCheckpoints(store, purpose);
  events.publish('models.changed', { ids: models.map(({ id }) => id) });
  return { models, resumedCount };
}

/**
 * Returns the hash of all that decides what a training at an instant comes to. Of the data it takes the count of versions
 * that reach to before the instant: facts are only ever added, so what is counted alike is the same, and candles that came
 * after the instant leave it as it is.
 */
export function recipeOf(store: ReadableStore, asOf: Instant, config: EnsembleConfig): string {
  return hashOf([config, hashFactors(), programVersion(), countVersionsBefore(store, asOf)]);
}
