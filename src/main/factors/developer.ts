/**
 * Group G: who works on the code. The source counts commits by week, merges left out, so months are four weeks and quarters
 * thirteen. Events other than commits, releases and the closing of issues are not in it (docs/decisions/0024).
 */
import { defineFactor, type Factor } from './factor.ts';
import {
  carried,
  divide,
  lag,
  linear,
  log,
  measure,
  orElse,
  type Series,
  sign,
  whereKnown,
  whereNegative,
  windowMaximumAge,
  windowMean,
  windowSum,
} from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange'>;
const developer = (text: Text, compute: Series): Factor =>
  defineFactor({
    ...text,
    version: 1,
    group: 'developer',
    missingPolicy:
      'Commits are missing for a token without a repository in the source, and a week after the source fell silent; a week without any is 0.',
    compute,
  });

const COMMITS = measure('commits');
const MONTH = windowSum(COMMITS, 28, 4);
/** Mean of the three four-week sums before. */
const USUAL = linear(lag(windowSum(COMMITS, 84, 12), 28), 1 / 3);

/** Days after which a repository without commits is not told from an older one. */
const LONGEST_PAUSE = 364;
/** Known while a new week came within the last two. */
const LATEST = carried(COMMITS, 13);
const WITH_COMMITS = whereNegative(COMMITS, linear(COMMITS, -1));
const PAUSE = windowMaximumAge(sign(WITH_COMMITS), LONGEST_PAUSE, 1);

export const DEVELOPER: readonly Factor[] = [
  developer(
    {
      id: 'commits-28d',
      unit: 'commits',
      formula: 'commits of the last 4 known weeks',
      reference: 'Lucchini et al. (2020)',
      expectedRange: [0, 3000],
    },
    MONTH,
  ),
  developer(
    {
      id: 'contributors-91d',
      unit: 'people a week',
      formula: 'mean number of people with a commit in a week over 13 weeks',
      reference: 'Lucchini et al. (2020)',
      expectedRange: [0, 100],
    },
    windowMean(measure('contributors'), 91, 9),
  ),
  developer(
    {
      id: 'commits-change-28d',
      unit: 'log ratio',
      formula: 'log of (1 + commits of 4 weeks) / (1 + a third of those of the 12 weeks before)',
      reference: 'Lucchini et al. (2020)',
      expectedRange: [-6, 6],
    },
    log(divide(linear(MONTH, 1, 1), linear(USUAL, 1, 1))),
  ),
  developer(
    {
      id: 'commit-pause',
      unit: 'days',
      formula: 'days since the last week with a commit was known, 364 if there was none in a year',
      reference: 'Trockman, van Tonder & Vasilescu (2019), of repositories',
      expectedRange: [0, 364],
    },
    orElse(whereKnown(PAUSE, LATEST), linear(LATEST, 0, LONGEST_PAUSE)),
  ),
];
