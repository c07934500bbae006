import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** A table of the kit with its tools. */
export type TablePart = {
  readonly table: Locator;
  header(name: string): Locator;
  /** Returns the texts of a column as far as rows are shown, top to bottom. */
  column(name: string): Promise<string[]>;
  /** Such as "12 of 120 rows". */
  readonly count: Locator;
  readonly chooseColumns: Locator;
  /** Exports what is shown and returns the lines of the file, the header first. */
  exportCsv(): Promise<string[]>;
};

/** Returns the table of that name. */
export function tablePart(page: Page, name: string): TablePart {
  const table = page.getByRole('grid', { name, exact: true });
  const frame = page.locator('main').locator('*', { has: table }).last().locator('..');
  return {
    table,
    header: (column) => table.getByRole('columnheader', { name: column, exact: true }),
    async column(column) {
      const headers = await table.getByRole('columnheader').allInnerTexts();
      const place = headers.findIndex((text) => text.trim() === column);
      if (place < 0) throw new Error(`${column} is no column, but ${headers.join(', ')}`);
      // rows are shown in any order of elements; their place says which comes first
      return (await page.evaluate(`[...document.querySelectorAll('[aria-label=${JSON.stringify(name)}] tbody tr')]
        .sort((left, right) => left.dataset.index - right.dataset.index)
        .map((row) => row.children[${place}].innerText.trim())`)) as string[];
    },
    count: frame.getByRole('status').filter({ hasText: /rows?$/ }),
    chooseColumns: frame.getByRole('button', { name: 'Choose columns' }),
    async exportCsv() {
      const download = page.waitForEvent('download');
      await frame.getByRole('button', { name: 'Export what is shown as CSV' }).click();
      // a browser that is shared between processes hands its files over one by one
      const folder = mkdtempSync(join(tmpdir(), 'indexsmith-download-'));
      await (await download).saveAs(join(folder, 'export.csv'));
      const text = readFileSync(join(folder, 'export.csv'), 'utf8');
      rmSync(folder, { recursive: true });
      return text.trimEnd().split(/\r?\n/);
    },
  };
}
