/** What is looked at on every page: whether anything is cut, whether everybody can use it, and how it looks. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Window } from './workstation.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
const LAYOUT = readFileSync(new URL('layout-faults.js', import.meta.url), 'utf8');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A chart's own canvases have no text; its summary and its table say what they show. */
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 5).map(({ target, html, any }) =>
      [id, help, target.join(' '), html.slice(0, 160), any[0]?.message ?? ''].join(' | '))))`;

/** Keeps a picture of a window under build/screenshots. */
export async function shoot({ page }: Window, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({
    path: join(SCREENSHOTS, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`),
    animations: 'disabled',
  });
}

/** Returns what the page cuts off, each as a sentence. */
export const layoutFaults = ({ page }: Window): Promise<string[]> => page.evaluate(LAYOUT);

/** Returns what axe finds, one line for each element. Its script runs beside those of the page, whose policy stays as it is. */
export async function accessFaults({ page }: Window): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const contextId = await isolatedWorld(session);
    const evaluate = (expression: string) =>
      session.send('Runtime.evaluate', { expression, contextId, awaitPromise: true, returnByValue: true });
    await evaluate(AXE);
    const { result, exceptionDetails } = await evaluate(RUN_AXE);
    if (exceptionDetails !== undefined) throw new Error(`axe failed: ${exceptionDetails.exception?.description}`);
    return result.value as string[];
  } finally {
    await session.detach();
  }
}

type Session = Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>;

async function isolatedWorld(session: Session): Promise<number> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const world = { frameId: frameTree.frame.id, worldName: 'axe' };
  return (await session.send('Page.createIsolatedWorld', world)).executionContextId;
}

/** Looks at a page in every way, and keeps a picture of it. */
export async function inspect(window: Window, name: string): Promise<void> {
  await shoot(window, name);
  const [layout, access] = [await layoutFaults(window), await accessFaults(window)];
  expect.soft({ name, layout, access }).toEqual({ name, layout: [], access: [] });
}
