import type { Locator, Page } from 'playwright-core';
import { type TablePart, tablePart } from './table.ts';

/** The page "Ratings". */
export type RatingsPage = TablePart & {
  readonly search: Locator;
  readonly clearAll: Locator;
  /** Adds a filter that has no more to choose than itself, such as a grade at least B. */
  addFilter(subject: string): Promise<void>;
};

export function ratingsPage(page: Page): RatingsPage {
  return {
    ...tablePart(page, 'Rated tokens'),
    search: page.getByRole('searchbox', { name: 'Find tokens by name, symbol or id' }),
    clearAll: page.getByRole('button', { name: 'Clear all' }),
    async addFilter(subject) {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      const chooser = page.getByRole('combobox', { name: 'Filter by' });
      await chooser.fill(subject);
      await page.getByRole('option', { name: subject }).first().click();
      await page.keyboard.press('Escape');
    },
  };
}
