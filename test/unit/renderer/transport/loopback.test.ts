import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLoopbackTransport } from '../../../../src/renderer/transport/loopback.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
});

/** Serves on loopback; returns where. */
async function serve(handler: Handler, port = 0): Promise<string> {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** Returns a promise of the first state that is asked for. */
const reaches = (transport: ReturnType<typeof createLoopbackTransport>, wanted: string): Promise<() => void> =>
  new Promise((resolve) => {
    const undo = transport.watchConnection((state) => {
      if (state === wanted) queueMicrotask(() => resolve(undo));
    });
  });

describe('loopback calls', () => {
  it('posts the input and hands the answer on, errors too', async () => {
    const seen: string[] = [];
    const base = await serve((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${body}`);
      if (request.url === '/v1/drafts.get') {
        json(response, 404, { ok: false, error: { code: 'not-found', message: 'No draft x' } });
      } else json(response, 200, { ok: true, value: [1] });
    });
    const transport = createLoopbackTransport(base);
    expect(await transport.call('models.list', { a: 1 })).toEqual({ ok: true, value: [1] });
    expect(await transport.call('drafts.get', { id: 'x' })).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(seen).toEqual(['POST /v1/models.list {"a":1}', 'POST /v1/drafts.get {"id":"x"}']);
  });

  it('answers unavailable where nothing listens or something else does', async () => {
    const base = await serve((_, response) => response.writeHead(200).end('<html>'));
    expect(await createLoopbackTransport(base).call('models.list', {})).toMatchObject({
      error: { code: 'unavailable' },
    });
    await new Promise<void>((resolve) => server!.close(() => resolve()));
    server = undefined;
    expect(await createLoopbackTransport(base).call('models.list', {})).toMatchObject({
      error: { code: 'unavailable' },
    });
  });

  it('answers cancelled when the signal is raised, and drops the connection', async () => {
    let dropped = () => {};
    const isDropped = new Promise<void>((resolve) => (dropped = resolve));
    const controller = new AbortController();
    const base = await serve((_, response) => {
      response.on('close', dropped);
      controller.abort();
    });
    const answer = await createLoopbackTransport(base).call('models.list', {}, controller.signal);
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await isDropped;
  });

  it.each([401, 403])('knows from status %d that trying again will not help', async (status) => {
    const base = await serve((_, response) => json(response, status, {}));
    const transport = createLoopbackTransport(base);
    const undo = await reaches(transport, 'refused');
    const answer = await transport.call('models.list', {});
    expect(answer).toMatchObject({ error: { code: 'unavailable', message: expect.stringContaining('npm start') } });
    undo();
  });
});

describe('loopback events', () => {
  const stream = (response: ServerResponse): ServerResponse =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });

  it('delivers events, and opens the stream again after the engine was lost', async () => {
    let count = 0;
    const base = await serve((_, response) => {
      count++;
      stream(response).write(`: hello\n\nevent: data.changed\ndata: {"source":"${count}"}\n\n`);
      if (count === 1) setImmediate(() => response.destroy());
    });
    const transport = createLoopbackTransport(base);
    const states: string[] = [];
    const undoWatch = transport.watchConnection((state) => void states.push(state));
    const heard: unknown[] = [];
    await new Promise<void>((resolve) => {
      const undo = transport.subscribe((name, payload) => {
        heard.push([name, payload]);
        if (heard.length < 2) return;
        undo();
        resolve();
      });
    });
    undoWatch();
    expect(heard).toEqual([
      ['data.changed', { source: '1' }],
      ['data.changed', { source: '2' }],
    ]);
    expect(states).toEqual(['connecting', 'connected', 'lost', 'connected']);
  });

  it('takes a long silence for a lost engine', async () => {
    const base = await serve((_, response) => void stream(response).write(': hello\n\n'));
    const transport = createLoopbackTransport(base, 60);
    const undo = await reaches(transport, 'lost');
    undo();
  });

  it('closes the stream when nobody listens any more', async () => {
    let closed = () => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const base = await serve((_, response) => {
      response.on('close', closed);
      stream(response).write(': hello\n\n');
    });
    const undo = await reaches(createLoopbackTransport(base), 'connected');
    undo();
    await isClosed;
  });
});

describe('loopback files', () => {
  it('puts each file under one batch, with its path, and returns the handle of the folder', async () => {
    const seen: { method: string; name: string; batch: string; body: string }[] = [];
    const base = await serve((request, response, body) => {
      const { searchParams } = new URL(request.url!, 'http://x');
      seen.push({ method: request.method!, name: searchParams.get('name')!, batch: searchParams.get('batch')!, body });
      json(response, 200, { ok: true, value: { handle: 'grant:1' } });
    });
    const progress: number[] = [];
    const files = [new File(['abc'], 'btc.csv'), new File(['de'], 'eth & more.csv'), new File(['x'], '.hidden')];
    const handles = await createLoopbackTransport(base).offerFiles(
      files,
      ({ doneBytes }) => void progress.push(doneBytes),
    );
    expect(handles).toEqual(['grant:1']);
    expect(seen.map(({ method, name, body }) => [method, name, body])).toEqual([
      ['PUT', 'btc.csv', 'abc'],
      ['PUT', 'eth & more.csv', 'de'],
    ]);
    expect(new Set(seen.map(({ batch }) => batch)).size).toBe(1);
    expect(progress).toEqual([0, 3, 5]);
  });

  it('says what the engine says against a file', async () => {
    const base = await serve((_, response) =>
      json(response, 507, { ok: false, error: { code: 'unavailable', message: 'The disk is full' } }),
    );
    const transport = createLoopbackTransport(base);
    await expect(transport.offerFiles([new File(['abc'], 'btc.csv')])).rejects.toThrow('The disk is full');
    await expect(transport.offerFiles([])).rejects.toThrow('Nothing was dropped');
  });
});
