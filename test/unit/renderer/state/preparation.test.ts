import { describe, expect, it } from 'vitest';
import { createPreparation, type PreparationEngine } from '../../../../src/renderer/state/preparation.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { WorkspaceId } from '../../../../src/shared/workspaces.ts';

/** An engine that notes what is asked of it; commands wait until they are let go. */
function fakeEngine(start: { open?: WorkspaceId; hasData?: boolean; isRated?: boolean } = {}) {
  const asked: string[] = [];
  const state = { open: 'own' as WorkspaceId, hasData: false, isRated: false, ...start };
  const waiting = new Map<string, { done: () => void; fail: (thrown: unknown) => void }>();
  const hold = (name: string): Promise<void> => {
    asked.push(`${name} in ${state.open}`);
    return new Promise((done, fail) => waiting.set(name, { done, fail }));
  };
  const engine: PreparationEngine = {
    async open(id) {
      state.open = id;
    },
    openId: async () => state.open,
    hasData: async () => state.hasData,
    isRated: async () => state.isRated,
    simulate: () => hold('simulate'),
    rate: () => hold('rate'),
    untilIdle: async () => undefined,
    async cancelRunning() {
      for (const { fail } of waiting.values()) fail(new AppError('cancelled', 'The work was cancelled'));
    },
  };
  /** Lets every promise that can settle do so. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  };
  const finish = async (name: string): Promise<void> => {
    waiting.get(name)?.done();
    waiting.delete(name);
    await settle();
  };
  const fail = async (name: string, thrown: unknown): Promise<void> => {
    waiting.get(name)?.fail(thrown);
    waiting.delete(name);
    await settle();
  };
  return { engine, asked, state, settle, finish, fail };
}

describe('the preparation of the sample market', () => {
  it('makes, rates and is ready', async () => {
    const { engine, asked, settle, finish } = fakeEngine();
    const preparation = createPreparation(engine);
    void preparation.begin();
    await settle();
    expect(preparation.store.getState().step).toBe('making');
    await finish('simulate');
    expect(preparation.store.getState().step).toBe('rating');
    await finish('rate');
    expect(preparation.store.getState()).toEqual({ step: 'ready', error: null });
    expect(asked).toEqual(['simulate in sample', 'rate in sample']);
  });

  it('leaves out what is done already', async () => {
    const whole = fakeEngine({ hasData: true, isRated: true });
    const preparation = createPreparation(whole.engine);
    await preparation.begin();
    expect(preparation.store.getState().step).toBe('ready');
    expect(whole.asked).toEqual([]);

    const unrated = fakeEngine({ hasData: true });
    void createPreparation(unrated.engine).begin();
    await unrated.settle();
    expect(unrated.asked).toEqual(['rate in sample']);
  });

  it('begins once, however often it is asked', async () => {
    const { engine, asked, settle } = fakeEngine();
    const preparation = createPreparation(engine);
    void preparation.begin();
    void preparation.begin();
    await settle();
    void preparation.begin();
    await settle();
    expect(asked).toEqual(['simulate in sample']);
  });

  it('never rates another workspace that was opened meanwhile', async () => {
    const { engine, asked, state, settle, finish } = fakeEngine();
    const preparation = createPreparation(engine);
    void preparation.begin();
    await settle();
    state.open = 'own';
    await finish('simulate');
    expect(asked).toEqual(['simulate in sample']);
    expect(preparation.store.getState().step).toBe('left');
  });

  it('puts itself aside when something else is chosen, and can be taken up again', async () => {
    const { engine, asked, settle } = fakeEngine();
    const preparation = createPreparation(engine);
    void preparation.begin();
    await settle();
    await preparation.leave();
    await settle();
    expect(preparation.store.getState()).toEqual({ step: 'left', error: null });
    void preparation.begin();
    await settle();
    expect(preparation.store.getState().step).toBe('making');
    expect(asked).toHaveLength(2);
  });

  it('says what failed, and goes on from there', async () => {
    const { engine, asked, state, settle, finish, fail } = fakeEngine();
    const preparation = createPreparation(engine);
    void preparation.begin();
    await settle();
    state.hasData = true;
    await finish('simulate');
    await fail('rate', new AppError('unavailable', 'The engine does not answer'));
    expect(preparation.store.getState()).toEqual({
      step: 'failed',
      error: { code: 'unavailable', message: 'The engine does not answer' },
    });
    void preparation.begin();
    await settle();
    expect(asked).toEqual(['simulate in sample', 'rate in sample', 'rate in sample']);
  });
});
