/**
 * Group F: what happens on the chain. Means of seven days, four of which are needed, so that a value is missing for a token without
 * the source and four days after it fell silent. Growth is the logarithm of a ratio, so that a doubling and a halving are as far.
 */
import { MARKET_CAP, YEAR } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import { divide, lag, linear, log, measure, type Series, windowMean } from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;

/** What is said of every factor that reads a chain. */
export const CHAIN_MISSING =
  'A figure of a chain is missing for a token without the source, and once fewer than four of seven days have a new value.';
const onChain = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'on-chain', missingPolicy: CHAIN_MISSING, compute });

/** Returns the mean of a measure over the last seven days that were known. */
export const weekOf = (name: Parameters<typeof measure>[0]): Series => windowMean(measure(name), 7, 4);
const growthOf = (x: Series): Series => log(divide(x, lag(x, 30)));

const ADDRESSES = weekOf('active-addresses');

export const ON_CHAIN: readonly Factor[] = [
  onChain(
    {
      id: 'active-addresses',
      unit: 'log addresses',
      formula: 'log of the mean number of active addresses of 7 days',
      reference: 'Cong, Li & Wang (2021)',
      expectedRange: [0, 16],
    },
    log(ADDRESSES),
  ),
  onChain(
    {
      id: 'active-addresses-growth-30d',
      unit: 'log ratio',
      formula: 'log of the mean number of active addresses of 7 days over that of 30 days before',
      reference: 'Liu & Tsyvinski (2021)',
      expectedRange: [-3, 3],
    },
    growthOf(ADDRESSES),
  ),
  onChain(
    {
      id: 'transactions-growth-30d',
      unit: 'log ratio',
      formula: 'log of the mean number of transactions of 7 days over that of 30 days before',
      reference: 'Liu & Tsyvinski (2021)',
      expectedRange: [-3, 3],
    },
    growthOf(weekOf('transactions')),
  ),
  onChain(
    {
      id: 'transfers-growth-30d',
      unit: 'log ratio',
      formula: 'log of the mean number of transfers of 7 days over that of 30 days before',
      reference: 'Liu & Tsyvinski (2021)',
      expectedRange: [-3, 3],
    },
    growthOf(weekOf('transfers')),
  ),
  onChain(
    {
      id: 'transfer-value-per-address',
      unit: 'log USD',
      formula: 'log of the mean value transferred a day over the mean number of active addresses, both of 7 days',
      reference: 'Cong, Li & Wang (2021)',
      expectedRange: [0, 16],
    },
    log(divide(weekOf('transfer-value'), ADDRESSES)),
  ),
  onChain(
    {
      id: 'fees-growth-30d',
      unit: 'log ratio',
      formula: 'log of the mean fees of 7 days, USD, over those of 30 days before',
      reference: 'Easley, O’Hara & Basu (2019)',
      expectedRange: [-4, 4],
    },
    growthOf(weekOf('fees')),
  ),
  onChain(
    {
      id: 'issuance-7d',
      unit: 'a year',
      formula: 'mean value of new coins of 7 days, USD, × 365 / market cap',
      reference: 'Pontiff & Woodgate (2008), for shares',
      expectedRange: [0, 2],
    },
    linear(divide(weekOf('issuance'), MARKET_CAP), YEAR),
  ),
  onChain(
    {
      id: 'hash-rate-growth-30d',
      unit: 'log ratio',
      formula: 'log of the mean hash rate of 7 days over that of 30 days before',
      reference: 'Bhambhwani, Delikouras & Korniotis (2023)',
      expectedRange: [-2, 2],
    },
    growthOf(weekOf('hash-rate')),
  ),
];
