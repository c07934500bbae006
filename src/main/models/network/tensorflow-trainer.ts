/**
 * The fit of a network in TensorFlow.js: the rows, first weights, batches, loss, clipping and Adam of the kernels, on one thread.
 */
import { loadTensorflow, type Tensorflow } from '../../kernels/tensorflow-runtime.ts';
import type { Run, TrainingSet } from '../estimator.ts';
import { ADAM, runEpochs, type Trainer } from './epochs.ts';
import type { NetworkParams } from './params.ts';
import { firstWeights, type PreparedRows, packRows, prepareRows, quantilesOf } from './prepare.ts';
import { forwardNetwork, lossOfTensors, tensorsOf } from './tensorflow.ts';
import { registerGradients } from './tensorflow-gradients.ts';
import { arrayOf, layoutOf, type NetworkRecipe, rescaleHead } from './weights.ts';

/** Rows held out that are judged at a time. */
const JUDGED_ROWS = 1024;

/** Returns the block of weights that a fit ends with; its head gives labels as they were. */
export async function learnOnTensorflow(
  set: TrainingSet,
  recipe: NetworkRecipe,
  params: NetworkParams,
  run: Run,
): Promise<Float32Array> {
  const tf = await loadTensorflow();
  registerGradients(tf);
  const prepared = prepareRows(set, params, run.seed);
  const first = firstWeights(recipe, quantilesOf(params), prepared, run.seed);
  const { trainer, close } = createTrainer(tf, set, recipe, params, prepared, first);
  try {
    const best = runEpochs(trainer, prepared, params, run);
    rescaleHead(layoutOf(recipe), best, prepared.centre, prepared.scale);
    return best;
  } finally {
    close();
  }
}

function createTrainer(
  tf: Tensorflow,
  set: TrainingSet,
  recipe: NetworkRecipe,
  params: NetworkParams,
  { rows, learnt, heldOut, labels, weights }: PreparedRows,
  first: Float32Array,
): { readonly trainer: Trainer; close(): void } {
  const layout = layoutOf(recipe);
  const quantiles = quantilesOf(params);
  const initial = tensorsOf(tf, layout, first);
  const variables = Object.fromEntries(Object.entries(initial).map(([name, tensor]) => [name, tf.variable(tensor)]));
  tf.dispose(initial);
  const adam = tf.train.adam(params.learningRate, ADAM.keepFirst, ADAM.keepSecond, ADAM.tiny);
  let order = new Int32Array(0) as Int32Array;

  /** Returns the loss of some of the prepared rows times `scale`. */
  const lossOf = (chosen: Int32Array, scale: number) => {
    const inputs = new Float32Array(chosen.length * layout.columns);
    packRows(
      set.x,
      chosen.map((row) => rows[row]),
      inputs,
    );
    const columnOf = (values: Float32Array) =>
      tf.tensor2d(
        Float32Array.from(chosen, (row) => values[row]),
        [chosen.length, 1],
      );
    const outputs = forwardNetwork(tf, recipe, variables, tf.tensor2d(inputs, [chosen.length, layout.columns]));
    return lossOfTensors(tf, outputs, columnOf(labels), columnOf(weights), quantiles, scale);
  };
  const shareOf = (chosen: Int32Array): number => {
    const weight = chosen.reduce((sum, row) => sum + weights[row], 0);
    return weight > 0 ? 1 / weight : 0;
  };

  const trainer: Trainer = {
    begin: (next) => {
      order = next;
    },
    learn(from, count) {
      const chosen = order.subarray(from, from + count);
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => lossOf(chosen, shareOf(chosen)));
        const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
        const factor = tf.minimum(1, tf.div(params.clip, tf.sqrt(tf.addN(squares))));
        adam.applyGradients(
          Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, factor)])),
        );
      });
    },
    judge() {
      const chosen = Int32Array.from({ length: heldOut }, (_, i) => learnt + i);
      const share = shareOf(chosen);
      let loss = 0;
      for (let at = 0; at < heldOut; at += JUDGED_ROWS) {
        loss += tf.tidy(() => lossOf(chosen.subarray(at, at + JUDGED_ROWS), share).dataSync()[0]);
      }
      return loss;
    },
    weights() {
      const block = new Float32Array(layout.size);
      for (const { name } of layout.parameters) arrayOf(layout, block, name).set(variables[name].dataSync());
      return block;
    },
  };
  return {
    trainer,
    close() {
      tf.dispose(variables);
      adam.dispose();
    },
  };
}
