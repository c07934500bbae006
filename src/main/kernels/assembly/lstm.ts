// A long short-term memory layer (Hochreiter and Schmidhuber, 1997; forget gates: Gers, Schmidhuber and Cummins, 2000) in PyTorch's
// form: i, f, o = σ(x·W + h·U + b), g = tanh(x·W + h·U + b), c' = f c + i g, h' = o tanh(c'). Weights are [inputs][4 × hidden], gates
// in the order i, f, g, o. `hidden` is a multiple of 8.
//
// x[step][row][factor]; states and cells[step + 1][row][hidden], the first of which is 0; kept[step][row][5 × hidden] has i, f, g, o
// and tanh(c'); gates, [row][4 × hidden], is scratch.
import { addColumnSums, fillRows } from './dense';
import { gemm, gemmTransposed } from './gemm';
import { hyperbolicTangent, sigmoid } from './gates';

@inline function activate(
  rows: u32, hidden: u32, gates: usize, kept: usize, before: usize, cells: usize, states: usize,
): void {
  const bytes = (<usize>hidden) << 2;
  for (let row: u32 = 0; row < rows; row++) {
    for (let j: usize = 0; j < 2 * bytes; j += 16) v128.store(kept + j, sigmoid(v128.load(gates + j)));
    for (let j: usize = 0; j < bytes; j += 16) {
      const keep = kept + j;
      const g = hyperbolicTangent(v128.load(gates + 2 * bytes + j));
      const o = sigmoid(v128.load(gates + 3 * bytes + j));
      const past = f32x4.mul(v128.load(keep + bytes), v128.load(before + j));
      const c = f32x4.add(past, f32x4.mul(v128.load(keep), g));
      const t = hyperbolicTangent(c);
      v128.store(keep + 2 * bytes, g);
      v128.store(keep + 3 * bytes, o);
      v128.store(keep + 4 * bytes, t);
      v128.store(cells + j, c);
      v128.store(states + j, f32x4.mul(o, t));
    }
    gates += 4 * bytes;
    kept += 5 * bytes;
    before += bytes;
    cells += bytes;
    states += bytes;
  }
}

export function lstmForward(
  x: usize, steps: u32, rows: u32, factors: u32, hidden: u32,
  inputWeights: usize, stateWeights: usize, bias: usize, gates: usize, kept: usize, cells: usize, states: usize,
): void {
  const width = 4 * hidden;
  const stateBytes = (<usize>(rows * hidden)) << 2;
  memory.fill(states, 0, stateBytes);
  memory.fill(cells, 0, stateBytes);
  for (let step: u32 = 0; step < steps; step++) {
    fillRows(bias, gates, width, rows, width);
    gemm(x, inputWeights, gates, rows, width, factors);
    gemm(states, stateWeights, gates, rows, width, hidden);
    activate(rows, hidden, gates, kept, cells, cells + stateBytes, states + stateBytes);
    x += (<usize>(rows * factors)) << 2;
    kept += 5 * stateBytes;
    cells += stateBytes;
    states += stateBytes;
  }
}

// Writes the gradients of the gates before their curves, and turns the gradient of the cells into that of the cells before.
@inline function deactivate(
  rows: u32, hidden: u32, kept: usize, before: usize, gradient: usize, cellGradient: usize, gates: usize,
): void {
  const bytes = (<usize>hidden) << 2;
  const one = f32x4.splat(1);
  for (let row: u32 = 0; row < rows; row++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const keep = kept + j;
      const i = v128.load(keep);
      const f = v128.load(keep + bytes);
      const g = v128.load(keep + 2 * bytes);
      const o = v128.load(keep + 3 * bytes);
      const t = v128.load(keep + 4 * bytes);
      const dh = v128.load(gradient + j);
      const through = f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(t, t)));
      const dc = f32x4.add(v128.load(cellGradient + j), through);
      const gate = gates + j;
      v128.store(gate, f32x4.mul(f32x4.mul(dc, g), f32x4.mul(i, f32x4.sub(one, i))));
      v128.store(
        gate + bytes,
        f32x4.mul(f32x4.mul(dc, v128.load(before + j)), f32x4.mul(f, f32x4.sub(one, f))),
      );
      v128.store(gate + 2 * bytes, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))));
      v128.store(gate + 3 * bytes, f32x4.mul(f32x4.mul(dh, t), f32x4.mul(o, f32x4.sub(one, o))));
      v128.store(cellGradient + j, f32x4.mul(dc, f));
      v128.store(gradient + j, f32x4.splat(0));
    }
    gates += 4 * bytes;
    kept += 5 * bytes;
    before += bytes;
    gradient += bytes;
    cellGradient += bytes;
  }
}

// Carries `gradient`, [row][hidden], of the last state back through all steps and leaves that of the first state there. Adds to the
// gradients of the weights unless `inputWeightsGradient` is 0, and to `xGradient`, laid out as x, unless that is 0.
// `turnedStateWeights` and `turnedInputWeights` are the weights transposed; `cellGradient`, [row][hidden], is scratch.
export function lstmBackward(
  x: usize, steps: u32, rows: u32, factors: u32, hidden: u32,
  turnedInputWeights: usize, turnedStateWeights: usize, gates: usize, kept: usize, cells: usize, states: usize,
  gradient: usize, cellGradient: usize, inputWeightsGradient: usize, stateWeightsGradient: usize,
  biasGradient: usize, xGradient: usize,
): void {
  const width = 4 * hidden;
  const stateBytes = (<usize>(rows * hidden)) << 2;
  const inputBytes = (<usize>(rows * factors)) << 2;
  memory.fill(cellGradient, 0, stateBytes);
  for (let step = steps; step-- > 0; ) {
    const before = <usize>step * stateBytes;
    deactivate(rows, hidden, kept + 5 * before, cells + before, gradient, cellGradient, gates);
    gemm(gates, turnedStateWeights, gradient, rows, hidden, width);
    if (inputWeightsGradient != 0) {
      gemmTransposed(x + <usize>step * inputBytes, factors, gates, width, inputWeightsGradient, factors, width, rows);
      gemmTransposed(states + before, hidden, gates, width, stateWeightsGradient, hidden, width, rows);
      addColumnSums(gates, width, rows, width, biasGradient);
    }
    if (xGradient != 0) {
      gemm(gates, turnedInputWeights, xGradient + <usize>step * inputBytes, rows, factors, width);
    }
  }
}
