/** Measures on their way from a feed to the store: columns, never an object a value. */

/** What is measured of whom: by a source, under its own key, a figure of its own name. */
export type MeasureKey = { readonly subject: string; readonly metric: string };

/** Values of one source, in the order of the file that they came from. All columns have `count` entries; no value is NaN. */
export type MeasureBlock = {
  readonly source: string;
  readonly series: readonly MeasureKey[];
  readonly count: number;
  /** For each value its place in `series`. */
  readonly seriesIndex: Int32Array<ArrayBuffer>;
  /** Beginning of what the value covers, UTC milliseconds. */
  readonly eventTime: Float64Array<ArrayBuffer>;
  /** First instant at which a decision could have used the value. */
  readonly knownAt: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
};
