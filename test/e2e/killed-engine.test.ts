/**
 * The process of the engine is killed in the middle of each action. The window says so and recovers by itself, and what the store
 * then has is what was done: nothing lost that was confirmed, nothing twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Backup } from '../../src/shared/backups.ts';
import type { DraftSummary } from '../../src/shared/drafts.ts';
import type { SystemStatus } from '../../src/shared/system.ts';
import { writeDaily } from '../support/daily-files.ts';
import { shoot } from '../support/inspect-window.ts';
import { backtestsPage } from '../support/pages/backtests.ts';
import { indicesPage } from '../support/pages/indices.ts';
import { welcomePage } from '../support/pages/welcome.ts';
import { type Window, type Workstation, withWorkstation } from '../support/workstation.ts';

const files = mkdtempSync(join(tmpdir(), 'indexsmith-killed-'));
afterAll(() => rmSync(files, { recursive: true }));
const PATIENCE = 120_000;

async function open({ openWindow }: Workstation, place: string): Promise<Window> {
  const window = await openWindow({ place });
  await window.settle();
  // a connection that breaks is what these tests are about
  window.expectProblem(/Failed to load resource: (net::ERR|the server responded with a status of 4(04|22))/);
  return window;
}

/** Kills the engine; resolves once the window has said so and is connected again. */
async function killNow({ kill }: Workstation, window: Window, name: string): Promise<void> {
  const { banner } = window.shell;
  const said = banner.filter({ hasText: 'The engine stopped' }).waitFor();
  const back = banner.filter({ hasText: 'Connected again' }).waitFor();
  const killed = kill();
  await said;
  await shoot(window, `killed ${name}`);
  await Promise.all([killed, back]);
  await window.settle();
  await shoot(window, `killed ${name} recovered`);
}

/** Kills the engine at the moment at which the window has sent a call; `act` sends it. */
async function killAt(workstation: Workstation, window: Window, call: string, act: () => Promise<void>): Promise<void> {
  const { page } = window;
  let kill: Promise<void> | undefined;
  await page.route(`**/v1/${call}`, (route) => {
    if (kill !== undefined) return route.fallback();
    kill = killNow(workstation, window, call);
    return route.fallback();
  });
  await act();
  await expect.poll(() => kill !== undefined).toBe(true);
  await kill;
  await page.unroute(`**/v1/${call}`);
}

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

describe('work', () => {
  const workstation = withWorkstation('sample');

  it(
    'an import is taken up again, and every row is there once',
    async () => {
      const folder = join(files, 'prices');
      const [fileCount, dayCount] = [60, 2_000];
      for (let i = 0; i < fileCount; i += 1) writeDaily(folder, `a${i}.csv`, `TST${i}`, dayCount);
      // the sample is known to be there, so that nothing is prepared by itself
      for (const id of ['sample', 'own']) await workstation().call('workspaces.open', { id });
      const window = await open(workstation(), '/welcome');
      const welcome = welcomePage(window.page);
      await welcome.drop([folder]);
      await window.page.getByRole('progressbar', { name: 'Importing files' }).waitFor();
      await killNow(workstation(), window, 'import');
      await window.page
        .getByRole('alert')
        .filter({ hasText: /stopped/ })
        .waitFor();
      await welcome.drop([folder]);
      await welcome.report.waitFor({ timeout: PATIENCE });
      const status = await workstation().call<SystemStatus>('system.status');
      expect(status.sources.reduce((sum, { candleCount }) => sum + candleCount, 0)).toBe(fileCount * dayCount);
      await workstation().call('workspaces.open', { id: 'sample' });
    },
    PATIENCE,
  );

  it(
    'a rating is made again',
    async () => {
      type Table = { asset: string[]; savedTime: number };
      const table = async () => {
        const { savedTime: _, ...rest } = await workstation().call<Table>('ratings.table');
        return rest;
      };
      const before = await table();
      const window = await open(workstation(), '/ratings');
      const again = window.page.getByRole('button', { name: 'Rate again' });
      await again.click();
      await window.page.getByRole('progressbar', { name: 'Rating every token' }).waitFor();
      await killNow(workstation(), window, 'rating');
      expect(await table()).toEqual(before);
      await again.click();
      await window.page.getByText(/\d+ of \d+ tokens rated/).waitFor({ timeout: PATIENCE });
      expect(await table()).toEqual(before);
      const history = await workstation().call<{ asOf: number[] }>('ratings.history', { asset: before.asset[0] });
      expect(history.asOf).toEqual([...new Set(history.asOf)]);
    },
    PATIENCE,
  );

  it(
    'a draft is made again, once',
    async () => {
      const list = async () => (await workstation().call<{ drafts: DraftSummary[] }>('drafts.list')).drafts;
      const before = idsOf(await list());
      const window = await open(workstation(), '/indices');
      const indices = indicesPage(window.page);
      await indices.begin('Killed');
      await indices.draftButton.click();
      await window.page.getByRole('progressbar', { name: 'Draft' }).waitFor();
      await killNow(workstation(), window, 'drafting');
      expect(window.page.url()).toMatch(/#\/indices$/);
      // what was typed is still there
      expect(await indices.name.inputValue()).toBe('Killed');
      const id = await indices.draft();
      const after = idsOf(await list());
      expect(after.filter((one) => !before.includes(one))).toEqual([id]);
    },
    PATIENCE,
  );

  it(
    'a backtest enters the ledger once',
    async () => {
      const list = async () => (await workstation().call<{ trials: { id: string }[] }>('backtests.list')).trials;
      const before = idsOf(await list());
      const window = await open(workstation(), '/backtests');
      const backtests = backtestsPage(window.page);
      await backtests.beginQuick('Killed');
      await backtests.run();
      await expect.poll(async () => Number(await backtests.progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
      await killNow(workstation(), window, 'backtest');
      expect(idsOf(await list())).toEqual(before);
      await window.page
        .getByRole('alert')
        .filter({ hasText: /stopped/ })
        .waitFor();
      await backtests.beginQuick('Killed');
      await backtests.run();
      await window.page.getByRole('region', { name: /^Done/ }).waitFor({ timeout: PATIENCE });
      expect((await list()).length).toBe(before.length + 1);
    },
    PATIENCE,
  );
});

describe('decisions', () => {
  const workstation = withWorkstation('sample', ['--sample']);

  it(
    'an approval is there or is not, and then is given once',
    async () => {
      const { call } = workstation();
      const { drafts } = await call<{ drafts: DraftSummary[] }>('drafts.list');
      const id = drafts[0]?.id ?? '';
      const window = await open(workstation(), `/drafts/${id}`);
      const indices = indicesPage(window.page);
      const state = async () => (await call<{ state: string }>('drafts.get', { id })).state;
      await killAt(workstation(), window, 'drafts.approve', () => indices.approve('Before the end'));
      if ((await state()) === 'proposed') await indices.approve('After the end');
      await window.page.getByText('Approved', { exact: true }).first().waitFor();
      const { entries } = await call<{ entries: { state: string }[] }>('drafts.history', { id });
      expect(entries.map((entry) => entry.state)).toEqual(['proposed', 'approved']);
      expect(await call('drafts.held', { name: 'Core' })).toMatchObject({ approvedId: id });
    },
    PATIENCE,
  );

  it(
    'a backup is whole or is none',
    async () => {
      const { call } = workstation();
      const list = async () => (await call<{ backups: Backup[] }>('backups.list')).backups;
      const window = await open(workstation(), '/settings');
      const create = window.page.getByRole('button', { name: 'Back up now' });
      await killAt(workstation(), window, 'backups.create', () => create.click());
      for (const { id } of await list()) expect(await call('backups.verify', { id })).toMatchObject({ isSound: true });
      const before = (await list()).length;
      await create.click();
      await expect.poll(async () => (await list()).length, { timeout: 30_000 }).toBe(before + 1);
      const [newest, ...others] = await list();
      expect(await call('backups.verify', { id: newest?.id })).toMatchObject({ isSound: true, matches: true });
      for (const { id } of others) expect(await call('backups.verify', { id })).toMatchObject({ isSound: true });
    },
    PATIENCE,
  );

  it(
    'settings are the old or the new ones, and the page shows which',
    async () => {
      const { call } = workstation();
      const kept = async () => (await call<{ draftDays: number }>('settings.get')).draftDays;
      const before = await kept();
      const window = await open(workstation(), '/settings');
      const { page } = window;
      const days = page.getByRole('textbox', { name: /expire after/ });
      const keep = page.getByRole('button', { name: 'Keep these settings' });
      await days.fill(String(before + 2));
      await killAt(workstation(), window, 'settings.save', () => keep.click());
      expect([before, before + 2]).toContain(await kept());
      await page.reload();
      await window.settle();
      expect(await days.inputValue()).toBe(String(await kept()));
      await days.fill(String(before + 5));
      await keep.click();
      await expect.poll(kept).toBe(before + 5);
    },
    PATIENCE,
  );

  it(
    'training goes on where it was, and no model is there twice',
    async () => {
      const { call } = workstation();
      const list = async () => (await call<{ models: { id: string }[] }>('models.list')).models;
      const window = await open(workstation(), '/models');
      const { page } = window;
      await page
        .getByRole('button', { name: /^Train/ })
        .first()
        .click();
      const form = page.getByRole('form', { name: 'Train models' });
      await form.getByRole('button', { name: /^Train/ }).click();
      const progress = page.locator('main').getByRole('progressbar').first();
      await progress.waitFor();
      await killNow(workstation(), window, 'training');
      await page
        .getByRole('alert')
        .filter({ hasText: /stopped/ })
        .waitFor();
      await form.getByRole('button', { name: /^Train/ }).click();
      await progress.waitFor();
      await progress.waitFor({ state: 'detached', timeout: PATIENCE });
      const ids = idsOf(await list());
      expect(ids.length).toBeGreaterThan(0);
      expect(ids).toEqual([...new Set(ids)]);
    },
    PATIENCE,
  );
});
