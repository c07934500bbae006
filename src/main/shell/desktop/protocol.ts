/** The program's own scheme, `app://indexsmith/`, under which the window loads the built renderer and nothing else. */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { PAGE_HEADERS } from '../content-policy.ts';

const SCHEME = 'app';
const HOST = 'indexsmith';
/** What the window loads. */
export const PAGE_URL = `${SCHEME}://${HOST}/index.html`;

/** Files of another kind are not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Makes the scheme a secure origin with `fetch`. Must be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves a folder under the scheme; returns its own undo. */
export function serveFolder(folder: string): () => void {
  protocol.handle(SCHEME, (request) => answerPage(folder, request));
  return () => protocol.unhandle(SCHEME);
}

/** Returns whether an address is one of the program's own pages. */
export function isOwnUrl(url: string): boolean {
  // the origin of a scheme that the language does not know is "null", so its parts are compared
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${SCHEME}:` && parsed.host === HOST && parsed.username === '';
}

/**
 * Returns a file of the folder with the headers of every page: 404 for what is not there, is of a kind that no page needs or lies
 * outside, 405 for anything but reading.
 */
export async function answerPage(
  folder: string,
  { method, url }: { readonly method: string; readonly url: string },
): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return plain(405);
  const path = isOwnUrl(url) ? pathWithin(folder, new URL(url).pathname) : null;
  const type = path === null ? undefined : MIME_TYPES[extname(path).toLowerCase()];
  if (path === null || type === undefined) return plain(404);
  try {
    const bytes = await readFile(path);
    return new Response(method === 'HEAD' ? null : bytes, { headers: { ...PAGE_HEADERS, 'Content-Type': type } });
  } catch {
    return plain(404);
  }
}

/** Returns the file of the folder that an address means, or null if it means none in it. */
function pathWithin(folder: string, pathname: string): string | null {
  try {
    const name = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
    // a colon names a drive or a stream on Windows
    if (/[\\\0:]/.test(name)) return null;
    const path = resolve(folder, `.${name}`);
    return path.startsWith(resolve(folder) + sep) ? path : null;
  } catch {
    return null;
  }
}

function plain(status: 404 | 405): Response {
  const text = status === 404 ? 'Not found' : 'Only reading';
  return new Response(text, { status, headers: { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } });
}
