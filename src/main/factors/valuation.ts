/** Group E: size and supply. Supply is market cap / close. Missing where the market cap is unknown. */
import { CLOSE, MARKET_CAP, most, VOLUME, YEAR } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import { change, difference, divide, linear, log, rankOfDay, type Series, windowMean } from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const valuation = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'valuation', compute });

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
];
