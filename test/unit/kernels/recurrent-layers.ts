/** The recurrent layers and their ways back in plain double precision, after the same equations: the oracle of the kernels. */

export type Layer = {
  readonly steps: number;
  readonly rows: number;
  readonly factors: number;
  readonly hidden: number;
};
type Numbers = ArrayLike<number>;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Returns out[row][column] = bias[column] + a[row] · weights, a row-major. */
function dense(a: Numbers, weights: Numbers, bias: Numbers, rows: number, inputs: number, width: number): number[] {
  return Array.from({ length: rows * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    let sum = bias[column];
    for (let i = 0; i < inputs; i++) sum += a[row * inputs + i] * weights[i * width + column];
    return sum;
  });
}

const stepOf = (x: Numbers, size: number, step: number): number[] =>
  Array.from({ length: size }, (_, i) => x[step * size + i]);

/** Returns the last state of a gated recurrent layer, [row][hidden], from x[step][row][factor]. */
export function gruTwin(
  { steps, rows, factors, hidden }: Layer,
  x: Numbers,
  [inputWeights, stateWeights, inputBias, stateBias]: readonly Numbers[],
): number[] {
  let h = new Array<number>(rows * hidden).fill(0);
  for (let step = 0; step < steps; step++) {
    const own = stepOf(x, rows * factors, step);
    const gi = dense(own, inputWeights, inputBias, rows, factors, 3 * hidden);
    const gs = dense(h, stateWeights, stateBias, rows, hidden, 3 * hidden);
    h = h.map((before, at) => {
      const [row, j] = [Math.floor(at / hidden), at % hidden];
      const [r, z, n] = [0, 1, 2].map((gate) => row * 3 * hidden + gate * hidden + j);
      const reset = sigmoid(gi[r] + gs[r]);
      const update = sigmoid(gi[z] + gs[z]);
      return (1 - update) * Math.tanh(gi[n] + reset * gs[n]) + update * before;
    });
  }
  return h;
}

/** Returns the last state of a long short-term memory layer, [row][hidden], from x[step][row][factor]. */
export function lstmTwin(
  { steps, rows, factors, hidden }: Layer,
  x: Numbers,
  [inputWeights, stateWeights, bias]: readonly Numbers[],
): number[] {
  let h = new Array<number>(rows * hidden).fill(0);
  let c = h;
  const none = new Array<number>(4 * hidden).fill(0);
  for (let step = 0; step < steps; step++) {
    const gi = dense(stepOf(x, rows * factors, step), inputWeights, bias, rows, factors, 4 * hidden);
    const gs = dense(h, stateWeights, none, rows, hidden, 4 * hidden);
    const gate = (at: number, which: number): number => {
      const place = Math.floor(at / hidden) * 4 * hidden + which * hidden + (at % hidden);
      return gi[place] + gs[place];
    };
    c = c.map((before, at) => sigmoid(gate(at, 1)) * before + sigmoid(gate(at, 0)) * Math.tanh(gate(at, 2)));
    h = c.map((cell, at) => sigmoid(gate(at, 3)) * Math.tanh(cell));
  }
  return h;
}

/** Returns the slopes of `score` by each number of `values`, from differences to both sides. */
export function slopesOf(values: Float64Array, score: (values: Float64Array) => number, step = 1e-5): number[] {
  return Array.from(values, (value, i) => {
    const moved = values.slice();
    moved[i] = value + step;
    const above = score(moved);
    moved[i] = value - step;
    return (above - score(moved)) / (2 * step);
  });
}
