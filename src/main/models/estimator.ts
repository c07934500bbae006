import type { z } from 'zod';
import type { CancelSignal } from '../../shared/errors.ts';
import type { ModelMeta } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { Team } from '../numeric/team.ts';

/** How a fit is run: never part of what is learnt, except the seed. */
export type Run = {
  readonly seed: number;
  readonly signal: CancelSignal;
  /** Threads to share the work with; the same bytes come out for any size. */
  readonly team: Team;
  /** @param done - share of the work that is done, 0..1. */
  report(done: number): void;
};

declare const pointInTime: unique symbol;

/** Rows whose labels were already known at `knownUntil`. Only `dataset.ts` can make one. */
export type TrainingSet = {
  readonly x: Matrix;
  readonly y: Float32Array;
  readonly weights: Float32Array;
  /** Rows of one group were labelled on the same day; groups are contiguous: group g is rows `groups[g]..groups[g + 1]`. */
  readonly groups: Int32Array;
  /** Day number of each group, rising. */
  readonly groupDays: Int32Array;
  /** What `y` is and how many days ahead it looks. */
  readonly target: string;
  readonly horizon: number;
  readonly knownFrom: Instant;
  readonly knownUntil: Instant;
  /** SHA-256 of the content, if the maker was handed a hash; empty otherwise. */
  readonly dataHash: string;
  readonly [pointInTime]: true;
};

/** What a model is on disk: a header and named arrays. */
export type SavedModel = {
  readonly meta: ModelMeta;
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array | Int32Array | Uint8Array>>;
};

/** What each feature adds to each score: feature j of row i is `contributions[i * features + j]`; `base` is the mean score. */
export type Attribution = { readonly base: number; readonly contributions: Float64Array };

/** What `fit` learnt. Immutable. */
export interface Model {
  readonly meta: ModelMeta;
  /** @param x - rows × `meta.features`, in that order; refused by name otherwise. @returns one score a row. */
  predict(x: Matrix): Float32Array;
  /**
   * Returns the scores with the first parts of the model alone, for each share of them; null where those are too few to say
   * anything. A share of 1 gives the bits of `predict`.
   *
   * @param shares - rising, 0..1.
   */
  predictInStages(x: Matrix, shares: readonly number[]): (Float32Array | null)[];
  /** Returns how the label is spread, where a model says so: its quantiles of each row, rising, one list of scores a quantile. */
  predictQuantiles?(x: Matrix): Float32Array[];
  /** Returns why: for each row, what each feature adds to the score; contributions of a row and `base` add up to it. */
  explain(x: Matrix): Attribution;
  save(): SavedModel;
}

/** A recipe: holds no data and no state. `fit` returns the fitted model; nothing is ever half fitted. */
export interface Estimator<Params extends z.ZodType = z.ZodType> {
  readonly kind: string;
  /** Raised when an older saved model no longer loads. */
  readonly version: number;
  /** What a row is: the day's factors, if left out, or besides them how some came to be, see network/sequence-columns.ts. */
  readonly input?: 'factors' | 'sequences';
  /** Schema with defaults: forms, flags and docs come from it. */
  readonly params: Params;
  fit(set: TrainingSet, params: z.output<Params>, run: Run): Promise<Model>;
  load(saved: SavedModel): Model;
}
