import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { QualityRecord } from '../../shared/quality.ts';
import { QUALITY_KIND } from '../models/quality-forest.ts';
import { listModelsKnownBy, saveModel } from '../store/models.ts';
import { appendStudy, findStudy } from '../store/studies.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

const STUDY = 'quality-record';
const SEED = 1;
const UNJUDGED =
  'This forest was not judged: no year had both a forest and earlier outcomes to calibrate it by, so nothing is known of how far its chances are right.';
const NOBODY = { asset: [], symbol: [], survives: [], fades: [], dies: [], reason: [] };

/** Returns the handlers of the quality forest: training it, and what it says of tokens. */
export function qualityHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'quality.train' | 'quality.list'> {
  const { store, events } = context;
  return {
    async 'quality.train'({ asOf }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const input = { asOf: instant, seed: SEED, programVersion: programVersion() };
      const { model, record } = await runJob(context, 'quality.train', 'train-quality', input, signal);
      const kept: QualityRecord = { ...record, notes: [...notes, ...record.notes] };
      saveModel(store, model);
      appendStudy(store, STUDY, instant, kept);
      events.publish('quality.changed', {});
      return kept;
    },
    async 'quality.list'({ asOf, asset }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const record = findStudy<QualityRecord>(store, STUDY, instant)?.body ?? null;
      const model = listModelsKnownBy(store, instant).find(({ meta }) => meta.kind === QUALITY_KIND);
      if (model === undefined) return { asOf: instant, modelId: null, ...NOBODY, record, notes };
      const input = { asOf: instant, modelId: model.id, asset };
      const columns = await runJob(context, 'quality.list', 'quality', input, signal);
      const isUnjudged = record === null || record.year.length === 0;
      return { asOf: instant, modelId: model.id, ...columns, record, notes: isUnjudged ? [UNJUDGED, ...notes] : notes };
    },
  };
}
