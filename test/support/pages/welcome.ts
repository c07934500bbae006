import type { Locator, Page } from 'playwright-core';

/** The page "Welcome", and the import on the page "Data". */
export type WelcomePage = {
  readonly dropZone: Locator;
  readonly report: Locator;
  readonly importing: Locator;
  /** Drops files and folders of the machine, as the system's file manager does. */
  drop(paths: readonly string[]): Promise<void>;
};

export function welcomePage(page: Page): WelcomePage {
  const dropZone = page.getByRole('region', { name: 'Drop files here' });
  return {
    dropZone,
    report: page.getByRole('region', { name: 'Report of the import' }),
    importing: page.getByRole('progressbar', { name: /Importing files|Handing over files/ }),
    async drop(paths) {
      await dropZone.scrollIntoViewIfNeeded();
      const box = await dropZone.boundingBox();
      if (box === null) throw new Error('There is no place to drop files');
      const session = await page.context().newCDPSession(page);
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const data = { items: [], files: [...paths], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, ...at, data });
      }
      await session.detach();
    },
  };
}
