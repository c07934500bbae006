import { describe, expect, it } from 'vitest';
import { createQueryCache, queryKey } from '../../../../src/renderer/state/query-cache.ts';
import { createFakeTransport, settle } from '../../../support/fake-transport.ts';

const setUp = () => {
  const transport = createFakeTransport();
  const cache = createQueryCache(transport);
  const snapshot = (input: unknown = {}) => cache.store.getState()[queryKey('models.list', input)];
  return { transport, cache, snapshot };
};
const ok = (value: unknown) => ({ ok: true, value }) as const;
const failed = { ok: false, error: { code: 'unavailable', message: 'The engine does not answer' } } as const;

describe('query cache', () => {
  it('asks once for equal questions, whatever the order of their fields', () => {
    const { transport, cache } = setUp();
    cache.look('models.list', { a: 1, b: { c: 2, d: [null, 3] } }, []);
    cache.look('models.list', { b: { d: [null, 3], c: 2 }, a: 1, e: undefined }, []);
    expect(transport.calls).toHaveLength(1);
    cache.look('models.list', { a: 2 }, []);
    expect(transport.calls).toHaveLength(2);
  });

  it('goes from loading to ready, and keeps the value while it is asked again', async () => {
    const { transport, cache, snapshot } = setUp();
    cache.look('models.list', {}, ['models.changed']);
    expect(snapshot()).toMatchObject({ state: 'loading', value: undefined });
    await transport.answer(0, ok(1));
    expect(snapshot()).toEqual({ state: 'ready', value: 1, error: null, isRefreshing: false });
    transport.tell('models.changed');
    expect(snapshot()).toEqual({ state: 'ready', value: 1, error: null, isRefreshing: true });
    await transport.answer(1, ok(2));
    expect(snapshot()).toEqual({ state: 'ready', value: 2, error: null, isRefreshing: false });
  });

  it('hears no event that nobody named', async () => {
    const { transport, cache } = setUp();
    cache.look('models.list', {}, ['models.changed']);
    await transport.answer(0, ok(1));
    transport.tell('drafts.changed');
    expect(transport.calls).toHaveLength(1);
  });

  it('keeps the last value where asking again failed, and says so', async () => {
    const { transport, cache, snapshot } = setUp();
    cache.look('models.list', {}, []);
    await transport.answer(0, ok(1));
    cache.refresh('models.list', {});
    await transport.answer(1, failed);
    expect(snapshot()).toEqual({ state: 'ready', value: 1, error: failed.error, isRefreshing: false });
  });

  it('fails without a value, and asks again after a reconnect', async () => {
    const { transport, cache, snapshot } = setUp();
    transport.connect('connected');
    cache.look('models.list', {}, []);
    transport.connect('lost');
    await transport.answer(0, failed);
    expect(snapshot()).toMatchObject({ state: 'failed', error: failed.error });
    transport.connect('connecting');
    transport.connect('connected');
    expect(transport.calls).toHaveLength(2);
    await transport.answer(1, ok(1));
    expect(snapshot()).toMatchObject({ state: 'ready', value: 1, error: null });
  });

  it('does not ask again when the first connection is made', () => {
    const { transport, cache } = setUp();
    cache.look('models.list', {}, []);
    transport.connect('connected');
    expect(transport.calls).toHaveLength(1);
  });

  it('stops waiting when the last onlooker leaves, and asks anew when one comes back', async () => {
    const { transport, cache, snapshot } = setUp();
    const [leave, leaveToo] = [cache.look('models.list', {}, []), cache.look('models.list', {}, [])];
    leave();
    await settle();
    expect(transport.calls[0]!.isAborted()).toBe(false);
    leaveToo();
    await settle();
    expect(transport.calls[0]!.isAborted()).toBe(true);
    expect(snapshot()).toMatchObject({ state: 'loading', isRefreshing: false });
    cache.look('models.list', {}, []);
    await transport.answer(1, ok(1));
    expect(snapshot()).toMatchObject({ state: 'ready', value: 1 });
  });

  it('keeps waiting for an onlooker that leaves and comes back within a task', async () => {
    const { transport, cache } = setUp();
    cache.look('models.list', {}, [])();
    cache.look('models.list', {}, []);
    await settle();
    expect(transport.calls).toHaveLength(1);
    expect(transport.calls[0]!.isAborted()).toBe(false);
  });

  it('shows what it has to one who comes back, and asks again only if an event came meanwhile', async () => {
    const { transport, cache, snapshot } = setUp();
    const leave = cache.look('models.list', {}, ['models.changed']);
    await transport.answer(0, ok(1));
    leave();
    await settle();
    cache.look('models.list', {}, ['models.changed'])();
    await settle();
    expect(transport.calls).toHaveLength(1);
    transport.tell('models.changed');
    expect(transport.calls).toHaveLength(1);
    cache.look('models.list', {}, ['models.changed']);
    expect(transport.calls).toHaveLength(2);
    expect(snapshot()).toMatchObject({ value: 1, isRefreshing: true });
  });

  it('takes the answer to the newest question, even where an older one comes later', async () => {
    const { transport, cache, snapshot } = setUp();
    cache.look('models.list', {}, ['models.changed']);
    transport.tell('models.changed');
    await transport.answer(1, ok('new'));
    await transport.answer(0, ok('old'));
    expect(snapshot()).toMatchObject({ value: 'new' });
  });

  it('drops everything when another workspace is opened, also an answer that is on its way', async () => {
    const { transport, cache, snapshot } = setUp();
    const leave = cache.look('models.list', { of: 'a page that was left' }, []);
    await transport.answer(0, ok(1));
    leave();
    cache.look('models.list', {}, []);
    await transport.answer(1, ok('own'));
    cache.refresh('models.list', {});
    transport.tell('workspaces.changed', { id: 'sample' });
    expect(snapshot()).toMatchObject({ state: 'loading', value: undefined });
    expect(snapshot({ of: 'a page that was left' })).toBeUndefined();
    await transport.answer(2, ok('own, late'));
    expect(snapshot()).toMatchObject({ state: 'loading', value: undefined });
    await transport.answer(3, ok('sample'));
    expect(snapshot()).toMatchObject({ state: 'ready', value: 'sample' });
  });

  it('forgets the answers that were left longest ago, and no others', async () => {
    const { transport, cache, snapshot } = setUp();
    cache.look('models.list', 'looked at', []);
    await transport.answer(0, ok(0));
    for (let page = 1; page <= 60; page++) {
      const leave = cache.look('models.list', page, []);
      await transport.answer(page, ok(page));
      leave();
      await settle();
    }
    expect(snapshot('looked at')).toMatchObject({ value: 0 });
    expect(snapshot(1)).toBeUndefined();
    expect(snapshot(60)).toMatchObject({ value: 60 });
    expect(Object.keys(cache.store.getState())).toHaveLength(41);
  });

  it('leaves no listener behind', () => {
    const { transport, cache } = setUp();
    cache.look('models.list', {}, []);
    cache.close();
    expect(transport.listenerCount()).toBe(0);
    expect(transport.calls[0]!.isAborted()).toBe(true);
  });
});
