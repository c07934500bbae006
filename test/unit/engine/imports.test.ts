import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runImport } from '../../../src/main/engine/import-run.ts';
import { importHandlers, importWriter } from '../../../src/main/engine/imports.ts';
import { listAssets } from '../../../src/main/store/assets.ts';
import { listBatches } from '../../../src/main/store/batches.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { listCrosswalk } from '../../../src/main/store/crosswalk.ts';
import { listIdentities } from '../../../src/main/store/identities.ts';
import { countRefusals, listRefusals } from '../../../src/main/store/refusals.ts';
import { listSeries } from '../../../src/main/store/series.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { createFolder, type Folder } from '../../support/read-table.ts';

const CMC = 'date,asset,open,high,low,close,volume,market_cap';
const day = (index: number): string => new Date(Date.UTC(2018, 0, 1 + index)).toISOString().slice(0, 10);
const tableText = (seriesCount: number, dayCount: number): string =>
  [
    CMC,
    ...Array.from({ length: seriesCount * dayCount }, (_, row) => {
      const [series, index] = [Math.floor(row / dayCount), row % dayCount];
      const price = 1 + series + index / 1000;
      return `${day(index)},S${series},${price},${price},${price},${price},${series},${index + 1}`;
    }),
  ].join('\n');

let context: TestContext;
let folder: Folder;
beforeEach(() => {
  context = openContext();
  folder = createFolder();
});
afterEach(() => {
  context.close();
  folder.remove();
});

const run = (paths: string[], signal = NEVER_CANCELLED) =>
  importHandlers(context)['imports.run']({ paths, maxRefusedShare: 0.02 }, signal);
const candleCount = () =>
  connectionOf(context.store).database.prepare('SELECT count(*) FROM candles').pluck().get() as number;

describe('imports.run', () => {
  it('stores candles, lists and refused rows, links the series and says so', async () => {
    const bad = '2018-03-01,S0,1,1,1,-1,1,1';
    folder.write('a.csv.gz', `${tableText(12, 30)}\n${bad}`);
    folder.write('assets.csv', 'asset,symbol,slug,list,first,last\nS0,S0,s-zero,x,2018-01-01,\n');
    folder.write('crosswalk.csv', 'asset,slug,id,set,n,err,method\nS0,s-zero,zero,coingecko,9,0.001,m\n');
    const report = await run([folder.path]);
    expect(report).toMatchObject({ rows: 363, inserted: 362, refused: 1, linkedSeries: 3, unlinkedSeries: 9 });
    expect(candleCount()).toBe(360);
    expect(listAssets(context.store)).toMatchObject([{ key: 'S0', name: 's-zero' }]);
    expect(listCrosswalk(context.store)).toMatchObject([{ fromKey: 'S0', toKey: 'zero' }]);
    expect(listIdentities(context.store)).toHaveLength(12);
    // the folder is named in the report, where the person looks, and not kept among the facts
    expect(report.refusedRows).toMatchObject([{ file: `${folder.path}/a.csv.gz`, row: 362 }]);
    expect(listRefusals(context.store)).toEqual([
      { file: 'a.csv.gz', row: 362, reason: 'price not above zero', text: bad },
    ]);
    expect(context.heard).toEqual([{ name: 'data.changed', payload: { source: 'coinmarketcap' } }]);
    const shares = context.progress.map(({ done }) => done);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(context.progress.some(({ note }) => note.startsWith('a.csv.gz (file 1 of 3)'))).toBe(true);
  });

  it('counts every refused row though it lists a thousand', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `${day(i)},BAD,1,1,1,-1,1,1`);
    folder.write('a.csv', [tableText(100, 650), ...rows].join('\n'));
    await run([folder.path]);
    expect(countRefusals(context.store)).toBe(1200);
    expect(listRefusals(context.store, 5000)).toHaveLength(1000);
  });

  it('done again, changes nothing and tells nobody', async () => {
    folder.write('a.csv', tableText(3, 30));
    await run([folder.path]);
    const batches = listBatches(context.store);
    const report = await run([folder.path]);
    expect(report).toMatchObject({ inserted: 0, linkedSeries: 1, unlinkedSeries: 2 });
    expect(report.files).toMatchObject([{ state: 'already-imported' }]);
    expect(listBatches(context.store)).toEqual(batches);
    expect(context.heard).toHaveLength(1);
  });

  it('cancelled while it writes, shows nothing; the next run goes on and ends the same', async () => {
    folder.write('a.csv', tableText(40, 1000));
    const signal = {
      get aborted() {
        return candleCount() > 0;
      },
    };
    await expect(run([folder.path], signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(listSeries(context.store)).toEqual([]);
    expect(context.heard).toEqual([]);
    expect(candleCount()).toBeGreaterThan(0);
    const report = await run([folder.path]);
    expect(report.files).toMatchObject([{ state: 'resumed' }]);
    expect(candleCount()).toBe(40_000);
    expect(listSeries(context.store)).toHaveLength(40);
  });

  it('killed within a list, takes the list of another file afterwards', async () => {
    const list = (rows: number) =>
      [
        'asset,symbol,slug,list,first,last',
        ...Array.from({ length: rows }, (_, i) => `S${i},S${i},,x,2018-01-01,`),
      ].join('\n');
    folder.write('assets.csv', list(600));
    const broken = importWriter(context.store, () => undefined);
    const writer = {
      ...broken,
      appendAssets: (...call: Parameters<typeof broken.appendAssets>) => {
        broken.appendAssets(...call);
        throw new Error('killed');
      },
    };
    const options = { clock: context.clock, maxRefusedShare: 0.02 };
    await expect(runImport(writer, [folder.path], options)).rejects.toThrow('killed');
    folder.write('assets.csv', list(700));
    expect(await run([folder.path])).toMatchObject({ inserted: 700 });
    expect(listAssets(context.store)).toHaveLength(700);
    expect(listBatches(context.store)).toMatchObject([{ kind: 'assets', state: 'sealed' }]);
  });

  it('leaves an import linked by nobody to the next run', async () => {
    folder.write('a.csv', tableText(2, 10));
    const broken = { ...context, pool: { ...context.pool, run: () => Promise.reject(new Error('no thread')) } };
    await expect(
      importHandlers(broken)['imports.run']({ paths: [folder.path], maxRefusedShare: 0.02 }, NEVER_CANCELLED),
    ).rejects.toThrow('no thread');
    expect(context.heard).toHaveLength(1);
    expect(listIdentities(context.store)).toEqual([]);
    await run([folder.path]);
    expect(listIdentities(context.store)).toHaveLength(2);
  });
});
