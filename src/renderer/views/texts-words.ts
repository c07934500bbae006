import type { Output } from '../../shared/endpoint.ts';
import type { Campaign, SentimentScore, texts } from '../../shared/texts.ts';
import { formatCount, formatNumber, formatShare } from '../format.ts';
import { listOf } from './models-words.ts';

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

/** Returns which way of reading is used and how it did beside the other, in plain sentences. */
export function scoreWords(scores: readonly SentimentScore[]): string {
  const used = scores.find(({ isUsed }) => isUsed);
  if (used === undefined) return 'No way of reading was judged on labelled texts.';
  const other = scores.find(({ dataset, method }) => dataset === used.dataset && method !== used.method);
  const beside =
    other === undefined
      ? ''
      : `, the ${METHOD_WORDS[other.method].toLowerCase()} ${formatShare(other.accuracy, 1)} (${formatNumber(other.macroF1, 3)})`;
  const worse = scores
    .filter(({ method }) => method === used.method)
    .filter((own) =>
      scores.some((one) => one.dataset === own.dataset && one.method !== own.method && one.macroF1 > own.macroF1),
    )
    .map(({ dataset }) => dataset);
  const warning = worse.length === 0 ? '' : ` On ${listOf(worse)} it reads worse than the other.`;
  return `The ${METHOD_WORDS[used.method].toLowerCase()} is used: it read ${formatShare(used.accuracy, 1)} of ${formatCount(used.textCount)} labelled texts rightly that it had not learnt from (macro-F1 ${formatNumber(used.macroF1, 3)})${beside}.${warning}`;
}

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
