import type { Locator, Page } from 'playwright-core';

/** What surrounds every page. */
export type ShellPage = {
  readonly heading: Locator;
  readonly navigation: Locator;
  /** What is said of the connection. */
  readonly banner: Locator;
  readonly simulatedBadge: Locator;
  readonly palette: Locator;
  readonly keys: Locator;
  readonly toasts: Locator;
  workspace(name: 'My data' | 'Sample'): Locator;
  openPalette(): Promise<void>;
  /** Types into the palette and runs what is found first. */
  run(text: string): Promise<void>;
};

export function createShellPage(page: Page): ShellPage {
  const palette = page.getByRole('dialog', { name: 'Find a page, a token or an action' });
  const openPalette = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await palette.waitFor();
  };
  return {
    heading: page.locator('main h1'),
    navigation: page.getByRole('navigation', { name: 'Pages' }),
    banner: page.getByRole('status').filter({ hasText: /^(The engine stopped|Connected again|This window)/ }),
    simulatedBadge: page.getByRole('banner').getByText('SIMULATED'),
    palette,
    keys: page.getByRole('dialog', { name: 'Keys' }),
    toasts: page.getByRole('region', { name: /notif|toast|happened/i }),
    workspace: (name) => page.getByRole('group', { name: 'Workspace' }).getByRole('button', { name }),
    openPalette,
    async run(text) {
      await openPalette();
      await palette.getByRole('combobox').fill(text);
      await palette.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
    },
  };
}
