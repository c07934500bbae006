/** A stand-in for an exchange: a real HTTP server on loopback that answers truly, or as badly as its script says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../../src/shared/time.ts';
import { binance } from './binance.ts';
import type { Dialect } from './dialect.ts';
import { type AnswerFault, createScript, type Fault, type Route, type RowFault, spoilRows } from './faults.ts';
import { kraken } from './kraken.ts';
import type { FakeMarket, FakeRow } from './truth.ts';

const DIALECTS = { binance, kraken } as const satisfies Record<string, Dialect>;

export type FakeExchange = {
  readonly id: keyof typeof DIALECTS;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly host: string;
  /** Every request so far, with the hand-moved time at which it arrived. */
  readonly requests: { readonly route: Route | 'unknown'; readonly time: number; readonly path: string }[];
  /** Replaces what is listed. */
  list(markets: readonly FakeMarket[]): void;
  /** Replaces the script; the requests of each route are counted from here on. */
  lie(faults: readonly Fault[]): void;
  socketCount(): number;
  close(): Promise<void>;
};

/** Returns a running stand-in for the exchange on a free port. */
export async function startFakeExchange(parts: {
  id: keyof typeof DIALECTS;
  clock: Clock;
  markets: readonly FakeMarket[];
  faults?: readonly Fault[];
}): Promise<FakeExchange> {
  const dialect: Dialect = DIALECTS[parts.id];
  const requests: { route: Route | 'unknown'; time: number; path: string }[] = [];
  const sockets = new Set<Socket>();
  let { markets } = parts;
  let script = createScript(parts.faults ?? []);

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = dialect.routes[url.pathname];
    const now = parts.clock();
    requests.push({ route: route ?? 'unknown', time: now, path: `${url.pathname}${url.search}` });
    if (route === undefined) return send(response, { status: 404, text: '{}' });
    const faults = script(route);
    const early = faults.rows.filter(({ kind }) => kind === 'missing');
    const late = faults.rows.filter(({ kind }) => kind !== 'missing');
    const spoil = (rows: readonly FakeRow[], by: readonly RowFault[]) => by.reduce(spoilRows, rows);
    const reply =
      route === 'candles'
        ? dialect.candles(markets, url.searchParams, now, (rows) => spoil(rows, early))
        : route === 'markets'
          ? dialect.markets(markets, now)
          : dialect.time(now);
    const body = 'rows' in reply ? reply.encode(spoil(reply.rows, late)) : reply.body;
    sendSpoilt(response, { status: reply.status, text: JSON.stringify(body) }, faults.answer);
  };

  const server = createServer(answer);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    id: parts.id,
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    list: (listed) => {
      markets = listed;
    },
    lie: (faults) => {
      script = createScript(faults);
    },
    socketCount: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Sent = { readonly status: number; readonly text: string; readonly headers?: Record<string, string> };

function send(response: ServerResponse, { status, text, headers }: Sent): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(text);
}

function sendSpoilt(response: ServerResponse, sent: Sent, fault: AnswerFault | undefined): void {
  const half = sent.text.slice(0, sent.text.length / 2);
  switch (fault?.kind) {
    case undefined:
      send(response, sent);
      break;
    case 'status': {
      const headers: Record<string, string> = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
      send(response, { status: fault.status, text: fault.body ?? '<html>no</html>', headers });
      break;
    }
    case 'cut':
      response.writeHead(sent.status, { 'Content-Type': 'application/json', 'Content-Length': sent.text.length });
      response.write(half, () => response.destroy());
      break;
    case 'malformed':
      send(response, { ...sent, text: half });
      break;
    case 'body':
      send(response, { status: 200, text: fault.body });
  }
}
