import { describe, expect, it } from 'vitest';
import { createDesktopTransport, findBridge } from '../../../../src/renderer/transport/desktop.ts';
import type { Answer } from '../../../../src/shared/client.ts';
import type { DesktopBridge } from '../../../../src/shared/desktop.ts';

const bridgeOf = (call: DesktopBridge['call'], stopped: number[] = []): DesktopBridge => ({
  call,
  stop: (id) => void stopped.push(id),
  subscribe: () => () => {},
  offerFiles: async (files) => files.map((_, index) => `grant:${index}`),
  chooseFiles: async () => [],
  openReport: async () => ({ ok: true, value: null }),
  openLink: async () => ({ ok: true, value: null }),
});

describe('desktop transport', () => {
  it('numbers its calls and stops the one whose signal is raised', async () => {
    const stopped: number[] = [];
    const ids: number[] = [];
    const bridge = bridgeOf((id) => {
      ids.push(id);
      return new Promise<Answer>(() => {});
    }, stopped);
    const transport = createDesktopTransport(bridge);
    const controller = new AbortController();
    void transport.call('models.list', {});
    const answer = transport.call('models.list', {}, controller.signal);
    controller.abort();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(ids).toEqual([1, 2]);
    expect(stopped).toEqual([2]);
  });

  it('makes no call for a signal that was raised before, and an answer of a bridge that breaks', async () => {
    const transport = createDesktopTransport(bridgeOf(async () => Promise.reject(new Error('gone'))));
    expect(await transport.call('models.list', {}, AbortSignal.abort())).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(await transport.call('models.list', {})).toMatchObject({ error: { code: 'unavailable' } });
  });

  it('is found by its bridge alone', () => {
    const bridge = bridgeOf(async () => ({ ok: true, value: null }));
    expect(findBridge({})).toBeUndefined();
    expect(findBridge({ indexsmith: bridge })).toBe(bridge);
    expect(() => findBridge({ indexsmith: {} })).toThrow('install Indexsmith again');
  });
});
