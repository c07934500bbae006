/** Group A: returns, trends and oscillators of the price alone. */
import { AVERAGE_TRUE_RANGE, CLOSE, HIGH, LOG_CLOSE, LOW, most, spanMean, TRUE_RANGE, wilderMean } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import {
  absolute,
  add,
  age,
  change,
  clip,
  difference,
  divide,
  ifPositive,
  lag,
  linear,
  multiply,
  nearestSupport,
  type Series,
  subtract,
  windowAbsoluteDeviation,
  windowDeviation,
  windowMaximum,
  windowMaximumAge,
  windowMean,
  windowMinimum,
  windowMinimumAge,
  windowPair,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const momentum = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'momentum', compute });

const priceChange = (days: number, expectedRange: Factor['expectedRange']): Factor =>
  momentum(
    {
      id: `return-${days}d`,
      unit: 'fraction',
      formula: `close / close ${days} ${days === 1 ? 'day' : 'days'} before - 1`,
      reference: 'Jegadeesh & Titman (1993)',
      expectedRange,
    },
    change(CLOSE, days),
  );

const simpleMean = (days: number): Series => windowMean(CLOSE, days, most(days));
const aboveMean = (days: number, expectedRange: Factor['expectedRange']): Factor =>
  momentum(
    {
      id: `close-to-mean-${days}d`,
      unit: 'fraction',
      formula: `close / mean close of ${days} days - 1`,
      reference: 'Brock, Lakonishok & LeBaron (1992)',
      expectedRange,
    },
    linear(divide(CLOSE, simpleMean(days)), 1, -1),
  );

const DAILY_CHANGE = difference(CLOSE, 1);
const RISE = wilderMean(ifPositive(DAILY_CHANGE, DAILY_CHANGE), 14);
const DAILY_FALL = linear(DAILY_CHANGE, -1);
const FALL = wilderMean(ifPositive(DAILY_FALL, DAILY_FALL), 14);

const FAST = spanMean(CLOSE, 12);
const SLOW = spanMean(CLOSE, 26);
const CONVERGENCE = subtract(FAST, SLOW);

const LOWEST_14 = windowMinimum(LOW, 14, most(14));
const TYPICAL = linear(add(add(HIGH, LOW), CLOSE), 1 / 3);
const TYPICAL_MEAN = windowMean(TYPICAL, 20, most(20));

const UP_MOVE = difference(HIGH, 1);
const DOWN_MOVE = linear(difference(LOW, 1), -1);
const directional = (move: Series, other: Series): Series =>
  divide(wilderMean(ifPositive(ifPositive(move, move), subtract(move, other)), 14), wilderMean(TRUE_RANGE, 14));
const PLUS = directional(UP_MOVE, DOWN_MOVE);
const MINUS = directional(DOWN_MOVE, UP_MOVE);

const MEAN_20 = simpleMean(20);
const DEVIATION_20 = windowDeviation(CLOSE, 20, most(20));

const TREND = windowPair(LOG_CLOSE, age(), 90, most(90));
const SLOPE = divide(TREND.covariance, TREND.varianceY);

export const MOMENTUM: readonly Factor[] = [
  priceChange(1, [-0.6, 1.5]),
  priceChange(7, [-0.8, 4]),
  priceChange(30, [-0.95, 10]),
  priceChange(90, [-0.99, 30]),
  priceChange(365, [-1, 300]),
  momentum(
    {
      id: 'momentum-12-1',
      unit: 'fraction',
      formula: 'close 30 days before / close 365 days before - 1',
      reference: 'Jegadeesh & Titman (1993); the last month left out: Jegadeesh (1990)',
      expectedRange: [-1, 300],
    },
    change(lag(CLOSE, 30), 335),
  ),
  aboveMean(20, [-0.8, 3]),
  aboveMean(50, [-0.9, 5]),
  aboveMean(200, [-1, 20]),
  momentum(
    {
      id: 'mean-50d-to-200d',
      unit: 'fraction',
      formula: 'mean close of 50 days / mean close of 200 days - 1',
      reference: 'Brock, Lakonishok & LeBaron (1992)',
      expectedRange: [-0.95, 4],
    },
    linear(divide(simpleMean(50), simpleMean(200)), 1, -1),
  ),
  momentum(
    {
      id: 'exponential-mean-12-to-26',
      unit: 'fraction',
      formula: 'EMA12(close) / EMA26(close) - 1; EMA with alpha 2 / (n + 1), begun at the first close',
      reference: 'Appel (1979)',
      expectedRange: [-0.5, 1],
    },
    linear(divide(FAST, SLOW), 1, -1),
  ),
  momentum(
    {
      id: 'macd-histogram',
      unit: 'fraction of the close',
      formula: '(M - EMA9(M)) / close, M = EMA12(close) - EMA26(close)',
      reference: 'Appel (1979); histogram: Aspray (1986)',
      expectedRange: [-0.5, 0.5],
    },
    divide(subtract(CONVERGENCE, spanMean(CONVERGENCE, 9)), CLOSE),
  ),
  momentum(
    {
      id: 'rsi-14',
      unit: '0 to 100',
      formula: "100 U / (U + D); U, D = Wilder's mean over 14 days of the rises and falls of the close",
      reference: 'Wilder (1978); the mean begins at the first change',
      expectedRange: [0, 100],
    },
    linear(divide(RISE, add(RISE, FALL)), 100),
  ),
  momentum(
    {
      id: 'stochastic-14',
      unit: '0 to 100',
      formula: '100 (close - L) / (H - L) limited to 0 … 100; L, H = lowest low and highest high of 14 days',
      reference: 'Lane (1984)',
      expectedRange: [0, 100],
    },
    clip(
      linear(divide(subtract(CLOSE, LOWEST_14), subtract(windowMaximum(HIGH, 14, most(14)), LOWEST_14)), 100),
      0,
      100,
    ),
  ),
  momentum(
    {
      id: 'commodity-channel-20',
      unit: 'index',
      formula: '(T - mean of T) / (0.015 mean |T - mean of T|) over 20 days, T = (high + low + close) / 3',
      reference: 'Lambert (1980)',
      expectedRange: [-700, 700],
    },
    linear(
      divide(subtract(TYPICAL, TYPICAL_MEAN), windowAbsoluteDeviation(TYPICAL, TYPICAL_MEAN, 20, most(20))),
      1 / 0.015,
    ),
  ),
  momentum(
    {
      id: 'adx-14',
      unit: '0 to 100',
      formula:
        "Wilder's mean over 14 days of 100 |P - N| / (P + N); P, N = smoothed directional movements / smoothed true range",
      reference: 'Wilder (1978)',
      expectedRange: [0, 100],
    },
    linear(wilderMean(divide(absolute(subtract(PLUS, MINUS)), add(PLUS, MINUS)), 14), 100),
  ),
  momentum(
    {
      id: 'aroon-25',
      unit: '-100 to 100',
      formula: '100 (days since the lowest low - days since the highest high) / 25, looking 25 days back',
      reference: 'Chande (1995)',
      expectedRange: [-100, 100],
    },
    linear(subtract(windowMinimumAge(LOW, 26, most(26)), windowMaximumAge(HIGH, 26, most(26))), 4),
  ),
  momentum(
    {
      id: 'bollinger-position-20',
      unit: '0 at the lower band, 1 at the upper',
      formula: '(close - (m - 2 s)) / (4 s); m, s = mean and standard deviation (n - 1) of the close over 20 days',
      reference: 'Bollinger (1992)',
      expectedRange: [-0.7, 1.7],
    },
    linear(divide(subtract(CLOSE, MEAN_20), DEVIATION_20), 0.25, 0.5),
  ),
  momentum(
    {
      id: 'bollinger-width-20',
      unit: 'fraction',
      formula: '4 s / m; m, s = mean and standard deviation (n - 1) of the close over 20 days',
      reference: 'Bollinger (1992)',
      expectedRange: [0, 6],
    },
    linear(divide(DEVIATION_20, MEAN_20), 4),
  ),
  momentum(
    {
      id: 'distance-to-high-365d',
      unit: 'fraction',
      formula: 'close / highest close of 365 days - 1',
      reference: 'George & Hwang (2004)',
      expectedRange: [-1, 0],
    },
    linear(divide(CLOSE, windowMaximum(CLOSE, 365, 30)), 1, -1),
  ),
  momentum(
    {
      id: 'distance-to-support-180d',
      unit: 'average true ranges',
      formula:
        '(close - S) / ATR14; S = nearest mean, not above the close, of pivot lows (closes lowest of 5 days on both sides) ' +
        'that lie within 2 % of each other, of 180 days; without one the lowest close',
      reference: 'Osler (2000)',
      expectedRange: [0, 60],
    },
    divide(subtract(CLOSE, nearestSupport(CLOSE, 180, 60, 5, 0.02)), AVERAGE_TRUE_RANGE),
  ),
  momentum(
    {
      id: 'trend-quality-90d',
      unit: 'log return a day',
      formula: 'slope x R² of the straight line through the log close of 90 days',
      reference: 'Clenow (2015)',
      expectedRange: [-0.06, 0.08],
    },
    multiply(SLOPE, divide(multiply(SLOPE, TREND.covariance), TREND.varianceX)),
  ),
];
