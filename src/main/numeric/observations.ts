/**
 * Figures of a market that are no candles, in decision time: each stands on the day at whose end it was first known. Sparse, since
 * few tokens have any: a column over the 2.85 million cells of the real history would hold 60 tokens of 6,000.
 */

/** Of a token and day: articles, the sum of their sentiment and of its squares, how many publishers, how many told of a risk. */
export const TEXT_MEASURES = [
  'text-mentions',
  'text-sentiment-sum',
  'text-sentiment-squares',
  'text-publishers',
  'text-risk',
] as const;

/** Figures of single assets. The first group is of a day, commits and contributors of a week. */
export const MEASURES = [
  'active-addresses',
  'transactions',
  'transfers',
  'transfer-value',
  'fees',
  'issuance',
  'realised-cap',
  'hash-rate',
  'commits',
  'contributors',
  ...TEXT_MEASURES,
] as const;
export type MeasureName = (typeof MEASURES)[number];

/** Figures of the whole market or of the world around it, one a day. */
export const DAY_SERIES = [
  'stress-probability',
  'fear-greed',
  'dollar-change',
  'shares-change',
  'bonds-change',
] as const;
export type DaySeriesName = (typeof DAY_SERIES)[number];

/** One measure: the values of asset i are `offset[i] .. offset[i + 1]`, over shared memory. */
export type SparseMeasure = {
  /** For each asset, and one more: place of its first value. */
  readonly offset: Int32Array;
  /** Day numbers, rising within an asset, all within its life. */
  readonly day: Int32Array;
  readonly value: Float64Array;
};

/** What a window shows besides candles. What has no value at all is left out. */
export type Observations = {
  readonly measures: Readonly<Partial<Record<MeasureName, SparseMeasure>>>;
  /** One entry a day of the window, NaN where there is none; over shared memory. */
  readonly days: Readonly<Partial<Record<DaySeriesName, Float64Array>>>;
};
