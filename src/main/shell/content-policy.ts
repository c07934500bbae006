/**
 * What a page of the program may do, as the headers that every shell sends with it. One text for the desktop's own scheme and
 * for the loopback server, so that neither is weaker than the other.
 */

/**
 * Nothing but what the program itself serves: no foreign address, no inline script or style element, no frame around it or in it,
 * and no text that becomes markup or script (Trusted Types without a single policy).
 */
const PAGE_POLICY = policyOf({
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

const COMMON_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS_POLICY,
} as const;

/** The headers of every answer to a page of the program, its assets and its calls. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  ...COMMON_HEADERS,
};

/** The headers of the HTML report of a backtest. */
export const REPORT_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': REPORT_POLICY,
  ...COMMON_HEADERS,
};

function policyOf(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
