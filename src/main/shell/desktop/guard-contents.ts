/** What no page in a window may do, whatever it is: go elsewhere, open windows, embed pages, ask for permissions. */
import type { Session, WebContents } from 'electron';
import { isOwnUrl } from './protocol.ts';

/** Holds one page to the program's own address. What it may have opened elsewhere it asks for by name, as every call (`ipc.ts`). */
export function guardContents(contents: WebContents): void {
  const keepHome = (event: { readonly url: string; preventDefault(): void }): void => {
    // the page may load itself again
    if (!isOwnUrl(event.url)) event.preventDefault();
  };
  contents.on('will-frame-navigate', keepHome);
  contents.on('will-redirect', keepHome);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // no packet to the servers of a peer connection, which no content policy knows
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** Refuses every permission. Without these handlers a page would be given all of them. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
