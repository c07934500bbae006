import { afterEach, beforeEach, expect, it } from 'vitest';
import { feedHandlers } from '../../../src/main/engine/feeds.ts';
import { importHandlers } from '../../../src/main/engine/imports.ts';
import { systemHandlers } from '../../../src/main/engine/system.ts';
import { SCHEMA_VERSION } from '../../../src/main/store/migrate.ts';
import { contract } from '../../../src/shared/contract.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { createFolder, type Folder } from '../../support/read-table.ts';

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

const status = async (hash = false) => {
  const answer = await systemHandlers(context)['system.status']({ hash }, NEVER_CANCELLED);
  return contract['system.status'].output.parse(answer);
};
const run = () =>
  importHandlers(context)['imports.run']({ paths: [folder.path], maxRefusedShare: 0.5 }, NEVER_CANCELLED);

it('of an empty store, is empty', async () => {
  expect(await status()).toMatchObject({
    ...{
      schemaVersion: SCHEMA_VERSION,
      simulated: false,
      sources: [],
      refusedRowCount: 0,
      absences: {},
      assetCount: 0,
    },
    ...{
      newestDay: null,
      newestWholeDay: null,
      unlinkedSeriesCount: 0,
      modelCount: 0,
      draftCount: 0,
      backtestCount: 0,
      contentHash: null,
    },
    ...{ storePath: context.store.path, storeBytes: expect.any(Number) },
    programVersion: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/),
  });
});

it('says what the store holds by source, with gaps and refused rows', async () => {
  const rows = ['2020-01-01,1', '2020-01-02,2', '2020-01-05,3', '2020-01-06,-4'].map(
    (row) => `${row.replace(',', ',A,1,2,1,')},,`,
  );
  folder.write('a.csv', ['date,asset,open,high,low,close,volume,market_cap', ...rows.slice(0, 2)].join('\n'));
  folder.write(
    'b.csv',
    ['date,id,price,volume,market_cap', '2020-01-02,a,1,1,1', '2020-01-05,a,0,1,1', '2020-01-06,a,1,1,1'].join('\n'),
  );
  await run();
  expect(await status()).toMatchObject({
    sources: [
      { source: 'coingecko', timeframe: '1d', seriesCount: 1, candleCount: 2, gapCount: 1, earliestDay: '2020-01-01' },
      { source: 'coinmarketcap', candleCount: 2, gapCount: 0, earliestDay: '2020-01-01', latestDay: '2020-01-02' },
    ],
    ...{ refusedRowCount: 1, assetCount: 2, unlinkedSeriesCount: 2 },
    newestDay: { day: '2020-01-05', assetCount: 1, marketCount: 1 },
    newestWholeDay: { day: '2020-01-02', assetCount: 2, marketCount: 2 },
  });
});

it('marks a simulated market', async () => {
  const input = { seed: 7, assetCount: 10, dayCount: 400, signalStrength: 0 };
  await feedHandlers(context)['feeds.simulate'](input, NEVER_CANCELLED);
  expect(await status()).toMatchObject({ simulated: true, assetCount: 10, sources: [{ source: 'simulated' }] });
});

it('hashes facts, whatever the folder and the moment of their import', async () => {
  const text = 'date,asset,open,high,low,close,volume,market_cap\n2020-01-01,A,1,2,1,2,,\n2020-01-02,A,1,2,1,-2,,\n';
  folder.write('a.csv', text);
  await run();
  const { contentHash } = await status(true);
  expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
  const first = context;
  const firstFolder = folder;
  context = openContext(() => (first.clock() + 86_400_000) as never);
  folder = createFolder();
  folder.write('a.csv', text);
  await run();
  expect((await status(true)).contentHash).toBe(contentHash);
  folder.write('b.csv', text.replace('2020-01-01,A', '2020-01-01,B'));
  await run();
  expect((await status(true)).contentHash).not.toBe(contentHash);
  first.close();
  firstFolder.remove();
});
