import { deviation } from './naive.ts';
import { type Candles, describeGroup, meanOver, over, sumOver } from './oracle.ts';

const sum = ({ measures }: Candles, name: keyof Candles['measures'], t: number, days = 7): number =>
  sumOver(measures[name], t, days, 1);
const perArticle = (candles: Candles, name: keyof Candles['measures'], t: number, days = 7): number =>
  sum(candles, name, t, days) / sum(candles, 'text-mentions', t, days);

describeGroup('sentiment', {
  'sentiment-7d': (candles, t) => perArticle(candles, 'text-sentiment-sum', t),
  'sentiment-change-30d': (candles, t) =>
    perArticle(candles, 'text-sentiment-sum', t) - perArticle(candles, 'text-sentiment-sum', t, 30),
  'sentiment-dispersion-7d': (candles, t) => {
    const variance =
      perArticle(candles, 'text-sentiment-squares', t) - perArticle(candles, 'text-sentiment-sum', t) ** 2;
    return sum(candles, 'text-mentions', t) < 3 ? Number.NaN : Math.sqrt(Math.min(1, Math.max(0, variance)));
  },
  'mentions-score-90d': ({ measures }, t) => {
    const mentions = measures['text-mentions'];
    return (meanOver(mentions, t, 7, 1) - meanOver(mentions, t, 90, 60)) / over(mentions, t, 90, 60, deviation);
  },
  'publisher-breadth-7d': (candles, t) => perArticle(candles, 'text-publishers', t),
  'risk-terms-7d': (candles, t) => perArticle(candles, 'text-risk', t),
});
