import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftHandlers, expireDrafts } from '../../../src/main/engine/drafts.ts';
import { saveSettings } from '../../../src/main/engine/load-settings.ts';
import { driftHoldings } from '../../../src/main/jobs/held-weights.ts';
import type { Pool } from '../../../src/main/jobs/pool.ts';
import { saveDraft } from '../../../src/main/store/drafts.ts';
import type { Draft } from '../../../src/shared/drafts.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { Settings } from '../../../src/shared/settings.ts';
import { DAY, instantOf, parseDay, startOfDay } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { store as storeRows } from '../../support/store-rows.ts';

const START = Date.UTC(2025, 5, 10);
const signal = NEVER_CANCELLED;
let now = START;
let context: TestContext;
let handlers: ReturnType<typeof draftHandlers>;

beforeEach(() => {
  now = START;
  const opened = openContext(() => instantOf(now));
  const pool: Pool = {
    run: async (_name, input) => driftHoldings(opened.store, input as never, plainRun()) as never,
    close: async () => undefined,
  };
  context = { ...opened, pool };
  handlers = draftHandlers(context);
});
afterEach(() => context.close());

const FIRST = parseDay('2025-05-01') as number;
/** Made at the end of the third day. */
const draft = (id: string, change: Partial<Draft> = {}): Draft =>
  ({
    ...{ id: id.repeat(16), name: 'Core', asOf: startOfDay(FIRST + 3), createdTime: now, state: 'proposed' },
    ...{ isSimulated: false, feasible: true, method: 'equal', cash: 0.2 },
    weights: [
      { asset: 'test:A', weight: 0.5 },
      { asset: 'test:B', weight: 0.3 },
    ],
    ...change,
  }) as unknown as Draft;
const save = (id: string, change: Partial<Draft> = {}): string => {
  saveDraft(context.store, draft(id, change));
  return id.repeat(16);
};

/** A doubles and B halves over the two days that follow the draft. */
function fill(): void {
  const closes = { A: [9, 9, 10, 15, 20], B: [8, 8, 8, 5, 4] };
  const rows = Object.entries(closes).flatMap(([key, own]) => own.map((close, i) => ({ key, day: FIRST + i, close })));
  storeRows(context.store, 'test', rows);
}

describe('decisions', () => {
  it('come too late once the time of a draft has run out, though nobody looked meanwhile', async () => {
    const id = save('a');
    now += 8 * DAY;
    await expect(async () => handlers['drafts.approve']({ id, reason: '' }, signal)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('expired'),
    });
    const { drafts } = await handlers['drafts.list']({}, signal);
    expect(drafts.map(({ state }) => state)).toEqual(['expired']);
  });

  it('are taken once, found by the beginning of an id, kept with their reason and told', async () => {
    const [one, two] = [save('a'), save('b')];
    now += 5;
    expect(await handlers['drafts.reject']({ id: 'aaa', reason: 'too bold' }, signal)).toEqual({
      ...{ id: one, state: 'rejected', changedTime: now },
    });
    expect(context.heard).toEqual([{ name: 'drafts.changed', payload: { id: one } }]);
    await handlers['drafts.approve']({ id: two, reason: '' }, signal);
    expect(() => handlers['drafts.approve']({ id: two, reason: '' }, signal)).toThrow(
      'was approved, needs to be proposed',
    );
    expect(await handlers['drafts.history']({ id: one }, signal)).toEqual({
      id: one,
      entries: [
        { state: 'proposed', changedTime: START, reason: null },
        { state: 'rejected', changedTime: now, reason: 'too bold' },
      ],
    });
    const { drafts } = await handlers['drafts.list']({}, signal);
    expect(
      drafts.map(({ id, decidedTime, expiresTime, decisionReason }) => [id, decidedTime, expiresTime, decisionReason]),
    ).toEqual([
      [one, now, null, 'too bold'],
      [two, now, null, null],
    ]);
    expect(() => handlers['drafts.history']({ id: 'c' }, signal)).toThrow('Draft c was not found');
  });

  it('refuse a draft without weights, and every second one of an index', () => {
    save('a', { feasible: false });
    expect(() => handlers['drafts.approve']({ id: 'a', reason: '' }, signal)).toThrow('needs feasible constraints');
    save('b');
    save('c');
    save('d', { name: 'Other' });
    handlers['drafts.approve']({ id: 'b', reason: '' }, signal);
    expect(() => handlers['drafts.approve']({ id: 'c', reason: '' }, signal)).toThrow(
      'was expired, needs to be proposed',
    );
    expect(() => handlers['drafts.approve']({ id: 'd', reason: '' }, signal)).not.toThrow();
  });
});

describe('expireDrafts', () => {
  it('ends what nobody decided on for as long as the settings say, and tells of each', async () => {
    const old = save('a');
    now += DAY;
    const young = save('b', { name: 'Other' });
    save('c', { name: 'Third' });
    handlers['drafts.approve']({ id: 'c', reason: '' }, signal);
    context.heard.length = 0;
    const { drafts } = await handlers['drafts.list']({}, signal);
    expect(drafts.find(({ id }) => id === old)?.expiresTime).toBe(START + 7 * DAY);
    expect(expireDrafts(context, instantOf(START + 7 * DAY - 1))).toEqual([]);
    expect(expireDrafts(context, instantOf(START + 7 * DAY))).toEqual([old]);
    expect(context.heard).toEqual([{ name: 'drafts.changed', payload: { id: old } }]);
    expect((await handlers['drafts.history']({ id: old }, signal)).entries.at(-1)).toMatchObject({
      ...{ state: 'expired', reason: 'Nobody decided within 7 days' },
    });
    saveSettings(context.store, Settings.parse({ draftDays: 1 }));
    expect(expireDrafts(context, instantOf(START + 2 * DAY))).toEqual([young]);
    expect(expireDrafts(context, instantOf(START + 20 * DAY))).toEqual([]);
  });
});

describe('attempts without weights', () => {
  it('hide no draft that awaits a decision, and never expire', async () => {
    const open = save('a');
    now += 5;
    const attempt = save('b', { feasible: false });
    const { indices } = await handlers['drafts.indices']({}, signal);
    expect(indices).toMatchObject([{ proposedId: open, draftCount: 2 }]);
    const { drafts } = await handlers['drafts.list']({}, signal);
    expect(drafts.find(({ id }) => id === attempt)).toMatchObject({ state: 'proposed', expiresTime: null });
    expect(expireDrafts(context, instantOf(START + 100 * DAY))).toEqual([open]);
    expect((await handlers['drafts.indices']({}, signal)).indices).toMatchObject([{ proposedId: null }]);
  });
});

describe('what is held', () => {
  it('is nothing while no draft was approved', async () => {
    save('a');
    expect(await handlers['drafts.held']({ name: 'Core' }, signal)).toEqual({
      ...{ name: 'Core', asOf: null, approvedId: null, weights: {}, cash: 1, totalReturn: null },
    });
    expect(await handlers['drafts.indices']({}, signal)).toEqual({
      indices: [
        {
          ...{ name: 'Core', approvedId: null, approvedTime: null, proposedId: 'a'.repeat(16), draftCount: 1 },
          ...{ assetCount: 0, sinceApproval: null },
        },
      ],
    });
  });

  it('is the last approved draft, drifted with closes since the day of its approval', async () => {
    fill();
    now = startOfDay(FIRST + 3) - 1;
    const one = save('a');
    save('b', { name: 'Other' });
    await handlers['drafts.approve']({ id: one, reason: '' }, signal);
    // 0.5 × 2 + 0.3 × 0.5 + 0.2 = 1.35
    const held = await handlers['drafts.held']({ name: 'Core' }, signal);
    expect(held).toMatchObject({ asOf: startOfDay(FIRST + 5), approvedId: one });
    expect(held.totalReturn).toBeCloseTo(0.35, 12);
    expect(held.weights['test:A']).toBeCloseTo(1 / 1.35, 12);
    expect(held.weights['test:B']).toBeCloseTo(0.15 / 1.35, 12);
    expect(held.cash).toBeCloseTo(0.2 / 1.35, 12);
    const { indices } = await handlers['drafts.indices']({}, signal);
    expect(indices.map(({ name, assetCount, approvedTime }) => [name, assetCount, approvedTime])).toEqual([
      ['Core', 2, now],
      ['Other', 0, null],
    ]);
    expect(indices.map(({ sinceApproval }) => sinceApproval)).toEqual([expect.closeTo(0.35, 12), null]);
    now = startOfDay(FIRST + 3) + 5;
    const two = save('c');
    await handlers['drafts.approve']({ id: two, reason: '' }, signal);
    // bought at the next close: 0.5 × 20 / 15 + 0.3 × 4 / 5 + 0.2
    expect((await handlers['drafts.held']({ name: 'Core' }, signal)).totalReturn).toBeCloseTo(2 / 3 + 0.44 - 1, 12);
  });

  it('has earned nothing while no close is newer than the approval', async () => {
    fill();
    now = startOfDay(FIRST + 900);
    await handlers['drafts.approve']({ id: save('a'), reason: '' }, signal);
    const { weights, totalReturn } = await handlers['drafts.held']({ name: 'Core' }, signal);
    expect([weights, totalReturn]).toEqual([{ 'test:A': 0.5, 'test:B': 0.3 }, expect.closeTo(0, 12)]);
  });

  it('is as it was approved where the store has no closes', async () => {
    const one = save('a');
    await handlers['drafts.approve']({ id: one, reason: '' }, signal);
    expect(await handlers['drafts.held']({ name: 'Core' }, signal)).toEqual({
      ...{ name: 'Core', asOf: startOfDay(FIRST + 3), approvedId: one, cash: 0.2, totalReturn: null },
      weights: { 'test:A': 0.5, 'test:B': 0.3 },
    });
  });
});
