/**
 * Group D: what an asset does beside the others. The market and the means take the assets that were eligible the day before;
 * the reference asset is bitcoin. Returns that enter a mean of others are limited, so that one absurd candle is not a market.
 */
import { ANNUAL, CLOSE, most, RETURN, VOLUME, volatilityOf } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import {
  capWeighted,
  change,
  clip,
  clusterStability,
  divide,
  lag,
  linear,
  meanOfDay,
  meanOfSector,
  multiply,
  ofReference,
  type Series,
  squareRoot,
  subtract,
  whereNegative,
  windowBeta,
  windowCorrelation,
  windowMedian,
  windowPair,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const crossAsset = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'cross-asset', compute });

/** Assets of the market that betas refer to: 95 % and more of its capitalisation. */
const MARKET_SIZE = 100;

const REFERENCE_RETURN = ofReference(RETURN);
const MARKET_RETURN = capWeighted(clip(RETURN, -1, 1), MARKET_SIZE);
const WITH_MARKET = windowPair(RETURN, MARKET_RETURN, 90, most(90));
const BETA = divide(WITH_MARKET.covariance, WITH_MARKET.varianceY);

/** Mean of the day's returns, each in standard deviations of its own. */
const STANDARD_MEAN = meanOfDay(clip(divide(RETURN, volatilityOf(90)), -10, 10));
const WITH_MEAN = windowPair(RETURN, STANDARD_MEAN, 90, most(90));

const RETURN_30 = change(CLOSE, 30);
const SECTOR_RETURN = meanOfSector(clip(RETURN_30, -1, 5));

export const CROSS_ASSET: readonly Factor[] = [
  crossAsset(
    {
      id: 'beta-reference-90d',
      unit: 'slope',
      formula: "slope of the return on the reference asset's over 90 days",
      reference: 'Liu, Tsyvinski & Wu (2022)',
      expectedRange: [-3, 6],
    },
    windowBeta(RETURN, REFERENCE_RETURN, 90, most(90)),
  ),
  crossAsset(
    {
      id: 'beta-market-90d',
      unit: 'slope',
      formula:
        'slope of the return on that of the 100 largest assets, weighted by the market cap of the day before, 90 days',
      reference: 'Sharpe (1964); Liu, Tsyvinski & Wu (2022)',
      expectedRange: [-3, 6],
    },
    BETA,
  ),
  crossAsset(
    {
      id: 'beta-downside-180d',
      unit: 'slope',
      formula: "slope of the return on the market's over those of 180 days on which the market fell; 40 of them needed",
      reference: 'Ang, Chen & Xing (2006)',
      expectedRange: [-3, 6],
    },
    windowBeta(whereNegative(RETURN, MARKET_RETURN), MARKET_RETURN, 180, 40),
  ),
  crossAsset(
    {
      id: 'correlation-reference-90d',
      unit: 'correlation',
      formula: "correlation of the return with the reference asset's over 90 days",
      reference: 'Pearson (1895)',
      expectedRange: [-1, 1],
    },
    windowCorrelation(RETURN, REFERENCE_RETURN, 90, most(90)),
  ),
  crossAsset(
    {
      id: 'correlation-universe-90d',
      unit: 'mean correlation',
      formula:
        "covariance of the return, over its standard deviation, with the day's mean of all returns, each over its own " +
        'standard deviation of 90 days (limited to ±10), 90 days: the mean of the correlations with all',
      reference: 'Pollet & Wilson (2010)',
      expectedRange: [-0.6, 1.2],
    },
    divide(WITH_MEAN.covariance, squareRoot(WITH_MEAN.varianceX)),
  ),
  crossAsset(
    {
      id: 'idiosyncratic-share-90d',
      unit: 'share',
      formula: "1 - R² of the return on the market's over 90 days",
      reference: 'Ang, Hodrick, Xing & Zhang (2006)',
      expectedRange: [0, 1],
    },
    clip(linear(divide(multiply(BETA, WITH_MARKET.covariance), WITH_MARKET.varianceX), -1, 1), 0, 1),
  ),
  crossAsset(
    {
      id: 'residual-momentum-90d',
      unit: 'a year',
      formula: "(mean return - beta × the market's mean return) × 365 over 90 days",
      reference: 'Blitz, Huij & Martens (2011)',
      expectedRange: [-10, 20],
    },
    linear(subtract(WITH_MARKET.meanX, multiply(BETA, WITH_MARKET.meanY)), ANNUAL * ANNUAL),
  ),
  crossAsset(
    {
      id: 'strength-reference-30d',
      unit: 'fraction',
      formula: "return of 30 days - the reference asset's",
      reference: 'Levy (1967)',
      expectedRange: [-2, 10],
    },
    subtract(RETURN_30, ofReference(RETURN_30)),
  ),
  crossAsset(
    {
      id: 'strength-sector-30d',
      unit: 'fraction',
      formula: 'return of 30 days - mean of that of its sector (each limited to -100 % … 500 %)',
      reference: 'Moskowitz & Grinblatt (1999)',
      expectedRange: [-3, 10],
    },
    subtract(RETURN_30, SECTOR_RETURN),
  ),
  crossAsset(
    {
      id: 'sector-momentum-30d',
      unit: 'fraction',
      formula: 'mean return of 30 days over its sector (each limited to -100 % … 500 %), three members needed',
      reference: 'Moskowitz & Grinblatt (1999)',
      expectedRange: [-0.9, 5],
    },
    SECTOR_RETURN,
  ),
  crossAsset(
    {
      id: 'lag-to-reference-60d',
      unit: 'correlation',
      formula: "correlation of the return with the reference asset's of the day before over 60 days",
      reference: 'Lo & MacKinlay (1990)',
      expectedRange: [-1, 1],
    },
    windowCorrelation(RETURN, ofReference(lag(RETURN, 1)), 60, most(60)),
  ),
  crossAsset(
    {
      id: 'cluster-stability-28d',
      unit: 'share',
      formula:
        'Jaccard similarity of its correlation cluster with that of four weeks before; average linkage on 1 - correlation ' +
        'of 90 days over the 200 most traded eligible assets, renewed each week',
      reference: 'Mantegna (1999); Jaccard (1901)',
      expectedRange: [0, 1],
    },
    clusterStability(RETURN, windowMedian(VOLUME, 30, most(30))),
  ),
];
