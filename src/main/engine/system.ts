import { statSync } from 'node:fs';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { SystemStatus } from '../../shared/system.ts';
import { formatDay } from '../../shared/time.ts';
import { countAbsences } from '../store/absences.ts';
import { listTrials } from '../store/backtests.ts';
import { type DayCount, findLatestDays } from '../store/days.ts';
import { countDrafts } from '../store/drafts.ts';
import { SCHEMA_VERSION } from '../store/migrate.ts';
import { listModels } from '../store/models.ts';
import type { ReadableStore } from '../store/open.ts';
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
      ...latestDaysOf(store),
      refusedRowCount: countRefusals(store),
      absences: countAbsences(store),
      modelCount: listModels(store).length,
      draftCount: countDrafts(store),
      backtestCount: listTrials(store).length,
    }),
  };
}

function latestDaysOf(store: ReadableStore): Pick<SystemStatus, 'newestDay' | 'newestWholeDay'> {
  const days = findLatestDays(store);
  const toWire = ({ day, ...counts }: DayCount) => ({ day: formatDay(day), ...counts });
  return {
    newestDay: days === null ? null : toWire(days.newest),
    newestWholeDay: days === null ? null : toWire(days.newestWhole),
  };
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
