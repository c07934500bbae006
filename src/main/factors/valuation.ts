/** Group E: size, supply and use. Supply is market cap / close. Missing where the market cap is unknown. */
import { CLOSE, MARKET_CAP, most, VOLUME, YEAR } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import { CHAIN_MISSING, weekOf } from './on-chain.ts';
import {
  change,
  difference,
  divide,
  linear,
  log,
  measure,
  multiply,
  rankOfDay,
  type Series,
  subtract,
  windowDeviation,
  windowMean,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const valuation = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'valuation', compute });

const byChain = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'valuation', missingPolicy: CHAIN_MISSING, compute });

const SUPPLY = divide(MARKET_CAP, CLOSE);

export const VALUATION: readonly Factor[] = [
  valuation(
    {
      id: 'market-cap',
      unit: 'log USD',
      formula: 'log of the market cap',
      reference: 'Banz (1981); Liu, Tsyvinski & Wu (2022)',
      expectedRange: [8, 29],
    },
    log(MARKET_CAP),
  ),
  valuation(
    {
      id: 'market-cap-rank-change-30d',
      unit: 'share of all ranks',
      formula: "change over 30 days of the market cap's rank (average rank / count) among all assets of the day",
      reference: 'Liu, Tsyvinski & Wu (2022)',
      expectedRange: [-0.9, 0.9],
    },
    difference(rankOfDay(MARKET_CAP), 30),
  ),
  valuation(
    {
      id: 'supply-inflation-30d',
      unit: 'a year',
      formula: '(supply / supply 30 days before - 1) × 365 / 30, supply = market cap / close',
      reference: 'Pontiff & Woodgate (2008), for shares',
      expectedRange: [-5, 30],
    },
    linear(change(SUPPLY, 30), YEAR / 30),
  ),
  valuation(
    {
      id: 'supply-inflation-365d',
      unit: 'a year',
      formula: 'supply / supply 365 days before - 1, supply = market cap / close',
      reference: 'Pontiff & Woodgate (2008), for shares',
      expectedRange: [-0.9, 20],
    },
    change(SUPPLY, 365),
  ),
  valuation(
    {
      id: 'volume-to-market-cap-30d',
      unit: 'fraction a day',
      formula: 'mean traded value of 30 days / market cap',
      reference: 'Datar, Naik & Radcliffe (1998)',
      expectedRange: [0, 5],
    },
    divide(windowMean(VOLUME, 30, most(30)), MARKET_CAP),
  ),
  byChain(
    {
      id: 'network-value-to-transfers',
      unit: 'days',
      formula: 'market cap / mean value transferred a day of 7 days',
      reference: 'Woo (2017), NVT ratio',
      expectedRange: [0, 5000],
    },
    divide(MARKET_CAP, weekOf('transfer-value')),
  ),
  byChain(
    {
      id: 'network-value-signal-90d',
      unit: 'days',
      formula: 'market cap / mean value transferred a day of 90 days',
      reference: 'Kalichkin (2018), NVT signal',
      expectedRange: [0, 5000],
    },
    divide(MARKET_CAP, windowMean(measure('transfer-value'), 90, most(90))),
  ),
  byChain(
    {
      id: 'realised-value-score-365d',
      unit: 'standard deviations',
      formula: '(market cap - realised cap, its mean of 7 days) / standard deviation of the market cap of 365 days',
      reference: 'Mahmudov & Puell (2018), MVRV',
      expectedRange: [-12, 12],
    },
    divide(subtract(MARKET_CAP, weekOf('realised-cap')), windowDeviation(MARKET_CAP, YEAR, most(YEAR))),
  ),
  byChain(
    {
      id: 'fees-to-market-cap-30d',
      unit: 'a year',
      formula: 'mean fees of 30 days, USD, × 365 / market cap',
      reference: 'Campbell & Shiller (1988), for shares',
      expectedRange: [0, 1],
    },
    linear(divide(windowMean(measure('fees'), 30, most(30)), MARKET_CAP), YEAR),
  ),
  byChain(
    {
      id: 'metcalfe-residual',
      unit: 'log USD an address²',
      formula: 'log of market cap / (mean number of active addresses of 7 days)²',
      reference: 'Peterson (2018), after Metcalfe (1980)',
      expectedRange: [-8, 20],
    },
    log(divide(MARKET_CAP, multiply(weekOf('active-addresses'), weekOf('active-addresses')))),
  ),
];
