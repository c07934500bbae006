/** What every kind of model says in its header, and what is checked of it. */
import { AppError } from '../../shared/errors.ts';
import type { ModelMeta } from '../../shared/models.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { SavedModel, TrainingSet } from './estimator.ts';

/** Names a recipe, and which of its versions. */
export type RecipeName = { readonly kind: string; readonly version: number };

/** Returns the header of what was learnt from a set; scores out of sample and the program's version are added by who saves it. */
export function metaOf(
  recipe: RecipeName,
  params: Readonly<Record<string, unknown>>,
  set: TrainingSet,
  seed: number,
): ModelMeta {
  return {
    kind: recipe.kind,
    version: recipe.version,
    params,
    features: [...set.x.columns],
    target: set.target,
    horizonDays: set.horizon,
    trainedFromTime: set.knownFrom,
    trainedUntilTime: set.knownUntil,
    rowCount: set.x.rows,
    seed,
    dataHash: set.dataHash,
    programVersion: '',
    outOfSample: {},
    evaluation: null,
  };
}

/** Throws `invalid-input` unless the columns are those that were learnt from, in that order. */
export function requireFeatures({ kind, features }: ModelMeta, { columns }: Matrix): void {
  const wrong = features.findIndex((name, i) => columns[i] !== name);
  if (wrong >= 0) {
    const was = columns[wrong] ?? 'missing';
    throw new AppError('invalid-input', `Column ${wrong + 1} for ${kind} was ${was}, needs ${features[wrong]}`);
  }
  if (columns.length > features.length) {
    throw new AppError(
      'invalid-input',
      `Column ${features.length + 1} for ${kind} was ${columns[features.length]}, needs no more than ${features.length} columns`,
    );
  }
}

/** Throws `insufficient-data` unless there is a row and a column to learn from. */
export function requireRows(kind: string, { x }: TrainingSet): void {
  if (x.rows > 0 && x.columns.length > 0) return;
  throw new AppError(
    'insufficient-data',
    `The training set of ${kind} had ${x.rows} rows and ${x.columns.length} columns, needs at least one of each`,
  );
}

/** Throws `invalid-input` unless a saved model is of this recipe and version. */
export function requireRecipe({ kind, version }: RecipeName, meta: ModelMeta): void {
  if (meta.kind === kind && meta.version === version) return;
  throw new AppError(
    'invalid-input',
    `The saved model was ${meta.kind} version ${meta.version}, needs ${kind} version ${version}: train it anew`,
  );
}

/** The constructor of a typed array. */
export type ArrayType<T> = new (...args: never[]) => T;

/** Returns an array of a saved model. Throws `invalid-input`, naming it, if it is missing or of another type. */
export function takeArray<T>(kind: string, arrays: SavedModel['arrays'], name: string, type: ArrayType<T>): T {
  const array = arrays[name];
  if (array instanceof type) return array;
  throw new AppError(
    'invalid-input',
    `The saved ${kind} had no ${type.name} ${name}, needs a whole model: train it anew`,
  );
}
