/** Whom the server answers: one table that every request passes before anything else looks at it. */
import type { IncomingHttpHeaders } from 'node:http';
import { isSameSecret } from './secrets.ts';

/** What a request must match. */
export type Expected = {
  readonly port: number;
  /** Key of the session, which the cookie carries. */
  readonly sessionKey: string;
};

/** Why a request is not answered. */
export type Refusal = { readonly status: 403; readonly message: string };

const START_AGAIN = 'Run npm start again and use the link that it prints.';

/** Hosts under which a page may be. Any other name that leads here was made to lead here by somebody else's name server. */
const HOSTS = ['127.0.0.1', 'localhost'] as const;
/** What a browser says of a request that a page of ours made, or that the user made. */
const OWN_SITES = new Set(['same-origin', 'none']);

type Guard = {
  readonly message: string;
  /** Returns whether the request may go on. */
  readonly allows: (headers: IncomingHttpHeaders, path: string, expected: Expected) => boolean;
};

const GUARDS: readonly Guard[] = [
  {
    message: 'The address was not that of this program, needs to be http://127.0.0.1 with its port.',
    allows: ({ host }, _, { port }) => HOSTS.some((name) => host === `${name}:${port}`),
  },
  {
    message: 'The request came from a page of another site, needs to come from this program.',
    allows: ({ origin, host }) => origin === undefined || origin === `http://${host}`,
  },
  {
    message: 'The request came from a page of another site, needs to come from this program.',
    allows: ({ 'sec-fetch-site': site }) => site === undefined || (typeof site === 'string' && OWN_SITES.has(site)),
  },
  {
    message: `This window is not signed in. ${START_AGAIN}`,
    allows: (headers, path, expected) => {
      // where a session begins, and where another start asks for a link: each looks at a secret of its own
      if (path === '/open' || path === '/links') return true;
      return isSameSecret(sessionOf(headers.cookie ?? '', expected.port), expected.sessionKey);
    },
  },
];

/** Returns why a request is refused, or null. @param path - without its query. */
export function refusalOf(headers: IncomingHttpHeaders, path: string, expected: Expected): Refusal | null {
  const broken = GUARDS.find(({ allows }) => !allows(headers, path, expected));
  return broken === undefined ? null : { status: 403, message: broken.message };
}

/** What is said of a link that was used before, or never given. */
export const USED_LINK = `This link was used before, or it is not complete: each opens one window. ${START_AGAIN}`;

/** Returns the cookie that signs a browser in. Ports share their cookies, so the name has the port. */
export function sessionCookie({ port, sessionKey }: Expected): string {
  return `${cookieName(port)}=${sessionKey}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`;
}

const cookieName = (port: number): string => `indexsmith-${port}`;

function sessionOf(cookies: string, port: number): string {
  const prefix = `${cookieName(port)}=`;
  const found = cookies.split(';').find((cookie) => cookie.trim().startsWith(prefix));
  return found === undefined ? '' : found.trim().slice(prefix.length);
}
