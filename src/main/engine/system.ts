import { statSync } from 'node:fs';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { countAbsences } from '../store/absences.ts';
import { listTrials } from '../store/backtests.ts';
import { listDrafts } from '../store/drafts.ts';
import { SCHEMA_VERSION } from '../store/migrate.ts';
import { listModels } from '../store/models.ts';
import { countRefusals } from '../store/refusals.ts';
import type { EngineContext } from './context.ts';
import { isSimulated } from './is-simulated.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

/** Returns the handler of the program's own state. */
export function systemHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'system.status'> {
  const { store } = context;
  return {
    'system.status': async ({ hash }, signal) => ({
      ...(await runJob(context, 'system.status', 'status', { hash }, signal)),
      programVersion: programVersion(),
      schemaVersion: SCHEMA_VERSION,
      storePath: store.path,
      storeBytes: bytesOf(store.path) + bytesOf(`${store.path}-wal`),
      simulated: isSimulated(store),
      refusedRowCount: countRefusals(store),
      absences: countAbsences(store),
      modelCount: listModels(store).length,
      draftCount: listDrafts(store).length,
      backtestCount: listTrials(store).length,
    }),
  };
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
