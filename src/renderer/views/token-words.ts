import type { AssetFacts } from '../../shared/assets.ts';
import { type Grade, LETTER_BANDS } from '../../shared/grades.ts';
import type { Evidence, RatingMember } from '../../shared/ratings.ts';
import type { SkillVerdict } from '../../shared/skill.ts';
import { DAY } from '../../shared/time.ts';
import type { CandleMarker, CandleScores } from '../chart/candle-chart.tsx';
import { formatShare } from '../format.ts';
import { horizonVerdicts, listOf, mixedWords } from './models-words.ts';

/** Scores of a token over time, as `ratings.history` gives them. */
export type ScoreHistory = {
  readonly asOf: readonly number[];
  readonly trader: readonly (number | null)[];
  readonly investor: readonly (number | null)[];
};

/** Returns the letter of a score of 0..100. */
export const letterOf = (score: number): string =>
  LETTER_BANDS.find(({ fromScore }) => score >= fromScore)?.letter ?? 'F';

/** Letters are set with a minus, not with a hyphen. */
export const letterText = (letter: string): string => letter.replace('-', '−');

/** Returns the day whose candle an instant of ratings saw last: what is decided at the end of a day stands at its candle. */
export const candleDayOf = (asOf: number): number => (asOf % DAY === 0 ? asOf - DAY : asOf - (asOf % DAY));

/** Returns both scores over time at the candles that they saw, or undefined where there are fewer than two. */
export function scoresOf(history: ScoreHistory | undefined): CandleScores | undefined {
  if (history === undefined || history.asOf.length < 2) return undefined;
  return {
    times: history.asOf.map(candleDayOf),
    series: [
      { label: 'Trader score', values: history.trader },
      { label: 'Investor score', values: history.investor },
    ],
  };
}

/** Returns a mark for each time that a grade came to another letter, in the order of time; a withheld grade between is no change. */
export function markersOf(history: ScoreHistory | undefined, grade: Grade): CandleMarker[] {
  const markers: CandleMarker[] = [];
  let before: { readonly letter: string; readonly score: number } | null = null;
  for (const [index, asOf] of (history?.asOf ?? []).entries()) {
    const score = history?.[grade][index] ?? null;
    if (score === null) continue;
    const letter = letterOf(score);
    if (before !== null && before.letter !== letter)
      markers.push({ atTime: candleDayOf(asOf), text: letterText(letter), kind: score > before.score ? 'up' : 'down' });
    before = { letter, score };
  }
  return markers;
}

/** The spans of the chart; null is all. */
export const RANGES = [
  { value: '30', label: '30 d', days: 30, title: 'The last 30 days' },
  { value: '90', label: '90 d', days: 90, title: 'The last 90 days' },
  { value: '365', label: '1 y', days: 365, title: 'The last year' },
  { value: 'all', label: 'All', days: null, title: 'Everything that is stored' },
] as const;
export type RangeId = (typeof RANGES)[number]['value'];

/** What is said of a token whose candles ended; null for one that goes on. */
export function endingText(
  facts: Pick<AssetFacts, 'ending'>,
): { readonly title: string; readonly text: string } | null {
  if (facts.ending === 'delisted')
    return {
      title: 'Delisted',
      text: 'Its sources stopped telling of it before they ended. Nothing can be bought or sold; figures are of its last day. Backtests count it with a loss, so that results do not look too good.',
    };
  if (facts.ending === 'truncated')
    return {
      title: 'Record ends',
      text: 'The record of its source ends here, which says nothing about the token itself. Figures are of its last day.',
    };
  return null;
}

const EXCLUSION_WORDS: Readonly<Record<string, string>> = {
  stablecoin: 'it is a stablecoin: its price is meant not to move',
  wrapped: 'it stands for another token, which is rated itself',
  leveraged: 'it is a leveraged product, not a token',
  ambiguous: 'its candles may belong to several tokens of one name',
};

/** Returns why a token is not ranked. */
export function exclusionText(exclusions: readonly string[]): string {
  if (exclusions.length === 0)
    return 'too young, too little traded, too small or too still on its last day, by the rules of eligibility';
  return exclusions.map((name) => EXCLUSION_WORDS[name] ?? name).join('; ');
}

const METHOD_WORDS: Readonly<Record<string, string>> = {
  price: 'by its prices, which agree with those of another source',
  'symbol+price': 'by symbol and agreeing prices',
  'pointed+price': 'named by a listing, prices agree',
  'pointed+boundary': 'named by a listing, continues where another series ended',
  'own-id': 'gives the token its id; others are compared with it',
  unlinked: 'kept apart: its prices agree with no other source',
  simulated: 'made up by the simulation',
};

/** Returns how a series was linked to the token. */
export const methodText = (method: string | null): string =>
  method === null ? 'stands for itself' : (METHOD_WORDS[method] ?? method.replaceAll('-', ' '));

/** Above this hardly two tokens move alike unless they are one. */
const SAME_CORRELATION = 0.97;

/** Returns whether two series move so alike that they may be of one token. */
export const isAsOne = (correlation: number): boolean => correlation > SAME_CORRELATION;

/** Returns a correlation in words. */
export function correlationText(correlation: number): string {
  const size = Math.abs(correlation);
  if (isAsOne(correlation)) return 'as one: perhaps a wrapped token or a wrong series';
  if (size < 0.2) return 'hardly related';
  return `${size < 0.5 ? 'somewhat' : size < 0.8 ? 'clearly' : 'closely'} ${correlation > 0 ? 'together' : 'opposed'}`;
}

/** What stands behind the days of a horizon whose models share a verdict. */
const HORIZON_WORDS: readonly (readonly [verdict: SkillVerdict, words: string])[] = [
  ['skill', 'ordered tokens better than chance'],
  ['chance', 'cannot be told from chance'],
  ['too-few', 'rest on too few held-back days to judge'],
  ['unknown', 'were never measured'],
  ['wrong', 'were worse than chance'],
];

/** Returns what the evidence of a grade means for the reader: what is known of the token, and what may be said of its models. */
export function evidenceText(
  { level, coverage }: Pick<Evidence, 'level' | 'coverage'>,
  members: readonly Pick<RatingMember, 'horizonDays' | 'verdict'>[],
): string {
  if (level === 'none') return 'too little is known to place this token among the others. Nothing is guessed.';
  const known = `${formatShare(coverage, 0)} of what the models look at is known of this token.`;
  if (members.some(({ verdict }) => verdict === null)) {
    return `${known} How its models did out of sample was not kept with these grades; rate again to see it.`;
  }
  const verdicts = horizonVerdicts(members);
  const shared = HORIZON_WORDS.flatMap(([verdict, words]) => {
    const days = verdicts.flatMap((one) => (one.verdict === verdict ? [String(one.horizonDays)] : []));
    return days.length === 0 ? [] : [`those of ${listOf(days)} days ahead ${words}`];
  });
  const mixed = mixedWords(verdicts);
  const found = mixed === '' ? shared : [...shared, `${mixed} ordered tokens better than chance, the others did not`];
  const advice =
    level === 'low' ? 'Take the grade as a hint at most.' : 'That is evidence of order among tokens, not of a gain.';
  return `${known} Of its models, out of sample, ${listOf(found)}. ${advice}`;
}
