import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, PANEL_FIELDS, SILENCE_DAYS, type Window } from '../../src/main/numeric/panel.ts';
import { sealBatch } from '../../src/main/store/batches.ts';
import { appendCandles } from '../../src/main/store/candles.ts';
import { type IdentityLink, saveIdentities } from '../../src/main/store/identities.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { loadPanel } from '../../src/main/store/panel.ts';
import { DAY, type Instant, instantOf, startOfDay } from '../../src/shared/time.ts';
import { begin, blockOf, memoryStore } from '../support/store-rows.ts';

const FIRST = 18_000;
const DAYS = 110;

/** A version of a candle as it came in: seen late by some minutes or days, or corrected afterwards. */
type Version = {
  readonly source: string;
  readonly key: string;
  readonly day: number;
  readonly close: number;
  readonly knownAt: number;
};

const close = fc.double({ min: 1, max: 3, noNaN: true });
/** Lateness in milliseconds: mostly none, some minutes, some too much. */
const delay = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: DAY + 1, max: 5 * DAY }) },
);
const version = (source: string, key: string) =>
  fc.record({
    source: fc.constant(source),
    key: fc.constant(key),
    // with holes of a few days and of more than a life survives
    day: fc.oneof(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 40, max: 60 }),
      fc.integer({ min: 95, max: DAYS - 1 }),
    ),
    close,
    delay,
  });
const versions = fc
  .tuple(
    fc.array(version('coingecko', 'a'), { maxLength: 60 }),
    fc.array(version('binance', 'AUSDT'), { maxLength: 60 }),
    fc.array(version('kraken', 'B/USD'), { maxLength: 40 }),
  )
  .map((parts) =>
    parts.flat().map(
      ({ day, delay: late, ...rest }): Version => ({
        ...rest,
        day: FIRST + day,
        knownAt: (FIRST + day + 1) * DAY + late,
      }),
    ),
  );

const IDENTITIES: readonly IdentityLink[] = [
  ['coingecko', 'a'],
  ['binance', 'AUSDT'],
].map(([source, key]) => ({
  ...{ source: source!, key: key!, fromDay: FIRST, untilDay: null, assetId: 'a' },
  ...{ method: 'test', isAmbiguous: false, evidence: {} },
}));

/** Stores each version as a batch of its own, in the order of becoming known, as a running program does. */
function storeOf(rows: readonly Version[]): WritableStore {
  const s = memoryStore();
  for (const row of rows.toSorted((a, b) => a.knownAt - b.knownAt)) {
    const batchId = begin(s, row.source, { fetchedAt: row.knownAt });
    appendCandles(s, batchId, blockOf(row.source, [{ ...row, quoteVolume: row.close * 10, marketCap: 5 }]), 1);
    sealBatch(s, batchId);
  }
  saveIdentities(s, IDENTITIES);
  return s;
}

/** Returns the closes of one series that a decision at each day's end could have used, from what was known at `asOf`. */
function bruteForce(rows: readonly Version[], source: string, asOf: number): Map<number, number> {
  const cells = new Map<number, number>();
  for (let day = FIRST; startOfDay(day + 1) <= asOf; day++) {
    const own = rows
      .filter((row) => row.source === source && row.day === day && row.knownAt <= asOf)
      .toSorted((a, b) => a.knownAt - b.knownAt);
    const punctual = own.filter(({ knownAt }) => knownAt === startOfDay(day + 1));
    const late = own.filter(({ knownAt }) => knownAt <= startOfDay(day + 2));
    // the first version holds: what is known at one instant twice was stored once, and the rest are later revisions
    const chosen = punctual[0] ?? late[0];
    if (chosen !== undefined) cells.set(day, chosen.close);
  }
  return cells;
}

const cellsOf = (window: Window): Map<string, number> => {
  const cells = new Map<string, number>();
  window.assets.forEach((asset, i) => {
    for (let day = window.start[i]!; day < endOf(window, i); day++) {
      const value = window.fields.close[window.offset[i]! + day - window.start[i]!]!;
      if (!Number.isNaN(value)) cells.set(`${asset.replace(/~.*/, '')} ${day}`, value);
    }
  });
  return cells;
};

const instant = fc.oneof(
  fc.integer({ min: FIRST, max: FIRST + DAYS + 40 }).map((day) => startOfDay(day)),
  fc.integer({ min: FIRST * DAY, max: (FIRST + DAYS + 5) * DAY }).map((time) => instantOf(time)),
);
const unique = (rows: readonly Version[]): Version[] => {
  const seen = new Set<string>();
  return rows.filter(({ source, day, knownAt }) => {
    const name = `${source} ${day} ${knownAt}`;
    return !seen.has(name) && seen.add(name) !== undefined;
  });
};

describe('a panel as of an instant', () => {
  it('of one source has the cells that brute force finds', () => {
    fc.assert(
      fc.property(versions, instant, (all, asOf) => {
        const rows = unique(all);
        const window = loadPanel(storeOf(rows), { asOf }).at(asOf);
        const expected = [...bruteForce(rows, 'kraken', asOf)].map(([day, value]) => [`kraken:B/USD ${day}`, value]);
        expect([...cellsOf(window)].filter(([name]) => name.startsWith('kraken'))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('of several sources gives a day the candle of one of them, never another', () => {
    fc.assert(
      fc.property(versions, instant, (all, asOf) => {
        const rows = unique(all);
        const [gecko, binance] = [bruteForce(rows, 'coingecko', asOf), bruteForce(rows, 'binance', asOf)];
        const cells = cellsOf(loadPanel(storeOf(rows), { asOf }).at(asOf));
        for (let day = FIRST; day < FIRST + DAYS; day++) {
          const value = cells.get(`a ${day}`);
          // where the two had parted, a day may be without a cell
          if (value !== undefined) expect([gecko.get(day), binance.get(day)]).toContain(value);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same, bit for bit, whether what came later is there or not', () => {
    fc.assert(
      fc.property(versions, instant, fc.integer({ min: 0, max: 80 }), (all, asOf, more) => {
        const rows = unique(all);
        const later = instantOf(asOf + more * DAY);
        const whole = loadPanel(storeOf(rows), { asOf: later });
        const known = rows.filter(({ knownAt }) => knownAt <= asOf);
        const alone = loadPanel(storeOf(known), { asOf });
        const [seen, expected] = [whole.at(asOf), alone.at(asOf)];
        expect(seen.assets).toEqual(expected.assets);
        expect([seen.firstDay, seen.dayCount, seen.start, seen.offset]).toEqual([
          ...(expected.assets.length === 0 ? [seen.firstDay, 0] : [expected.firstDay, expected.dayCount]),
          expected.start,
          expected.offset,
        ]);
        for (const field of PANEL_FIELDS) expect(bytes(seen.fields[field])).toEqual(bytes(expected.fields[field]));
        expect(seen.traits.exclusion).toEqual(expected.traits.exclusion);
        expect(whole.endingsAt(asOf)).toEqual(alone.endingsAt(asOf));
      }),
      { numRuns: 120 },
    );
  });

  it('never holds a silence longer than a life survives, and tells no ending before it is one', () => {
    fc.assert(
      fc.property(versions, (all) => {
        const asOf = startOfDay(FIRST + DAYS + 60);
        const panel = loadPanel(storeOf(unique(all)), { asOf });
        const window = panel.at(asOf);
        window.assets.forEach((asset, i) => {
          let silent = 0;
          for (let cell = window.offset[i]!; cell < window.offset[i + 1]!; cell++) {
            silent = Number.isNaN(window.fields.close[cell]!) ? silent + 1 : 0;
            expect(silent).toBeLessThan(SILENCE_DAYS);
          }
          const known = startOfDay(endOf(window, i) + SILENCE_DAYS);
          expect(panel.endingsAt((known - 1) as Instant).has(asset)).toBe(false);
          expect(panel.endingsAt(known).has(asset)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });
});

function bytes(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
