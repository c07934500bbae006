/** A process that imports files into a table and says so on its standard output before every call of the table. */
import { writeSync } from 'node:fs';
import { runImport } from '../../src/main/engine/import-run.ts';
import type { ImportWriter } from '../../src/main/engine/import-write.ts';
import { instantOf } from '../../src/shared/time.ts';
import { openImportTable } from './import-table.ts';

const [tablePath, now, ...paths] = process.argv.slice(2) as [string, string, ...string[]];
const table = openImportTable(tablePath);

/** Returns the same function, which says that it is called. */
function told<A extends unknown[], R>(call: (...values: A) => R): (...values: A) => R {
  return (...values) => {
    writeSync(1, '.');
    return call(...values);
  };
}

const writer: ImportWriter = {
  beginBatch: told(table.beginBatch),
  appendCandles: told(table.appendCandles),
  appendMeasures: told(table.appendMeasures),
  appendAssets: told(table.appendAssets),
  appendCrosswalk: told(table.appendCrosswalk),
  appendIncidents: told(table.appendIncidents),
  appendArticles: told(table.appendArticles),
  sealBatch: told(table.sealBatch),
  discardBatch: told(table.discardBatch),
};

await runImport(writer, paths, { clock: () => instantOf(Number(now)), maxRefusedShare: 0.02 });
table.close();
