import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../../src/main/store/connection.ts';
import {
  countDrafts,
  decideDraft,
  getDraft,
  listApprovals,
  listDraftStates,
  listDrafts,
  proposeDraft,
  saveDraft,
} from '../../../src/main/store/drafts.ts';
import { openStore } from '../../../src/main/store/open.ts';
import type { Draft } from '../../../src/shared/drafts.ts';
import { instantOf } from '../../../src/shared/time.ts';

/** Returns a store whose clock the test moves. */
const clockStore = () => {
  const time = { now: 1_000 };
  return { s: openStore(':memory:', { clock: () => instantOf(time.now) }), time };
};
const sqlOf = (s: object) => connectionOf(s).database;

describe('drafts', () => {
  const draft = (id: string, createdTime: number, change: object = {}) =>
    ({
      ...{ id, createdTime, state: 'proposed', name: 'Index', asOf: 1, isSimulated: false, feasible: true },
      ...{ method: null, cash: 0.9, weights: [{ asset: 'a', weight: 0.1 }], ...change },
    }) as unknown as Draft;

  it('keep their content and go through states, with reasons', () => {
    const { s, time } = clockStore();
    saveDraft(s, draft('one', 1));
    saveDraft(s, draft('two', 2, { feasible: false }));
    saveDraft(s, draft('one', 9, { state: 'expired' }));
    time.now++;
    expect(decideDraft(s, 'two', 'rejected', 'too bold')).toEqual(['two']);
    expect(getDraft(s, 'two')).toEqual({ ...draft('two', 2, { feasible: false }), state: 'rejected' });
    const { weights: _weights, ...shown } = draft('one', 1);
    expect(listDrafts(s)).toEqual([
      {
        ...{ ...shown, id: 'two', createdTime: 2, feasible: false, assetCount: 1 },
        ...{ state: 'rejected', changedTime: 1_001, reason: 'too bold' },
      },
      { ...shown, assetCount: 1, changedTime: 1_000, reason: null },
    ]);
    expect(listDraftStates(s, 'two')).toEqual([
      { state: 'proposed', changedTime: 1_000, reason: null },
      { state: 'rejected', changedTime: 1_001, reason: 'too bold' },
    ]);
    expect(countDrafts(s)).toBe(2);
    expect(() => getDraft(s, 'three')).toThrow('Draft three was not found');
    expect(() => sqlOf(s).exec('DELETE FROM drafts')).toThrow('drafts are append-only');
    expect(() => sqlOf(s).exec("UPDATE draft_states SET reason = 'x'")).toThrow('draft_states are append-only');
  });

  it('are decided once, and one approval ends the other proposals of its index', () => {
    const { s } = clockStore();
    for (const [i, id] of ['one', 'two', 'none'].entries()) saveDraft(s, draft(id, i, { feasible: id !== 'none' }));
    saveDraft(s, draft('other', 5, { name: 'Other' }));
    expect(() => decideDraft(s, 'none', 'approved', null)).toThrow('Draft none has no weights');
    expect(decideDraft(s, 'one', 'approved', null).sort()).toEqual(['none', 'one', 'two']);
    expect(() => decideDraft(s, 'one', 'approved', null)).toThrow('Draft one was approved, needs to be proposed');
    expect(() => decideDraft(s, 'two', 'approved', null)).toThrow('Draft two was expired, needs to be proposed');
    expect(getDraft(s, 'other').state).toBe('proposed');
    expect(listDraftStates(s, 'two').at(-1)?.reason).toBe('Draft one of the same index was approved');
    expect(() => decideDraft(s, 'three', 'rejected', 'r')).toThrow('Draft three was not found');
  });

  it('are proposed once more if they are made again, unless they are what is held', () => {
    const { s } = clockStore();
    proposeDraft(s, draft('one', 1));
    decideDraft(s, 'one', 'rejected', 'r');
    proposeDraft(s, draft('one', 2));
    expect(listDraftStates(s, 'one').map(({ state }) => state)).toEqual(['proposed', 'rejected', 'proposed']);
    decideDraft(s, 'one', 'approved', null);
    proposeDraft(s, draft('one', 3));
    expect(getDraft(s, 'one')).toMatchObject({ state: 'approved', createdTime: 1 });
    proposeDraft(s, draft('two', 4));
    decideDraft(s, 'two', 'approved', null);
    proposeDraft(s, draft('one', 5));
    expect(getDraft(s, 'one').state).toBe('proposed');
    expect(listApprovals(s).get('Index')).toEqual({ id: 'two', approvedTime: 1_000 });
  });
});
