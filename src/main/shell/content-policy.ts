/**
 * What a page of the program may do, as the headers that every shell sends with it. One text for the desktop's own scheme and
 * for the loopback server, so that neither is weaker than the other.
 */

/**
 * Nothing but what the program itself serves: no foreign address, no inline script or style element, no frame around it or in it,
 * and no text that becomes markup or script (Trusted Types without a single policy). The sandbox leaves the page its origin and takes
 * its ways into other windows: what is opened is opened by the shell (`open-outside.ts`).
 */
const PAGE_POLICY = policyOf({
  sandbox: 'allow-scripts allow-same-origin allow-downloads allow-forms',
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
});

/**
 * A report brings its style and its script within itself. The sandbox gives it an origin that is nobody's, so that its script
 * reaches neither the program's pages nor its wire, and nothing can be loaded or sent.
 */
const REPORT_POLICY = policyOf({
  sandbox: 'allow-scripts',
  'default-src': "'none'",
  'script-src': "'unsafe-inline'",
  'style-src': "'unsafe-inline'",
  'img-src': 'data:',
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
});

/** Everything that a page could ask the machine for, refused. */
const PERMISSIONS_POLICY = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * No opener policy is among them: by the HTML standard a browser shows no sandboxed page that asks for one. No page of another site
 * can open one of ours, since the server refuses such requests, and the desktop opens no windows.
 */
const COMMON_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS_POLICY,
} as const;

/** The headers of every answer to a page of the program and its assets. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  ...COMMON_HEADERS,
};

/**
 * Everything that would reach another origin than the one that answered is refused by the network itself: navigations, WebRTC and
 * names that are looked up included, in frames and workers as well. Chromium 156 obeys it (WICG, "Connection Allowlists"); browsers
 * that do not know it have the sandbox and `renderer/lock-window.ts`.
 */
const OWN_ORIGIN_ALONE = { 'Connection-Allowlist': '(response-origin)' } as const;

/** The headers of every answer of the loopback server. The scheme of the desktop has no origin that an allow-list could name. */
export const LOOPBACK_HEADERS: Readonly<Record<string, string>> = { ...PAGE_HEADERS, ...OWN_ORIGIN_ALONE };

/** The headers of the HTML report of a backtest. */
export const REPORT_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': REPORT_POLICY,
  ...COMMON_HEADERS,
  ...OWN_ORIGIN_ALONE,
};

function policyOf(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
