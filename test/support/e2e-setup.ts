/**
 * What the end-to-end tests of a run share: the renderer built from the present source, one browser, and a folder for the homes
 * that are prepared once.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserServer, chromium } from 'playwright-core';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly rendererPath: string;
    readonly browserEndpoint: string;
    readonly preparedHomes: string;
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

let browser: BrowserServer | undefined;
let root: string | undefined;

export async function setup({ provide }: TestProject): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: install Chromium, or name it with CHROMIUM`);
  root = mkdtempSync(join(tmpdir(), 'indexsmith-e2e-'));
  const rendererPath = join(root, 'renderer');
  // homes take a minute to prepare; whoever works on the tests may keep them
  const preparedHomes = process.env.INDEXSMITH_PREPARED_HOMES ?? join(root, 'homes');
  mkdirSync(preparedHomes, { recursive: true });
  const configFile = join(ROOT, 'vite.config.ts');
  await build({ configFile, logLevel: 'warn', build: { outDir: rendererPath, emptyOutDir: true } });
  browser = await chromium.launchServer({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  provide('rendererPath', rendererPath);
  provide('browserEndpoint', browser.wsEndpoint());
  provide('preparedHomes', preparedHomes);
}

export async function teardown(): Promise<void> {
  await browser?.close();
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
}
