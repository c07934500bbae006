/** Commands that bring candles into a store, begun while another one runs: by a second window, or by the schedule. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedHandlers } from '../../../src/main/engine/feeds.ts';
import { importHandlers } from '../../../src/main/engine/imports.ts';
import { asOnlyWriter } from '../../../src/main/engine/only-writer.ts';
import { listBatches } from '../../../src/main/store/batches.ts';
import { hashFacts, sourceStatuses } from '../../../src/main/store/status.ts';
import { AppError, NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { candleText } from '../../support/candle-text.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { createFolder, type Folder } from '../../support/read-table.ts';

const opened: TestContext[] = [];
let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => {
  for (const context of opened.splice(0)) context.close();
  folder.remove();
});

const open = (): TestContext => {
  const context = openContext();
  opened.push(context);
  return context;
};
const simulate = (context: TestContext, seed: number, signal = NEVER_CANCELLED) =>
  feedHandlers(context)['feeds.simulate']({ seed, assetCount: 60, dayCount: 500, signalStrength: 0.5 }, signal);
const importFiles = (context: TestContext, paths = [folder.path]) =>
  importHandlers(context)['imports.run']({ paths, maxRefusedShare: 0.02 }, NEVER_CANCELLED);
const ingest = (context: TestContext) =>
  feedHandlers(context)['feeds.ingest'](
    { exchange: 'kraken', markets: [], timeframe: '1d', from: null, until: null },
    NEVER_CANCELLED,
  );
/** Returns what became of each command: `ok`, or its error. */
const outcomes = async (works: readonly (Promise<unknown> | unknown)[]): Promise<string[]> =>
  (await Promise.allSettled(works)).map((one) => {
    if (one.status === 'fulfilled') return 'ok';
    if (!(one.reason instanceof AppError)) throw one.reason;
    return `${one.reason.code}: ${one.reason.message}`;
  });
const content = (context: TestContext) => ({
  hash: hashFacts(context.store),
  sources: sourceStatuses(context.store),
  open: listBatches(context.store).filter(({ state }) => state === 'open'),
});
const refusal = (running: string, asked: string): string =>
  `conflict: ${running} was running, needs to end or be cancelled before ${asked} can begin`;

describe('of two commands begun at once', () => {
  it('two simulations leave the market of the first, as it would be alone', async () => {
    const [alone, both] = [open(), open()];
    await simulate(alone, 1);
    expect(await outcomes([simulate(both, 1), simulate(both, 2)])).toEqual([
      'ok',
      refusal('feeds.simulate', 'feeds.simulate'),
    ]);
    expect(content(both)).toEqual(content(alone));
  });

  it.each(['import', 'simulation'] as const)(
    'real and made-up candles never share a store: %s first',
    async (first) => {
      folder.write('a.csv', candleText(4, 2_000));
      const context = open();
      const works = first === 'import' ? [importFiles, simulate] : [simulate, importFiles];
      const [one, other] = await outcomes(works.map((work) => work(context, undefined as never)));
      expect([one, other?.slice(0, 9)]).toEqual(['ok', 'conflict:']);
      expect(content(context).sources).toHaveLength(1);
    },
  );

  it('two imports of the same bytes leave them once, and the second is told why it has to wait', async () => {
    const paths = ['a', 'b'].map((name) => {
      for (let file = 0; file < 4; file++) folder.write(`${name}${file}.csv`, candleText(10, 900, 10 * file));
      return [0, 1, 2, 3].map((file) => `${folder.path}/${name}${file}.csv`);
    });
    const [alone, both] = [open(), open()];
    await importFiles(alone, paths[0]);
    expect(await outcomes(paths.map((some) => importFiles(both, some)))).toEqual([
      'ok',
      refusal('imports.run', 'imports.run'),
    ]);
    expect(content(both)).toEqual(content(alone));
    const again = await importFiles(both, paths[1]);
    expect(again.files.map(({ state }) => state)).toEqual(Array(4).fill('already-imported'));
  });

  it('an exchange is not asked while files are imported', async () => {
    folder.write('a.csv', candleText(4, 500));
    const context = open();
    expect(await outcomes([importFiles(context), ingest(context)])).toEqual([
      'ok',
      refusal('imports.run', 'feeds.ingest'),
    ]);
  });
});

describe('the next command may begin', () => {
  it('after one that was cancelled', async () => {
    const context = open();
    const signal = { aborted: false };
    const work = simulate(context, 1, signal);
    signal.aborted = true;
    expect(await outcomes([work])).toEqual([expect.stringContaining('cancelled')]);
    expect(await outcomes([simulate(context, 2)])).toEqual(['ok']);
  });

  it('after one that failed, at once or later', async () => {
    const { store } = open();
    const failing = [() => Promise.reject(new AppError('unavailable', 'x')), (): never => raise()];
    for (const body of failing) expect(await outcomes([asOnlyWriter(store, 'a', body)])).toEqual(['unavailable: x']);
    expect(await asOnlyWriter(store, 'b', async () => 7)).toBe(7);
  });

  it('at once where it is of another store', async () => {
    expect(await outcomes([simulate(open(), 1), simulate(open(), 1)])).toEqual(['ok', 'ok']);
  });
});

function raise(): never {
  throw new AppError('unavailable', 'x');
}
