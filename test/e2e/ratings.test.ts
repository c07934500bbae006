/** What an investor does with the ratings: find, sort, choose columns, export, and read why a token has its grade. */
import { expect, it } from 'vitest';
import type { RatingTable } from '../../src/shared/ratings.ts';
import { accessFaults, shoot } from '../support/inspect-window.ts';
import { ratingsPage } from '../support/pages/ratings.ts';
import { type Window, withWorkstation } from '../support/workstation.ts';

const workstation = withWorkstation('sample', ['--sample']);

async function openRatings(): Promise<{ window: Window; ratings: ReturnType<typeof ratingsPage>; table: RatingTable }> {
  const window = await workstation().openWindow({ place: '/ratings' });
  await window.settle();
  return { window, ratings: ratingsPage(window.page), table: await workstation().call('ratings.table') };
}

/** Figures are shown with a true minus sign and thin spaces. */
const numberOf = (text: string): number => Number(text.replaceAll('−', '-').replaceAll(/[^0-9.+-]/g, ''));

it('finds a token by a part of its name, and all of them again', async () => {
  const { ratings, table } = await openRatings();
  const part = (table.name[3] ?? '').slice(0, 4);
  const matching = table.name.filter((name) => name.toLowerCase().includes(part.toLowerCase()));
  await ratings.search.fill(part);
  await expect.poll(() => ratings.count.textContent()).toMatch(new RegExp(`^\\d+ of ${table.asset.length} rows?$`));
  const shown = await ratings.column('Token');
  for (const name of matching) expect(shown.join('\n')).toContain(name);
  await ratings.search.fill('no token has this name');
  await expect.poll(() => ratings.count.textContent()).toBe(`0 of ${table.asset.length} rows`);
  await ratings.clearAll.click();
  await expect.poll(() => ratings.count.textContent()).toBe(`${table.asset.length} of ${table.asset.length} rows`);
});

it('sorts by a figure, both ways, and says so', async () => {
  const { ratings } = await openRatings();
  for (const direction of ['descending', 'ascending']) {
    await ratings.header('Investor grade').getByRole('button').click();
    const said = await ratings.header('Investor grade').getAttribute('aria-sort');
    const cells = await ratings.column('Investor grade');
    // a letter, and behind it the score
    const scores = cells.flatMap((text) => (/\d+$/.exec(text) ?? []).map(Number));
    const sorted = scores.toSorted((left, right) => (said === 'ascending' ? left - right : right - left));
    expect(scores, direction).toEqual(sorted);
    expect(new Set(scores).size).toBeGreaterThan(3);
  }
});

it('keeps the columns that were chosen, and exports just what is shown', async () => {
  const { window, ratings, table } = await openRatings();
  await ratings.chooseColumns.click();
  const chooser = window.page.getByRole('dialog', { name: 'Columns' });
  await chooser.getByRole('checkbox', { name: 'Sector' }).click();
  await shoot(window, 'ratings choose columns');
  expect(await accessFaults(window)).toEqual([]);
  await window.page.keyboard.press('Escape');
  await expect.poll(() => ratings.header('Sector').count()).toBe(0);
  await window.page.reload();
  await window.settle();
  expect(await ratings.header('Sector').count()).toBe(0);

  await ratings.addFilter('Investor grade at least');
  await expect.poll(() => ratings.count.textContent()).not.toMatch(/^(\d+) of \1 /);
  const count = Number.parseInt((await ratings.count.textContent()) ?? '', 10);
  await shoot(window, 'ratings filtered');
  const [header = '', ...lines] = await ratings.exportCsv();
  expect(header).toContain('Investor grade');
  expect(header).not.toContain('Sector');
  expect(lines).toHaveLength(count);
  const expected = table.asset.filter((_, i) => /^(A|B\+?$)/.test(table.investor.letter[i] ?? ''));
  expect(lines).toHaveLength(expected.length);
});

it('opens a token whose reasons add up to its grade, by the figures that are shown', async () => {
  const { window, ratings } = await openRatings();
  await ratings.table.focus();
  await window.page.keyboard.press('ArrowDown');
  await window.page.keyboard.press('Enter');
  await window.page.waitForURL(/#\/token\//);
  await window.settle();
  for (const grade of ['trader', 'investor']) {
    const panel = window.page.getByRole('region', { name: `Why this ${grade} grade` });
    const lines = await panel.getByRole('listitem').allInnerTexts();
    // name, figure, and behind it the percentile
    const values = lines.map((line) =>
      numberOf(/[+−-]?\d[\d.,]*/.exec(line.split('\n').slice(1).join(' '))?.[0] ?? ''),
    );
    const total = values.at(-1) ?? Number.NaN;
    const sum = values.slice(0, -1).reduce((before, value) => before + value, 0);
    expect(values.length, lines.join(' | ')).toBeGreaterThan(5);
    expect(Math.abs(sum - total), lines.join(' | ')).toBeLessThan(0.0006 * values.length);
  }
});
