/**
 * The second backend of networks: TensorFlow.js reads the weights that the kernels read, by their names, computes the same
 * network and learns by the same rule from the same batches. Its sums are taken in another order, so that what it learns agrees
 * with the kernels only until rounding errors have grown.
 */
import type { Tensorflow } from '../../kernels/tensorflow-runtime.ts';
import type { Matrix } from '../../numeric/matrix.ts';
import { packRows } from './prepare.ts';
import { type NamedTensors, TENSORFLOW_CORES, type Tensor } from './tensorflow-cores.ts';
import { arrayOf, layoutOf, type NetworkLayout, type NetworkRecipe } from './weights.ts';

type Scalar = ReturnType<Tensorflow['scalar']>;

/** Returns the arrays of a block of weights by name. */
export function tensorsOf(tf: Tensorflow, layout: NetworkLayout, block: Float32Array): NamedTensors {
  return Object.fromEntries(
    layout.parameters.map(({ name, shape }) => [name, tf.tensor(arrayOf(layout, block, name), [...shape])]),
  );
}

/** Returns what `predictOnKernels` returns, computed in TensorFlow.js. */
export function predictOnTensorflow(
  tf: Tensorflow,
  recipe: NetworkRecipe,
  weights: Float32Array,
  x: Matrix,
): Float32Array {
  const layout = layoutOf(recipe);
  const inputs = new Float32Array(x.rows * layout.columns);
  packRows(
    x,
    Int32Array.from({ length: x.rows }, (_, row) => row),
    inputs,
  );
  const outputs = tf.tidy(() => {
    const rows = tf.tensor2d(inputs, [x.rows, layout.columns]);
    return forwardNetwork(tf, recipe, tensorsOf(tf, layout, weights), rows).dataSync();
  });
  return Float32Array.from(outputs);
}

/** Returns what the head of a network gives, [rows][outputs], for inputs [rows][columns] without NaN. */
export function forwardNetwork(tf: Tensorflow, recipe: NetworkRecipe, weights: NamedTensors, inputs: Tensor): Tensor {
  const { shape } = recipe;
  const [rows] = inputs.shape;
  let column = 0;
  const branches = shape.branches.map(({ steps, factors }) => {
    const part = tf.slice(inputs, [0, column], [rows, steps * factors.length]);
    column += steps * factors.length;
    return tf.reshape(part, [rows, steps, factors.length]);
  });
  const states = TENSORFLOW_CORES[recipe.kind](tf, recipe, weights, branches);
  if (shape.statics > 0) {
    const statics = tf.slice(inputs, [0, column], [rows, shape.statics]);
    states.push(tf.relu(tf.add(tf.matMul(statics, weights['statics.weights']), weights['statics.bias'])));
  }
  return tf.add(tf.matMul(tf.concat(states, 1), weights['head.weights']), weights['head.bias']);
}

/** Returns the sum of the losses of some rows, as `loss.ts` has it. */
export function lossOfTensors(
  tf: Tensorflow,
  outputs: Tensor,
  labels: Tensor,
  weights: Tensor,
  quantiles: readonly number[],
  scale: number,
): Scalar {
  const under = tf.sub(labels, outputs);
  if (quantiles.length === 0) return tf.mul(tf.sum(tf.mul(tf.mul(under, under), weights)), 0.5 * scale);
  // q × under where it is positive, (q - 1) × under elsewhere
  const pinball = tf.add(tf.mul(under, tf.tensor2d([[...quantiles]])), tf.relu(tf.sub(outputs, labels)));
  return tf.mul(tf.sum(tf.mul(pinball, weights)), scale / quantiles.length);
}
