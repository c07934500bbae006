import { describe, expect, it } from 'vitest';
import { EXCLUSION, endOf, type Panel, SILENCE_DAYS } from '../../../src/main/numeric/panel.ts';
import { appendAssets } from '../../../src/main/store/assets.ts';
import { sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { type IdentityLink, saveIdentities } from '../../../src/main/store/identities.ts';
import { loadPanel } from '../../../src/main/store/panel.ts';
import { DAY, type Instant, startOfDay } from '../../../src/shared/time.ts';
import { begin, blockOf, type CandleRow, FETCHED_AT, memoryStore, store } from '../../support/store-rows.ts';

const FIRST = 18_000;
const rows = (key: string, values: readonly (number | null)[], more: Partial<CandleRow> = {}): CandleRow[] =>
  values.flatMap((close, i) => (close === null ? [] : [{ key, day: FIRST + i, close, ...more }]));
const steady = (count: number, close = 5): number[] => Array.from({ length: count }, (_, i) => close + (i % 3) / 10);
const link = (source: string, key: string, assetId: string, more: Partial<IdentityLink> = {}): IdentityLink => ({
  ...{ source, key, assetId, fromDay: FIRST, untilDay: null, method: 'test', isAmbiguous: false, evidence: {} },
  ...more,
});
/** Returns the closes of every asset of a window, with the number of its first day. */
const shown = (panel: Panel, asOf: Instant) => {
  const window = panel.at(asOf);
  return Object.fromEntries(
    window.assets.map((asset, i) => [
      asset,
      [window.start[i]! - FIRST, ...window.fields.close.subarray(window.offset[i], window.offset[i + 1])],
    ]),
  );
};
const LATE = startOfDay(FIRST + 3_000);

describe('loadPanel', () => {
  it('of an empty store has no assets', () => {
    const panel = loadPanel(memoryStore(), { asOf: LATE });
    expect(panel.at(LATE).assets).toEqual([]);
    expect(panel.endingsAt(LATE)).toEqual(new Map());
  });

  it('holds one history an asset, by id; what nobody linked stands for itself', () => {
    const s = memoryStore();
    store(s, 'coingecko', rows('btc', [100, 101, 102, 103], { quoteVolume: 9e9, marketCap: 0 }));
    store(s, 'binance', rows('BTCUSDT', [null, 101, 102, 104], { open: 7, quoteVolume: 1e6 }));
    store(s, 'binance', rows('AUSDT', [2]));
    store(s, 'bybit', rows('BTCUSDT', [50, 51]));
    saveIdentities(s, [link('coingecko', 'btc', 'bitcoin'), link('binance', 'BTCUSDT', 'bitcoin')]);
    const panel = loadPanel(s, { asOf: LATE });
    expect(shown(panel, LATE)).toEqual({ 'binance:AUSDT': [0, 2], bitcoin: [0, 100, 101, 102, 104] });
    const other = memoryStore();
    store(other, 'simulated', rows('SIM1', [3]));
    expect(shown(loadPanel(other, { asOf: LATE }), LATE)).toEqual({ SIM1: [0, 3] });
    const { fields, offset, assets } = panel.at(LATE);
    const from = offset[assets.indexOf('bitcoin')]!;
    expect([...fields.open.subarray(from)]).toEqual([Number.NaN, Number.NaN, 7, 7]);
    expect([...fields.volume.subarray(from)]).toEqual([9e9, 9e9, 9e9, 9e9]);
    expect([...fields.marketCap.subarray(from)]).toEqual(Array(4).fill(Number.NaN));
  });

  it('splits a series where the coin changes', () => {
    const s = memoryStore();
    store(s, 'binance', rows('LUNAUSDT', [80, 60, 30, null, 9, 8]));
    saveIdentities(s, [
      link('binance', 'LUNAUSDT', 'terra-luna', { untilDay: FIRST + 4 }),
      link('binance', 'LUNAUSDT', 'terra-luna-2', { fromDay: FIRST + 4 }),
    ]);
    expect(shown(loadPanel(s, { asOf: LATE }), LATE)).toEqual({
      'terra-luna': [0, 80, 60, 30],
      'terra-luna-2': [4, 9, 8],
    });
  });

  it('does not show what an open batch holds, nor anything known later', () => {
    const s = memoryStore();
    store(s, 'binance', rows('AUSDT', [1, 2, 3]));
    const batchId = begin(s, 'binance');
    appendCandles(s, batchId, blockOf('binance', rows('AUSDT', [1.5, 2, 3, 4, 5])), 5);
    expect(shown(loadPanel(s, { asOf: LATE }), LATE)).toEqual({ 'binance:AUSDT': [0, 1, 2, 3] });
    const early = startOfDay(FIRST + 2);
    expect(shown(loadPanel(s, { asOf: early }), LATE)).toEqual({ 'binance:AUSDT': [0, 1, 2] });
    sealBatch(s, batchId);
    expect(shown(loadPanel(s, { asOf: LATE }), LATE)).toEqual({ 'binance:AUSDT': [0, 1, 2, 3, 4, 5] });
  });

  it('keeps what was known at the end of a day, whatever was revised since, and what came minutes late', () => {
    const s = memoryStore();
    const end = (FIRST + 1) * DAY;
    store(s, 'binance', [{ key: 'AUSDT', day: FIRST, close: 1 }]);
    store(s, 'binance', [{ key: 'AUSDT', day: FIRST, close: 9 }], { fetchedAt: end + 60_000 });
    store(s, 'kraken', [{ key: 'B/USD', day: FIRST, close: 2, knownAt: end + 60_000 }]);
    store(s, 'kraken', [{ key: 'C/USD', day: FIRST, close: 3, knownAt: end + DAY + 1 }]);
    const panel = loadPanel(s, { asOf: LATE });
    expect(shown(panel, startOfDay(FIRST + 1))).toEqual({ 'binance:AUSDT': [0, 1] });
    expect(shown(panel, LATE)).toEqual({ 'binance:AUSDT': [0, 1], 'kraken:B/USD': [0, 2] });
  });

  it('cuts a life at a silence of more than thirty days and tells of the end when it is over, not before', () => {
    const s = memoryStore();
    const pause = (days: number): null[] => Array(days).fill(null);
    store(s, 'binance', rows('AUSDT', [1, ...pause(SILENCE_DAYS), 2, ...pause(SILENCE_DAYS - 1), 3]));
    store(s, 'binance', rows('BUSDT', steady(120)));
    const panel = loadPanel(s, { asOf: startOfDay(FIRST + 120) });
    const window = panel.at(startOfDay(FIRST + 120));
    expect(window.assets).toEqual(['binance:AUSDT', 'binance:AUSDT~2', 'binance:BUSDT']);
    expect([endOf(window, 0) - FIRST, window.start[1]! - FIRST, endOf(window, 1) - FIRST]).toEqual([1, 31, 62]);
    const endings = (day: number) => [...panel.endingsAt(startOfDay(FIRST + day))];
    expect(endings(SILENCE_DAYS)).toEqual([]);
    expect(endings(SILENCE_DAYS + 1)).toEqual([['binance:AUSDT', 'delisted']]);
    expect(endings(SILENCE_DAYS + 61)).toHaveLength(1);
    expect(endings(SILENCE_DAYS + 62)).toHaveLength(2);
  });

  it('calls the end of a source no delisting, and that of a crowd neither', () => {
    const s = memoryStore();
    const crowd = Array.from({ length: 12 }, (_, i) => rows(`C${i}`, steady(50))).flat();
    store(s, 'coinmarketcap', [...crowd, ...rows('GONE', steady(40)), ...rows('STAYS', steady(150))]);
    store(s, 'yahoo', rows('alone', steady(100)));
    const endings = loadPanel(s, { asOf: startOfDay(FIRST + 200) }).endingsAt(startOfDay(FIRST + 200));
    expect(endings.get('coinmarketcap:C3')).toBe('truncated');
    expect(endings.get('coinmarketcap:GONE')).toBe('delisted');
    expect(endings.get('coinmarketcap:STAYS')).toBe('truncated');
    expect(endings.get('yahoo:alone')).toBe('truncated');
  });

  it('ends an asset with the last of its sources', () => {
    const s = memoryStore();
    store(s, 'coinmarketcap', [...rows('A', steady(40)), ...rows('B', steady(200))]);
    store(s, 'binance', [...rows('AUSDT', steady(90)), ...rows('BUSDT', steady(200))]);
    saveIdentities(s, [link('coinmarketcap', 'A', 'a'), link('binance', 'AUSDT', 'a')]);
    const panel = loadPanel(s, { asOf: startOfDay(FIRST + 200) });
    expect(panel.at(startOfDay(FIRST + 200)).assets).toEqual(['a', 'binance:BUSDT', 'coinmarketcap:B']);
    expect(panel.endingsAt(startOfDay(FIRST + 119)).size).toBe(0);
    expect(panel.endingsAt(startOfDay(FIRST + 120))).toEqual(new Map([['a', 'delisted']]));
  });

  it('loads from a day on without renaming lives', () => {
    const s = memoryStore();
    store(s, 'binance', rows('AUSDT', [1, ...Array(40).fill(null), 2, 3, 4]));
    const panel = loadPanel(s, { asOf: LATE, fromDay: FIRST + 42 });
    expect(shown(panel, LATE)).toEqual({ 'binance:AUSDT~2': [42, 3, 4] });
    expect(panel.days).toEqual({ first: FIRST + 42, end: FIRST + 44 });
  });

  it('knows a peg from the first sixty closes and not before, and never forgets it', () => {
    const s = memoryStore();
    store(s, 'binance', rows('AUSDT', [...Array(60).fill(1.001), 0.3, 0.2, 0.1]));
    store(s, 'binance', rows('BUSDT', [...Array(56).fill(1.001), 1.2, 1.2, 1.2, 1.2]));
    const panel = loadPanel(s, { asOf: LATE });
    const exclusion = (day: number) => [...panel.at(startOfDay(FIRST + day)).traits.exclusion];
    expect(exclusion(59)).toEqual([0, 0]);
    expect(exclusion(60)).toEqual([EXCLUSION.stablecoin, 0]);
    expect(exclusion(63)).toEqual([EXCLUSION.stablecoin, 0]);
  });

  it('reads kinds off the names from birth, and sectors from when they were noted', () => {
    const s = memoryStore();
    store(s, 'coingecko', [...rows('tether', [1, 1]), ...rows('dogecoin', [1, 2])]);
    const noted = startOfDay(FIRST + 2);
    const about = { source: 'coingecko', platform: null, contract: null, genesisDay: null, knownAt: (FIRST + 1) * DAY };
    const batchId = begin(s, 'coingecko', { kind: 'assets' });
    appendAssets(s, batchId, [
      { ...about, key: 'tether', symbol: 'USDT', name: 'Tether', categories: ['Stablecoins'] },
      { ...about, key: 'dogecoin', symbol: 'DOGE', name: 'Dogecoin', categories: ['Meme'], categoriesKnownAt: noted },
    ]);
    sealBatch(s, batchId);
    saveIdentities(s, [link('coingecko', 'tether', 'tether'), link('coingecko', 'dogecoin', 'dogecoin')]);
    const panel = loadPanel(s, { asOf: LATE });
    expect(panel.at(startOfDay(FIRST + 1)).traits).toMatchObject({
      sector: Int16Array.of(-1, -1),
      exclusion: Uint8Array.of(0, EXCLUSION.stablecoin),
    });
    expect(panel.at(noted).traits).toMatchObject({ sector: Int16Array.of(0, -1), sectorNames: ['Memes'] });
    expect(loadPanel(s, { asOf: (noted - 1) as Instant }).at(LATE).traits.sector).toEqual(Int16Array.of(-1, -1));
    expect(FETCHED_AT).toBeGreaterThan(noted);
  });
});
