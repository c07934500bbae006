import type { Locator, Page } from 'playwright-core';

/** The pages "Indices" and "Draft". */
export type IndicesPage = {
  readonly name: Locator;
  readonly draftButton: Locator;
  /** Opens the form where it is not open, and names the index. */
  begin(name: string): Promise<void>;
  /** Drafts under what the form says, and returns the id of the draft whose page is then shown. */
  draft(): Promise<string>;
  /** Approves the draft of the present page. */
  approve(note?: string): Promise<void>;
  reject(reason: string): Promise<void>;
  /** Makes the draft of the present page again and returns what is said of it. */
  replay(): Promise<string>;
};

export function indicesPage(page: Page): IndicesPage {
  const main = page.locator('main');
  const form = page.getByRole('form', { name: 'New draft' });
  const dialog = page.getByRole('dialog');
  const name = form.getByLabel('Name', { exact: true });
  const draftButton = form.getByRole('button', { name: 'Draft', exact: true });
  const decide = async (button: string, field: string, text: string): Promise<void> => {
    await main.getByRole('button', { name: button, exact: true }).click();
    if (text !== '') await dialog.getByLabel(field).fill(text);
    await dialog.getByRole('button', { name: button }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  return {
    name,
    draftButton,
    async begin(text) {
      const opener = page.getByRole('button', { name: 'New draft' });
      if (!(await form.isVisible())) await opener.first().click();
      await name.fill(text);
    },
    async draft() {
      await draftButton.click();
      await page.waitForURL(/#\/drafts\/[0-9a-f]+$/, { timeout: 60_000 });
      return page.url().split('/drafts/')[1] ?? '';
    },
    approve: (note = '') => decide('Approve', 'Note (optional)', note),
    reject: (reason) => decide('Reject', 'Why', reason),
    async replay() {
      await main.getByRole('button', { name: 'Replay', exact: true }).click();
      const said = page
        .getByRole('region', { name: 'Replay' })
        .getByRole('status')
        .filter({ hasText: /dentical/ });
      await said.waitFor({ timeout: 60_000 });
      return (await said.textContent()) ?? '';
    },
  };
}
