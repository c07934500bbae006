/** An index from its first draft to its history: approved, drafted anew, rejected, and made again bit for bit. */
import { expect, it } from 'vitest';
import type { DraftSummary } from '../../src/shared/drafts.ts';
import { accessFaults, shoot } from '../support/inspect-window.ts';
import { indicesPage } from '../support/pages/indices.ts';
import { tablePart } from '../support/pages/table.ts';
import { withWorkstation } from '../support/workstation.ts';

const workstation = withWorkstation('sample', ['--sample']);

it('is built, drafted, approved, drafted again, rejected with a reason, and replayed to the same hash', async () => {
  const { call, openWindow } = workstation();
  const window = await openWindow({ place: '/indices' });
  await window.settle();
  const { page } = window;
  const indices = indicesPage(page);
  await indices.begin('Journey');
  await shoot(window, 'indices builder');
  expect(await accessFaults(window)).toEqual([]);

  // what cannot be is refused in place, before anything is asked
  const size = page.getByLabel('Number of tokens');
  await size.fill('0');
  await page.getByRole('form', { name: 'New draft' }).getByRole('alert').first().waitFor();
  await shoot(window, 'indices builder refused');
  await size.fill('9');

  const first = await indices.draft();
  await window.settle();
  const weights = tablePart(page, 'Weights');
  const draft = await call<{ name: string; weights: { name: string }[] }>('drafts.get', { id: first });
  expect(draft).toMatchObject({ name: 'Journey' });
  expect(await weights.table.getAttribute('aria-rowcount')).toBe(String(draft.weights.length + 1));

  await indices.approve('It is what I want.');
  await page.getByText('Approved', { exact: true }).first().waitFor();
  expect(await call('drafts.held', { name: 'Journey' })).toMatchObject({ approvedId: first });

  await page.getByRole('button', { name: 'Draft again' }).click();
  await page.getByLabel('Number of tokens').fill('7');
  const second = await indices.draft();
  expect(second).not.toBe(first);
  await window.settle();
  await indices.reject('Too few tokens.');
  await page.getByText('Rejected', { exact: true }).first().waitFor();
  await window.settle();
  const states = page.getByRole('list', { name: 'States' });
  await states.getByText('Too few tokens.').waitFor();
  expect(await call('drafts.history', { id: second })).toMatchObject({
    entries: [{ state: 'proposed' }, { state: 'rejected', reason: 'Too few tokens.' }],
  });

  const verdict = await indices.replay();
  expect(verdict).toContain('Identical');
  expect(verdict).toContain(second.slice(0, 12));
  await shoot(window, 'draft replayed');

  await window.goTo('/indices');
  await shoot(window, 'indices after decisions');
  const { drafts } = await call<{ drafts: DraftSummary[] }>('drafts.list');
  expect(drafts.filter(({ name }) => name === 'Journey').map(({ id, state }) => [id, state])).toEqual([
    [second, 'rejected'],
    [first, 'approved'],
  ]);
  expect(await page.locator('main').textContent()).toContain('Journey');
});

it('that cannot be is explained, with what to loosen', async () => {
  const window = await workstation().openWindow({ place: '/indices' });
  await window.settle();
  const { page } = window;
  const indices = indicesPage(page);
  await indices.begin('Impossible');
  // nobody trades that much in the sample
  await page.getByLabel('Minimum liquidity').fill('900000000000');
  await indices.draftButton.click();
  const why = page.getByRole('alert', { name: 'No draft under these limits' });
  await why.waitFor();
  expect((await why.getByRole('listitem').allTextContents()).join(' ')).not.toBe('');
  await shoot(window, 'indices infeasible');
});
