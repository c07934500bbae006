import { createDesktopTransport, findBridge } from './desktop.ts';
import { createLoopbackTransport } from './loopback.ts';
import type { RendererTransport } from './renderer-transport.ts';

/** Returns the transport of the shell that the window runs in: the desktop's where its bridge is there, else loopback HTTP. */
export function chooseTransport(scope: unknown): RendererTransport {
  const bridge = findBridge(scope);
  return bridge === undefined ? createLoopbackTransport() : createDesktopTransport(bridge);
}
