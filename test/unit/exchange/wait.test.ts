import { describe, expect, test } from 'vitest';
import { orCancelled, sleepOnTimer } from '../../../src/main/exchange/wait.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('sleepOnTimer', () => {
  test('ends when the signal is raised and leaves no timer behind', async () => {
    const before = timers();
    const controller = new AbortController();
    const sleeping = sleepOnTimer(3_600_000, controller.signal);
    expect(timers()).toBe(before + 1);
    controller.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled' });
    expect(timers()).toBe(before);
  });

  test('does not begin when the signal is already raised', async () => {
    await expect(sleepOnTimer(3_600_000, { aborted: true })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('passes', async () => {
    await sleepOnTimer(1, new AbortController().signal);
    await sleepOnTimer(1, NEVER_CANCELLED);
  });
});

describe('orCancelled', () => {
  test('gives up on work that never ends', async () => {
    const controller = new AbortController();
    const waiting = orCancelled(new Promise(() => {}), controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('gives what the work gives, and its failure', async () => {
    const { signal } = new AbortController();
    expect(await orCancelled(Promise.resolve(7), signal)).toBe(7);
    await expect(orCancelled(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
  });
});
