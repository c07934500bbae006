import { afterAll, expect, test } from 'vitest';
import { runImport } from '../../../src/main/engine/import-run.ts';
import type { ImportWriter } from '../../../src/main/engine/import-write.ts';
import { importWriter } from '../../../src/main/engine/imports.ts';
import { listBatches } from '../../../src/main/store/batches.ts';
import { hashFacts } from '../../../src/main/store/status.ts';
import { formatDay, instantOf } from '../../../src/shared/time.ts';
import { createFolder, IMPORT_TIME } from '../../support/read-table.ts';
import { memoryStore } from '../../support/store-rows.ts';

const folder = createFolder();
afterAll(() => folder.remove());

const DAYS = 3000;
const text = Array.from(
  { length: DAYS },
  (_, i) => `${formatDay(12_000 + i)},${i % 7 === 0 ? '' : i},${2 * i},,${i / 3}`,
);
const path = folder.write('rates.csv.gz', ['date,dgs10,dgs2,dxy,vix', ...text].join('\n'));
const options = { clock: () => instantOf(IMPORT_TIME), maxRefusedShare: 0.02 };

test('an import that stops between two values of a row goes on and ends with the same facts', async () => {
  const plain = memoryStore();
  const report = await runImport(
    importWriter(plain, () => undefined),
    [path],
    options,
  );
  const values = DAYS * 3 - Math.ceil(DAYS / 7);
  expect(report.files[0]).toMatchObject({ state: 'imported', layout: 'rates-daily', rows: DAYS, inserted: values });

  const store = memoryStore();
  const signal = { aborted: false };
  let transactions = 0;
  const stopping: ImportWriter = {
    ...importWriter(store, () => undefined),
    appendMeasures(batchId, block, rowsThrough) {
      const counts = importWriter(store, () => undefined).appendMeasures(batchId, block, rowsThrough);
      signal.aborted = ++transactions === 2;
      return counts;
    },
  };
  await expect(runImport(stopping, [path], { ...options, signal })).rejects.toMatchObject({ code: 'cancelled' });
  const [open] = listBatches(store);
  expect(open).toMatchObject({ state: 'open' });
  expect(open!.rowsDone).toBeGreaterThan(0);
  expect(open!.rowsDone).toBeLessThan(DAYS);
  const resumed = await runImport(
    importWriter(store, () => undefined),
    [path],
    options,
  );
  expect(resumed.files[0]).toMatchObject({ state: 'resumed', rows: DAYS });
  expect(hashFacts(store)).toBe(hashFacts(plain));

  const again = await runImport(
    importWriter(store, () => undefined),
    [path],
    options,
  );
  expect(again.files[0]).toMatchObject({ state: 'already-imported' });
  plain.close();
  store.close();
});
