import type { Output } from '../../shared/endpoint.ts';
import type { Campaign, SentimentScore, texts } from '../../shared/texts.ts';
import { DAY } from '../../shared/time.ts';
import { formatCount, formatDayOf, formatShare } from '../format.ts';

/** A compound this near to zero says neither good nor bad (Hutto and Gilbert, 2014). */
const NEUTRAL = 0.05;

/** Returns a sentiment of -1..1 in a word. */
export function sentimentWord(sentiment: number | null): string {
  if (sentiment === null) return '–';
  if (sentiment >= NEUTRAL) return '▲ good';
  return sentiment <= -NEUTRAL ? '▼ bad' : '◆ neither';
}

/** The ways to read sentiment, in words. */
export const METHOD_WORDS: Readonly<Record<SentimentScore['method'], string>> = {
  'word-list': 'Word list',
  classifier: 'Classifier',
};

/** Returns for each kind of labelled texts which way of reading is used there and how it did beside the other, in plain sentences. */
export function scoreWords(scores: readonly SentimentScore[]): string {
  const sentences = scores
    .filter(({ isUsed }) => isUsed)
    .map(({ dataset, method, accuracy, textCount, macroF1 }) => {
      const other = scores.find((one) => one.dataset === dataset && one.method !== method);
      const name = other === undefined ? '' : METHOD_WORDS[other.method].toLowerCase();
      const beside = other === undefined ? '' : `, the ${name} ${formatShare(other.accuracy, 1)}`;
      const warning =
        other !== undefined && other.macroF1 > macroF1 ? `; by macro-F1 the ${name} reads these better` : '';
      return `On “${dataset}” the ${METHOD_WORDS[method].toLowerCase()} is used: it read ${formatShare(accuracy, 1)} of ${formatCount(textCount)} texts rightly that it had not learnt from${beside}${warning}.`;
    });
  return sentences.length === 0 ? 'No way of reading was judged on labelled texts.' : sentences.join(' ');
}

/** From so many days on, articles older than the prices are said not to be of now. */
const STALE_DAYS = 7;

/** Returns how much older the newest article is than an instant, in a sentence; null where that is a week at most. */
export function staleWords(lastTime: number | null, asOf: number): string | null {
  if (lastTime === null) return null;
  const days = Math.floor((asOf - lastTime) / DAY);
  if (days <= STALE_DAYS) return null;
  return `The newest article is ${formatCount(days)} days older than the prices: “newest” and “last” mean up to ${formatDayOf(lastTime)} here, not now. Fetch feeds or import articles to bring them up to date.`;
}

/** What the panels of the page know: the token that it is narrowed to, and how tokens are called in short. */
export type TextPanelProps = {
  readonly asset: string | null;
  readonly name: string | null;
  readonly symbolOf: (asset: string) => string;
};

/** One token that is spoken of. */
export type MentionRow = {
  readonly asset: string;
  readonly symbol: string;
  readonly mentions: number;
  readonly sentiment: number | null;
  readonly change: number | null;
  readonly risk: number;
};

/** Returns the tokens most spoken of as rows, in their order. */
export function mentionRows(value: Output<(typeof texts)['texts.sentiment']>): MentionRow[] {
  return value.asset.map((asset, row) => ({
    asset,
    symbol: value.symbol[row] ?? '',
    mentions: value.assetMentions[row] ?? 0,
    sentiment: value.assetSentiment[row] ?? null,
    change: value.assetChange[row] ?? null,
    risk: value.assetRisk[row] ?? 0,
  }));
}

/** Returns why articles look arranged, in a sentence. */
export function campaignWords({ articleCount, publisherCount, similarity, why }: Campaign): string {
  const from = publisherCount === 1 ? 'one publisher' : `${formatCount(publisherCount)} publishers`;
  return `${formatCount(articleCount)} articles of ${from} share ${formatShare(similarity, 0)} of their phrases: ${why.join(', ')}.`;
}
