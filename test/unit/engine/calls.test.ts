import { describe, expect, test } from 'vitest';
import { createCalls } from '../../../src/main/engine/calls.ts';
import { createEvents } from '../../../src/main/engine/events.ts';
import { createReporter } from '../../../src/main/engine/progress.ts';
import type { Call } from '../../../src/shared/calls.ts';
import { AppError, type CancelSignal, NEVER_CANCELLED, throwIfCancelled } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';

function register() {
  let now = 1_000;
  const clock = () => instantOf(now);
  const events = createEvents((stack) => expect.fail(stack));
  const heard: unknown[] = [];
  events.subscribe((name, payload) => name === 'calls.changed' && heard.push((payload as Call).id));
  const logged: Call[] = [];
  const calls = createCalls(events, clock, (call) => logged.push(call));
  const gate = (): { readonly open: () => void; readonly passed: Promise<void> } => {
    let open = (): void => undefined;
    const passed = new Promise<void>((resolve) => (open = resolve));
    return { open, passed };
  };
  return { calls, events, clock, heard, logged, gate, pass: (ms: number) => (now += ms) };
}

describe('createCalls', () => {
  test('tells of a command while it runs and after it ended', async () => {
    const { calls, events, clock, heard, logged, gate, pass } = register();
    const { open, passed } = gate();
    const answer = calls.run('models.train', { seed: 1 }, NEVER_CANCELLED, async () => {
      createReporter(events, clock, 'models.train', calls.currentId())(0.25, 'training', 12, 30);
      await passed;
      return 'trained';
    });
    expect(calls.list()).toMatchObject([
      { id: 1, state: 'running', done: 0.25, note: 'training', rate: 12, remainingSeconds: 30, endedTime: null },
    ]);
    pass(500);
    open();
    expect(await answer).toBe('trained');
    const ended = {
      id: 1,
      call: 'models.train',
      state: 'done',
      done: 1,
      startedTime: 1_000,
      endedTime: 1_500,
      error: null,
    };
    expect(calls.list()).toMatchObject([ended]);
    expect(logged).toMatchObject([ended]);
    expect(heard).toEqual([1, 1]);
  });

  test('refuses what runs already, and takes it again once that has ended', async () => {
    const { calls, gate } = register();
    const { open, passed } = gate();
    let count = 0;
    const body = async (): Promise<void> => {
      count++;
      await passed;
    };
    const first = calls.run('ratings.create', { asOf: null }, NEVER_CANCELLED, body);
    await expect(calls.run('ratings.create', { asOf: null }, NEVER_CANCELLED, body)).rejects.toThrow(/running already/);
    const other = calls.run('ratings.create', { asOf: 5 }, NEVER_CANCELLED, body);
    open();
    await Promise.all([first, other]);
    await calls.run('ratings.create', { asOf: null }, NEVER_CANCELLED, body);
    expect(count).toBe(3);
  });

  test('begins no command while a backup is restored', async () => {
    const { calls } = register();
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => (end = resolve));
    const restore = calls.run('backups.restore', { id: 'x' }, NEVER_CANCELLED, () => held);
    await expect(calls.run('backtests.run', 1, NEVER_CANCELLED, () => 1)).rejects.toMatchObject({
      code: 'conflict',
      message: 'A backup was being restored, needs to end or be cancelled before backtests.run begins',
    });
    await calls.run('backups.verify', { id: 'y' }, NEVER_CANCELLED, () => 1);
    end();
    await restore;
    expect(await calls.run('backtests.run', 1, NEVER_CANCELLED, () => 1)).toBe(1);
  });

  test('cancels by number, and by the signal of whoever asked', async () => {
    const { calls } = register();
    const untilCancelled = async (signal: CancelSignal): Promise<void> => {
      while (true) {
        throwIfCancelled(signal);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    };
    const asked = { aborted: false };
    const first = calls.run('backtests.run', 1, NEVER_CANCELLED, untilCancelled);
    const second = calls.run('backtests.run', 2, asked, untilCancelled);
    calls.cancel(1);
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    asked.aborted = true;
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(() => calls.cancel(1)).toThrow(/was not running/);
  });

  test('shows a defect as internal and a failure by its own words, and keeps fifty', async () => {
    const { calls } = register();
    const fail = (error: Error) => calls.run('x', error.message, NEVER_CANCELLED, () => Promise.reject(error));
    await expect(fail(new Error('secret stack'))).rejects.toThrow('secret stack');
    await expect(fail(new AppError('conflict', 'It was taken'))).rejects.toThrow();
    expect(calls.list()[1]!.error).toEqual({ code: 'internal', message: expect.not.stringContaining('secret') });
    expect(calls.list()[0]!.error).toEqual({ code: 'conflict', message: 'It was taken' });
    for (let i = 0; i < 60; i++) await calls.run('y', i, NEVER_CANCELLED, () => i);
    expect(calls.list()).toHaveLength(50);
  });

  test('closing cancels all but the command that asks for it, and waits for them', async () => {
    const { calls } = register();
    let ended = false;
    const long = calls
      .run('long', 1, NEVER_CANCELLED, async (signal) => {
        while (!signal.aborted) await new Promise<void>((resolve) => setImmediate(resolve));
        await new Promise<void>((resolve) => setImmediate(resolve));
        ended = true;
        throwIfCancelled(signal);
      })
      .catch((thrown: AppError) => thrown.code);
    await calls.run('restore', 1, NEVER_CANCELLED, async () => {
      await calls.close();
      expect(ended).toBe(true);
    });
    expect(await long).toBe('cancelled');
  });
});
