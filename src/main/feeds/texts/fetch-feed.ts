/** A feed over the network, fetched only if it has changed since. */
import { AppError, type CancelSignal, throwIfCancelled } from '../../../shared/errors.ts';
import { feedName } from './feed-name.ts';

/** What a server said of the copy that was fetched last, to ask whether there is another. */
export type FeedState = { readonly etag: string | null; readonly lastModified: string | null };

/** A feed's text and state; null if it has not changed. */
export type FetchedFeed = { readonly text: string; readonly state: FeedState } | null;

const TIMEOUT_MS = 15_000;
/** Such a feed takes the engine's thread some 60 ms to read, a usual one 10 ms. */
const MOST_BYTES = 3 * 2 ** 20;
const CANCEL_CHECK_MS = 100;

/**
 * Returns the text of a feed.
 *
 * Throws `unavailable` for a server that cannot be reached, takes longer than 15 s or answers with an error, `rate-limited` where it says
 * so, `invalid-input` for an answer above 3 MB, and `cancelled`.
 */
export async function fetchFeed(address: string, known: FeedState | null, signal: CancelSignal): Promise<FetchedFeed> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort('timeout'), TIMEOUT_MS);
  const watch = setInterval(() => signal.aborted && abort.abort('cancelled'), CANCEL_CHECK_MS);
  try {
    const response = await fetch(address, { signal: abort.signal, headers: headersOf(known) });
    if (response.status === 304) return null;
    if (response.status === 429)
      throw new AppError('rate-limited', `The feed ${feedName(address)} was asked too often`);
    if (!response.ok)
      throw new AppError('unavailable', `The feed ${feedName(address)} answered ${response.status}, needs 200`);
    const text = await textOf(response, address);
    const { headers } = response;
    return { text, state: { etag: headers.get('etag'), lastModified: headers.get('last-modified') } };
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throwIfCancelled(signal);
    const reason = abort.signal.aborted ? `gave no answer within ${TIMEOUT_MS / 1000} s` : 'could not be reached';
    throw new AppError('unavailable', `The feed ${feedName(address)} ${reason}`, { cause: thrown });
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    abort.abort('done');
  }
}

function headersOf(known: FeedState | null): Record<string, string> {
  return {
    accept: 'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5',
    ...(known?.etag ? { 'if-none-match': known.etag } : {}),
    ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
  };
}

async function textOf(response: Response, address: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new AppError('invalid-input', `The feed ${feedName(address)} was longer than ${MOST_BYTES / 2 ** 20} MB`);
    }
    pieces.push(piece);
  }
  return decoded(Buffer.concat(pieces), response.headers.get('content-type') ?? '');
}

/** Returns the text of bytes in the code that the server or the first line of the XML names; in UTF-8 if that is none. */
function decoded(bytes: Buffer, contentType: string): string {
  const start = bytes.toString('latin1', 0, 200);
  const code =
    /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? /<\?xml[^>]*encoding=["']([\w-]+)/i.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(code).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
