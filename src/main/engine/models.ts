import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig, HistoryCurve, StoredModel } from '../../shared/models.ts';
import { type Instant, instantOf } from '../../shared/time.ts';
import type { EnsembleRecord } from '../jobs/ensemble-record.ts';
import { RECORD_PURPOSE, recordPurposeOf } from '../jobs/record.ts';
import { hashFactors } from '../jobs/research.ts';
import { deleteCheckpoints, keepNewestCheckpoints } from '../store/checkpoints.ts';
import { countVersionsBefore } from '../store/days.ts';
import { listModels, saveModel } from '../store/models.ts';
import type { ReadableStore } from '../store/open.ts';
import { appendStudy, findStudy } from '../store/studies.ts';
import { hashOf } from './canonical.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf, latestInstantOf } from './decision-time.ts';
import { configurationOf, ensembleConfigOf, isOfRatings, newestFoldsOf, ratedConfigOf } from './ensemble-config.ts';
import { findByBeginning } from './find-by-beginning.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

type Names =
  | 'models.train'
  | 'models.record'
  | 'models.measureHistory'
  | 'models.history'
  | 'models.forecasts'
  | 'models.export'
  | 'models.list'
  | 'models.importance';

/** Kinds of studies. */
const RECORD = 'ensemble-record';
const HISTORY = 'history-curve';
/** Where the program left scores before there was one record. */
const FORMER_PURPOSES = ['backtest/', 'held-back/'];
/** Configurations whose records stay: to try another one is not to lose an hour's work on the usual one. */
const KEPT_RECORDS = 3;

/** Returns the handlers of models: training, what was trained, what it was worth, and what moves its scores. */
export function modelHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;
  return {
    async 'models.train'({ asOf, config }, signal) {
      const startedAt = context.clock();
      const { instant, notes } = decisionTimeOf(store, asOf);
      const trained = await trainModels(context, 'models.train', instant, config, signal);
      const seconds = (context.clock() - startedAt) / 1000;
      return { asOf: instant, ...trained, seconds, reason: 'asked', notes };
    },
    'models.record'({ asOf }) {
      const of = (configuration: string | null) =>
        findStudy<EnsembleRecord & { readonly configuration?: string }>(
          store,
          RECORD,
          asOf ?? undefined,
          configuration,
        );
      const study = of(configurationOf(store, ratedConfigOf(store))) ?? of(null);
      if (study === undefined)
        throw new AppError('not-found', 'No ensemble was trained by then, needs a training first');
      const { configuration, ...record } = study.body;
      return {
        ...record,
        kinds: record.weights[0]?.members ?? [],
        horizons: record.weights.map(({ horizonDays }) => horizonDays),
        isOfRatings: isOfRatings(store, configuration, record.trainedTime),
      };
    },
    async 'models.measureHistory'({ asOf, kinds, trainDays }, signal) {
      const { instant } = decisionTimeOf(store, asOf);
      const input = { asOf: instant, kinds, trainDays, programVersion: programVersion() };
      const curves = await runJob(context, 'models.measureHistory', 'measure-history', input, signal);
      appendStudy(store, HISTORY, instant, { asOf: instant, curves });
      context.events.publish('models.changed', { ids: [] });
      return { asOf: instant, curves };
    },
    'models.history': () =>
      findStudy<{ asOf: Instant; curves: HistoryCurve[] }>(store, HISTORY)?.body ?? { asOf: null, curves: [] },
    'models.forecasts'(_, signal) {
      const input = { asOf: latestInstantOf(store), configuration: configurationOf(store, ratedConfigOf(store)) };
      return runJob(context, 'models.forecasts', 'forecasts', input, signal);
    },
    'models.export'({ asOf, folder, config, foldCount }, signal) {
      const { instant } = decisionTimeOf(store, asOf);
      const input = { asOf: instant, folder, config, foldCount, programVersion: programVersion() };
      return runJob(context, 'models.export', 'export-matrices', input, signal);
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

/**
 * Trains every member on what was known at an instant, and keeps the models and their record. Progress is told under the call's
 * name. What the record was made of stays, so that the next one has only its newest fold to compute.
 */
export async function trainModels(
  context: EngineContext,
  call: string,
  asOf: Instant,
  asked: EnsembleConfig,
  signal: CancelSignal,
): Promise<{ readonly models: StoredModel[]; readonly resumedCount: number }> {
  const { store, events } = context;
  const config = ensembleConfigOf(store, asked);
  // before the work, so that facts which come meanwhile are not taken for learnt
  const recipe = recipeOf(store, asOf, config);
  const configuration = configurationOf(store, config);
  const newestFolds = newestFoldsOf(store);
  const input = {
    asOf,
    config,
    programVersion: programVersion(),
    ...(newestFolds === undefined ? {} : { newestFolds }),
  };
  const { models: saved, record, resumedCount } = await runJob(context, call, 'train', input, signal);
  const models = saved.map(({ meta, arrays }) => {
    const model = { meta: { ...meta, recipe, configuration }, arrays };
    return { id: saveModel(store, model), meta: model.meta };
  });
  appendStudy(store, RECORD, asOf, { ...record, configuration });
  for (const prefix of FORMER_PURPOSES) deleteCheckpoints(store, prefix);
  keepNewestCheckpoints(store, RECORD_PURPOSE, recordPurposeOf(config, programVersion()), KEPT_RECORDS);
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
