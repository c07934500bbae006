/**
 * Factors of bitcoin at the end of 2018 against pandas 1.5 over the same file: `pct_change`, `ewm(adjust=False)`, `rolling(n)`
 * with `std`, `skew`, `kurt`, `quantile`, `median`, `corr`; annual figures × √365.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FACTORS } from '../../../src/main/factors/registry.ts';
import { PANEL_FIELDS, type PanelField } from '../../../src/main/numeric/panel.ts';
import { announceMissingData, hasSharedData, SHARED_DATA } from '../../support/shared-data.ts';
import { rawOf } from './market.ts';

const PANDAS: Readonly<Record<string, number>> = {
  'return-365d': -0.73561781,
  'rsi-14': 46.040243,
  'average-true-range-14': 0.058485702,
  'macd-histogram': 0.011958598,
  'volatility-90d': 0.74768881,
  'skewness-180d': -0.16699839,
  'kurtosis-180d': 2.7522053,
  'tail-ratio-365d': 0.90870366,
  'volatility-parkinson-30d': 0.70657135,
  'dollar-volume-30d': 22.387682,
  'amihud-30d': 6.3959997e-6,
  'distance-to-high-365d': -0.78646089,
  'supply-inflation-365d': 0.040612411,
  'price-volume-correlation-30d': 0.38729956,
};

/** Returns the candles of bitcoin on the 730 days of 2017 and 2018, as CoinMarketCap gave them. */
function readBitcoin(): Record<PanelField, number[]> {
  const candles = Object.fromEntries(PANEL_FIELDS.map((name) => [name, [] as number[]])) as Record<
    PanelField,
    number[]
  >;
  for (const year of [2017, 2018]) {
    const text = gunzipSync(readFileSync(`${SHARED_DATA}/daily/cmc/${year}.csv.gz`)).toString();
    for (const line of text.split('\n')) {
      const [, asset, ...values] = line.split(',');
      if (asset === 'BTC') PANEL_FIELDS.forEach((name, i) => void candles[name].push(Number(values[i])));
    }
  }
  return candles;
}

if (!hasSharedData) announceMissingData('bitcoin.test.ts');
describe.runIf(hasSharedData)('bitcoin at the end of 2018', () => {
  const candles = hasSharedData ? readBitcoin() : null;
  for (const [id, want] of Object.entries(PANDAS)) {
    it(id, () => {
      const values = rawOf(FACTORS.find((factor) => factor.id === id)!, candles!);
      expect(values).toHaveLength(730);
      expect(Math.abs(values[729]! - want) / Math.abs(want)).toBeLessThan(2e-6);
    });
  }
});
