/** Group C: how much a price moves, and how far it falls. Standard deviations divide by n - 1; annual figures are × √365. */
import {
  ANNUAL,
  AVERAGE_TRUE_RANGE,
  CLOSE,
  HIGH,
  LOW,
  most,
  OPEN,
  RETURN,
  smoothed,
  squareOf,
  volatilityOf,
  YEAR,
} from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import {
  absolute,
  add,
  clip,
  divide,
  expectedShortfall,
  garchVariance,
  ifPositive,
  lag,
  linear,
  log,
  multiply,
  type Series,
  squareRoot,
  valueAtRisk,
  windowDeviation,
  windowDrawdown,
  windowKurtosis,
  windowMaximum,
  windowMaximumAge,
  windowMean,
  windowQuantile,
  windowSkew,
  windowSum,
  windowUpperQuantile,
  windowVariance,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const volatility = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'volatility', compute });

const realised = (days: number): Factor =>
  volatility(
    {
      id: `volatility-${days}d`,
      unit: 'a year',
      formula: `standard deviation of the returns of ${days} days × √365`,
      reference: 'Markowitz (1952)',
      expectedRange: [0, 10],
    },
    linear(volatilityOf(days), ANNUAL),
  );

const RETURN_SQUARE = squareOf(RETURN);
const GARCH_ALPHA = 0.08;
const GARCH_BETA = 0.9;

const YANG_ZHANG_DAYS = 30;
const YANG_ZHANG_SHARE = 0.34 / (1.34 + (YANG_ZHANG_DAYS + 1) / (YANG_ZHANG_DAYS - 1));
const LOG_OPEN_JUMP = log(divide(OPEN, lag(CLOSE, 1)));
const LOG_DAY = log(divide(CLOSE, OPEN));
const ROGERS_SATCHELL = add(
  multiply(log(divide(HIGH, CLOSE)), log(divide(HIGH, OPEN))),
  multiply(log(divide(LOW, CLOSE)), log(divide(LOW, OPEN))),
);

const WEEKLY = volatilityOf(7);
const LOSS = clip(RETURN, -1, 0);
const DOWNSIDE_90 = squareRoot(windowMean(squareOf(LOSS), 90, most(90)));
const DOWNSIDE_365 = squareRoot(windowMean(squareOf(LOSS), 365, most(365)));
const MEAN_90 = windowMean(RETURN, 90, most(90));
const FALL_FROM_180 = linear(divide(CLOSE, windowMaximum(CLOSE, 180, 1)), 1, -1);

export const VOLATILITY: readonly Factor[] = [
  realised(30),
  realised(90),
  volatility(
    {
      id: 'volatility-ewma',
      unit: 'a year',
      formula: '√v × √365, v = 0.94 v of the day before + 0.06 return²: what is expected of the next day',
      reference: 'RiskMetrics (1996)',
      expectedRange: [0, 10],
    },
    linear(squareRoot(smoothed(RETURN_SQUARE, 0.06, 20)), ANNUAL),
  ),
  volatility(
    {
      id: 'volatility-garch',
      unit: 'a year',
      formula:
        '√h × √365, h = 0.02 V + 0.08 return² + 0.90 h of the day before, V = variance of the returns of 365 days: ' +
        'what is expected of the next day; the three weights are given, not fitted',
      reference: 'Bollerslev (1986); variance targeting: Engle & Mezrich (1996)',
      expectedRange: [0, 10],
    },
    linear(squareRoot(garchVariance(RETURN, windowVariance(RETURN, 365, 60), GARCH_ALPHA, GARCH_BETA)), ANNUAL),
  ),
  volatility(
    {
      id: 'volatility-parkinson-30d',
      unit: 'a year',
      formula: '√(mean of log²(high / low) over 30 days / (4 log 2)) × √365',
      reference: 'Parkinson (1980)',
      expectedRange: [0, 10],
    },
    linear(squareRoot(linear(windowMean(squareOf(log(divide(HIGH, LOW))), 30, most(30)), 1 / (4 * Math.LN2))), ANNUAL),
  ),
  volatility(
    {
      id: 'volatility-yang-zhang-30d',
      unit: 'a year',
      formula:
        '√(var(log(open / close before)) + k var(log(close / open)) + (1 - k) mean(RS)) × √365 over 30 days, ' +
        'RS = log(high / close) log(high / open) + log(low / close) log(low / open), k = 0.34 / (1.34 + 31 / 29)',
      reference: 'Yang & Zhang (2000)',
      expectedRange: [0, 10],
    },
    linear(
      squareRoot(
        add(
          windowVariance(LOG_OPEN_JUMP, YANG_ZHANG_DAYS, most(YANG_ZHANG_DAYS)),
          add(
            linear(windowVariance(LOG_DAY, YANG_ZHANG_DAYS, most(YANG_ZHANG_DAYS)), YANG_ZHANG_SHARE),
            linear(windowMean(ROGERS_SATCHELL, YANG_ZHANG_DAYS, most(YANG_ZHANG_DAYS)), 1 - YANG_ZHANG_SHARE),
          ),
        ),
      ),
      ANNUAL,
    ),
  ),
  volatility(
    {
      id: 'average-true-range-14',
      unit: 'fraction of the close',
      formula: "Wilder's mean over 14 days of the true range / close",
      reference: 'Wilder (1978)',
      expectedRange: [0, 1.5],
    },
    divide(AVERAGE_TRUE_RANGE, CLOSE),
  ),
  volatility(
    {
      id: 'volatility-of-volatility-90d',
      unit: 'ratio',
      formula: 'standard deviation / mean, over 90 days, of the standard deviation of the returns of 7 days',
      reference: 'Baltussen, van Bekkum & van der Grient (2018)',
      expectedRange: [0, 4],
    },
    divide(windowDeviation(WEEKLY, 90, most(90)), windowMean(WEEKLY, 90, most(90))),
  ),
  volatility(
    {
      id: 'volatility-7d-to-90d',
      unit: 'ratio',
      formula: 'standard deviation of the returns of 7 days / that of 90 days',
      reference: 'Corsi (2009)',
      expectedRange: [0, 4],
    },
    divide(WEEKLY, volatilityOf(90)),
  ),
  volatility(
    {
      id: 'downside-deviation-90d',
      unit: 'a year',
      formula: '√(mean of min(return, 0)² over 90 days) × √365',
      reference: 'Sortino & van der Meer (1991)',
      expectedRange: [0, 5],
    },
    linear(DOWNSIDE_90, ANNUAL),
  ),
  volatility(
    {
      id: 'value-at-risk-365d',
      unit: 'fraction, losses positive',
      formula: 'historical value at risk of a day at 95 % over 365 days',
      reference: 'Rockafellar & Uryasev (2002)',
      expectedRange: [-0.05, 0.7],
    },
    valueAtRisk(RETURN, 365, most(365), 0.05),
  ),
  volatility(
    {
      id: 'expected-shortfall-365d',
      unit: 'fraction, losses positive',
      formula: 'mean loss of the worst 5 % of 365 days',
      reference: 'Rockafellar & Uryasev (2002)',
      expectedRange: [-0.05, 0.9],
    },
    expectedShortfall(RETURN, 365, most(365), 0.05),
  ),
  volatility(
    {
      id: 'maximum-drawdown-365d',
      unit: 'fraction',
      formula: 'least of close / highest earlier close - 1 within 365 days',
      reference: 'Magdon-Ismail & Atiya (2004)',
      expectedRange: [-1, 0],
    },
    linear(windowDrawdown(CLOSE, 365, most(365)), -1),
  ),
  volatility(
    {
      id: 'drawdown-90d',
      unit: 'fraction',
      formula: 'close / highest close of 90 days - 1',
      reference: 'Magdon-Ismail & Atiya (2004)',
      expectedRange: [-1, 0],
    },
    linear(divide(CLOSE, windowMaximum(CLOSE, 90, most(90))), 1, -1),
  ),
  volatility(
    {
      id: 'days-under-water-365d',
      unit: 'days',
      formula: 'days since the highest close of 365 days',
      reference: 'Bailey & López de Prado (2015)',
      expectedRange: [0, 364],
    },
    windowMaximumAge(CLOSE, 365, most(365)),
  ),
  volatility(
    {
      id: 'skewness-180d',
      unit: 'skewness',
      formula: 'skewness G1 of the returns of 180 days',
      reference: 'Joanes & Gill (1998)',
      expectedRange: [-8, 14],
    },
    windowSkew(RETURN, 180, most(180)),
  ),
  volatility(
    {
      id: 'kurtosis-180d',
      unit: 'excess kurtosis',
      formula: 'excess kurtosis G2 of the returns of 180 days',
      reference: 'Joanes & Gill (1998)',
      expectedRange: [-3, 180],
    },
    windowKurtosis(RETURN, 180, most(180)),
  ),
  volatility(
    {
      id: 'tail-ratio-365d',
      unit: 'ratio',
      formula: '|95 % quantile / 5 % quantile| of the returns of 365 days',
      reference: 'Konno & Yamazaki (1991); convention of quantstats',
      expectedRange: [0, 6],
    },
    absolute(divide(windowUpperQuantile(RETURN, 365, most(365), 0.05), windowQuantile(RETURN, 365, most(365), 0.05))),
  ),
  volatility(
    {
      id: 'ulcer-index-180d',
      unit: 'fraction',
      formula: '√(mean over 180 days of (close / highest close of 180 days - 1)²)',
      reference: 'Martin & McCann (1989)',
      expectedRange: [0, 1],
    },
    squareRoot(windowMean(squareOf(FALL_FROM_180), 180, most(180))),
  ),
  volatility(
    {
      id: 'sharpe-90d',
      unit: 'a year',
      formula: 'mean / standard deviation of the returns of 90 days × √365',
      reference: 'Sharpe (1994)',
      expectedRange: [-10, 12],
    },
    linear(divide(MEAN_90, volatilityOf(90)), ANNUAL),
  ),
  volatility(
    {
      id: 'sortino-365d',
      unit: 'a year',
      formula: 'mean return × 365 / (√(mean of min(return, 0)²) × √365) over 365 days',
      reference: 'Sortino & van der Meer (1991)',
      expectedRange: [-6, 20],
    },
    linear(divide(windowMean(RETURN, 365, most(365)), DOWNSIDE_365), YEAR / ANNUAL),
  ),
  volatility(
    {
      id: 'profit-factor-90d',
      unit: 'ratio',
      formula: 'sum of the positive returns / |sum of the negative returns| of 90 days',
      reference: 'convention of quantstats',
      expectedRange: [0, 6],
    },
    divide(windowSum(ifPositive(RETURN, RETURN), 90, most(90)), linear(windowSum(LOSS, 90, most(90)), -1)),
  ),
  volatility(
    {
      id: 'maximum-return-30d',
      unit: 'fraction',
      formula: 'largest return of a day within 30 days',
      reference: 'Bali, Cakici & Whitelaw (2011)',
      expectedRange: [-0.05, 3],
    },
    windowMaximum(RETURN, 30, most(30)),
  ),
];
