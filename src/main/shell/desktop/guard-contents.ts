/** What no page in a window may do, whatever it is: go elsewhere, open windows, embed pages, ask for permissions. */
import { type Session, shell, type WebContents } from 'electron';
import { isOwnUrl } from './protocol.ts';

/** Hosts whose pages a link may open in the system's browser: the papers that the program names as its sources, and who made the charts. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set([
  'arxiv.org',
  'doi.org',
  'en.wikipedia.org',
  'papers.ssrn.com',
  'www.jstor.org',
  'www.tradingview.com',
]);

/**
 * Returns the address to open in the system's browser, or null where it may not be. What follows a question mark is cut off: it
 * could carry something out.
 */
export function externalUrl(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== 'https:' || parsed.port !== '') return null;
  if (parsed.username !== '' || parsed.password !== '' || !EXTERNAL_HOSTS.has(parsed.hostname)) return null;
  return `https://${parsed.hostname}${parsed.pathname}`;
}

/** Holds one page to the program's own address; a link to a listed host goes to the system's browser. */
export function guardContents(contents: WebContents): void {
  const keepHome = (event: { readonly url: string; preventDefault(): void }): void => {
    // the page may load itself again
    if (!isOwnUrl(event.url)) event.preventDefault();
  };
  contents.on('will-frame-navigate', keepHome);
  contents.on('will-redirect', keepHome);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const external = externalUrl(url);
    if (external !== null) void shell.openExternal(external);
    return { action: 'deny' };
  });
}

/** Refuses every permission. Without these handlers a page would be given all of them. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
