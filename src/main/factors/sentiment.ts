/**
 * Group H: what is written of a token. A day on which the source had articles and none named the token counts as one of no mentions,
 * from the first on that did; sentiment has no value on it.
 */
import { defineFactor, type Factor } from './factor.ts';
import {
  clip,
  divide,
  linear,
  measure,
  multiply,
  type Series,
  squareRoot,
  subtract,
  whereNegative,
  windowDeviation,
  windowMean,
  windowSum,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const sentiment = (text: Text, compute: Series): Factor =>
  defineFactor({
    ...text,
    version: 1,
    group: 'sentiment',
    missingPolicy:
      'What is written is missing for a token that no article named so far, and where none of the window’s articles names it.',
    compute,
  });

const MENTIONS = measure('text-mentions');
const sumOf = (name: Parameters<typeof measure>[0], days: number): Series => windowSum(measure(name), days, 1);
const WEEK = sumOf('text-mentions', 7);
const perMention = (name: Parameters<typeof measure>[0]): Series => divide(sumOf(name, 7), WEEK);
const MEAN = perMention('text-sentiment-sum');
const MONTH_MEAN = divide(sumOf('text-sentiment-sum', 30), sumOf('text-mentions', 30));
/** Articles of a week without which they do not differ in anything. */
const FEWEST = 3;

export const SENTIMENT: readonly Factor[] = [
  sentiment(
    {
      id: 'sentiment-7d',
      unit: '-1 … 1',
      formula: 'mean sentiment of the articles of 7 days',
      reference: 'Tetlock (2007)',
      expectedRange: [-1, 1],
    },
    MEAN,
  ),
  sentiment(
    {
      id: 'sentiment-change-30d',
      unit: '-1 … 1',
      formula: 'mean sentiment of the articles of 7 days less that of 30 days',
      reference: 'Tetlock, Saar-Tsechansky & Macskassy (2008)',
      expectedRange: [-1.5, 1.5],
    },
    subtract(MEAN, MONTH_MEAN),
  ),
  sentiment(
    {
      id: 'sentiment-dispersion-7d',
      unit: '0 … 1',
      formula: 'standard deviation (n) of the sentiment of the articles of 7 days, of which three are needed',
      reference: 'Cookson & Niessner (2020)',
      expectedRange: [0, 1],
    },
    whereNegative(
      squareRoot(clip(subtract(perMention('text-sentiment-squares'), multiply(MEAN, MEAN)), 0, 1)),
      linear(WEEK, -1, FEWEST - 0.5),
    ),
  ),
  sentiment(
    {
      id: 'mentions-score-90d',
      unit: 'standard deviations',
      formula:
        'mean number of articles a day of 7 days less that of 90 days, over the standard deviation of a day of these',
      reference: 'Barber & Odean (2008)',
      expectedRange: [-3, 10],
    },
    divide(subtract(windowMean(MENTIONS, 7, 1), windowMean(MENTIONS, 90, 60)), windowDeviation(MENTIONS, 90, 60)),
  ),
  sentiment(
    {
      id: 'publisher-breadth-7d',
      unit: 'share',
      formula: 'publishers of each day, summed over 7 days, / articles of 7 days: low where few write much',
      reference: 'Xu & Livshits (2019), of campaigns',
      expectedRange: [0, 1],
    },
    perMention('text-publishers'),
  ),
  sentiment(
    {
      id: 'risk-terms-7d',
      unit: 'share',
      formula: 'share of the articles of 7 days that tell of a risk: a hack, a delisting, a lawsuit and the like',
      reference: 'Loughran & McDonald (2011)',
      expectedRange: [0, 1],
    },
    perMention('text-risk'),
  ),
];
