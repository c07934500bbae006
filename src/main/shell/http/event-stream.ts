/** The engine's events as a stream of server-sent events. */
import type { ServerResponse } from 'node:http';
import type { Engine } from '../../engine/create-engine.ts';
import { type Gathered, gatherEvents } from '../gather-events.ts';

/** The open streams of server-sent events. */
export type EventStreams = {
  /** Turns a response into a stream, or returns false if as many are open as may be. */
  open(response: ServerResponse, headers: Readonly<Record<string, string>>): boolean;
  /** Ends every stream. */
  close(): void;
};

export type EventStreamOptions = {
  readonly engine: Pick<Engine, 'subscribe'>;
  readonly maxStreams: number;
  /** Milliseconds between two signs of life. */
  readonly pingMs: number;
};

/** Bytes that wait for a window which does not read; then its stream is broken, and it asks for everything anew. */
const MAX_WAITING_BYTES = 4 << 20;

/** Returns streams of which none is open. One is heard from at least every `pingMs`, so that silence means a lost engine. */
export function createEventStreams({ engine, maxStreams, pingMs }: EventStreamOptions): EventStreams {
  const open = new Set<ServerResponse>();
  return {
    open(response, headers) {
      if (open.size >= maxStreams) return false;
      open.add(response);
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      const write = (text: string): void => {
        if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
        else response.write(text);
      };
      const gathered: Gathered = gatherEvents(engine, (events) => {
        write(events.map(({ name, payload }) => `event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`).join(''));
      });
      const ping = setInterval(() => write(': ping\n\n'), pingMs);
      response.on('error', () => response.destroy());
      response.on('close', () => {
        clearInterval(ping);
        gathered.close();
        open.delete(response);
      });
      write(': connected\n\n');
      return true;
    },
    close() {
      for (const response of open) response.end();
    },
  };
}
