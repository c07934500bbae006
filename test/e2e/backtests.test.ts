/** A backtest that is run, cancelled, run again, read, and set beside another. */
import { expect, it } from 'vitest';
import { inspect, shoot } from '../support/inspect-window.ts';
import { backtestsPage } from '../support/pages/backtests.ts';
import { withWorkstation } from '../support/workstation.ts';

const workstation = withWorkstation('sample', ['--sample']);
const trialCount = async (): Promise<number> =>
  (await workstation().call<{ trials: unknown[] }>('backtests.list')).trials.length;

it('is watched, cancelled, run again to its end, and opened with its report', async () => {
  const before = await trialCount();
  const window = await workstation().openWindow({ place: '/backtests' });
  await window.settle();
  const { page } = window;
  // a cancelled call is an answer of its own
  window.expectProblem(/status of 499 .*backtests\.run/);
  const backtests = backtestsPage(page);
  await backtests.beginQuick('Journey');
  await backtests.run();
  await backtests.progress.waitFor();
  await expect.poll(async () => Number(await backtests.progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
  await inspect(window, 'backtests running');
  await backtests.cancel.click();
  await page.getByRole('region', { name: /Cancelled/ }).waitFor();
  expect(await trialCount()).toBe(before);

  await backtests.beginQuick('Journey');
  await backtests.run();
  const done = page.getByRole('region', { name: /^Done/ });
  await done.waitFor({ timeout: 120_000 });
  expect(await trialCount()).toBe(before + 1);
  await done.getByRole('link', { name: 'See all of it' }).click();
  await page.waitForURL(/#\/backtests\/[0-9a-f]+$/);
  await window.settle();
  await inspect(window, 'backtest just run');

  // a page opens nothing itself, and this program was told to open no browser: the address is shown
  window.expectProblem(/status of 503 .*open\/report/);
  await page
    .getByRole('button', { name: /report/i })
    .first()
    .click();
  const said = await page.getByText(/No browser could be opened/).textContent();
  const report = await page.context().newPage();
  await report.goto(/http:\S+/.exec(said ?? '')?.[0] ?? '');
  await report.getByRole('heading', { level: 1 }).first().waitFor();
  expect(await report.locator('body').textContent()).toContain('Journey');
  // whatever is in it, it is in a world of its own
  expect(await report.evaluate('self.origin')).toBe('null');
  await report.screenshot({ path: 'build/screenshots/backtest-report.png' });
  await report.close();
}, 240_000);

it('is compared with another, and the difference is said', async () => {
  const window = await workstation().openWindow({ place: '/backtests' });
  await window.settle();
  const { page } = window;
  const marks = page.getByRole('grid', { name: 'Trial ledger' }).getByRole('button', { name: /^Compare / });
  await marks.nth(0).click();
  await marks.nth(1).click();
  await page
    .getByRole('region', { name: /^Side by side|compar/i })
    .first()
    .waitFor();
  await window.settle();
  await shoot(window, 'backtests compared');
  await inspect(window, 'backtests compared');
});
