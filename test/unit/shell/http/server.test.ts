/** The loopback wire over real connections, with an engine that does as the test says. */

import { readdirSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/main/engine/create-engine.ts';
import { createEvents } from '../../../../src/main/engine/events.ts';
import { startHttpServer } from '../../../../src/main/shell/http/server.ts';
import { AppError, type CancelSignal } from '../../../../src/shared/errors.ts';
import { type Loopback, openLoopback, send } from '../../../support/loopback.ts';

type Running = { readonly name: string; readonly signal: CancelSignal; end(value: unknown): void };

/** An engine whose calls run until the test ends them, or until they are cancelled. */
function createHeldEngine() {
  const events = createEvents(() => undefined);
  const running: Running[] = [];
  const waiting: (() => void)[] = [];
  const engine: Engine = {
    call(name, _, signal) {
      return new Promise((resolve, reject) => {
        const cancel = (): void => reject(new AppError('cancelled', 'The work was cancelled'));
        (signal as AbortSignal).addEventListener('abort', cancel);
        running.push({ name, signal, end: resolve });
        for (const wake of waiting.splice(0)) wake();
      });
    },
    subscribe: events.subscribe,
    hasData: () => false,
    close: async () => undefined,
  };
  return {
    engine,
    events,
    /** Waits until so many calls have begun and returns the last of them. */
    async begun(count: number): Promise<Running> {
      while (running.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return running[count - 1] as Running;
    },
  };
}

let held: ReturnType<typeof createHeldEngine>;
let loopback: Loopback | undefined;
const open = async (limits: object = {}): Promise<Loopback> => {
  held = createHeldEngine();
  loopback = await openLoopback(held.engine, { limits });
  return loopback;
};
afterEach(async () => {
  await loopback?.close();
  expect(held.events.listenerCount()).toBe(0);
});

/** Waits until the condition holds; the test's own time limit ends it where it never does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTurn();
}

/** Opens the event stream; `texts` grows as it is read. */
function listen({ server, cookie }: Loopback): Promise<{ response: IncomingMessage; texts: string[] }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: '/v1/events', agent: false, headers: { cookie } };
    get(options, (response) => {
      const texts: string[] = [];
      response.on('data', (chunk: Buffer) => texts.push(chunk.toString()));
      response.on('error', () => undefined);
      resolve({ response, texts });
    }).on('error', reject);
  });
}

describe('a call whose window went away', () => {
  it('is cancelled if it is a query, and goes on if it is a command', async () => {
    const { call } = await open();
    const window = new AbortController();
    const gone = [call('system.status', {}, window.signal), call('feeds.simulate', {}, window.signal)];
    const both = [await held.begun(1), await held.begun(2)];
    const query = both.find(({ name }) => name === 'system.status')!;
    const command = both.find(({ name }) => name === 'feeds.simulate')!;
    window.abort();
    await Promise.allSettled(gone);
    await until(() => query.signal.aborted);
    expect(command.signal.aborted).toBe(false);
    command.end({});
  });

  it('is answered while its window waits', async () => {
    const { call } = await open();
    const answer = call('system.status', {});
    const { signal, end } = await held.begun(1);
    expect(signal.aborted).toBe(false);
    end({ sources: [] });
    expect(await answer).toEqual({ ok: true, value: { sources: [] } });
  });

  it('is cancelled with the program, whatever it is, and told so', async () => {
    const { call, server } = await open();
    const answer = call('feeds.simulate', {});
    await held.begun(1);
    await server.close();
    expect(await answer).toEqual({ ok: false, error: { code: 'cancelled', message: 'The work was cancelled' } });
  });
});

describe('the event stream', () => {
  it('delivers events, shows life, and ends with its window', async () => {
    const { response, texts } = await listen(await open({ pingMs: 10 }));
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    await until(() => texts.join('').includes(': ping'));
    held.events.publish('data.changed', { source: 'kraken' });
    held.events.publish('drafts.changed', { id: 'a\nb' });
    await until(() => texts.join('').includes('drafts.changed'));
    expect(texts.join('').replaceAll(': ping\n\n', '')).toBe(
      ': connected\n\nevent: data.changed\ndata: {"source":"kraken"}\n\nevent: drafts.changed\ndata: {"id":"a\\nb"}\n\n',
    );
    expect(held.events.listenerCount()).toBe(1);
    response.destroy();
    await until(() => held.events.listenerCount() === 0);
  });

  it('ends with the program', async () => {
    const opened = await open();
    const { response } = await listen(opened);
    const ended = new Promise((resolve) => response.on('end', resolve));
    await opened.server.close();
    await ended;
    expect(response.complete).toBe(true);
  });

  it('is not opened without end', async () => {
    const opened = await open({ streams: 2 });
    const streams = [await listen(opened), await listen(opened)];
    const third = await opened.send('/v1/events');
    expect(third.status).toBe(429);
    expect(JSON.parse(third.text)).toMatchObject({ ok: false, error: { code: 'rate-limited' } });
    streams[0]?.response.destroy();
    await until(() => held.events.listenerCount() === 1);
    expect((await listen(opened)).response.statusCode).toBe(200);
  });
});

describe('the server', () => {
  it('refuses what comes too fast', async () => {
    const { send: ask } = await open({ requestsPerSecond: 5 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('/')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
  });

  it('takes files as fast as they come, and nothing else for them', async () => {
    const { send: ask } = await open({ requestsPerSecond: 5 });
    const put = (name: string) => ask(`/v1/files?name=${name}.csv&batch=b`, { method: 'PUT', body: 'x' });
    const files = await Promise.all(Array.from({ length: 40 }, (_, i) => put(`f${i}`)));
    expect(files.map(({ status }) => status)).toEqual(Array(40).fill(200));
    const others = await Promise.all(
      Array.from({ length: 20 }, () => ask('/v1/files/../files', { method: 'PUT', body: 'x' })),
    );
    expect(others.map(({ status }) => status)).toContain(429);
  });

  it('frees its port, and leaves neither a timer nor a connection', async () => {
    const count = (): number => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|HTTP/.test(kind)).length;
    const before = count();
    const opened = await open();
    const { port } = opened.server;
    await listen(opened);
    await opened.send('/');
    await opened.server.close();
    await until(() => count() <= before);
    await expect(send(port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const again = await openLoopback(held.engine);
    await again.close();
  });

  it('says which port was taken', async () => {
    const { server } = await open();
    const options = { engine: held.engine, home: loopback!.home, rendererPath: loopback!.home, port: server.port };
    const second = startHttpServer({
      ...options,
      openBrowser: async () => false,
      sessionKey: 'x',
      onDefect: () => undefined,
    });
    await expect(second).rejects.toMatchObject({
      code: 'conflict',
      message: `Port ${server.port} was taken by another program, needs another port`,
    });
  });

  it('keeps nothing of an upload that broke off', async () => {
    const { send: ask, home } = await open();
    const window = new AbortController();
    const headers = { 'content-length': '1000000' };
    const upload = ask('/v1/files?name=a.csv&batch=b', { method: 'PUT', body: 'x', headers, signal: window.signal });
    const files = (): string[] => {
      try {
        return (readdirSync(join(home, 'uploads'), { recursive: true }) as string[]).filter((name) => /\./.test(name));
      } catch {
        return [];
      }
    };
    await until(() => files().length === 1);
    window.abort();
    await expect(upload).rejects.toThrow();
    await until(() => files().length === 0);
  });
});
