/** What pages show while they wait, where the engine fails, and where there is nothing yet. */
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inspect, shoot } from '../support/inspect-window.ts';
import { everyPlace, PLAIN_PLACES, type Place } from '../support/pages/places.ts';
import { THEMES, withWorkstation } from '../support/workstation.ts';

/** What the window itself asks; a page asks the rest. */
const OF_THE_SHELL = /\/v1\/(events|workspaces\.|calls\.|files)/;
const FAILURE = { code: 'internal', message: 'The disk did not answer while the test looked at it' };

describe('with data', () => {
  const workstation = withWorkstation('sample', ['--sample']);
  /** The first page asks for nothing of its own: it shows at once what it has. */
  const placesThatAsk = async (): Promise<Place[]> =>
    (await everyPlace(workstation())).filter(({ name }) => name !== 'welcome');

  it('every page says that it loads, and then shows what it has', async () => {
    const window = await workstation().openWindow();
    await window.settle();
    const { page } = window;
    for (const { name, path } of await placesThatAsk()) {
      await page.goto('about:blank');
      const held = await hold(page);
      await page.goto(`${workstation().origin}/#${path}`);
      await window.shell.heading.waitFor();
      const loading = page.locator('main').getByRole('status', { name: /Loading|being compared/ });
      await expect.poll(() => loading.count(), { message: name }).toBeGreaterThan(0);
      await shoot(window, `loading ${name}`);
      await held.release();
      await window.settle();
      expect(await loading.count(), name).toBe(0);
    }
  }, 120_000);

  it('every page says what failed, and recovers when it is asked to', async () => {
    const window = await workstation().openWindow();
    await window.settle();
    window.expectProblem(/Failed to load resource: the server responded with a status of 500/);
    const { page } = window;
    for (const { name, path } of await placesThatAsk()) {
      await page.goto('about:blank');
      const fail = (route: Route): Promise<void> =>
        OF_THE_SHELL.test(route.request().url())
          ? route.fallback()
          : route.fulfill({ status: 500, json: { ok: false, error: FAILURE } });
      await page.route('**/v1/**', fail);
      await page.goto(`${workstation().origin}/#${path}`);
      await window.settle();
      const failures = page.locator('main').getByRole('alert').filter({ hasText: FAILURE.message });
      await expect.poll(() => failures.count(), { message: name }).toBeGreaterThan(0);
      await inspect(window, `failed ${name}`);
      await page.unroute('**/v1/**', fail);
      const retry = page.locator('main').getByRole('button', { name: 'Try again' });
      for (let left = await retry.count(); left > 0; left = await retry.count()) {
        await retry.first().click();
        await expect.poll(() => retry.count(), { message: name }).toBeLessThan(left);
        await window.settle();
      }
      expect(await failures.count(), name).toBe(0);
    }
  }, 180_000);
});

describe('without data', () => {
  // the sample has data, so that nothing is prepared by itself; the user's own workspace has none
  const workstation = withWorkstation('sample');

  it.each(THEMES)('every page says what there is to do (%s)', async (theme) => {
    for (const id of ['sample', 'own']) await workstation().call('workspaces.open', { id });
    const window = await workstation().openWindow({ theme });
    await window.settle();
    window.expectProblem(/Failed to load resource: the server responded with a status of 4(04|22|09)/);
    const unknown = ['token/nothing', `drafts/${'0'.repeat(64)}`, `backtests/${'0'.repeat(64)}`];
    for (const place of [...PLAIN_PLACES, ...unknown]) {
      await window.goTo(`/${place}`);
      expect(await window.shell.simulatedBadge.isVisible(), place).toBe(false);
      expect(await window.shell.heading.count(), place).toBe(1);
      // there is always a way on
      expect(
        await window.page.locator('main').getByRole('button').or(window.page.locator('main').getByRole('link')).count(),
        place,
      ).toBeGreaterThan(0);
      await inspect(window, `empty ${place.replace(/0{9,}/, '')} ${theme}`);
    }
  });
});

/** Holds every answer of the pages until they are released. */
async function hold(page: Page): Promise<{ release: () => Promise<void> }> {
  let open = (): void => undefined;
  const released = new Promise<void>((resolve) => (open = resolve));
  const wait = async (route: Route): Promise<void> => {
    if (!OF_THE_SHELL.test(route.request().url())) await released;
    await route.fallback();
  };
  await page.route('**/v1/**', wait);
  return {
    async release() {
      open();
      await page.unroute('**/v1/**', wait);
    },
  };
}
