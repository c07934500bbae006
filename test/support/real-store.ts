/** A store with a part of the real market data, read by the program's own importer. */
import { readImportFile } from '../../src/main/feeds/files/read-file.ts';
import { appendArticles } from '../../src/main/store/articles.ts';
import { appendAssets } from '../../src/main/store/assets.ts';
import { sealBatch } from '../../src/main/store/batches.ts';
import { appendCandles } from '../../src/main/store/candles.ts';
import { appendCrosswalk } from '../../src/main/store/crosswalk.ts';
import { appendIncidents } from '../../src/main/store/incidents.ts';
import { appendMeasures } from '../../src/main/store/measures.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import type { CandleBlock } from '../../src/shared/candles.ts';
import { DAY } from '../../src/shared/time.ts';
import { IMPORT_TIME } from './read-table.ts';
import { SHARED_DATA } from './shared-data.ts';
import { begin } from './store-rows.ts';

/** Tells which rows are kept: of a key and a day number. */
export type Keep = (key: string, day: number) => boolean;

/** Stores the wanted rows of one file below the folder of real data as one sealed batch. */
export async function importReal(store: WritableStore, path: string, keep: Keep = () => true): Promise<void> {
  const parts = readImportFile(`${SHARED_DATA}/${path}`, {
    ...{ now: IMPORT_TIME, signal: { aborted: false }, maxRefusedShare: 0.02 },
    content: { skipRows: 0, blockRows: 20_000 },
  });
  let batchId: number | null = null;
  let rows = 0;
  for await (const part of parts) {
    batchId ??= begin(store, part.kind === 'list' ? 'meta' : part.block.source, { fileName: path });
    if (part.kind === 'candles') {
      rows += part.block.count;
      appendCandles(store, batchId, filtered(part.block, keep), rows);
    } else if (part.kind === 'measures') {
      rows = part.rowNumber.at(-1)!;
      appendMeasures(store, batchId, part.block, rows);
    } else if (part.list.kind === 'assets') appendAssets(store, batchId, part.list.rows);
    else if (part.list.kind === 'incidents') appendIncidents(store, batchId, part.list.rows);
    else if (part.list.kind === 'articles') appendArticles(store, batchId, part.list.rows);
    else if (part.list.kind === 'crosswalk') appendCrosswalk(store, batchId, part.list.rows);
  }
  if (batchId !== null) sealBatch(store, batchId);
}

function filtered(block: CandleBlock, keep: Keep): CandleBlock {
  const kept: number[] = [];
  for (let i = 0; i < block.count; i++) {
    if (keep(block.series[block.seriesIndex[i]!]!, block.openTime[i]! / DAY)) kept.push(i);
  }
  const { source, timeframe, series, count: _, seriesIndex, ...columns } = block;
  const cut = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, Float64Array.from(kept, (i) => column[i]!)]),
  ) as Omit<CandleBlock, 'source' | 'timeframe' | 'series' | 'count' | 'seriesIndex'>;
  return {
    ...{ source, timeframe, series, count: kept.length },
    seriesIndex: Int32Array.from(kept, (i) => seriesIndex[i]!),
    ...cut,
  };
}
