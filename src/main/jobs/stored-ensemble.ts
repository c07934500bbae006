import { AppError } from '../../shared/errors.ts';
import { formatInstant, type Instant, startOfDay } from '../../shared/time.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import type { Model } from '../models/estimator.ts';
import { findEstimator } from '../models/registry.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { getModel } from '../store/models.ts';
import type { ReadableStore } from '../store/open.ts';
import type { Market } from './market.ts';
import { eligibleCellsOf } from './walk-forward.ts';

/** A model of the store, ready to be asked. */
export type StoredMember = { readonly id: string; readonly model: Model };

/**
 * Returns the models of the given ids, in that order. Throws `not-found` for an unknown one and `invalid-input` for one that
 * was trained on what was known only after `asOf`.
 */
export function loadEnsemble(store: ReadableStore, ids: readonly string[], asOf: Instant): StoredMember[] {
  return ids.map((id) => {
    const saved = getModel(store, id);
    if (saved.meta.trainedUntilTime > asOf) {
      const [born, asked] = [saved.meta.trainedUntilTime, asOf].map((instant) => formatInstant(instant));
      throw new AppError(
        'invalid-input',
        `Model ${id.slice(0, 12)} was trained until ${born}, needs to be by ${asked}`,
      );
    }
    return { id, model: findEstimator(saved.meta.kind).load(saved) };
  });
}

/** What an ensemble says of a day: its eligible tokens, their factors, and each member's score of each of them. */
export type ScoredDay = {
  readonly day: number;
  readonly cells: Int32Array;
  readonly x: Matrix;
  readonly scores: readonly Float32Array[];
};

/** Returns the scores of every eligible token of a day. Throws (a defect) for a model that was born after it. */
export function scoreDay(market: Market, table: FactorTable, members: readonly StoredMember[], day: number): ScoredDay {
  const cells = eligibleCellsOf(market.window, market.crossSection, market.eligible, day);
  const x = createFeatureMatrix(table, cells);
  for (const { id, model } of members) {
    if (model.meta.trainedUntilTime <= startOfDay(day + 1)) continue;
    throw new Error(`model ${id} was trained until ${model.meta.trainedUntilTime}, after day ${day}`);
  }
  return { day, cells, x, scores: members.map(({ model }) => model.predict(x)) };
}
