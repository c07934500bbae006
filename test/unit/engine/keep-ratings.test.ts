/** Sets of ratings as whoever reads them sees them: whole or not at all, however the writing ended. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepRatings } from '../../../src/main/engine/keep-ratings.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { openStore, openStoreReadOnly, type WritableStore } from '../../../src/main/store/open.ts';
import {
  appendRatingRows,
  beginRatings,
  countRatings,
  extractRatingHistory,
  findRatingSet,
  findRatings,
  listRatedTimes,
  sealRatings,
} from '../../../src/main/store/ratings.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';

let folder: string;
let store: WritableStore;
let now: number;
const open = (): WritableStore => openStore(join(folder, 'a.sqlite'), { clock: () => instantOf(now) });
beforeEach(() => {
  now = 1_000;
  folder = mkdtempSync(join(tmpdir(), 'indexsmith-ratings-'));
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
  expect(existsSync(folder)).toBe(false);
});

const rowsOf = (count: number, grade = 1): { asset: string; grade: number }[] =>
  Array.from({ length: count }, (_, i) => ({ asset: `a${String(i).padStart(4, '0')}`, grade }));
const setOf = (asOf: number, count = 200, grade = 1) => ({ asOf, meta: { asOf }, rows: rowsOf(count, grade) });
const stored = (table: string): number =>
  connectionOf(store).database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
const abortedAfter = (checks: number) => ({
  get aborted() {
    checks -= 1;
    return checks < 0;
  },
});
/** Calls `look` in every turn of the main thread until the work has ended. */
async function whileDoing(work: Promise<void>, look: () => void): Promise<void> {
  let isDone = false;
  const again = (): void => {
    if (isDone) return;
    look();
    setImmediate(again);
  };
  setImmediate(again);
  await work.finally(() => (isDone = true));
}

it('a set is seen whole or not at all, also by another connection', async () => {
  await keepRatings(store, setOf(10, 200, 7), NEVER_CANCELLED);
  const reader = openStoreReadOnly(join(folder, 'a.sqlite'));
  const seen = new Set<string>();
  let turns = 0;
  const look = (): void => {
    turns += 1;
    for (const one of [store, reader]) {
      const set = findRatings<{ asset: string; grade: number }>(one, 20)!;
      seen.add(`${set.asOf}: ${set.rows.length}, ${listRatedTimes(one)}, ${extractRatingHistory(one, 'a0001', [])}`);
    }
  };
  await whileDoing(keepRatings(store, setOf(20, 500), NEVER_CANCELLED), look);
  look();
  reader.close();
  expect(turns).toBeGreaterThan(5);
  expect([...seen]).toEqual(['10: 200, 10, 10', '20: 500, 10,20, 10,20']);
});

it('what was said of an instant before holds until the new set is whole', async () => {
  await keepRatings(store, setOf(10, 70, 1), NEVER_CANCELLED);
  await whileDoing(keepRatings(store, setOf(10, 300, 2), NEVER_CANCELLED), () =>
    expect([70, 300]).toContain(findRatings(store, 10)!.rows.length),
  );
  expect(extractRatingHistory(store, 'a0001', ['$.grade'])).toEqual([[10, 2]]);
});

it('a set counts as saved when it is seen', async () => {
  const work = keepRatings(store, setOf(10), NEVER_CANCELLED);
  now = 2_000;
  await work;
  expect(findRatingSet(store, 10)).toMatchObject({ savedTime: 2_000 });
});

it('cancelled, shows nothing, and the next set takes away what was left', async () => {
  await expect(keepRatings(store, setOf(10), abortedAfter(2))).rejects.toMatchObject({ code: 'cancelled' });
  expect([stored('ratings'), findRatingSet(store, 10)]).toEqual([32, undefined]);
  await keepRatings(store, setOf(20, 100), NEVER_CANCELLED);
  expect([stored('rating_sets'), stored('ratings')]).toEqual([1, 100]);
});

it('what a killed program left is taken away by the next, and never seen', async () => {
  const setId = beginRatings(store, { asOf: 10, meta: {} });
  appendRatingRows(store, setId, rowsOf(150));
  store.close();
  store = open();
  expect([stored('ratings'), findRatingSet(store, 10), listRatedTimes(store)]).toEqual([150, undefined, []]);
  await keepRatings(store, setOf(5, 10), NEVER_CANCELLED);
  expect([stored('rating_sets'), stored('ratings')]).toEqual([1, 10]);
});

it('sets that are written at once are all kept whole', async () => {
  const works = [];
  for (const asOf of [10, 20, 30]) {
    works.push(keepRatings(store, setOf(asOf, 200 + asOf), NEVER_CANCELLED));
    await nextTurn();
  }
  await Promise.all(works);
  expect(listRatedTimes(store)).toEqual([10, 20, 30]);
  for (const asOf of [10, 20, 30]) expect(findRatings(store, asOf)!.rows).toHaveLength(200 + asOf);
});

it('a whole set takes no more, and none of it is changed or taken away', async () => {
  await keepRatings(store, setOf(10), NEVER_CANCELLED);
  const { id } = findRatingSet(store, 10)!;
  const { database } = connectionOf(store);
  expect(() => appendRatingRows(store, id, [{ asset: 'zzz' }])).toThrow('a sealed set of ratings takes no more');
  expect(() => sealRatings(store, id)).toThrow('rating_sets are append-only');
  expect(() => database.exec('UPDATE ratings SET body = 0')).toThrow('ratings are append-only');
  expect(() => database.exec('DELETE FROM ratings')).toThrow('ratings are append-only');
  expect(() => database.exec('DELETE FROM rating_sets')).toThrow('rating_sets are append-only');
  expect(countRatings(store, id)).toBe(200);
});
