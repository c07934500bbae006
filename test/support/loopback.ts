/** The loopback shell over a real port, and requests of every kind, also those that no browser would send. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as startRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/main/engine/create-engine.ts';
import { createSecret } from '../../src/main/shell/http/secrets.ts';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../src/main/shell/http/server.ts';
import type { Answer } from '../../src/shared/client.ts';

export type Response = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
};

/** Sends a request whose path goes over the wire as it is: neither `..` nor a foreign header is taken out. */
export function send(port: number, path: string, { method, headers = {}, body, signal }: Sent = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    // not every method is given a length by itself, and a body without one is another request
    const length = body === undefined || 'transfer-encoding' in headers ? undefined : String(Buffer.byteLength(body));
    const given = Object.entries({ 'content-length': length, ...headers }).filter(
      (header): header is [string, string] => header[1] !== undefined,
    );
    const request = startRequest({
      ...{ host: '127.0.0.1', port, path, agent: false, headers: Object.fromEntries(given) },
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      ...(signal === undefined ? {} : { signal }),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.end(body);
  });
}

export type Loopback = {
  readonly home: string;
  readonly server: HttpServer;
  /** `Cookie` of the session. */
  readonly cookie: string;
  /** Sends a request with the session's cookie. */
  send(path: string, sent?: Sent): Promise<Response>;
  /** Makes a call as the renderer does. */
  call(name: string, input: unknown, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
};

/** Serves an engine from a home of its own, with a renderer of one page and one asset. */
export async function openLoopback(
  engine: Engine,
  options: Partial<Pick<HttpServerOptions, 'home' | 'limits' | 'onDefect' | 'openBrowser'>> = {},
): Promise<Loopback> {
  const root = mkdtempSync(join(tmpdir(), 'indexsmith-loopback-'));
  const home = options.home ?? join(root, 'home');
  const rendererPath = join(root, 'renderer');
  mkdirSync(join(rendererPath, 'assets'), { recursive: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(rendererPath, 'index.html'), '<!doctype html><script src="/assets/index-4f2a.js"></script>');
  writeFileSync(join(rendererPath, 'assets', 'index-4f2a.js'), 'document.title = "ran";');
  writeFileSync(join(root, 'secret.txt'), 'nobody may read this');
  const sessionKey = createSecret();
  const server = await startHttpServer({
    ...{ engine, home, rendererPath, port: 0, sessionKey },
    openBrowser: options.openBrowser ?? (async () => false),
    onDefect: options.onDefect ?? ((stack) => process.stderr.write(`${stack}\n`)),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const cookie = `indexsmith-${server.port}=${sessionKey}`;
  const sendSigned = (path: string, sent: Sent = {}): Promise<Response> =>
    send(server.port, path, { ...sent, headers: { cookie, ...sent.headers } });
  return {
    home,
    server,
    cookie,
    send: sendSigned,
    async call(name, input, signal) {
      const { text } = await sendSigned(`/v1/${name}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
        ...(signal === undefined ? {} : { signal }),
      });
      return JSON.parse(text) as Answer;
    },
    async close() {
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
