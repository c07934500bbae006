/** The Chromium behind the stand-in for Electron: started once, with a fresh profile for each program. */
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

let browser: Promise<Browser> | undefined;

/** Returns a profile without cookies, cache or permissions. It must be closed. */
export async function openProfile(): Promise<BrowserContext> {
  browser ??= chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox', '--disable-gpu'] });
  return (await browser).newContext({ viewport: { width: 1280, height: 800 } });
}

/** Ends Chromium; the next profile starts it again. */
export async function closeChromium(): Promise<void> {
  const running = browser;
  browser = undefined;
  await (await running)?.close();
}

/** Where Chromium finds a page of a scheme that only Electron has: a secure address that no network knows. */
export function toChromium(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  return `https://${host}.${protocol.slice(0, -1)}.test${pathname}${search}${hash}`;
}

/** Returns the address under Electron's scheme, or the same where it is another. */
export function fromChromium(url: string): string {
  return url.replace(/^https:\/\/([a-z]+)\.([a-z]+)\.test\//, '$2://$1/');
}
