/**
 * The derivatives of those operations of TensorFlow.js that networks here are made of. Its core package carries the operations
 * and the tape, but the derivatives only in files that Node cannot load; its native build brings them along.
 */
import type { Tensorflow } from '../../kernels/tensorflow-runtime.ts';

type Tensor = ReturnType<Tensorflow['zeros']>;
type Gradient = Parameters<Tensorflow['registerGradient']>[0];
type Backward = (
  dy: Tensor,
  saved: Tensor[],
  attributes: Readonly<Record<string, unknown>>,
) => Record<string, () => Tensor>;

/** Gives TensorFlow.js the derivatives that it lacks. */
export function registerGradients(tf: Tensorflow): void {
  for (const [kernelName, gradient] of Object.entries(gradientsOf(tf))) {
    if (tf.getGradient(kernelName) === undefined) tf.registerGradient({ kernelName, ...gradient } as Gradient);
  }
}

function gradientsOf(
  tf: Tensorflow,
): Readonly<Record<string, Omit<Gradient, 'kernelName' | 'gradFunc'> & { gradFunc: Backward }>> {
  /** Sums up what was spread over a greater shape. */
  const shrink = (gradient: Tensor, to: readonly number[]): Tensor => {
    const lacking = gradient.shape.length - to.length;
    const axes = gradient.shape.flatMap((length, axis) =>
      axis < lacking || (to[axis - lacking] === 1 && length > 1) ? [axis] : [],
    );
    return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, [...to]);
  };
  const both = ['a', 'b'];
  return {
    Add: {
      inputsToSave: both,
      gradFunc: (dy, [a, b]) => ({ a: () => shrink(dy, a.shape), b: () => shrink(dy, b.shape) }),
    },
    Sub: {
      inputsToSave: both,
      gradFunc: (dy, [a, b]) => ({ a: () => shrink(dy, a.shape), b: () => tf.neg(shrink(dy, b.shape)) }),
    },
    Multiply: {
      inputsToSave: both,
      gradFunc: (dy, [a, b]) => ({
        a: () => shrink(tf.mul(dy, b), a.shape),
        b: () => shrink(tf.mul(dy, a), b.shape),
      }),
    },
    BatchMatMul: {
      inputsToSave: both,
      gradFunc: (dy, [a, b], { transposeA, transposeB }) => {
        if (transposeA === true) throw new Error('The derivative of a product with a transposed left side is not here');
        return transposeB === true
          ? { a: () => tf.matMul(dy, b), b: () => tf.matMul(dy, a, true, false) }
          : { a: () => tf.matMul(dy, b, false, true), b: () => tf.matMul(a, dy, true, false) };
      },
    },
    Sum: {
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => {
        const axes = axis === null ? null : tf.util.parseAxisParam(axis as number | number[], x.shape);
        const kept = x.shape.map((length, i) => (axes === null || axes.includes(i) ? 1 : length));
        return { x: () => tf.mul(tf.reshape(dy, kept), tf.onesLike(x)) };
      },
    },
    Softmax: {
      outputsToSave: [true],
      gradFunc: (dy, [y]) => {
        const weighted = tf.mul(dy, y);
        return { logits: () => tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y)) };
      },
    },
    Sigmoid: {
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy, tf.mul(y, tf.sub(1, y))) }),
    },
    Tanh: {
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy, tf.sub(1, tf.mul(y, y))) }),
    },
    Relu: {
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy, tf.cast(tf.greater(x, 0), 'float32')) }),
    },
    Rsqrt: {
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy, tf.mul(-0.5, tf.mul(y, tf.mul(y, y)))) }),
    },
    // what `concat` makes of a single tensor
    Identity: { gradFunc: (dy) => ({ x: () => dy }) },
    Reshape: { inputsToSave: ['x'], gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy, x.shape) }) },
    Slice: {
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { begin }) => {
        const from = begin as number[];
        const room = x.shape.map((length, i): [number, number] => [from[i], length - from[i] - dy.shape[i]]);
        return { x: () => tf.pad(dy, room) };
      },
    },
    SplitV: {
      gradFunc: (dy, _saved, { axis }) => ({ x: () => tf.concat(dy as unknown as Tensor[], axis as number) }),
    },
    Concat: {
      saveAllInputs: true,
      gradFunc: (dy, parts, { axis }) => {
        const along = (axis as number) < 0 ? (axis as number) + dy.shape.length : (axis as number);
        let from = 0;
        return Object.fromEntries(
          parts.map((part, i) => {
            const begin = dy.shape.map((_, own) => (own === along ? from : 0));
            from += part.shape[along];
            return [i, () => tf.slice(dy, begin, part.shape)];
          }),
        );
      },
    },
  };
}
