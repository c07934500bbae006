import { expect, test } from 'vitest';
import { namingsOf } from '../../../src/main/jobs/asset-names.ts';
import { memoryStore } from '../../support/store-rows.ts';

test('an asset that no provider names is called by what its market quotes, anything else by its id', () => {
  const store = memoryStore();
  const namingOf = namingsOf(store, 0);
  const named = (id: string) => [namingOf(id).name, namingOf(id).symbol];
  expect(named('binance:PERPUSDT')).toEqual(['PERP on binance', 'PERP']);
  expect(named('kraken:BTC/USD~2')).toEqual(['BTC on kraken', 'BTC']);
  expect(named('yahoo:ETH')).toEqual(['ETH on yahoo', 'ETH']);
  expect(named('coingecko:some-coin')).toEqual(['coingecko:some-coin', null]);
  expect(named('SIM0001')).toEqual(['SIM0001', null]);
  store.close();
});
