import { describe, expect, it } from 'vitest';
import { loadTensorflow, type Tensorflow } from '../../../../src/main/kernels/tensorflow-runtime.ts';
import { registerGradients } from '../../../../src/main/models/network/tensorflow-gradients.ts';
import { createRandom } from '../../../../src/main/numeric/random.ts';

type Tensor = ReturnType<Tensorflow['zeros']>;

const tf = await loadTensorflow();
registerGradients(tf);

const some = (shape: number[], seed: number): Tensor => {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  return tf.tensor(values, shape);
};

/** Each operation as a function of one tensor of 3 × 4 numbers. */
const row = some([1, 4], 1);
const square = some([4, 5], 2);
const wide = some([2, 3, 4], 3);
const OPERATIONS: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
  ['Add', (x) => tf.add(x, row)],
  ['Add, spread over more', (x) => tf.mul(tf.add(wide, x), wide)],
  ['Add of a row', (x) => tf.mul(tf.add(some([2, 3, 4], 4), tf.sum(x, 0, true)), wide)],
  ['Sub', (x) => tf.mul(tf.sub(row, x), x)],
  ['Multiply', (x) => tf.mul(tf.mul(x, x), row)],
  ['BatchMatMul', (x) => tf.matMul(x, square)],
  ['BatchMatMul, the right side', (x) => tf.matMul(some([2, 3], 5), x)],
  ['BatchMatMul, transposed', (x) => tf.matMul(x, x, false, true)],
  ['Sum', (x) => tf.mul(tf.sum(x, 1), tf.sum(x, 1))],
  ['Softmax', (x) => tf.mul(tf.softmax(x), row)],
  ['Sigmoid', (x) => tf.sigmoid(x)],
  ['Tanh', (x) => tf.tanh(x)],
  ['Relu', (x) => tf.mul(tf.relu(x), row)],
  ['Rsqrt', (x) => tf.rsqrt(tf.add(tf.mul(x, x), 0.5))],
  ['Reshape', (x) => tf.matMul(tf.reshape(x, [2, 6]), some([6, 2], 6))],
  ['Slice', (x) => tf.mul(tf.slice(x, [1, 1], [2, 2]), some([2, 2], 7))],
  ['SplitV', (x) => tf.mul(tf.split(x, 2, 1)[0], tf.split(x, 2, 1)[1])],
  ['Identity', (x) => tf.mul(tf.concat([x], 1), row)],
  ['Concat', (x) => tf.mul(tf.concat([x, tf.mul(x, x)], -1), some([3, 8], 8))],
];

describe('the derivatives handed to TensorFlow.js', () => {
  it.each(OPERATIONS)('%s has the slope that finite differences have', (_name, operation) => {
    const at = some([3, 4], 9);
    const worth = (x: Tensor): Tensor => tf.sum(tf.tanh(operation(x)));
    const slopes = tf.grad(worth)(at).dataSync();
    const values = at.dataSync();
    values.forEach((_, i) => {
      const moved = (by: number): number =>
        worth(
          tf.tensor(
            Float32Array.from(values, (value, j) => (i === j ? value + by : value)),
            [3, 4],
          ),
        ).dataSync()[0];
      expect(slopes[i]).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 2);
    });
  });
});
