/** The stand-in's `protocol` and `session`: who answers a scheme, and what a page may ask of the machine. */
import type { Protocol, Session } from 'electron';
import type { BrowserContext } from 'playwright-core';
import { app } from './application.ts';

type Handler = Parameters<Protocol['handle']>[1];
type PermissionName = Parameters<NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>>[1];

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

export const protocol: Pick<Protocol, 'handle' | 'unhandle' | 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged(schemes) {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle(scheme, handler) {
    if (!privileged.has(scheme))
      throw new Error(`The scheme ${scheme} would be no secure origin, needs to be registered first`);
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already`);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme) => void handlers.delete(scheme),
};

/** Returns what answers a scheme. */
export const handlerOf = (scheme: string): Handler | undefined => handlers.get(scheme);

let checkHandler: Parameters<Session['setPermissionCheckHandler']>[0] = null;
let requestHandler: Parameters<Session['setPermissionRequestHandler']>[0] = null;

const defaultSession: Pick<
  Session,
  'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler'
> = {
  setPermissionCheckHandler(handler) {
    checkHandler = handler;
  },
  setPermissionRequestHandler(handler) {
    requestHandler = handler;
  },
  setDevicePermissionHandler: () => undefined,
};
export const session = { defaultSession };

/** Chromium's names, and Electron's. */
const PERMISSIONS: Readonly<Record<string, PermissionName>> = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  camera: 'media',
  microphone: 'media',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
};

/** Gives a profile the permissions that the program's handlers allow: all of them without handlers, as Electron does. */
export async function grantPermissions(profile: BrowserContext, origin: string, url: string): Promise<void> {
  const allowed = Object.entries(PERMISSIONS).filter(([, name]) => {
    let isGranted = requestHandler === null;
    requestHandler?.(null as never, name as never, (granted) => (isGranted = granted), {} as never);
    return isGranted && (checkHandler?.(null, name, url, {} as never) ?? true);
  });
  await profile.grantPermissions(
    allowed.map(([name]) => name),
    { origin },
  );
}
