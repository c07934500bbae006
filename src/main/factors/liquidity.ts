/** Group B: traded value, its flow, and what trading costs. Volume is traded value in USD. */
import { CLOSE, HIGH, LOW, most, RETURN, squareOf, VOLUME } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import {
  absolute,
  add,
  clip,
  cumulativeSlope,
  difference,
  divide,
  exponential,
  ifPositive,
  isIdle,
  lag,
  linear,
  log,
  multiply,
  orElse,
  type Series,
  sign,
  squareRoot,
  subtract,
  whereKnown,
  windowCorrelation,
  windowDeviation,
  windowMaximum,
  windowMean,
  windowMedian,
  windowMinimum,
  windowPair,
  windowSum,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const liquidity = (text: Text, compute: Series): Factor =>
  defineFactor({ ...text, version: 1, group: 'liquidity', compute });

const MEAN_VOLUME_30 = windowMean(VOLUME, 30, most(30));
const TYPICAL_CHANGE = difference(linear(add(add(HIGH, LOW), CLOSE), 1 / 3), 1);
const INFLOW = windowSum(ifPositive(VOLUME, TYPICAL_CHANGE), 14, most(14));
const OUTFLOW = windowSum(ifPositive(VOLUME, linear(TYPICAL_CHANGE, -1)), 14, most(14));

const RANGE = subtract(HIGH, LOW);
// A day whose high is its low has no place in its range: it counts as the middle.
const PLACE_IN_RANGE = orElse(
  clip(divide(subtract(linear(CLOSE, 2), add(HIGH, LOW)), RANGE), -1, 1),
  linear(whereKnown(RANGE, CLOSE), 0),
);

const LOG_RANGE_SQUARE = squareOf(log(divide(HIGH, LOW)));
const TWO_DAYS = add(LOG_RANGE_SQUARE, lag(LOG_RANGE_SQUARE, 1));
const JOINED = squareOf(log(divide(windowMaximum(HIGH, 2, 2), windowMinimum(LOW, 2, 2))));
const ROOT_TERM = 3 - 2 * Math.SQRT2;
const ALPHA = subtract(
  linear(squareRoot(TWO_DAYS), (Math.SQRT2 - 1) / ROOT_TERM),
  squareRoot(linear(JOINED, 1 / ROOT_TERM)),
);
const E_ALPHA = exponential(ALPHA);
const DAILY_SPREAD = clip(linear(divide(linear(E_ALPHA, 1, -1), linear(E_ALPHA, 1, 1)), 2), 0, 2);

const SERIAL_COVARIANCE = windowPair(RETURN, lag(RETURN, 1), 30, most(30)).covariance;

export const LIQUIDITY: readonly Factor[] = [
  liquidity(
    {
      id: 'dollar-volume-30d',
      unit: 'log USD',
      formula: 'log of the median traded value of 30 days',
      reference: 'Brennan, Chordia & Subrahmanyam (1998)',
      expectedRange: [0, 27],
    },
    log(windowMedian(VOLUME, 30, most(30))),
  ),
  liquidity(
    {
      id: 'volume-7d-to-30d',
      unit: 'ratio',
      formula: 'mean traded value of 7 days / mean traded value of 30 days',
      reference: 'Gervais, Kaniel & Mingelgrin (2001)',
      expectedRange: [0, 5],
    },
    divide(windowMean(VOLUME, 7, most(7)), MEAN_VOLUME_30),
  ),
  liquidity(
    {
      id: 'volume-score-90d',
      unit: 'standard deviations',
      formula: '(traded value - mean of 90 days) / standard deviation of 90 days',
      reference: 'Gervais, Kaniel & Mingelgrin (2001)',
      expectedRange: [-5, 10],
    },
    divide(subtract(VOLUME, windowMean(VOLUME, 90, most(90))), windowDeviation(VOLUME, 90, most(90))),
  ),
  liquidity(
    {
      id: 'on-balance-slope-30d',
      unit: 'mean daily traded values a day',
      formula: 'slope of the running sum of sign(return) x traded value over 30 days / mean traded value of 30 days',
      reference: 'Granville (1963)',
      expectedRange: [-1.5, 1.5],
    },
    divide(cumulativeSlope(multiply(sign(RETURN), VOLUME), 30, most(30)), MEAN_VOLUME_30),
  ),
  liquidity(
    {
      id: 'money-flow-14',
      unit: '0 to 100',
      formula:
        '100 x traded value on days with a rising (high + low + close) / 3, of that on all days with a change, 14 days',
      reference: 'Quong & Soudack (1989)',
      expectedRange: [0, 100],
    },
    linear(divide(INFLOW, add(INFLOW, OUTFLOW)), 100),
  ),
  liquidity(
    {
      id: 'chaikin-money-flow-20',
      unit: '-1 to 1',
      formula:
        'sum of P x traded value / sum of traded value over 20 days, P = (2 close - high - low) / (high - low) ' +
        'limited to ±1',
      reference: 'Chaikin (1982)',
      expectedRange: [-1, 1],
    },
    divide(
      windowSum(multiply(PLACE_IN_RANGE, VOLUME), 20, most(20)),
      windowSum(whereKnown(VOLUME, PLACE_IN_RANGE), 20, most(20)),
    ),
  ),
  liquidity(
    {
      id: 'close-to-vwap-30d',
      unit: 'fraction',
      formula: 'close / (traded value of 30 days / units traded in 30 days) - 1, units = traded value / close',
      reference: 'Berkowitz, Logue & Noser (1988)',
      expectedRange: [-0.9, 4],
    },
    linear(
      divide(
        CLOSE,
        divide(windowSum(whereKnown(VOLUME, CLOSE), 30, most(30)), windowSum(divide(VOLUME, CLOSE), 30, most(30))),
      ),
      1,
      -1,
    ),
  ),
  liquidity(
    {
      id: 'amihud-30d',
      unit: 'fraction a million USD',
      formula: 'mean of |return| / traded value over 30 days',
      reference: 'Amihud (2002)',
      expectedRange: [0, 1e5],
    },
    linear(windowMean(divide(absolute(RETURN), VOLUME), 30, most(30)), 1e6),
  ),
  liquidity(
    {
      id: 'corwin-schultz-30d',
      unit: 'fraction',
      formula:
        'mean over 30 days of max(0, 2 (e^a - 1) / (e^a + 1)); a = (√(2 b) - √b) / (3 - 2√2) - √(g / (3 - 2√2)); ' +
        'b = sum over two days of log²(high / low), g = log²(highest high / lowest low) of the two',
      reference: 'Corwin & Schultz (2012)',
      expectedRange: [0, 0.5],
    },
    windowMean(DAILY_SPREAD, 30, most(30)),
  ),
  liquidity(
    {
      id: 'roll-30d',
      unit: 'fraction',
      formula: '2 √max(0, -covariance of return and return of the day before) over 30 days',
      reference: 'Roll (1984)',
      expectedRange: [0, 1],
    },
    linear(squareRoot(clip(linear(SERIAL_COVARIANCE, -1), 0, Number.MAX_VALUE)), 2),
  ),
  liquidity(
    {
      id: 'idle-days-90d',
      unit: 'share',
      formula: 'share of the last 90 days without a candle or without volume',
      reference: 'Lesmond, Ogden & Trzcinka (1999)',
      expectedRange: [0, 1],
    },
    windowMean(isIdle(VOLUME), 90, most(90)),
  ),
  liquidity(
    {
      id: 'price-volume-correlation-30d',
      unit: 'correlation',
      formula: 'correlation of return and change of log traded value over 30 days',
      reference: 'Karpoff (1987)',
      expectedRange: [-1, 1],
    },
    windowCorrelation(RETURN, difference(log(VOLUME), 1), 30, most(30)),
  ),
];
