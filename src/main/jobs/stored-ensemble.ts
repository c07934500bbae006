import { AppError, invariant } from '../../shared/errors.ts';
import { formatInstant, type Instant, startOfDay } from '../../shared/time.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import type { Model, SavedModel } from '../models/estimator.ts';
import { factorOfColumn } from '../models/network/sequence-columns.ts';
import { findEstimator } from '../models/registry.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { Explanation } from '../ratings/reasons.ts';
import { getModel } from '../store/models.ts';
import type { ReadableStore } from '../store/open.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import { ENSEMBLE_KIND, type EnsembleState, ensembleStateOf } from './ensemble-state.ts';
import type { Market } from './market.ts';

/** A model of the store, ready to be asked. */
export type StoredMember = { readonly id: string; readonly model: Model };

/** What was kept of the ensemble of a horizon. */
export type StoredHorizon = { readonly id: string; readonly meta: SavedModel['meta']; readonly state: EnsembleState };

/** Members that were trained together, and what is known of them together, a horizon each. */
export type StoredEnsemble = { readonly members: readonly StoredMember[]; readonly horizons: readonly StoredHorizon[] };

/**
 * Returns the models of the given ids, in that order. Throws `not-found` for an unknown one and `invalid-input` for one that
 * was trained on what was known only after `asOf`.
 */
export function loadEnsemble(store: ReadableStore, ids: readonly string[], asOf: Instant): StoredEnsemble {
  const members: StoredMember[] = [];
  const horizons: StoredHorizon[] = [];
  for (const id of ids) {
    const saved = getModel(store, id);
    if (saved.meta.trainedUntilTime > asOf) {
      const [born, asked] = [saved.meta.trainedUntilTime, asOf].map((instant) => formatInstant(instant));
      throw new AppError(
        'invalid-input',
        `Model ${id.slice(0, 12)} was trained until ${born}, needs to be by ${asked}`,
      );
    }
    if (saved.meta.kind === ENSEMBLE_KIND) horizons.push({ id, meta: saved.meta, state: ensembleStateOf(saved) });
    else members.push({ id, model: findEstimator(saved.meta.kind).load(saved) });
  }
  return { members, horizons };
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
  for (const { id, model } of members) {
    if (model.meta.trainedUntilTime <= startOfDay(day + 1)) continue;
    throw new Error(`model ${id} was trained until ${model.meta.trainedUntilTime}, after day ${day}`);
  }
  const inputOf = inputsOf(table, cells);
  return {
    ...{ day, cells, x: createFeatureMatrix(table, cells) },
    scores: members.map(({ model }) => model.predict(inputOf(model))),
  };
}

/** Returns what lays out the columns that a model reads of some cells; models that read the same ones share it. */
export function inputsOf(table: FactorTable, cells: Int32Array): (model: Model) => Matrix {
  const known = new Map<string, Matrix>();
  return ({ meta }) => {
    const key = meta.features.join();
    const x = known.get(key) ?? createFeatureMatrix(table, cells, meta.features);
    known.set(key, x);
    return x;
  };
}

/** Returns why a model says what it says of some rows, by factor: what the steps of a sequence add counts for their factor. */
export function explainByFactor(model: Model, x: Matrix, factors: readonly string[]): Explanation {
  const { base, contributions } = model.explain(x);
  const width = x.columns.length;
  const places = x.columns.map((column) => factors.indexOf(factorOfColumn(column)));
  invariant(!places.includes(-1), `the model reads ${x.columns[places.indexOf(-1)]}, which is no factor`);
  if (width === factors.length && places.every((place, column) => place === column)) return { base, contributions };
  const summed = new Float64Array(x.rows * factors.length);
  for (let row = 0; row < x.rows; row++) {
    for (let column = 0; column < width; column++) {
      summed[row * factors.length + places[column]!]! += contributions[row * width + column]!;
    }
  }
  return { base, contributions: summed };
}
