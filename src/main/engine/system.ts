import { statSync } from 'node:fs';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { countAbsences } from '../store/absences.ts';
import { listTrials } from '../store/backtests.ts';
import { listDrafts } from '../store/drafts.ts';
import { listIdentities } from '../store/identities.ts';
import { SCHEMA_VERSION } from '../store/migrate.ts';
import { listModels } from '../store/models.ts';
import { countRefusals } from '../store/refusals.ts';
import { listSeries } from '../store/series.ts';
import { countAssets, hashFacts, sourceStatuses } from '../store/status.ts';
import type { EngineContext } from './context.ts';
import { isSimulated } from './is-simulated.ts';
import { programVersion } from './program-version.ts';

/** Returns the handler of the program's own state. */
export function systemHandlers({ store }: EngineContext): Pick<Handlers<AppContract>, 'system.status'> {
  return {
    'system.status': ({ hash }) => {
      const linked = new Set(
        listIdentities(store)
          .filter(({ method }) => method !== 'unlinked')
          .map(({ source, key }) => `${source}\n${key}`),
      );
      const series = listSeries(store, '1d');
      return {
        programVersion: programVersion(),
        schemaVersion: SCHEMA_VERSION,
        storePath: store.path,
        storeBytes: bytesOf(store.path) + bytesOf(`${store.path}-wal`),
        simulated: isSimulated(store),
        sources: sourceStatuses(store),
        refusedRowCount: countRefusals(store),
        absences: countAbsences(store),
        assetCount: countAssets(store),
        unlinkedSeriesCount: series.filter(({ source, key }) => !linked.has(`${source}\n${key}`)).length,
        modelCount: listModels(store).length,
        draftCount: listDrafts(store).length,
        backtestCount: listTrials(store).length,
        contentHash: hash ? hashFacts(store) : null,
      };
    },
  };
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
