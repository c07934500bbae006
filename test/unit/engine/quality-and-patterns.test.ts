/** What the forest and the miner say of a made-up market, asked as a person asks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineContext } from '../../../src/main/engine/context.ts';
import { patternHandlers } from '../../../src/main/engine/patterns.ts';
import { qualityHandlers } from '../../../src/main/engine/quality.ts';
import type { JobRun } from '../../../src/main/jobs/job.ts';
import { minePatterns } from '../../../src/main/jobs/mine-patterns.ts';
import { findPatternsToday } from '../../../src/main/jobs/patterns-today.ts';
import { judgeQuality } from '../../../src/main/jobs/quality.ts';
import { trainQuality } from '../../../src/main/jobs/train-quality.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { appendStudy } from '../../../src/main/store/studies.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { PatternSearch } from '../../../src/shared/patterns.ts';
import { QualityRecord } from '../../../src/shared/quality.ts';
import { type Instant, startOfDay } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const FIRST = 17_167;
const DAYS = 1_900;
const asOf: Instant = startOfDay(FIRST + DAYS);
const signal = NEVER_CANCELLED;
const JOBS = {
  'train-quality': trainQuality,
  quality: judgeQuality,
  'mine-patterns': minePatterns,
  'patterns-today': findPatternsToday,
} as const;

let store: WritableStore;
let context: TestContext;
let asked: EngineContext;

beforeAll(() => {
  store = simulatedStore({ seed: 5, assetCount: 60, dayCount: DAYS, firstDay: FIRST });
  context = openContext();
  const run = async (name: keyof typeof JOBS, input: never): Promise<unknown> => JOBS[name](store, input, plainRun());
  asked = { ...context, store, pool: { run: run as never, close: async () => undefined } };
});
afterAll(() => {
  context.close();
  store.close();
});

describe('quality', () => {
  it('says nothing before a forest was trained', async () => {
    const list = await qualityHandlers(asked)['quality.list']({ asOf: null, asset: null }, signal);
    expect(list).toMatchObject({ modelId: null, asset: [], dies: [], record: null });
  });

  it('is trained, kept, and told of every eligible token', async () => {
    const handlers = qualityHandlers(asked);
    const record = await handlers['quality.train']({ asOf: null }, signal);
    expect(() => QualityRecord.parse(record)).not.toThrow();
    expect(record.asOf).toBe(asOf);
    expect(record.importance.reduce((sum, own) => sum + own)).toBeCloseTo(1, 4);
    expect(context.heard.at(-1)).toEqual({ name: 'quality.changed', payload: {} });
    const list = await handlers['quality.list']({ asOf: null, asset: null }, signal);
    expect(list.record).toEqual(record);
    expect(list.asset.length).toBeGreaterThan(10);
    list.asset.forEach((_, i) => {
      expect(list.survives[i]! + list.fades[i]! + list.dies[i]!).toBeCloseTo(1, 5);
      expect(list.reason[i]).toHaveLength(3);
      for (const reason of list.reason[i]!) expect(reason).toMatch(/^[A-Z0-9].*: (raises|lowers) the chance of dying$/);
    });
    const one = await handlers['quality.list']({ asOf: null, asset: list.asset[3]! }, signal);
    expect([one.asset, one.dies]).toEqual([[list.asset[3]], [list.dies[3]]]);
    expect(list.notes.some((note) => note.startsWith('This forest was not judged'))).toBe(record.year.length === 0);
    appendStudy(store, 'quality-record', asOf, { ...record, year: [] });
    const unjudged = await handlers['quality.list']({ asOf: null, asset: null }, signal);
    expect(unjudged.notes[0]).toMatch(/^This forest was not judged/);
    appendStudy(store, 'quality-record', asOf, record);
    // a forest of now says nothing of a day before it was trained
    const early = await handlers['quality.list']({ asOf: startOfDay(FIRST + DAYS - 30), asset: null }, signal);
    expect(early).toMatchObject({ modelId: null, record: null });
  });

  it('needs two years of fates', async () => {
    const input = { asOf: startOfDay(FIRST + 700), seed: 1, programVersion: '' };
    await expect(trainQuality(store, input, plainRun())).rejects.toThrow(/Too few tokens had a known fate/);
  });
});

describe('patterns', () => {
  it('are none before a search', async () => {
    const handlers = patternHandlers(asked);
    expect(await handlers['patterns.list']({}, signal)).toEqual({ search: null });
    expect(await handlers['patterns.today']({ asOf: null, asset: null }, signal)).toMatchObject({ asset: [] });
  });

  it('are searched, kept, and found to hold for tokens of today', async () => {
    const handlers = patternHandlers(asked);
    const search = await handlers['patterns.mine']({ asOf: null, horizonDays: 30, maximumConditions: 2 }, signal);
    expect(() => PatternSearch.parse(search)).not.toThrow();
    expect(context.heard.at(-1)).toEqual({ name: 'patterns.changed', payload: {} });
    expect(await handlers['patterns.list']({}, signal)).toEqual({ search });
    expect(search.searchedCount).toBeGreaterThan(10_000);
    expect(search.confirmedCount).toBe(search.patterns.filter(({ confirmed }) => confirmed.isConfirmed).length);
    expect(search.splitTime).toBeLessThan(search.untilTime);
    // a third of five years has no twenty blocks of five weeks
    expect(search.notes[0]).toMatch(
      /^No pattern can be confirmed at 30 days ahead: the test needs 20 blocks of 5 weeks .*, which have 1\d; these would do for 2\d days ahead at most/,
    );
    expect(search.notes[1]).toMatch(/^Of \d+,\d{3} conjunctions \d/);
    const conditions = [{ factor: 'volatility-90d', test: 'bottom-fifth' } as const];
    const calm = await findPatternsToday(
      store,
      {
        asOf,
        patterns: [
          { id: 'calm', conditions },
          { id: 'nobody', conditions: [...conditions, { factor: 'volatility-90d', test: 'top-fifth' }] },
        ],
        asset: null,
      },
      plainRun(),
    );
    const { asset: eligible } = await qualityHandlers(asked)['quality.list']({ asOf: null, asset: null }, signal);
    // ranks of a small universe are in steps
    expect(Math.abs(calm.asset.length - eligible.length / 5)).toBeLessThanOrEqual(1);
    expect(new Set(calm.patternId)).toEqual(new Set(['calm']));
    const one = await findPatternsToday(
      store,
      { asOf, patterns: [{ id: 'calm', conditions }], asset: calm.asset[0]! },
      plainRun(),
    );
    expect(one.symbol).toEqual([calm.symbol[0]]);
  });

  it('are not searched over a horizon that the history cannot test', async () => {
    const input = { asOf, horizonDays: 180, maximumConditions: 2 };
    await expect(async () => minePatterns(store, input, plainRun())).rejects.toThrow(
      /^No pattern can be found at 180 days ahead: the test needs 20 blocks of 26 weeks .*, which have \d/,
    );
  });

  it('and forests are given up soon after they were cancelled', async () => {
    for (const [job, input] of [
      [minePatterns, { asOf, horizonDays: 30, maximumConditions: 2 }],
      [trainQuality, { asOf, seed: 1, programVersion: '' }],
    ] as const) {
      const flag = { aborted: false };
      const run: JobRun = {
        ...plainRun(),
        signal: flag,
        report: (done) => {
          flag.aborted ||= done > 0.55;
        },
      };
      await expect(async () => job(store, input as never, run)).rejects.toMatchObject({ code: 'cancelled' });
    }
  });
});
