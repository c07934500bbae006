/**
 * The loopback shell: the built renderer, and the wire over which it calls the engine, on 127.0.0.1 alone.
 *
 * 1. `refusalOf`: whom the server answers at all, before anything else looks at a request;
 * 2. `GET /open` begins a session with a link that serves once; everything else needs its cookie;
 * 3. `POST /v1/<name>` is a call, `GET /v1/events` the engine's events, `PUT /v1/files` a file for an import;
 * 4. `GET /reports/<id>` is the report of a backtest, sandboxed; `POST /open/…` opens it, or a link, outside of the window;
 *    what is left is the renderer's files.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, type ErrorShape, NEVER_CANCELLED, toErrorShape } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/create-engine.ts';
import { LOOPBACK_HEADERS } from '../content-policy.ts';
import { createGrants, type Grants } from '../grants.ts';
import type { OpenBrowser } from '../open-browser.ts';
import { createRendererCalls } from '../renderer-calls.ts';
import { createEventStreams } from './event-stream.ts';
import { type Expected, type Refusal, refusalOf, sessionCookie, USED_LINK } from './guards.ts';
import { openOutside } from './open-outside.ts';
import { renderPlainPage } from './plain-page.ts';
import { findReport, noReport, type Report } from './reports.ts';
import { createLinks, createSecret, isSameSecret } from './secrets.ts';
import { createUploads } from './uploads.ts';

/** The loopback server while it runs. */
export type HttpServer = {
  readonly port: number;
  /** Key with which another start of the program asks for a link, as `Authorization: Bearer`. */
  readonly linkKey: string;
  /** What the user chose, for calls that name files. */
  readonly grants: Grants;
  /** Returns a link that opens one window. */
  createLink(): string;
  /** Cancels what runs, ends every stream and connection, and frees the port. The engine stays open. */
  close(): Promise<void>;
};

export type HttpServerOptions = {
  readonly engine: Engine;
  /** Folder of the uploads and, where the engine knows of no other, of the reports. */
  readonly home: string;
  /** Folder of the built renderer. */
  readonly rendererPath: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly sessionKey: string;
  readonly onDefect: (stack: string) => void;
  /** Opens an address in the system's browser; returns whether it did. */
  readonly openBrowser: OpenBrowser;
  readonly limits?: Partial<Limits>;
};

type Limits = {
  /** Bytes of the input of one call. */
  readonly bodyBytes: number;
  /** Bytes that the files of one import may have together. */
  readonly uploadBytes: number;
  readonly requestsPerSecond: number;
  readonly streams: number;
  readonly pingMs: number;
};

const LIMITS: Limits = {
  bodyBytes: 1 << 20,
  uploadBytes: 16 * 2 ** 30,
  requestsPerSecond: 500,
  streams: 16,
  pingMs: 10_000,
};

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  'not-found': 404,
  conflict: 409,
  'insufficient-data': 422,
  'rate-limited': 429,
  // the caller went away, as some servers write into their log
  cancelled: 499,
  internal: 500,
  unavailable: 503,
};

/** A window asks again and again, so its connection is kept; a file of many gigabytes takes as long as it takes. */
const CONNECTIONS = { keepAliveTimeout: 72_000, requestTimeout: 0 } as const;

/** Assets carry a hash of their content in their names, so the same name is the same file for ever. */
const HASHED_ASSETS = /[\\/]assets[\\/]/;

/**
 * Returns a server that answers already. Throws `conflict` if the port is taken.
 *
 * What is uploaded from before is removed.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { engine, home, onDefect } = options;
  const limits = { ...LIMITS, ...options.limits };
  const grants = createGrants();
  const links = createLinks();
  const calls = createRendererCalls({ engine, grants, onDefect });
  const streams = createEventStreams({ engine, maxStreams: limits.streams, pingMs: limits.pingMs });
  const uploads = createUploads({ folder: join(home, 'uploads'), grants, maxBytes: limits.uploadBytes });
  await uploads.removeAll();

  const app = fastify({
    serverFactory: (handle) =>
      createServer(CONNECTIONS, (request, response) => {
        const refusal = refusalOf(request.headers, pathOf(request), expected);
        if (refusal === null) handle(request, response);
        else refuse(request, response, refusal);
      }),
    bodyLimit: limits.bodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200, caseSensitive: true },
  });
  // the port is known once the server listens, and nobody is answered before
  let expected: Expected = { port: 0, sessionKey: options.sessionKey };
  const linkKey = createSecret();

  app.addHook('onRequest', async (_, reply) => void reply.headers(LOOPBACK_HEADERS));
  app.addHook('onRequest', limitRate(limits.requestsPerSecond));
  app.setErrorHandler<FastifyError>((thrown, request, reply) => {
    const error = errorShapeOf(thrown, limits.bodyBytes);
    if (error.code === 'internal') onDefect(thrown.stack ?? String(thrown));
    return answerError(request, reply, thrown.statusCode ?? STATUS[error.code], error);
  });
  app.setNotFoundHandler((request, reply) =>
    answerError(request, reply, 404, { code: 'not-found', message: `Nothing is at ${pathOf(request).slice(0, 200)}` }),
  );
  // a form of another site can send text without asking first, so nothing but JSON is a call
  app.removeContentTypeParser('text/plain');

  app.get<{ Querystring: { token?: unknown } }>('/open', (request, reply) => {
    const { token } = request.query;
    const place = typeof token === 'string' ? links.redeem(token) : null;
    if (place === null) {
      return reply
        .code(403)
        .type('text/html; charset=utf-8')
        .send(renderPlainPage('This link does not open a window', USED_LINK));
    }
    return reply.header('Set-Cookie', sessionCookie(expected)).header('Cache-Control', 'no-store').redirect(place, 303);
  });
  app.post('/links', async ({ headers }, reply) => {
    if (!isSameSecret(headers.authorization ?? '', `Bearer ${linkKey}`)) {
      throw new AppError('not-found', 'The key for another link was wrong, needs the one of running.json');
    }
    return reply.header('Cache-Control', 'no-store').send({ link: createLink() });
  });

  app.post<{ Params: { name: string } }>('/v1/:name', async (request, reply) => {
    const controller = new AbortController();
    reply.raw.once('close', () => controller.abort());
    const answer = await calls.call(request.params.name, request.body, controller.signal);
    return reply
      .code(answer.ok ? 200 : STATUS[answer.error.code])
      .header('Cache-Control', 'no-store')
      .send(answer);
  });
  app.get('/v1/events', async (_, reply) => {
    if (streams.open(reply.raw, LOOPBACK_HEADERS)) return reply.hijack();
    throw new AppError('rate-limited', `${limits.streams} windows were open, needs one of them to be closed`);
  });
  app.route<{ Params: { name: string } }>({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/v1/:name',
    handler(request, reply) {
      const message = `${request.params.name.slice(0, 80)} was asked for with ${request.method}, needs POST`;
      return answerError(request, reply.header('Allow', 'POST'), 405, { code: 'invalid-input', message });
    },
  });
  await app.register(async (scope) => takeFiles(scope, uploads));

  const reportOf = async (id: string): Promise<Report | null> => findReport(await reportFolders(engine, home), id);
  app.get<{ Params: { id: string } }>('/reports/:id', async (request, reply) => {
    const report = await reportOf(request.params.id);
    if (report === null) {
      throw noReport();
    }
    return reply
      .headers(report.headers)
      .header('Cache-Control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(report.html);
  });

  await app.register(async (scope) => openOutside(scope, { openBrowser: options.openBrowser, reportOf, createLink }));

  await app.register(fastifyStatic, {
    root: options.rendererPath,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = HASHED_ASSETS.test(path);
      reply.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });

  await listen(app, options.port);
  const { port } = app.server.address() as AddressInfo;
  expected = { ...expected, port };

  function createLink(place = '/'): string {
    return `http://127.0.0.1:${port}/open?token=${links.issue(place)}`;
  }

  return {
    port,
    linkKey,
    grants,
    createLink: () => createLink(),
    async close() {
      await calls.close();
      streams.close();
      await app.close();
      await uploads.removeAll();
    },
  };
}

/** `PUT /v1/files?name=<relative path>&batch=<id>`: the body is the file, whatever type it says it has. */
function takeFiles(scope: FastifyInstance, uploads: ReturnType<typeof createUploads>): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_, body, done) => done(null, body));
  scope.put<{ Querystring: { name?: unknown; batch?: unknown } }>('/v1/files', async (request, reply) => {
    const { name, batch } = request.query;
    if (typeof name !== 'string' || typeof batch !== 'string') {
      throw new AppError('invalid-input', 'The upload lacked something, needs a name and a batch');
    }
    const announced = Number(request.headers['content-length'] ?? Number.NaN);
    // a request without a body is an empty file
    const body = (request.body ?? request.raw) as Readable;
    const handle = await uploads.keep(batch, name, body, Number.isFinite(announced) ? announced : null);
    return reply.header('Cache-Control', 'no-store').send({ ok: true, value: { handle } });
  });
}

/**
 * Returns a hook that refuses what comes after so many requests within a second. Files do not count: a folder that is dropped may
 * hold thousands of small ones, each as fast as the last was written.
 */
function limitRate(perSecond: number): (request: FastifyRequest) => Promise<void> {
  let second = 0;
  let count = 0;
  return async ({ method, raw }) => {
    if (method === 'PUT' && pathOf(raw) === '/v1/files') return;
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, count] = [now, 0];
    count += 1;
    if (count > perSecond) {
      throw new AppError('rate-limited', `${perSecond} requests came within a second, needs a moment without any`);
    }
  };
}

/** Returns the folders of the reports: the home's own, and those of the engine's workspaces where it has some. */
async function reportFolders(engine: Engine, home: string): Promise<string[]> {
  const listed = (await engine.call('workspaces.list', {}, NEVER_CANCELLED).catch(() => ({ workspaces: [] }))) as {
    workspaces: readonly { readonly home: string }[];
  };
  return [home, ...listed.workspaces.map((workspace) => workspace.home)].map((folder) => join(folder, 'reports'));
}

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    await app.close();
    const code = (cause as { code?: string }).code;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new AppError('conflict', `Port ${port} was taken by another program, needs another port`, { cause });
  }
}

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

const pathOf = ({ url = '' }: Pick<Asked, 'url'>): string => url.split('?', 1)[0] ?? '';

/** Answers a request that the guards do not let through, and hangs up: what it still sends is not read. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  const { type, body } = bodyOf(request, { code: 'unavailable', message });
  response.writeHead(status, {
    ...LOOPBACK_HEADERS,
    'Content-Type': type,
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(body);
}

function answerError(request: FastifyRequest, reply: FastifyReply, status: number, error: ErrorShape): FastifyReply {
  const { type, body } = bodyOf(request, error);
  return reply.code(status).header('Cache-Control', 'no-store').type(type).send(body);
}

/** Returns an error as a page where a person looks, and as a call is answered everywhere else. */
function bodyOf({ method, headers }: Asked, error: ErrorShape): { type: string; body: string } {
  const isForPerson = method === 'GET' && (headers.accept ?? '').includes('text/html');
  return isForPerson
    ? { type: 'text/html; charset=utf-8', body: renderPlainPage('Indexsmith does not show this', error.message) }
    : { type: 'application/json; charset=utf-8', body: JSON.stringify({ ok: false, error }) };
}

/** Returns what the wire shows of what was thrown outside of a call, the server's own refusals of a request included. */
function errorShapeOf(thrown: FastifyError, bodyBytes: number): ErrorShape {
  if (thrown instanceof AppError) return toErrorShape(thrown);
  const { statusCode = 500 } = thrown;
  if (statusCode === 413) {
    return { code: 'invalid-input', message: `The input was larger than ${bodyBytes} bytes, needs to be smaller` };
  }
  if (statusCode === 415) return { code: 'invalid-input', message: 'The input was of another type, needs to be JSON' };
  if (statusCode === 404) return { code: 'not-found', message: 'Nothing is at this address' };
  if (statusCode >= 400 && statusCode < 500) {
    return { code: 'invalid-input', message: 'The request could not be understood, needs an input of JSON' };
  }
  return toErrorShape(thrown);
}
