import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';

const Column = z.array(z.number());
const GappyColumn = z.array(z.number().nullable());

/** What reads sentiment. */
export const SentimentReader = z.enum(['word-list', 'classifier']);
export type SentimentReader = z.infer<typeof SentimentReader>;

/** How well a way to read sentiment did on labelled texts that it had not learnt from. */
export const SentimentScore = z.object({
  method: SentimentReader,
  dataset: z.string(),
  textCount: z.int(),
  accuracy: z.number(),
  macroF1: z.number(),
  isUsed: z.boolean().describe('the better one on texts of this kind: posts, or articles'),
});
export type SentimentScore = z.infer<typeof SentimentScore>;

/** One article or post with what was read in it. */
export const Article = z.object({
  id: z.int(),
  time: InstantSchema.describe('published'),
  knownTime: InstantSchema,
  source: z.string(),
  publisher: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  sentiment: z.number().describe('-1..1, by `reader`; what factors and topics use'),
  reader: SentimentReader.describe('whose sentiment counts for an article of this kind and time'),
  wordListSentiment: z.number(),
  classifierSentiment: z.number(),
  words: z.array(z.string()).describe('those that weighed most in `sentiment`'),
  weights: Column.describe('of these words: valences of the word list, or log-odds of the classifier without the word'),
  assets: z.array(z.string()).describe('tokens that it names'),
  risks: z.array(z.string()).describe('terms of risk'),
});
export type Article = z.infer<typeof Article>;

/** A topic: words that appear together, and how much more than before. */
export const Topic = z.object({
  words: z.array(z.string()),
  articleCount: z.int(),
  before: z.number().describe('articles expected by the four weeks before'),
  rise: z.number().describe('standard deviations above what was expected'),
  sentiment: z.number().nullable(),
  assets: z.array(z.string()),
  articleIds: z.array(z.int()),
});
export type Topic = z.infer<typeof Topic>;

/** Articles or posts that look as if somebody had arranged them. */
export const Campaign = z.object({
  fromTime: InstantSchema,
  untilTime: InstantSchema,
  asset: z.string().nullable(),
  articleCount: z.int(),
  publisherCount: z.int(),
  similarity: z.number().describe('mean share of common phrases, 0..1'),
  why: z.array(z.string()).describe('burst, near-duplicates, few sources'),
  title: z.string().describe('of the first'),
  articleIds: z.array(z.int()),
});
export type Campaign = z.infer<typeof Campaign>;

const AsOf = InstantSchema.nullable().default(null);

export const texts = {
  'texts.sentiment': query({
    summary: 'Sentiment and mentions of tokens over time, as columns',
    input: z.object({
      asOf: AsOf,
      days: z.int().min(7).max(1_100).default(90),
      asset: z.string().min(1).nullable().default(null),
    }),
    output: z.object({
      asOf: InstantSchema,
      articleCount: z.int().describe('in the store by then'),
      firstTime: InstantSchema.nullable(),
      lastTime: InstantSchema.nullable(),
      day: z.array(InstantSchema),
      sentiment: GappyColumn.describe('mean of the day over all articles, or those of the asset'),
      mentions: z.array(z.int()),
      asset: z.array(z.string()).describe('tokens most spoken of in the last seven days'),
      symbol: z.array(z.string()),
      assetMentions: z.array(z.int()),
      assetSentiment: GappyColumn,
      assetChange: GappyColumn.describe('against the 30 days before'),
      assetRisk: Column.describe('share of its articles with a term of risk'),
      notes: Notes,
    }),
  }),
  'texts.list': query({
    summary: 'The newest articles by an instant with what was read in them',
    input: z.object({
      asOf: AsOf,
      asset: z.string().min(1).nullable().default(null),
      limit: z.int().min(1).max(500).default(50),
    }),
    output: z.object({ asOf: InstantSchema, articles: z.array(Article) }),
  }),
  'texts.topics': query({
    summary: 'Topics of the last week and how they rose, and what looks like a campaign',
    input: z.object({ asOf: AsOf, days: z.int().min(1).max(30).default(7) }),
    output: z.object({ asOf: InstantSchema, topics: z.array(Topic), campaigns: z.array(Campaign), notes: Notes }),
  }),
  'texts.scores': query({
    summary: 'How well the word list and the classifier read labelled texts that they had not learnt from',
    input: z.object({}),
    output: z.object({
      scores: z.array(SentimentScore),
      trainedTexts: z.int(),
      sources: z.array(z.string()),
      notes: Notes,
    }),
  }),
  'texts.fetch': command({
    summary: 'Fetch the RSS, Atom and JSON feeds that the settings name',
    input: z.object({}),
    output: z.object({ feedCount: z.int(), fetchedCount: z.int(), newCount: z.int(), failures: Notes }),
  }),
  'texts.changed': event({ summary: 'Articles came in', output: z.object({}) }),
} as const satisfies Contract;
