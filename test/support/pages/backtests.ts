import type { Locator, Page } from 'playwright-core';

/** The page "Backtests". */
export type BacktestsPage = {
  readonly form: Locator;
  readonly progress: Locator;
  readonly cancel: Locator;
  /** Opens the form, and fills in a run that is over within seconds. */
  beginQuick(name: string): Promise<void>;
  run(): Promise<void>;
};

export function backtestsPage(page: Page): BacktestsPage {
  const form = page.getByRole('form', { name: 'New backtest' });
  const running = page.getByRole('region', { name: /Running now/ });
  return {
    form,
    progress: running.getByRole('progressbar'),
    cancel: running.getByRole('button', { name: 'Cancel' }),
    async beginQuick(name) {
      if (!(await form.isVisible())) await page.getByRole('button', { name: 'New backtest' }).first().click();
      await form.getByLabel('Name', { exact: true }).fill(name);
      const days = form.getByLabel('Days ahead');
      if (!(await days.isVisible())) await form.getByText('More: how the models learn').click();
      for (const kind of ['Random forest', 'GRU network', 'LSTM network', 'Temporal transformer']) {
        await form.getByRole('checkbox', { name: kind }).setChecked(false);
      }
      await days.fill('30');
      // often, so that there is something to watch
      await form.getByRole('textbox', { name: 'Train anew every' }).fill('1');
    },
    async run() {
      await form.getByRole('button', { name: 'Run the backtest' }).click();
      await running.waitFor();
    },
  };
}
