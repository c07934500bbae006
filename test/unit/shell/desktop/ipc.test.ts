/** The channels of one window, over calls that are held in the hand: what is refused, what is stopped, what is left. */
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../../src/shared/client.ts';
import { CHANNELS } from '../../../../src/shared/desktop.ts';
import { closeChromium } from '../../../support/electron-stand-in/chromium.ts';

type Listener = (name: string, payload: unknown) => void;
type Held = { readonly name: string; readonly signal: AbortSignal; answer(value: unknown): void };

async function openWindow() {
  vi.resetModules();
  const [{ BrowserWindow }, { connectWindow }, { createGrants }] = await Promise.all([
    import('../../../support/electron-stand-in/browser-window.ts'),
    import('../../../../src/main/shell/desktop/ipc.ts'),
    import('../../../../src/main/shell/grants.ts'),
  ]);
  const window = new BrowserWindow({ webPreferences: { preload: '' } });
  const listeners = new Set<Listener>();
  const held: Held[] = [];
  const sent: unknown[][] = [];
  const { webContents: contents } = window;
  contents.send = (...message) => void sent.push(message);
  const disconnect = connectWindow(window as never, {
    calls: {
      call: (name, _input, signal) =>
        new Promise<Answer>((resolve) => held.push({ name, signal, answer: (value) => resolve({ ok: true, value }) })),
    },
    engine: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    grants: createGrants(),
    reportsFolder: async () => '/nowhere',
  });
  const frame = {
    frameTreeNodeId: contents.mainFrame.frameTreeNodeId,
    parent: null,
    url: 'app://indexsmith/index.html',
  };
  const own = { sender: contents, senderFrame: frame };
  const invoke = (channel: string, args: readonly unknown[], event: object = {}): Promise<unknown> =>
    contents.ipc.invoke({ ...own, ...event }, channel, args);
  const tell = (name: string, payload: unknown): void => {
    for (const listener of listeners) listener(name, payload);
  };
  return { window, contents, frame, own, held, sent, listeners, invoke, tell, disconnect };
}

let opened: Awaited<ReturnType<typeof openWindow>>;
beforeEach(async () => {
  opened = await openWindow();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  opened.window.close();
});
afterAll(closeChromium);

describe('a message', () => {
  const foreign: [string, () => object][] = [
    ['another window', () => ({ sender: {} })],
    ['a frame that has gone', () => ({ senderFrame: null })],
    [
      'a frame within the page',
      () => ({ senderFrame: { ...opened.frame, frameTreeNodeId: -1, parent: opened.frame } }),
    ],
    ['another address', () => ({ senderFrame: { ...opened.frame, url: 'https://example.org/' } })],
    [
      'an address that only begins alike',
      () => ({ senderFrame: { ...opened.frame, url: 'app://indexsmith.example.org/' } }),
    ],
    ['an empty page', () => ({ senderFrame: { ...opened.frame, url: 'about:blank' } })],
  ];

  it.each(foreign)('of %s is refused on every channel', async (_, event) => {
    const invoked = [CHANNELS.call, CHANNELS.offerFiles, CHANNELS.chooseFiles, CHANNELS.openReport, CHANNELS.openLink];
    for (const channel of invoked) {
      await expect(opened.invoke(channel, [1, 'system.status', {}], event())).rejects.toThrow('came from another page');
    }
    expect(opened.held).toEqual([]);
  });

  it.each(foreign)('of %s stops nothing', async (_, event) => {
    void opened.invoke(CHANNELS.call, [1, 'system.status', {}]);
    opened.contents.ipc.emit(CHANNELS.stop, { ...opened.own, ...event() }, 1);
    expect(opened.held[0]?.signal.aborted).toBe(false);
  });

  it.each([
    ['no number', ['1', 'system.status', {}], 'invalid-input'],
    ['no name', [1, null, {}], 'invalid-input'],
    ['nothing', [], 'invalid-input'],
  ])('with %s is an answer that says so', async (_, args, code) => {
    expect(await opened.invoke(CHANNELS.call, args)).toMatchObject({ ok: false, error: { code } });
  });

  it('with the number of a running call is refused, and the call goes on', async () => {
    const first = opened.invoke(CHANNELS.call, [7, 'drafts.list', {}]);
    expect(await opened.invoke(CHANNELS.call, [7, 'drafts.list', {}])).toMatchObject({ error: { code: 'conflict' } });
    opened.held[0]?.answer('done');
    expect(await first).toEqual({ ok: true, value: 'done' });
    void opened.invoke(CHANNELS.call, [7, 'drafts.list', {}]);
    expect(opened.held).toHaveLength(2);
  });
});

describe('a call', () => {
  it('is stopped by its number alone', () => {
    void opened.invoke(CHANNELS.call, [1, 'drafts.list', {}]);
    void opened.invoke(CHANNELS.call, [2, 'models.list', {}]);
    opened.contents.ipc.emit(CHANNELS.stop, opened.own, 2);
    opened.contents.ipc.emit(CHANNELS.stop, opened.own, 99);
    expect(opened.held.map(({ signal }) => signal.aborted)).toEqual([false, true]);
  });

  it.each(['did-navigate', 'render-process-gone'])('nobody waits for after %s', (event) => {
    void opened.invoke(CHANNELS.call, [1, 'drafts.list', {}]);
    opened.contents.emit(event);
    expect(opened.held[0]?.signal.aborted).toBe(true);
  });
});

describe('a page that was loaded again', () => {
  it('numbers its calls anew, whatever goes on of the one before', async () => {
    const before = opened.invoke(CHANNELS.call, [1, 'models.train', {}]);
    opened.contents.emit('did-navigate');
    const after = opened.invoke(CHANNELS.call, [1, 'drafts.list', {}]);
    opened.held[0]?.answer('trained');
    expect(await before).toEqual({ ok: true, value: 'trained' });
    opened.contents.ipc.emit(CHANNELS.stop, opened.own, 1);
    expect(opened.held.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    opened.held[1]?.answer([]);
    expect(await after).toEqual({ ok: true, value: [] });
  });
});

describe('events', () => {
  it('cross together every 100 ms, each said once', () => {
    opened.tell('data.changed', { id: 1 });
    opened.tell('data.changed', { id: 1 });
    opened.tell('drafts.changed', { id: 'a' });
    vi.advanceTimersByTime(99);
    expect(opened.sent).toEqual([]);
    vi.advanceTimersByTime(1);
    const events = [
      { name: 'data.changed', payload: { id: 1 } },
      { name: 'drafts.changed', payload: { id: 'a' } },
    ];
    expect(opened.sent).toEqual([[CHANNELS.event, events]]);
  });

  it('are dropped with the window', () => {
    opened.tell('data.changed', { id: 1 });
    opened.window.close();
    vi.advanceTimersByTime(1_000);
    expect(opened.sent).toEqual([]);
  });
});

describe('a closed window', () => {
  it('leaves no listener, no timer and nobody who waits', () => {
    void opened.invoke(CHANNELS.call, [1, 'drafts.list', {}]);
    opened.tell('data.changed', { id: 1 });
    opened.window.close();
    expect(opened.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(opened.held[0]?.signal.aborted).toBe(true);
  });

  it('that is only let go of leaves no handler', () => {
    opened.disconnect();
    opened.disconnect();
    expect([...opened.contents.ipc.handlers.keys()]).toEqual([]);
    expect(opened.contents.ipc.eventNames()).toEqual([]);
    expect(opened.contents.eventNames().filter((name) => name !== 'destroyed')).toEqual([]);
    expect(opened.listeners.size).toBe(0);
  });
});

describe('files', () => {
  it.each([
    ['no list', '/etc'],
    ['a path that is not there', ['/nowhere/at/all']],
    ['a path that is none', ['']],
    ['a path from somewhere', ['etc/passwd']],
    ['something else', [{ path: '/etc' }]],
  ])('offered as %s are refused', async (_, paths) => {
    await expect(opened.invoke(CHANNELS.offerFiles, [paths])).rejects.toThrow(/offered/);
  });
});
