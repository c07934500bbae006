/**
 * The cores of networks as TensorFlow.js computes them: the same weights under the same names give the same states. Written for
 * plainness, as a second opinion on the kernels; all steps of a transformer ask in every layer.
 */
import type { Tensorflow } from '../../kernels/tensorflow-runtime.ts';
import type { CoreRecipe } from './core.ts';
import { HEADS, LEAST_VARIANCE } from './transformer-layer.ts';

export type Tensor = ReturnType<Tensorflow['zeros']>;
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** Returns the states of some rows, [rows][width], from their branches, [rows][steps][factors] each. */
type TensorflowCore = (
  tf: Tensorflow,
  recipe: CoreRecipe,
  weights: NamedTensors,
  branches: readonly Tensor[],
) => Tensor[];

/** The cores by the names that `cores.ts` has for them. */
export const TENSORFLOW_CORES: Readonly<Record<string, TensorflowCore>> = {
  gru: (tf, { shape: { branches } }, weights, inputs) =>
    branches.map(({ name }, i) => {
      const of = named(weights, name);
      return runSteps(tf, inputs[i], [of.stateWeights.shape[0]], (x, [h]) => {
        const [resetX, updateX, newX] = tf.split(tf.add(tf.matMul(x, of.inputWeights), of.inputBias), 3, 1);
        const [resetH, updateH, newH] = tf.split(tf.add(tf.matMul(h, of.stateWeights), of.stateBias), 3, 1);
        const reset = tf.sigmoid(tf.add(resetX, resetH));
        const update = tf.sigmoid(tf.add(updateX, updateH));
        const fresh = tf.tanh(tf.add(newX, tf.mul(reset, newH)));
        return [tf.add(fresh, tf.mul(update, tf.sub(h, fresh)))];
      });
    }),
  lstm: (tf, { shape: { branches } }, weights, inputs) =>
    branches.map(({ name }, i) => {
      const of = named(weights, name);
      const [hidden] = of.stateWeights.shape;
      return runSteps(tf, inputs[i], [hidden, hidden], (x, [h, c]) => {
        const gates = tf.add(tf.add(tf.matMul(x, of.inputWeights), tf.matMul(h, of.stateWeights)), of.bias);
        const [input, forget, fresh, output] = tf.split(gates, 4, 1);
        const cell = tf.add(tf.mul(tf.sigmoid(forget), c), tf.mul(tf.sigmoid(input), tf.tanh(fresh)));
        return [tf.mul(tf.sigmoid(output), tf.tanh(cell)), cell];
      });
    }),
  transformer(tf, { shape: { branches }, layers = 1 }, weights, inputs) {
    if (branches.length === 0) return [];
    const embedded = branches.map(({ name }, i) => {
      const of = named(weights, name);
      return tf.add(dense(tf, inputs[i], of.project), of.place);
    });
    let x: Tensor = tf.concat(embedded, 1);
    for (let layer = 0; layer < layers; layer++) x = encode(tf, named(weights, `encoder${layer}`), x);
    const normed = normalise(tf, x, weights.stateGain, weights.stateShift);
    let end = 0;
    return branches.map(({ steps }) => {
      end += steps;
      const [rows, , width] = normed.shape;
      return tf.reshape(tf.slice(normed, [0, end - 1, 0], [rows, 1, width]), [rows, width]);
    });
  },
};

/** Returns the weights whose names begin with a prefix, without it. */
function named(weights: NamedTensors, prefix: string): NamedTensors {
  const found = Object.entries(weights).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(found.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}

/** Returns the first of the states after all steps, each of which began as zeros. */
function runSteps(
  tf: Tensorflow,
  x: Tensor,
  widths: readonly number[],
  step: (x: Tensor, states: readonly Tensor[]) => Tensor[],
): Tensor {
  const [rows, steps, factors] = x.shape;
  let states: Tensor[] = widths.map((width) => tf.zeros([rows, width]));
  for (let t = 0; t < steps; t++) {
    states = step(tf.reshape(tf.slice(x, [0, t, 0], [rows, 1, factors]), [rows, factors]), states);
  }
  return states[0];
}

/** Returns x · w for the last dimension of x. */
function dense(tf: Tensorflow, x: Tensor, w: Tensor): Tensor {
  const inputs = x.shape.at(-1) as number;
  const flat = tf.matMul(tf.reshape(x, [x.size / inputs, inputs]), w);
  return tf.reshape(flat, [...x.shape.slice(0, -1), w.shape[1] as number]);
}

function normalise(tf: Tensorflow, x: Tensor, gain: Tensor, shift: Tensor): Tensor {
  const share = 1 / (x.shape.at(-1) as number);
  const centred = tf.sub(x, tf.mul(tf.sum(x, -1, true), share));
  const variance = tf.mul(tf.sum(tf.mul(centred, centred), -1, true), share);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, LEAST_VARIANCE))), gain), shift);
}

/** One encoder layer over [rows][steps][width]. */
function encode(tf: Tensorflow, of: NamedTensors, x: Tensor): Tensor {
  const normed = normalise(tf, x, of.attentionGain, of.attentionShift);
  const queries = tf.split(tf.add(dense(tf, normed, of.query), of.queryBias), HEADS, 2);
  const both = tf.split(tf.add(dense(tf, normed, of.keyValue), of.keyValueBias), 2 * HEADS, 2);
  const scale = 1 / Math.sqrt(queries[0].shape[2] as number);
  const read = queries.map((query, head) => {
    const shares = tf.softmax(tf.mul(tf.matMul(query, both[head], false, true), scale));
    return tf.matMul(shares, both[HEADS + head]);
  });
  const mid = tf.add(x, tf.add(dense(tf, tf.concat(read, 2), of.output), of.outputBias));
  const inner = tf.relu(tf.add(dense(tf, normalise(tf, mid, of.denseGain, of.denseShift), of.inner), of.innerBias));
  return tf.add(mid, tf.add(dense(tf, inner, of.outer), of.outerBias));
}
