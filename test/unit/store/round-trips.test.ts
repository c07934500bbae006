import { describe, expect, it } from 'vitest';
import { appendAbsences, countAbsences, findGaps, findSpan } from '../../../src/main/store/absences.ts';
import { appendAssets, listAssets } from '../../../src/main/store/assets.ts';
import { appendBacktest, getBacktest, listTrialReturns, listTrials } from '../../../src/main/store/backtests.ts';
import { listBatches, sealBatch } from '../../../src/main/store/batches.ts';
import {
  deleteCheckpoints,
  findCheckpoint,
  keepNewestCheckpoints,
  saveCheckpoint,
} from '../../../src/main/store/checkpoints.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { appendCrosswalk, listCrosswalk } from '../../../src/main/store/crosswalk.ts';
import { type IdentityLink, listIdentities, saveIdentities } from '../../../src/main/store/identities.ts';
import { appendListings, listListings } from '../../../src/main/store/listings.ts';
import {
  getModel,
  listModels,
  listModelsKnownBy,
  type ModelContent,
  saveModel,
} from '../../../src/main/store/models.ts';
import { openStore } from '../../../src/main/store/open.ts';
import {
  appendRatings,
  countRatings,
  extractRatingHistory,
  extractRatings,
  findRating,
  findRatingSet,
  findRatings,
  listRatedTimes,
} from '../../../src/main/store/ratings.ts';
import { appendRefusals, countRefusals, listRefusals } from '../../../src/main/store/refusals.ts';
import { findSetting, saveSetting } from '../../../src/main/store/settings.ts';
import type { BacktestReport, TrialEntry } from '../../../src/shared/backtests.ts';
import { DAY, instantOf } from '../../../src/shared/time.ts';
import { begin, memoryStore, store } from '../../support/store-rows.ts';

/** Returns a store whose clock the test moves. */
const clockStore = () => {
  const time = { now: 1_000 };
  return { s: openStore(':memory:', { clock: () => instantOf(time.now) }), time };
};
const sqlOf = (s: object) => connectionOf(s).database;

describe('models', () => {
  const model = (seed: number, trainedUntilTime = 10): ModelContent => ({
    meta: {
      ...{ kind: 'k', version: 1, params: { depth: 3 }, features: ['a'], target: 'rank', horizonDays: 7 },
      ...{
        trainedFromTime: 1,
        trainedUntilTime,
        rowCount: 2,
        seed,
        dataHash: 'd',
        programVersion: '0',
        outOfSample: {},
        evaluation: null,
      },
    },
    arrays: {
      value: Float32Array.of(1, Number.NaN, seed),
      split: Int32Array.of(-1, 2),
      exact: Float64Array.of(0.1),
      flag: new Uint8Array(new SharedArrayBuffer(2)),
    },
  });

  it('come back bit for bit under the hash of their content, and once', () => {
    const { s, time } = clockStore();
    const id = saveModel(s, model(1));
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(saveModel(s, model(1))).toBe(id);
    time.now++;
    const second = saveModel(s, model(2, 20));
    expect(second).not.toBe(id);
    expect(getModel(s, id)).toEqual({ ...model(1), arrays: { ...model(1).arrays, flag: new Uint8Array(2) } });
    expect(listModels(s).map((stored) => stored.id)).toEqual([second, id]);
    expect(listModelsKnownBy(s, 19).map((stored) => stored.id)).toEqual([id]);
    expect(() => getModel(s, 'x')).toThrow('Model x was not found');
  });

  it('are refused if their bytes changed, and cannot be changed through the store', () => {
    const { s } = clockStore();
    const id = saveModel(s, model(1));
    expect(() => sqlOf(s).exec("UPDATE model_arrays SET bytes = x'00'")).toThrow('model_arrays are append-only');
    expect(() => sqlOf(s).exec('DELETE FROM models')).toThrow('models are append-only');
    sqlOf(s).exec("DROP TRIGGER model_arrays_stay; UPDATE model_arrays SET bytes = x'00000000' WHERE name = 'split'");
    expect(() => getModel(s, id)).toThrow('was damaged');
  });
});

describe('ratings', () => {
  it('are the newest said of an instant, and their history', () => {
    const { s, time } = clockStore();
    expect(findRatings(s, 100)).toBeUndefined();
    appendRatings(s, {
      asOf: 50,
      meta: { n: 1 },
      rows: [
        { asset: 'b', grade: 1 },
        { asset: 'a', grade: null },
      ],
    });
    time.now++;
    appendRatings(s, { asOf: 50, meta: { n: 2 }, rows: [{ asset: 'a', grade: 7 }] });
    appendRatings(s, { asOf: 60, meta: { n: 3 }, rows: [{ asset: 'a', grade: 8 }] });
    expect(findRatings(s, 49)).toBeUndefined();
    expect(findRatings(s, 59)).toEqual({
      asOf: 50,
      savedTime: 1_001,
      meta: { n: 2 },
      rows: [{ asset: 'a', grade: 7 }],
    });
    expect(findRatingSet(s, 59)).toEqual({ id: 2, asOf: 50, savedTime: 1_001, meta: { n: 2 } });
    expect(listRatedTimes(s)).toEqual([50, 60]);
    expect(extractRatingHistory(s, 'a', ['$.grade', '$.asset', '$.none'])).toEqual([
      [50, 7, 'a', null],
      [60, 8, 'a', null],
    ]);
    expect(extractRatings(s, 1, ['$.grade'])).toEqual([
      ['a', null],
      ['b', 1],
    ]);
    expect(countRatings(s, 1)).toBe(2);
    expect(findRating(s, 1, 'b')).toEqual({ asset: 'b', grade: 1 });
    expect(findRating(s, 2, 'b')).toBeUndefined();
    expect(() => sqlOf(s).exec('UPDATE ratings SET body = 0')).toThrow('ratings are append-only');
  });
});

describe('backtests', () => {
  it('are counted whether or not they came to a report, with their returns', () => {
    const { s } = clockStore();
    const entry = (id: string, recordedTime: number) => ({ id, recordedTime, name: id }) as unknown as TrialEntry;
    const report = { id: 'b', headline: 'h' } as unknown as BacktestReport;
    appendBacktest(s, entry('a', 1));
    appendBacktest(s, entry('b', 2), { report, firstDay: 7, returns: Float64Array.of(0.1, Number.NaN, -0.2) });
    expect(listTrials(s).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(getBacktest(s, 'b')).toEqual(report);
    expect(() => getBacktest(s, 'a')).toThrow('Backtest a was not found');
    expect(listTrialReturns(s)).toEqual([{ id: 'b', firstDay: 7, returns: Float64Array.of(0.1, Number.NaN, -0.2) }]);
    expect(() => appendBacktest(s, entry('a', 3))).toThrow('The store refused a change');
    expect(() => sqlOf(s).exec('DELETE FROM backtests')).toThrow('backtests are append-only');
  });
});

describe('checkpoints and settings', () => {
  it('stay of the newest groups alone, the current one among them however old it is', () => {
    const { s, time } = clockStore();
    const groups = ['a', 'b', 'c', 'd', 'e'];
    groups.forEach((group, i) => {
      time.now = 100 + i;
      for (const day of [1, 2]) saveCheckpoint(s, `record/${group}/${day}/x`, 'h', new Uint8Array(1));
    });
    saveCheckpoint(s, 'train/a', 'h', new Uint8Array(1));
    expect(keepNewestCheckpoints(s, 'record/', 'record/b/', 3)).toBe(4);
    const isKept = (key: string) => findCheckpoint(s, key, 'h') !== undefined;
    expect(groups.filter((group) => isKept(`record/${group}/2/x`))).toEqual(['b', 'd', 'e']);
    expect(isKept('train/a')).toBe(true);
    s.close();
  });

  it('are found by key and input alone, replaced, and deleted by their beginning', () => {
    const { s } = clockStore();
    saveCheckpoint(s, 'train/a', 'h1', Uint8Array.of(1, 2));
    saveCheckpoint(s, 'train/a', 'h2', Uint8Array.of(3));
    saveCheckpoint(s, 'walk/a', 'h1', new Uint8Array(100_000).fill(7));
    expect(findCheckpoint(s, 'train/a', 'h1')).toBeUndefined();
    const kept = findCheckpoint(s, 'train/a', 'h2')!;
    expect([...kept, kept.byteOffset]).toEqual([3, 0]);
    expect(deleteCheckpoints(s, 'train/')).toBe(1);
    expect(findCheckpoint(s, 'walk/a', 'h1')).toHaveLength(100_000);
    for (const key of ['walk/b/1', 'walk/b/2', 'walk/c/1']) saveCheckpoint(s, key, 'h', new Uint8Array(1));
    expect(deleteCheckpoints(s, 'walk/')).toBe(4);
    expect(findCheckpoint(s, 'walk/a', 'h1')).toBeUndefined();
    saveSetting(s, 'k', { a: [1] });
    saveSetting(s, 'k', null);
    expect([findSetting(s, 'k'), findSetting(s, 'none')]).toEqual([null, undefined]);
  });
});

describe('listings', () => {
  it('are what was known by an instant, the dead included', () => {
    const s = memoryStore();
    const listing = { source: 'kraken', base: 'A', quote: 'USD', listedAt: 5 };
    const batchId = begin(s, 'kraken', { kind: 'listings' });
    const add = (key: string, delistedAt: number | null, knownAt: number) =>
      appendListings(s, batchId, [{ ...listing, key, delistedAt, knownAt }]);
    expect([add('A/USD', null, 10), add('A/USD', null, 20), add('A/USD', 30, 31), add('B/USD', null, 15)]).toEqual([
      1, 0, 1, 1,
    ]);
    expect(listListings(s, 'kraken')).toEqual([]);
    sealBatch(s, batchId);
    expect(listListings(s, 'kraken', 14).map(({ key }) => key)).toEqual(['A/USD']);
    expect(listListings(s, 'kraken', 30)[0]).toMatchObject({ delistedAt: null, knownAt: 10 });
    expect(listListings(s, 'kraken')).toMatchObject([{ delistedAt: 30, knownAt: 31 }, { key: 'B/USD' }]);
    expect(() => add('A/USD', 1, 50)).toThrow();
  });
});

describe('absences', () => {
  it('say why there is a gap, the newest reason first', () => {
    const s = memoryStore();
    store(
      s,
      'kraken',
      [1, 2, 5, 9].map((i) => ({ key: 'A/USD', day: 18_000 + i, close: 1 })),
    );
    const at = (day: number) => (18_000 + day) * DAY;
    const batchId = begin(s, 'kraken', { kind: 'absences' });
    const absence = { source: 'kraken', key: 'A/USD', timeframe: '1d' } as const;
    appendAbsences(s, batchId, [
      { ...absence, fromTime: at(3), untilTime: at(9), kind: 'provider_error', knownAt: 10 },
      { ...absence, fromTime: at(6), untilTime: at(8), kind: 'no_trades', knownAt: 20 },
    ]);
    expect(() =>
      appendAbsences(s, batchId, [{ ...absence, fromTime: 5, untilTime: 5, kind: 'stale', knownAt: 1 }]),
    ).toThrow('until_time > from_time');
    const gaps = () =>
      findGaps(s, 'kraken', '1d', 'A/USD', at(0), at(11)).map(({ fromTime, untilTime, absentKind }) => [
        fromTime / DAY - 18_000,
        untilTime / DAY - 18_000,
        absentKind,
      ]);
    expect(gaps()).toEqual([
      [0, 1, null],
      [3, 5, null],
      [6, 9, null],
      [10, 11, null],
    ]);
    sealBatch(s, batchId);
    expect(gaps()).toEqual([
      [0, 1, null],
      [3, 5, 'provider_error'],
      [6, 8, 'no_trades'],
      [8, 9, 'provider_error'],
      [10, 11, null],
    ]);
    expect(countAbsences(s)).toEqual({ no_trades: 1, provider_error: 1 });
    expect(findSpan(s, 'kraken', '1d', 'A/USD')).toEqual({ earliestTime: at(1), latestTime: at(9) });
    expect(findSpan(s, 'kraken', '1d', 'B/USD')).toBeNull();
    expect(findGaps(s, 'kraken', '1d', 'B/USD', at(0), at(2))).toHaveLength(1);
  });
});

describe('assets and crosswalk', () => {
  const about = { source: 'coingecko', key: 'a', symbol: 'A', name: 'Aa', platform: null, contract: null };

  it('keep every version and when its categories were noted', () => {
    const s = memoryStore();
    const say = (categories: string[], fetchedAt: number, symbol = 'A') => {
      const batchId = begin(s, 'coingecko', { kind: 'assets', fetchedAt });
      const added = appendAssets(s, batchId, [{ ...about, symbol, categories, genesisDay: null, knownAt: 10 }]);
      sealBatch(s, batchId);
      return added;
    };
    expect([say(['x'], 100), say(['x'], 200), say(['x', 'y'], 300), say(['x', 'y'], 400, 'B')]).toEqual([1, 0, 1, 1]);
    const known = (asOf: number) =>
      listAssets(s, asOf).map(({ categories, categoriesKnownAt, symbol }) => [symbol, categories, categoriesKnownAt]);
    expect(known(9)).toEqual([]);
    expect(known(299)).toEqual([['A', ['x'], 100]]);
    expect(known(300)).toEqual([['A', ['x', 'y'], 300]]);
    expect(known(500)).toEqual([['B', ['x', 'y'], 300]]);
  });

  it('pairs of the newest batch hold', () => {
    const s = memoryStore();
    const pair = { fromSource: 'coinmarketcap', fromKey: 'A', toSource: 'coingecko', method: 'm', error: 0.5 };
    for (const toKey of ['a', 'b']) {
      const batchId = begin(s, 'coinmarketcap', { kind: 'crosswalk' });
      appendCrosswalk(s, batchId, [{ ...pair, toKey, overlapDays: 3 }]);
      sealBatch(s, batchId);
    }
    expect(listCrosswalk(s)).toEqual([{ ...pair, toKey: 'b', overlapDays: 3 }]);
  });
});

describe('identities and refusals', () => {
  const link = (key: string, assetId: string): IdentityLink => ({
    ...{ source: 'binance', key, fromDay: 5, untilDay: null, assetId, method: 'm', isAmbiguous: true },
    evidence: { overlapDays: 3 },
  });

  it('are replaced as a whole and kept as history; the same ones change nothing', () => {
    const s = memoryStore();
    saveIdentities(s, [link('B', 'b'), link('A', 'a')]);
    saveIdentities(s, [link('A', 'a'), link('B', 'b')]);
    expect(listBatches(s)).toHaveLength(1);
    expect(listIdentities(s)).toEqual([link('A', 'a'), link('B', 'b')]);
    saveIdentities(s, [link('A', 'c')]);
    expect(listIdentities(s)).toEqual([link('A', 'c')]);
    expect(sqlOf(s).prepare('SELECT count(*) FROM identities').pluck().get()).toBe(3);
  });

  it('are cut to a length, counted in full and listed once sealed', () => {
    const s = memoryStore();
    const batchId = begin(s, 'binance');
    appendRefusals(s, batchId, [{ file: 'f', row: 2, reason: 'r', text: 'x'.repeat(500) }], 40);
    expect([listRefusals(s), countRefusals(s)]).toEqual([[], 0]);
    sealBatch(s, batchId);
    expect(listRefusals(s)).toEqual([{ file: 'f', row: 2, reason: 'r', text: 'x'.repeat(200) }]);
    expect(countRefusals(s)).toBe(40);
  });
});
