import type { AnomalyRecord } from '../../shared/anomalies.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { thresholdNote } from '../jobs/anomalies.ts';
import { DEFAULT_THRESHOLD } from '../jobs/prove-anomalies.ts';
import { appendStudy, findStudy } from '../store/studies.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { runJob } from './run-job.ts';

const STUDY = 'anomaly-record';

type Names = 'anomalies.list' | 'anomalies.prove' | 'anomalies.record';

/** Returns the handlers of unusual days and of the track record of what finds them. */
export function anomalyHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store, events } = context;
  return {
    async 'anomalies.list'({ asOf, days, asset }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const study = findStudy<AnomalyRecord>(store, STUDY, instant);
      const threshold = study?.body.alertThreshold ?? DEFAULT_THRESHOLD;
      const input = { asOf: instant, days, asset, threshold };
      const found = await runJob(context, 'anomalies.list', 'anomalies', input, signal);
      return { ...found, notes: [...notes, thresholdNote(study?.body ?? null), ...found.notes] };
    },
    async 'anomalies.prove'({ asOf }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const proven = await runJob(context, 'anomalies.prove', 'prove-anomalies', { asOf: instant }, signal);
      const record = { ...proven, notes: [...notes, ...proven.notes] };
      appendStudy(store, STUDY, instant, record);
      events.publish('anomalies.changed', {});
      return record;
    },
    'anomalies.record': () => ({ record: findStudy<AnomalyRecord>(store, STUDY)?.body ?? null }),
  };
}
