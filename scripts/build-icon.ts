/**
 * Draws resources/icon.png from resources/icon.svg with Chromium (CHROMIUM names another than /usr/bin/chromium). The PNG is kept
 * with the source, because the machines that make installers draw nothing; electron-builder makes the icons of Windows and macOS
 * from it.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const SIZE = 512;
const resources = fileURLToPath(new URL('../resources/', import.meta.url));

const svg = readFileSync(`${resources}icon.svg`, 'utf8').replace(/(width|height)="1024"/g, `$1="${SIZE}"`);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
await page.setContent(`<body style="margin:0">${svg}</body>`);
await page.screenshot({ path: `${resources}icon.png`, omitBackground: true });
await browser.close();
