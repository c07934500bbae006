import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEvents } from '../../../src/main/engine/events.ts';
import { type GatheredEvent, gatherEvents } from '../../../src/main/shell/gather-events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const events = createEvents(() => undefined);
  const delivered: (readonly GatheredEvent[])[] = [];
  const gathered = gatherEvents({ subscribe: events.subscribe }, (those) => delivered.push(those));
  const progress = (id: number, done: number): void =>
    events.publish('system.progress', {
      ...{ id, call: 'models.train', done, note: '' },
      ...{ rate: null, remainingSeconds: null, atTime: 0 },
    } as never);
  return { events, delivered, gathered, progress };
}

it('delivers what came within 100 ms at once, the same only once and of progress the newest', () => {
  const { events, delivered, progress } = open();
  events.publish('data.changed', { source: 'kraken' });
  progress(1, 0.1);
  progress(2, 0.5);
  vi.advanceTimersByTime(99);
  expect(delivered).toEqual([]);
  progress(1, 0.2);
  events.publish('data.changed', { source: 'kraken' });
  events.publish('data.changed', { source: 'binance' });
  vi.advanceTimersByTime(1);
  expect(delivered.map((those) => those.map(({ name, payload }) => [name, payload]))).toEqual([
    [
      ['system.progress', expect.objectContaining({ id: 2, done: 0.5 })],
      ['system.progress', expect.objectContaining({ id: 1, done: 0.2 })],
      ['data.changed', { source: 'kraken' }],
      ['data.changed', { source: 'binance' }],
    ],
  ]);
  vi.advanceTimersByTime(1_000);
  expect(delivered).toHaveLength(1);
  events.publish('data.changed', { source: 'kraken' });
  vi.advanceTimersByTime(100);
  expect(delivered).toHaveLength(2);
});

it('leaves neither a listener nor a timer behind', () => {
  const { events, delivered, gathered } = open();
  events.publish('data.changed', { source: 'kraken' });
  gathered.close();
  expect([events.listenerCount(), vi.getTimerCount()]).toEqual([0, 0]);
  vi.advanceTimersByTime(1_000);
  expect(delivered).toEqual([]);
});
