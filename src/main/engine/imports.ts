import { basename } from 'node:path';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers, Input, Output } from '../../shared/endpoint.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import { appendArticles } from '../store/articles.ts';
import { appendAssets } from '../store/assets.ts';
import { beginBatch, discardAbandoned, discardBatch } from '../store/batches.ts';
import { appendCandles } from '../store/candles.ts';
import { appendCrosswalk } from '../store/crosswalk.ts';
import { appendIncidents } from '../store/incidents.ts';
import { appendMeasures } from '../store/measures.ts';
import type { WritableStore } from '../store/open.ts';
import { sealWithRefusals } from '../store/pieces.ts';
import type { EngineContext } from './context.ts';
import type { ImportProgress } from './import-meter.ts';
import { runImport } from './import-run.ts';
import type { ImportWriter } from './import-write.ts';
import { refuseSimulated } from './is-simulated.ts';
import { linkIdentities } from './link-identities.ts';
import { asOnlyWriter } from './only-writer.ts';
import type { Reporter } from './progress.ts';

/** Share of a whole import that reading and writing takes; linking the series takes the rest. */
const WRITING_SHARE = 0.9;

/** Returns the handler of imports: files into the store, then every series to its asset. */
export function importHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'imports.run'> {
  return {
    'imports.run': (input, signal) =>
      asOnlyWriter(context.store, 'imports.run', () => importFiles(context, input, signal)),
  };
}

async function importFiles(
  context: EngineContext,
  { paths, maxRefusedShare }: Input<AppContract['imports.run']>,
  signal: CancelSignal,
): Promise<Output<AppContract['imports.run']>> {
  const { store, clock, events } = context;
  refuseSimulated(store);
  const report = context.reporter('imports.run');
  const told = new Set<string>();
  const imported = await runImport(
    importWriter(store, (source) => told.add(source)),
    paths,
    {
      clock,
      signal,
      maxRefusedShare,
      onProgress: (progress) => reportImport(report, progress),
    },
  ).finally(() => {
    for (const source of told) events.publish('data.changed', { source });
  });
  const onLinking = (done: number, note: string): void => report(WRITING_SHARE + (1 - WRITING_SHARE) * done, note);
  return { ...imported, ...(await linkIdentities(context, signal, onLinking)) };
}

/**
 * Returns what an import needs of the store, over the store.
 *
 * @param onSealed - hears the source of every batch that became visible.
 */
export function importWriter(store: WritableStore, onSealed: (source: string) => void): ImportWriter {
  const sources = new Map<number, string>();
  return {
    beginBatch(start) {
      // candles of two open batches make way for each other by themselves
      if (start.kind !== 'candles') discardAbandoned(store, start.source, start.kind, start.fileHash);
      const batch = beginBatch(store, start);
      sources.set(batch.batchId, start.source);
      return batch;
    },
    appendCandles: (batchId, block, rowsThrough) => appendCandles(store, batchId, block, rowsThrough),
    appendMeasures: (batchId, block, rowsThrough) => appendMeasures(store, batchId, block, rowsThrough),
    appendAssets: (batchId, rows) => void appendAssets(store, batchId, rows),
    appendCrosswalk: (batchId, rows) => appendCrosswalk(store, batchId, rows),
    appendIncidents: (batchId, rows) => void appendIncidents(store, batchId, rows),
    appendArticles: (batchId, rows) => appendArticles(store, batchId, rows),
    sealBatch(batchId, refusedRows, refusedCount) {
      // a fact does not depend on the folder in which the file lay
      const rows = refusedRows.map((row) => ({ ...row, file: basename(row.file) }));
      sealWithRefusals(store, batchId, rows, refusedCount);
      onSealed(sources.get(batchId)!);
    },
    discardBatch: (batchId) => discardBatch(store, batchId),
  };
}

function reportImport(report: Reporter, progress: ImportProgress): void {
  const { bytesDone, bytesTotal, file, filesDone, filesCount, rowsPerSecond, remainingSeconds } = progress;
  const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal;
  const place = `file ${Math.min(filesDone + 1, filesCount)} of ${filesCount}`;
  report(WRITING_SHARE * share, `${basename(file)} (${place})`, rowsPerSecond, remainingSeconds);
}
