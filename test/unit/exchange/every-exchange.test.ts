import ccxt from 'ccxt';
import { expect, test } from 'vitest';
import { createBudget } from '../../../src/main/exchange/budget.ts';
import { openExchange } from '../../../src/main/exchange/client.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { createHandClock } from '../../support/fake-exchange/hand-clock.ts';

/** Nobody listens there, so every request that leaves is refused at once. */
const NOWHERE = 'http://127.0.0.1:1';
/** They ask for a key even for their lists of markets. */
const KEYED = ['alpaca', 'mudrex'];
/** Their lists of markets are part of ccxt. */
const BUILT_IN = ['bit2c', 'coincheck', 'coinspot', 'paymium'];

async function askMarkets(id: string): Promise<{ id: string; name: string; code: string }> {
  const { clock, sleep } = createHandClock(Date.UTC(2025, 0, 1));
  const budget = createBudget({ clock, sleep, storage: { load: () => null, save: () => undefined } });
  const exchange = await openExchange({ id, clock, sleep, random: () => 0, budget, origin: NOWHERE, attempts: 1 });
  const code = await exchange.loadMarkets().then(
    () => 'answered',
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );
  await exchange.close();
  return { id, name: exchange.name, code };
}

test('every exchange that ccxt knows can be opened and asked, at the address given and paid from the budget', async () => {
  expect(ccxt.exchanges.length).toBeGreaterThan(90);
  const answers: Awaited<ReturnType<typeof askMarkets>>[] = [];
  for (const id of ccxt.exchanges) answers.push(await askMarkets(id));
  const idsWith = (wanted: string) => answers.filter(({ code }) => code === wanted).map(({ id }) => id);
  expect(idsWith('invalid-input')).toEqual(KEYED);
  expect(idsWith('answered')).toEqual(BUILT_IN);
  expect(idsWith('unavailable')).toHaveLength(ccxt.exchanges.length - KEYED.length - BUILT_IN.length);
  expect(answers.every(({ name }) => name.length > 0)).toBe(true);
});
