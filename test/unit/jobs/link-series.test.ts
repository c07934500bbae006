import { describe, expect, it } from 'vitest';
import { linkSeries } from '../../../src/main/jobs/link-series.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { appendAssets } from '../../../src/main/store/assets.ts';
import { sealBatch } from '../../../src/main/store/batches.ts';
import { appendCrosswalk } from '../../../src/main/store/crosswalk.ts';
import type { IdentityLink } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { begin, type CandleRow, memoryStore, store } from '../../support/store-rows.ts';

const FIRST = 18_000;
/** A walk of its own for each name: closes by day from `from` on. */
const walk = (name: string, from: number, count: number): CandleRow[] => {
  const random = createRandom(1, 'link-test', name);
  let close = 1 + random.uniform() * 50;
  return Array.from({ length: 400 }, (_, i) => {
    close *= Math.exp(0.05 * random.normal());
    return { key: name, day: FIRST + i, close };
  }).slice(from, from + count);
};
/** The same prices under another key, a little apart, as another provider would give them. */
const seenAs = (key: string, rows: readonly CandleRow[], apart = 0.003): CandleRow[] =>
  rows.map((row, i) => ({ ...row, key, close: row.close * (1 + apart * Math.sin(i)) }));
const say = (
  s: WritableStore,
  source: string,
  names: readonly (readonly [key: string, symbol: string, name?: string])[],
) => {
  const batchId = begin(s, source, { kind: 'assets' });
  const about = { source, categories: [], platform: null, contract: null, genesisDay: null, knownAt: 1 };
  appendAssets(
    s,
    batchId,
    names.map(([key, symbol, name = null]) => ({ ...about, key, symbol, name })),
  );
  sealBatch(s, batchId);
};
const pair = (s: WritableStore, fromKey: string, toKey: string) => {
  const batchId = begin(s, 'coinmarketcap', { kind: 'crosswalk' });
  const ends = { fromSource: 'coinmarketcap', fromKey, toSource: 'coingecko', toKey };
  appendCrosswalk(s, batchId, [{ ...ends, method: 'm', error: 0.01, overlapDays: 0 }]);
  sealBatch(s, batchId);
};
const signal = { aborted: false };
const run = { signal, team: soloTeam({}), report: () => undefined, saveCheckpoint: () => undefined };
const linksOf = async (s: WritableStore) => linkSeries(s, {}, run);
const told = (links: readonly IdentityLink[]) =>
  links.map(
    ({ source, key, fromDay, untilDay, assetId, method, isAmbiguous }) =>
      `${source} ${key} ${fromDay - FIRST}-${untilDay === null ? '' : untilDay - FIRST} ${assetId} ${method}${isAmbiguous ? ' ambiguous' : ''}`,
  );

describe('linkSeries', () => {
  it('takes series for one asset if symbol and prices agree, and says how nearly', async () => {
    const s = memoryStore();
    const coin = walk('bitcoin', 0, 300);
    store(s, 'coingecko', [...coin, ...walk('ether', 0, 300)]);
    store(s, 'binance', seenAs('BTCUSDT', coin.slice(100)));
    store(s, 'kraken', seenAs('BTC/USD', coin.slice(50)));
    store(s, 'yahoo', seenAs('bitcoin', coin));
    say(s, 'coingecko', [
      ['bitcoin', 'BTC'],
      ['ether', 'ETH'],
    ]);
    const links = await linksOf(s);
    expect(told(links)).toEqual([
      'binance BTCUSDT 100- bitcoin symbol+price',
      'coingecko bitcoin 0- bitcoin own-id',
      'coingecko ether 0- ether own-id',
      'kraken BTC/USD 50- bitcoin symbol+price',
      'yahoo bitcoin 0- bitcoin pointed+price',
    ]);
    expect(links[0]!.evidence.overlapDays).toBe(200);
    expect(links[0]!.evidence.medianError).toBeLessThan(0.004);
  });

  it('does not believe a ticker: another price is another asset, ambiguous if quoted at the same time', async () => {
    const s = memoryStore();
    store(s, 'coingecko', walk('terra-luna', 200, 100));
    store(s, 'coinmarketcap', [...walk('LUNA', 0, 150), ...seenAs('LUNA~coin', walk('other', 0, 250))]);
    say(s, 'coingecko', [['terra-luna', 'LUNA']]);
    say(s, 'coinmarketcap', [
      ['LUNA', 'LUNA'],
      ['LUNA~coin', 'LUNA'],
    ]);
    expect(told(await linksOf(s))).toEqual([
      'coingecko terra-luna 200- terra-luna own-id',
      'coinmarketcap LUNA 0- coinmarketcap:LUNA unlinked',
      'coinmarketcap LUNA~coin 0- coinmarketcap:LUNA~coin unlinked ambiguous',
    ]);
  });

  it('does not believe a crosswalk: its pair must have the price, or end where the other begins', async () => {
    const s = memoryStore();
    const [good, bad, next, far] = ['good', 'bad', 'next', 'far'].map((name) => walk(name, 0, 300)) as CandleRow[][];
    const begins = (rows: readonly CandleRow[], day: number) => rows.slice(day);
    store(s, 'coingecko', [...good!, ...bad!, ...begins(next!, 160), ...begins(far!, 190)]);
    store(s, 'coinmarketcap', [
      ...seenAs('G', good!.slice(0, 200)),
      ...seenAs('B', walk('unlike', 0, 200)),
      ...seenAs('N', next!.slice(0, 150)),
      ...seenAs('F', far!.slice(0, 150)),
    ]);
    say(s, 'coingecko', [
      ['good', 'X1'],
      ['bad', 'X2'],
      ['next', 'X3'],
      ['far', 'X4'],
    ]);
    for (const [from, to] of ['G good', 'B bad', 'N next', 'F far'].map((text) => text.split(' '))) pair(s, from!, to!);
    expect(told(await linksOf(s)).filter((text) => text.startsWith('coinm'))).toEqual([
      'coinmarketcap B 0- coinmarketcap:B unlinked',
      'coinmarketcap F 0- coinmarketcap:F unlinked',
      'coinmarketcap G 0- good pointed+price',
      'coinmarketcap N 0- next pointed+boundary',
    ]);
  });

  it('splits a market where its coin changes after a pause, and finds a renamed coin by its price alone', async () => {
    const s = memoryStore();
    const [classic, second] = [walk('terra-luna', 0, 320), walk('terra-luna-2', 220, 100)];
    store(s, 'coingecko', [...classic, ...second]);
    const collapsed = classic.slice(0, 205).map((row, i) => (i < 203 ? row : { ...row, close: row.close * 1e-6 }));
    store(s, 'binance', [...seenAs('LUNAUSDT', collapsed), ...seenAs('LUNAUSDT', second.slice(3))]);
    say(s, 'coingecko', [
      ['terra-luna', 'LUNC'],
      ['terra-luna-2', 'LUNA'],
    ]);
    expect(told(await linksOf(s)).slice(0, 2)).toEqual([
      'binance LUNAUSDT 0-223 terra-luna price',
      'binance LUNAUSDT 223- terra-luna-2 symbol+price',
    ]);
  });

  it('calls no namesake ambiguous that was gone before the other took the symbol', async () => {
    const s = memoryStore();
    const coin = walk('terra-luna', 0, 300);
    store(s, 'coingecko', coin);
    store(s, 'coinmarketcap', walk('LUNA', 0, 150));
    store(s, 'binance', seenAs('LUNAUSDT', coin.slice(160)));
    say(s, 'coingecko', [['terra-luna', 'LUNC']]);
    expect(told(await linksOf(s))).toEqual([
      'binance LUNAUSDT 160- terra-luna price',
      'coingecko terra-luna 0- terra-luna own-id',
      'coinmarketcap LUNA 0- coinmarketcap:LUNA unlinked',
    ]);
  });

  it('takes a stretch of another coin out of a series that mixes two, but not a spell of wrong prices', async () => {
    const s = memoryStore();
    const coin = walk('coin', 0, 300);
    store(s, 'coingecko', coin);
    const mixed = [...seenAs('A', walk('unlike', 0, 90)), ...seenAs('A', coin.slice(90))];
    const spell = coin.map((row, i) => ({ ...row, close: row.close * (i >= 100 && i < 130 ? 3 : 1) }));
    store(s, 'coinmarketcap', mixed);
    store(s, 'binance', seenAs('AUSDT', spell));
    say(s, 'coingecko', [['coin', 'A']]);
    expect(told(await linksOf(s))).toEqual([
      'binance AUSDT 0- coin symbol+price',
      'coingecko coin 0- coin own-id',
      'coinmarketcap A 0-90 coinmarketcap:A unlinked ambiguous',
      'coinmarketcap A 90- coin symbol+price',
    ]);
  });

  it('gives up on a series that agrees for a few days at either end alone', async () => {
    const s = memoryStore();
    const coin = walk('coin', 0, 100);
    store(s, 'coingecko', coin);
    const middle = coin.map((row, i) => ({ ...row, close: row.close * (i >= 8 && i < 92 ? 3 : 1) }));
    store(s, 'binance', seenAs('AUSDT', middle));
    say(s, 'coingecko', [['coin', 'A']]);
    expect(told(await linksOf(s))[0]).toBe('binance AUSDT 0- binance:AUSDT unlinked ambiguous');
  });

  it('does not take a claim on an asset for the asset, nor one dollar for another', async () => {
    const s = memoryStore();
    const coin = walk('bitcoin', 0, 300);
    const flat = (key: string): CandleRow[] => coin.map((row, i) => ({ ...row, key, close: 1 + 0.001 * Math.sin(i) }));
    store(s, 'coingecko', [...coin, ...seenAs('wrapped-bitcoin', coin), ...flat('dollar-one')]);
    store(s, 'coinmarketcap', [
      ...seenAs('BTC', coin),
      ...seenAs('RENBTC', coin),
      ...seenAs('UNKNOWN', coin),
      ...flat('DOLLAR2'),
    ]);
    store(s, 'binance', seenAs('BTCUSDT', coin.slice(30)));
    say(s, 'coingecko', [
      ['bitcoin', 'BTC', 'Bitcoin'],
      ['wrapped-bitcoin', 'BTC', 'Wrapped Bitcoin'],
      ['dollar-one', 'ONE', 'One'],
    ]);
    say(s, 'coinmarketcap', [['RENBTC', 'renBTC', 'renbtc']]);
    expect(told(await linksOf(s)).filter((text) => !text.startsWith('coingecko'))).toEqual([
      'binance BTCUSDT 30- bitcoin symbol+price',
      'coinmarketcap BTC 0- bitcoin symbol+price',
      'coinmarketcap DOLLAR2 0- coinmarketcap:DOLLAR2 unlinked',
      'coinmarketcap RENBTC 0- coinmarketcap:RENBTC unlinked',
      'coinmarketcap UNKNOWN 0- coinmarketcap:UNKNOWN unlinked',
    ]);
  });

  it('joins series that no aggregator of ids knows under the id of the first', async () => {
    const s = memoryStore();
    const coin = walk('ftt', 0, 300);
    store(s, 'coinmarketcap', seenAs('FTT', coin.slice(0, 200)));
    store(s, 'binance', seenAs('FTTUSDT', coin.slice(100)));
    expect(told(await linksOf(s))).toEqual([
      'binance FTTUSDT 100- coinmarketcap:FTT symbol+price',
      'coinmarketcap FTT 0- coinmarketcap:FTT own-id',
    ]);
  });

  it('names a download by its symbol an asset of the list', async () => {
    const s = memoryStore();
    const coin = walk('bitcoin', 0, 300);
    store(s, 'coingecko', [...coin, ...seenAs('btc', coin, 0)]);
    say(s, 'coingecko', [['bitcoin', 'BTC']]);
    expect(told(await linksOf(s))).toEqual([
      'coingecko bitcoin 0- bitcoin own-id',
      'coingecko btc 0- bitcoin symbol+price',
    ]);
    const unlisted = memoryStore();
    store(unlisted, 'coingecko', coin);
    expect(told(await linksOf(unlisted))).toEqual(['coingecko bitcoin 0- bitcoin own-id']);
  });

  it('leaves futures and simulated series to themselves', async () => {
    const s = memoryStore();
    const coin = walk('bitcoin', 0, 50);
    store(s, 'coingecko', coin);
    store(s, 'bybit', seenAs('BTCUSDT', coin));
    store(s, 'okx', seenAs('BTC/USDT:USDT', coin));
    say(s, 'coingecko', [['bitcoin', 'BTC']]);
    expect(told(await linksOf(s))).toEqual([
      'bybit BTCUSDT 0- bybit:BTCUSDT derivative',
      'coingecko bitcoin 0- bitcoin own-id',
      'okx BTC/USDT:USDT 0- okx:BTC/USDT:USDT derivative',
    ]);
    const madeUp = memoryStore();
    store(madeUp, 'simulated', seenAs('SIM1', coin));
    expect(told(await linksOf(madeUp))).toEqual(['simulated SIM1 0- SIM1 simulated']);
  });

  it('decides the same whatever came first, and stops when it is cancelled', async () => {
    const coin = walk('bitcoin', 0, 200);
    const parts: readonly (readonly [string, CandleRow[]])[] = [
      ['coingecko', coin],
      ['binance', seenAs('BTCUSDT', coin.slice(20))],
      ['coinmarketcap', seenAs('BTC', coin.slice(0, 150))],
    ];
    const build = (order: typeof parts) => {
      const s = memoryStore();
      say(s, 'coingecko', [['bitcoin', 'BTC']]);
      for (const [source, rows] of order) store(s, source, rows);
      return s;
    };
    expect(await linksOf(build(parts))).toEqual(await linksOf(build(parts.toReversed())));
    expect(() => linkSeries(build(parts), {}, { ...run, signal: { aborted: true } })).toThrow('cancelled');
  });
});
