/** What an ensemble of one horizon knows besides its members: kept as a model of the kind `ensemble`. */
import { invariant } from '../../shared/errors.ts';
import type { MemberWeighting } from '../../shared/models.ts';
import type { ConformalBands } from '../models/conformal.ts';
import type { Reference } from '../models/dissimilarity.ts';
import type { SavedModel } from '../models/estimator.ts';

/** The kind of an ensemble among the kinds of models; no recipe has it. */
export const ENSEMBLE_KIND = 'ensemble';
/** Raised when an older saved one no longer loads. */
export const ENSEMBLE_VERSION = 1;

/** What is known of an ensemble when its members were trained. */
export type EnsembleState = {
  readonly kinds: readonly string[];
  /** Of the members now, in the order of their kinds, adding up to 1; and what stacking gave. */
  readonly weights: Float64Array;
  readonly stacking: Float64Array;
  /** By which rule the weights go on once stored forecasts close. */
  readonly weighting: MemberWeighting;
  /** Days between forecasts that move them, as in the record. */
  readonly strideDays: number;
  /** Bounds of the outcome by tenth of the signal, from the newest two years of the record. */
  readonly bands: ConformalBands;
  /** Rows that stand for what was learnt from. */
  readonly reference: Reference;
  /** Of how many tokens each factor was known in the last weeks, 0..1. */
  readonly presence: Float32Array;
  /** Rank correlation of the ensemble on each day of learning of the record. */
  readonly rankIc: Float64Array;
};

/** Returns the state as a model's parameters and arrays. */
export function ensembleContent(
  state: EnsembleState,
): Pick<SavedModel, 'arrays'> & { params: Record<string, unknown> } {
  const { kinds, weights, stacking, weighting, strideDays, bands, reference, presence, rankIc } = state;
  return {
    params: {
      ...{ kinds, weighting, strideDays, level: bands.level },
      ...{ meanDistance: reference.meanDistance, limit: reference.limit },
    },
    arrays: { weights, stacking, low: bands.low, high: bands.high, reference: reference.data, presence, rankIc },
  };
}

/** JSON has no NaN: a reference that does not vary has neither distance nor limit. */
type SavedParams = Pick<EnsembleState, 'kinds' | 'weighting' | 'strideDays'> & {
  readonly level: number;
  readonly meanDistance: number | null;
  readonly limit: number | null;
};

/** Returns the state of a saved ensemble. Throws (a defect) for another kind of model. */
export function ensembleStateOf({ meta, arrays }: SavedModel): EnsembleState {
  invariant(meta.kind === ENSEMBLE_KIND, `a model of kind ${meta.kind} was read as an ensemble`);
  const { kinds, weighting, strideDays, level, meanDistance, limit } = meta.params as SavedParams;
  const column = (name: string): Float64Array => arrays[name] as Float64Array;
  return {
    ...{ kinds, weighting, strideDays },
    weights: column('weights'),
    stacking: column('stacking'),
    bands: { level, low: column('low'), high: column('high') },
    reference: {
      columns: meta.features,
      data: arrays.reference as Float32Array,
      meanDistance: meanDistance ?? Number.NaN,
      limit: limit ?? Number.NaN,
    },
    presence: arrays.presence as Float32Array,
    rankIc: column('rankIc'),
  };
}
