/** The first minutes: the sample market by itself, or one's own files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SystemStatus } from '../../src/shared/system.ts';
import { writeDaily } from '../support/daily-files.ts';
import { inspect } from '../support/inspect-window.ts';
import { tablePart } from '../support/pages/table.ts';
import { welcomePage } from '../support/pages/welcome.ts';
import { withWorkstation } from '../support/workstation.ts';

const files = mkdtempSync(join(tmpdir(), 'indexsmith-first-run-'));
afterAll(() => rmSync(files, { recursive: true }));
/** Seconds from the opened window to a rated market; the promise of the README. */
const PROMISED = 60;

describe('a first run', () => {
  const workstation = withWorkstation('empty');

  it('shows the sample market, rated, within a minute and without another command', async () => {
    const began = performance.now();
    const window = await workstation().openWindow();
    const { page, shell } = window;
    // what is not rated yet is asked for as well
    window.expectProblem(/status of 4(04|22)/);
    await page.waitForURL(/#\/welcome$/);
    await page.getByRole('progressbar').first().waitFor();
    await inspect(window, 'welcome preparing');
    await page.waitForURL(/#\/market$/, { timeout: 2_000 * PROMISED });
    await shell.simulatedBadge.waitFor();
    expect((performance.now() - began) / 1_000).toBeLessThan(PROMISED);
    await window.goTo('/ratings');
    expect(Number(await tablePart(page, 'Rated tokens').table.getAttribute('aria-rowcount'))).toBeGreaterThan(100);
  }, 150_000);
});

describe('one’s own files', () => {
  const workstation = withWorkstation('sample', ['--sample']);

  it('are dropped, a folder among them; what is refused shows its reason', async () => {
    const folder = join(files, 'my prices');
    writeDaily(folder, 'kraken/btc.csv', 'BTC', 120);
    writeDaily(folder, 'kraken/more/eth.csv', 'ETH', 100);
    writeFileSync(join(folder, 'notes.csv'), 'what,ever\n1,2\n');
    const impossible = writeDaily(files, 'impossible.csv', 'LTC', 40);
    // a low above the high cannot be true
    writeFileSync(impossible, 'date,asset,open,high,low,close,volume,market_cap\n2020-01-01,LTC,5,1,9,5,10,\n');

    const window = await workstation().openWindow({ place: '/welcome' });
    await window.settle();
    window.expectProblem(/status of 4(04|22)/);
    const { page, shell } = window;
    const welcome = welcomePage(page);
    await welcome.drop([folder, impossible]);
    await welcome.report.waitFor();
    // real data never goes into the simulated market
    await expect.poll(() => shell.simulatedBadge.isVisible()).toBe(false);
    const table = tablePart(page, 'Files of the import');
    const rows = await table.column('File');
    expect(rows.map((name) => name.split('/').at(-1)).toSorted()).toEqual([
      'btc.csv',
      'eth.csv',
      'impossible.csv',
      'notes.csv',
    ]);
    const whys = await page
      .getByRole('list', { name: 'Files that were not taken in' })
      .getByRole('listitem')
      .allTextContents();
    expect(whys.find((why) => why.includes('notes.csv'))).toMatch(/header was "what,ever", which fits no layout/);
    expect(whys.find((why) => why.includes('impossible.csv'))).toMatch(/1 of 1 rows cannot be true/);
    expect(await page.getByRole('list', { name: 'Why rows were refused' }).textContent()).toMatch(/1 ×/);
    await inspect(window, 'welcome imported');
    const { sources } = await workstation().call<SystemStatus>('system.status');
    expect(sources.reduce((sum, { candleCount }) => sum + candleCount, 0)).toBe(220);

    // the same again brings nothing new
    await welcome.drop([folder]);
    await welcome.report.filter({ hasText: 'Nothing in it was new' }).waitFor();
    expect(await workstation().call('workspaces.list')).toMatchObject({
      workspaces: [{ id: 'own', isOpen: true }, {}],
    });
  });
});
