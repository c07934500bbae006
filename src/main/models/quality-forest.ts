/**
 * The quality forest: for each class a random forest of that class against the others; each chance is placed among those of the
 * day's tokens, a rising curve makes the place a probability, and the three are made to add up to 1.
 *
 * The place and not the chance itself, because forests of different years speak at different levels: one that learnt from a
 * year in which 7 % died says 7 % of an ordinary token, and what the chances of an earlier forest came to says nothing of its own.
 * By chances a tenth of the real tokens was given 30 % of which 1.4 % died; by places 11 % of which 3 % died.
 *
 * @see Breiman (2001), "Random forests"; Zadrozny & Elkan (2002), "Transforming classifier scores into accurate multiclass
 *   probability estimates", for one curve a class and the sum of 1.
 */
import { QUALITY_CLASSES, type QualityClass } from '../../shared/quality.ts';
import { fitRisingCurve, heightOf, type RisingCurve } from '../numeric/isotonic.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { averageRanks } from '../numeric/rank.ts';
import type { Attribution, Model, Run, SavedModel, TrainingSet } from './estimator.ts';
import { randomForest } from './random-forest.ts';
import { requireRecipe, takeArray } from './saved-model.ts';

export const QUALITY_KIND = 'quality-forest';
const VERSION = 1;
/** What a quality forest looks a year ahead for. */
export const QUALITY_HORIZON = 365;

/** Chosen before any test year was looked at: many rows of one token are alike, so leaves are large and bags small. */
const PARAMS = {
  objective: 'classification',
  trees: 200,
  maxDepth: 7,
  minRowsPerLeaf: 50,
  rowShare: 0.5,
} as const;

/** One probability a row for each of `QUALITY_CLASSES`, in their order; those of a row add up to 1. */
export type Probabilities = readonly Float64Array[];

/** One place a row for each class, see {@link placesOf}. */
export type Places = readonly Float64Array[];

/** A forest for each class, in the order of `QUALITY_CLASSES`. */
export type ClassForests = readonly Model[];

/** Returns a forest for each class of rows whose label is the class's index. Same seed, same bytes. */
export async function fitClassForests(set: TrainingSet, run: Run): Promise<ClassForests> {
  const models: Model[] = [];
  for (const c of QUALITY_CLASSES.keys()) {
    const own: TrainingSet = { ...set, y: set.y.map((value) => (value === c ? 1 : 0)) };
    models.push(
      await randomForest.fit(own, randomForest.params.parse(PARAMS), {
        ...run,
        report: (done) => run.report((c + done) / QUALITY_CLASSES.length),
      }),
    );
  }
  return models;
}

/**
 * Returns for each class where each token's chance, as its forest gives it, stands among those of the day's tokens: 0..1, ties at
 * their middle.
 *
 * @param x - all eligible tokens of one day.
 */
export function placesOf(forests: ClassForests, x: Matrix): Places {
  return forests.map((forest) => averageRanks(forest.predict(x)).map((rank) => (rank - 0.5) / x.rows));
}

/** Returns the rising curve of each class by which places become shares of what happened. */
export function fitCurves(places: readonly ArrayLike<number>[], classes: ArrayLike<number>): RisingCurve[] {
  return QUALITY_CLASSES.map((_, c) =>
    fitRisingCurve(
      places[c],
      Float64Array.from(classes, (value) => (value === c ? 1 : 0)),
    ),
  );
}

/** Returns probabilities that add up to 1; equal ones where every curve is at 0. */
export function calibrated(curves: readonly RisingCurve[], places: readonly ArrayLike<number>[]): Probabilities {
  const rows = places[0].length;
  const probabilities = QUALITY_CLASSES.map(() => new Float64Array(rows));
  const own = new Float64Array(QUALITY_CLASSES.length);
  for (let row = 0; row < rows; row++) {
    for (const c of QUALITY_CLASSES.keys()) own[c] = heightOf(curves[c], places[c][row]);
    const sum = own.reduce((total, value) => total + value, 0);
    for (const c of QUALITY_CLASSES.keys()) probabilities[c][row] = sum > 0 ? own[c] / sum : 1 / own.length;
  }
  return probabilities;
}

/** A forest that was trained and calibrated. */
export type QualityForest = {
  readonly meta: SavedModel['meta'];
  /** Returns the probabilities of each row; `x` are all eligible tokens of one day. */
  predict(x: Matrix): Probabilities;
  /** Returns what each characteristic added to a class's chance before calibration. */
  explain(x: Matrix, ofClass: QualityClass): Attribution;
};

/** Returns a quality forest as it is kept: the forests and curves of all classes side by side, named by class. */
export function saveQualityForest(forests: ClassForests, curves: readonly RisingCurve[]): SavedModel {
  const arrays: Record<string, SavedModel['arrays'][string]> = {};
  for (const [c, name] of QUALITY_CLASSES.entries()) {
    for (const [key, array] of Object.entries(forests[c].save().arrays)) arrays[`${name}/${key}`] = array;
    arrays[`${name}/curve-at`] = curves[c].at;
    arrays[`${name}/curve-value`] = curves[c].value;
  }
  return { meta: { ...forests[0].meta, kind: QUALITY_KIND, version: VERSION, target: 'quality' }, arrays };
}

/** Returns the quality forest that was saved. Throws `invalid-input` if it is another kind, another version or not whole. */
export function loadQualityForest({ meta, arrays }: SavedModel): QualityForest {
  requireRecipe({ kind: QUALITY_KIND, version: VERSION }, meta);
  const forests = QUALITY_CLASSES.map((name) => {
    const own = Object.entries(arrays).filter(([key]) => key.startsWith(`${name}/`));
    return randomForest.load({
      meta: { ...meta, kind: randomForest.kind, version: randomForest.version },
      arrays: Object.fromEntries(own.map(([key, array]) => [key.slice(name.length + 1), array])),
    });
  });
  const numbersOf = (name: string): Float64Array => takeArray(QUALITY_KIND, arrays, name, Float64Array);
  const curves = QUALITY_CLASSES.map((name) => ({
    at: numbersOf(`${name}/curve-at`),
    value: numbersOf(`${name}/curve-value`),
  }));
  return {
    meta,
    predict: (x) => calibrated(curves, placesOf(forests, x)),
    explain: (x, ofClass) => forests[QUALITY_CLASSES.indexOf(ofClass)].explain(x),
  };
}
