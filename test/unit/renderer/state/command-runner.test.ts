import { describe, expect, it } from 'vitest';
import { createCallLedger } from '../../../../src/renderer/state/call-ledger.ts';
import { createCommandRunner } from '../../../../src/renderer/state/command-runner.ts';
import { createFakeTransport, settle } from '../../../support/fake-transport.ts';

const call = (id: number, state = 'running', name = 'models.train') => ({
  id,
  call: name,
  state,
  startedTime: 0,
  endedTime: state === 'running' ? null : 1,
  done: 0.25,
  note: 'fold 1',
  rate: null,
  remainingSeconds: 9,
  error: state === 'failed' ? { code: 'insufficient-data', message: 'Too little' } : null,
});
const ok = (value: unknown) => ({ ok: true, value }) as const;
const lost = { ok: false, error: { code: 'unavailable', message: 'Lost' } } as const;

const setUp = () => {
  const transport = createFakeTransport();
  const ledger = createCallLedger(transport);
  const runner = createCommandRunner('models.train', transport, ledger);
  /** Has the ledger ask, and answers it. */
  const list = async (...calls: unknown[]): Promise<void> => {
    transport.tell('calls.changed', { id: 0 });
    await transport.answer(transport.calls.length - 1, ok({ calls }));
  };
  const named = (name: string) => transport.calls.filter((made) => made.name === name);
  return { transport, ledger, runner, list, named };
};

describe('command runner', () => {
  it('runs, follows the call that began since, and ends with the answer', async () => {
    const { transport, runner, list } = setUp();
    await list(call(4));
    const running = runner.run({ seed: 1 });
    expect(runner.store.getState()).toMatchObject({ state: 'running', progress: null });
    await list(call(5, 'running', 'backtests.run'), call(6), call(4));
    expect(runner.store.getState().progress).toMatchObject({ id: 6, done: 0.25, note: 'fold 1', remainingSeconds: 9 });
    transport.tell('system.progress', {
      id: 6,
      call: 'models.train',
      done: 0.5,
      note: 'fold 2',
      rate: 3,
      remainingSeconds: 4,
    });
    expect(runner.store.getState().progress).toMatchObject({ id: 6, done: 0.5, note: 'fold 2', rate: 3 });
    await transport.answer(1, ok({ models: 2 }));
    expect(await running).toEqual({ models: 2 });
    expect(runner.store.getState()).toEqual({ state: 'done', value: { models: 2 }, error: null, progress: null });
  });

  it('two runs of one command do not follow the same call', async () => {
    const { transport, ledger, runner, list } = setUp();
    const other = createCommandRunner('models.train', transport, ledger);
    void runner.run({});
    void other.run({});
    await list(call(12), call(11));
    expect([runner, other].map(({ store }) => store.getState().progress?.id)).toEqual([11, 12]);
    runner.reset();
    other.reset();
  });

  it('cancels the call that it follows, also if that was wished before the call was known', async () => {
    const { transport, runner, list, named } = setUp();
    const running = runner.run({});
    await runner.cancel();
    expect(named('calls.cancel')).toHaveLength(0);
    await list(call(21));
    expect(named('calls.cancel').map(({ input }) => input)).toEqual([{ id: 21 }]);
    await transport.answer(0, { ok: false, error: { code: 'cancelled', message: 'Cancelled' } });
    expect(await running).toBeUndefined();
    expect(runner.store.getState().state).toBe('cancelled');
  });

  it('says what failed and never throws', async () => {
    const { transport, runner } = setUp();
    const running = runner.run({});
    const error = { code: 'invalid-input', message: 'Seed was −1, needs 0 or more' } as const;
    await transport.answer(0, { ok: false, error });
    expect(await running).toBeUndefined();
    expect(runner.store.getState()).toMatchObject({ state: 'failed', error });
  });

  it.each([
    ['done', { state: 'done', value: undefined, error: null }],
    ['failed', { state: 'failed', error: { message: 'Too little' } }],
    ['cancelled', { state: 'cancelled' }],
  ])('follows on after the connection broke, until the engine says that it is %s', async (state, expected) => {
    const { transport, runner, list } = setUp();
    void runner.run({});
    await list(call(31));
    transport.connect('lost');
    await transport.answer(0, lost);
    expect(runner.store.getState()).toMatchObject({ state: 'running', progress: { id: 31 } });
    transport.connect('connected');
    await transport.answer(transport.calls.length - 1, ok({ calls: [call(31)] }));
    expect(runner.store.getState().state).toBe('running');
    await list(call(31, state));
    expect(runner.store.getState()).toMatchObject(expected);
  });

  it('says that the engine stopped where a new one does not know the call', async () => {
    const { transport, runner, list } = setUp();
    void runner.run({});
    await list(call(41));
    transport.connect('lost');
    await transport.answer(0, lost);
    transport.connect('connected');
    await transport.answer(transport.calls.length - 1, ok({ calls: [] }));
    expect(runner.store.getState()).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
    expect(runner.store.getState().error?.message).toContain('start it again');
  });

  it('takes no call of a new engine for its own, though ids begin anew', async () => {
    const { transport, runner, list } = setUp();
    void runner.run({});
    await list(call(1));
    transport.connect('lost');
    await transport.answer(0, lost);
    transport.connect('connected');
    await transport.answer(transport.calls.length - 1, ok({ calls: [{ ...call(1), startedTime: 7 }] }));
    expect(runner.store.getState()).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
  });

  it('forgets the run that was reset, whatever it answers', async () => {
    const { transport, runner } = setUp();
    const running = runner.run({});
    runner.reset();
    await transport.answer(0, ok(1));
    expect(await running).toBeUndefined();
    expect(runner.store.getState().state).toBe('idle');
  });
});

describe('call ledger', () => {
  it('asks for the list where progress tells of a call that it does not know, and not for queries', async () => {
    const { transport, ledger, named } = setUp();
    transport.tell('system.progress', { id: 0, call: 'drafts.replay', done: 0.1, note: '' });
    expect(named('calls.list')).toHaveLength(0);
    transport.tell('system.progress', { id: 9, call: 'models.train', done: 0.1, note: '' });
    await transport.answer(0, ok({ calls: [call(9)] }));
    expect(ledger.store.getState().calls.map(({ id }) => id)).toEqual([9]);
  });

  it('keeps the newest answer', async () => {
    const { transport, ledger } = setUp();
    const [first, second] = [ledger.refresh(), ledger.refresh()];
    await transport.answer(1, ok({ calls: [call(2)] }));
    await transport.answer(0, ok({ calls: [] }));
    await Promise.all([first, second]);
    await settle();
    expect(ledger.store.getState().calls.map(({ id }) => id)).toEqual([2]);
    ledger.close();
    expect(transport.listenerCount()).toBe(0);
  });
});
