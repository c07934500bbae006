/** The whole program without a mouse. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessFaults, shoot } from '../support/inspect-window.ts';
import { everyPlace } from '../support/pages/places.ts';
import { type Window, withWorkstation } from '../support/workstation.ts';

const workstation = withWorkstation('sample', ['--sample']);
const MOST_STOPS = 400;

async function open(place: string): Promise<Window> {
  const window = await workstation().openWindow({ place });
  await window.settle();
  return window;
}

/** The page's own document; the types of a browser are not those of the tests. */
type Browser = { readonly document: { readonly activeElement: unknown } };
const isFocused = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element: unknown) => element === (globalThis as unknown as Browser).document.activeElement);

/** Goes with Tab until an element has the focus. */
async function tabTo(page: Page, locator: Locator): Promise<void> {
  await locator.first().waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isFocused(locator.first())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${locator}`);
}

/** Notes what had the focus, and whether one could see it. */
const WATCH_FOCUS = `{
  const seen = (globalThis.focusSeen = new Set());
  globalThis.focusUnseen = [];
  document.addEventListener('focusin', ({ target }) => {
    seen.add(target);
    // a table shows it at its header, which stays in view
    const isSeen = [target, target.querySelector('thead')].some((element) => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    if (!isSeen) focusUnseen.push(target.outerHTML.slice(0, 120));
  });
}`;
/** What can be used, is shown, and never had the focus; what a group leads to with arrows is not counted. */
const UNREACHED = `[...document.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex="0"]')]
  .filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true })
    && !element.matches(':disabled') && !element.closest('[inert], [aria-hidden="true"]') && !focusSeen.has(element))
  .filter((element) => !(element.type === 'radio' && element.name))
  .map((element) => element.outerHTML.slice(0, 120))`;

/** What has the focus outside of the dialog; null if it is within. The window's own frame comes between last and first. */
const OUTSIDE = `(({ activeElement }) =>
  activeElement === document.body || activeElement.closest('[role="dialog"], [data-base-ui-focus-guard]')
    ? null
    : activeElement.outerHTML.slice(0, 200))(document)`;

it('Tab reaches everything on every page, and one sees where one is', async () => {
  const window = await open('/market');
  const { page } = window;
  await page.evaluate(WATCH_FOCUS);
  for (const { name, path } of await everyPlace(workstation())) {
    await window.goTo(path);
    await page.evaluate('{ focusSeen.clear(); focusUnseen.length = 0; document.activeElement?.blur(); }');
    const count = (await page.evaluate(`${UNREACHED}.length`)) as number;
    for (let stop = 0; stop < Math.min(count + 15, MOST_STOPS); stop += 1) await page.keyboard.press('Tab');
    const unreached = (await page.evaluate(UNREACHED)) as string[];
    const unseen = (await page.evaluate('[...new Set(focusUnseen)].slice(0, 5)')) as string[];
    expect.soft({ name, unreached, unseen }).toEqual({ name, unreached: [], unseen: [] });
  }
}, 180_000);

describe('keys', () => {
  it('lead to pages, to the filter and to the list of keys; Escape leads back', async () => {
    const window = await open('/market');
    const { page, shell } = window;
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL(/#\/ratings$/);
    await window.settle();
    await expect.poll(() => isFocused(shell.heading)).toBe(true);

    await page.keyboard.press('/');
    const search = page.getByRole('searchbox').first();
    await expect.poll(() => isFocused(search)).toBe(true);
    // while one types, keys are letters
    await page.keyboard.type('g m?');
    expect(await search.inputValue()).toBe('g m?');
    expect(page.url()).toMatch(/#\/ratings$/);
    await search.fill('');

    const fold = page.getByRole('button', { name: /Fold the navigation/ });
    await fold.focus();
    await page.keyboard.press('?');
    await shell.keys.waitFor();
    expect(await shell.keys.textContent()).toContain('Go to Ratings');
    await shoot(window, 'keys');
    expect(await accessFaults(window)).toEqual([]);
    await page.keyboard.press('Escape');
    await shell.keys.waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(fold)).toBe(true);
  });

  it('find a token by its name in the palette', async () => {
    const window = await open('/models');
    const { page, shell } = window;
    const { asset, name } = await workstation().call<{ asset: string[]; name: string[] }>('ratings.table');
    await shell.openPalette();
    await shoot(window, 'palette');
    expect(await accessFaults(window)).toEqual([]);
    await page.keyboard.press('Escape');
    await shell.palette.waitFor({ state: 'detached' });
    await shell.run(name[1] ?? '');
    await page.waitForURL(new RegExp(`#/token/${encodeURIComponent(asset[1] ?? '')}$`));
    await window.settle();
    expect(await shell.heading.textContent()).toContain(name[1]);
    await shell.run('go to settings');
    await page.waitForURL(/#\/settings$/);
    // another theme, by its name
    await shell.run('light colours');
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    // the key that ran it pressed nothing else
    expect(await shell.simulatedBadge.isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
  });
});

describe('the main control', () => {
  it('of the ratings: the rows of the table', async () => {
    const { page } = await open('/ratings');
    await tabTo(page, page.getByRole('grid', { name: 'Rated tokens' }));
    for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL(/#\/token\//);
  });

  it('of the indices and the draft: a draft from its form to the question whether to approve it', async () => {
    const window = await open('/indices');
    const { page } = window;
    await tabTo(page, page.getByRole('button', { name: 'New draft' }));
    await page.keyboard.press('Enter');
    const name = page.getByRole('combobox', { name: 'Name' }).or(page.getByRole('textbox', { name: 'Name' }));
    await tabTo(page, name);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('By keys');
    await tabTo(page, page.getByRole('button', { name: 'Draft', exact: true }));
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/drafts\//, { timeout: 60_000 });
    await window.settle();
    for (const button of ['Approve', 'Reject']) {
      const opener = page.locator('main').getByRole('button', { name: button, exact: true });
      await tabTo(page, opener);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await shoot(window, `draft ${button} asked`);
      expect(await accessFaults(window)).toEqual([]);
      // the focus is within the dialog, and stays there
      for (let stop = 0; stop < 30; stop += 1) {
        await page.keyboard.press('Tab');
        await expect.poll(() => page.evaluate(OUTSIDE)).toBe(null);
      }
      // where an explanation is open, Escape closes that first
      await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Keep as it is' }));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => isFocused(opener)).toBe(true);
    }
  });

  it('of the backtests and the models: what begins one', async () => {
    const window = await open('/backtests');
    const { page } = window;
    await tabTo(page, page.getByRole('button', { name: 'New backtest' }));
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'New backtest' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Run the backtest' }));
    await shoot(window, 'backtests form');
    expect(await accessFaults(window)).toEqual([]);
    await tabTo(page, page.getByRole('button', { name: 'Close the form' }));
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'New backtest' }).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
  });
});
