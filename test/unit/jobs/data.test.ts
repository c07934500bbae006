import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listGaps } from '../../../src/main/jobs/data-gaps.ts';
import { describeAbsences, describeBatches, describeRefusals, listStale } from '../../../src/main/jobs/data-lists.ts';
import type { Job, JobRun } from '../../../src/main/jobs/job.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { type AbsenceRow, appendAbsences } from '../../../src/main/store/absences.ts';
import { appendAssets } from '../../../src/main/store/assets.ts';
import { sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { saveIdentities } from '../../../src/main/store/identities.ts';
import type { ReadableStore, WritableStore } from '../../../src/main/store/open.ts';
import { appendRefusals } from '../../../src/main/store/refusals.ts';
import { sourceStatuses } from '../../../src/main/store/status.ts';
import { contract } from '../../../src/shared/contract.ts';
import { DAY } from '../../../src/shared/time.ts';
import { begin, blockOf, type CandleRow, FETCHED_AT, memoryStore, store } from '../../support/store-rows.ts';

const FIRST = 18_000;
const rows = (key: string, days: readonly number[]): CandleRow[] =>
  days.map((day) => ({ key, day: FIRST + day, close: 1 }));
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

type DataQuery = 'data.gaps' | 'data.stale' | 'data.refusals' | 'data.absences' | 'data.batches';

/** Runs a job over the input as the contract fills it, and checks the answer against the contract. */
async function ask<I, O>(
  name: DataQuery,
  job: Job<I, O>,
  from: ReadableStore,
  input: object = {},
  signal = { aborted: false },
) {
  const run: JobRun = { team: soloTeam({}), signal, report: () => undefined, saveCheckpoint: () => undefined };
  const answer = await job(from, contract[name].input.parse(input) as I, run);
  expect(contract[name].output.parse(answer)).toEqual(answer);
  return answer;
}

function absent(into: WritableStore, some: readonly Partial<AbsenceRow>[]): void {
  const batchId = begin(into, 'kraken', { kind: 'absences' });
  const usual = { source: 'kraken', key: 'A', timeframe: '1d', kind: 'no_trades', knownAt: FETCHED_AT } as const;
  appendAbsences(
    into,
    batchId,
    some.map((row) => ({ ...usual, fromTime: 0, untilTime: DAY, ...row })),
  );
  sealBatch(into, batchId);
}

const at = (day: number): number => (FIRST + day) * DAY;

describe('data.gaps', () => {
  it('has stretches within series, the longest first, with the reason recorded for most of each', async () => {
    const s = memoryStore();
    store(s, 'kraken', [...rows('A', [0, 1, 4, 5, 16]), ...rows('B', [0, 2]), ...rows('C', range(9))]);
    store(s, 'binance', rows('A', [0, 9]));
    const open = begin(s, 'kraken', { fileHash: 'open' });
    appendCandles(s, open, blockOf('kraken', rows('B', [1])), 1);
    absent(s, [
      { fromTime: at(6), untilTime: at(9), kind: 'provider_error' },
      { fromTime: at(9), untilTime: at(16), kind: 'no_trades', knownAt: FETCHED_AT - 9 },
      { fromTime: at(10), untilTime: at(11), kind: 'rate_limited', knownAt: FETCHED_AT - 5 },
      { fromTime: at(2), untilTime: at(3), kind: 'stale', key: 'B' },
      { fromTime: at(1), untilTime: at(2), kind: 'stale', key: 'B', timeframe: '1h' },
    ]);
    const gap = { source: 'kraken', timeframe: '1d' };
    expect(await ask('data.gaps', listGaps, s)).toEqual({
      total: 4,
      gaps: [
        { ...gap, key: 'A', fromTime: at(6), untilTime: at(16), missingCount: 10, absence: 'no_trades' },
        { ...gap, source: 'binance', key: 'A', fromTime: at(1), untilTime: at(9), missingCount: 8, absence: null },
        { ...gap, key: 'A', fromTime: at(2), untilTime: at(4), missingCount: 2, absence: null },
        { ...gap, key: 'B', fromTime: at(1), untilTime: at(2), missingCount: 1, absence: null },
      ],
    });
    expect(await ask('data.gaps', listGaps, s, { source: 'binance' })).toMatchObject({ total: 1 });
    const short = await ask('data.gaps', listGaps, s, { limit: 2 });
    expect([short.total, short.gaps.length]).toEqual([4, 2]);
    await expect(async () => ask('data.gaps', listGaps, s, {}, { aborted: true })).rejects.toThrow('cancelled');
  });

  it('counts as many as the status does, and the candles that would fit', async () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(days, { minLength: 1, maxLength: 4 }), async (all) => {
        const s = memoryStore();
        store(
          s,
          'kraken',
          all.flatMap((some, i) =>
            rows(
              `S${i}`,
              some.toSorted((a, b) => a - b),
            ),
          ),
        );
        const { total, gaps } = await ask('data.gaps', listGaps, s, { limit: 10_000 });
        expect(total).toBe(sourceStatuses(s)[0]!.gapCount);
        const missing = all.reduce((sum, some) => sum + Math.max(...some) - Math.min(...some) + 1 - some.length, 0);
        expect(gaps.reduce((sum, { missingCount }) => sum + missingCount, 0)).toBe(missing);
        s.close();
      }),
      { seed: 16, numRuns: 60 },
    );
  });
});

it('data.stale has the series that lag, the longest behind first, and what they are', async () => {
  const s = memoryStore();
  store(s, 'coingecko', [...rows('new', range(100)), ...rows('old', range(90)), ...rows('older', range(80))]);
  store(s, 'coingecko', [...rows('dead', range(60)), ...rows('late', range(98))]);
  const batchId = begin(s, 'coingecko', { kind: 'assets' });
  const about = { source: 'coingecko', categories: [], platform: null, contract: null, genesisDay: null, knownAt: 5 };
  appendAssets(s, batchId, [{ ...about, key: 'old', symbol: 'OLD', name: 'Old Coin' }]);
  sealBatch(s, batchId);
  const link = { source: 'coingecko', method: 'own-id', isAmbiguous: false, evidence: {} };
  saveIdentities(s, [
    { ...link, key: 'old', fromDay: 0, untilDay: FIRST + 50, assetId: 'before' },
    { ...link, key: 'old', fromDay: FIRST + 50, untilDay: null, assetId: 'old' },
  ]);
  const one = { source: 'coingecko', timeframe: '1d' };
  expect(await ask('data.stale', listStale, s)).toEqual({
    total: 2,
    series: [
      { ...one, key: 'older', asset: 'coingecko:older', name: null, lastTime: at(79), daysBehind: 20 },
      { ...one, key: 'old', asset: 'old', name: 'Old Coin', lastTime: at(89), daysBehind: 10 },
    ],
  });
  expect(await ask('data.stale', listStale, s, { source: 'kraken' })).toEqual({ total: 0, series: [] });
});

it('data.refusals counts the reasons and lists the newest batch first', async () => {
  const s = memoryStore();
  const refuse = (file: string, reasons: readonly string[], total?: number): void => {
    const batchId = begin(s, 'kraken', { kind: 'refusals' });
    appendRefusals(
      s,
      batchId,
      reasons.map((reason, row) => ({ file, row, reason, text: 't' })),
      total,
    );
    sealBatch(s, batchId);
  };
  refuse('a.csv', ['high below low', 'price not above zero'], 1_002);
  refuse('b.csv', ['high below low']);
  const row = { text: 't', reason: 'high below low', row: 0 };
  expect(await ask('data.refusals', describeRefusals, s, { limit: 2 })).toEqual({
    total: 1_003,
    reasons: [
      { reason: 'high below low', count: 2 },
      { reason: 'price not above zero', count: 1 },
    ],
    rows: [
      { ...row, file: 'b.csv' },
      { ...row, file: 'a.csv' },
    ],
  });
});

it('data.absences counts by source and kind and lists what became known last', async () => {
  const s = memoryStore();
  absent(s, [{ knownAt: 7 }, { knownAt: 9, kind: 'stale' }, { knownAt: 8 }, { source: 'binance', knownAt: 6 }]);
  const answer = await ask('data.absences', describeAbsences, s, { limit: 2 });
  expect(answer.counts).toEqual([
    { source: 'binance', kind: 'no_trades', count: 1 },
    { source: 'kraken', kind: 'no_trades', count: 2 },
    { source: 'kraken', kind: 'stale', count: 1 },
  ]);
  expect(answer.rows.map(({ knownAt }) => knownAt)).toEqual([9, 8]);
  const only = await ask('data.absences', describeAbsences, s, { source: 'binance' });
  expect([only.counts.length, only.rows.length]).toEqual([1, 1]);
});

it('data.batches has what was brought in, newest first, without what is open or the program’s own', async () => {
  const s = memoryStore();
  store(s, 'kraken', rows('A', [0, 1]), { fileName: 'a.csv' });
  store(s, 'kraken', [...rows('A', [2]), { key: 'A', day: FIRST, close: 2 }], { knownSource: 'observed' });
  saveIdentities(s, []);
  saveIdentities(s, [
    {
      source: 'kraken',
      key: 'A',
      fromDay: 0,
      untilDay: null,
      assetId: 'a',
      method: 'm',
      isAmbiguous: false,
      evidence: {},
    },
  ]);
  begin(s, 'kraken', { fileHash: 'open' });
  const usual = { source: 'kraken', kind: 'candles', fetchedTime: FETCHED_AT, candleCount: 2, refusedCount: 0 };
  expect(await ask('data.batches', describeBatches, s)).toEqual({
    total: 2,
    batches: [
      { id: 2, ...usual, fileName: null, knownSource: 'observed' },
      { id: 1, ...usual, fileName: 'a.csv', knownSource: 'assumed' },
    ],
  });
  expect(await ask('data.batches', describeBatches, s, { limit: 1 })).toMatchObject({ total: 2, batches: [{ id: 2 }] });
});
