// A gated recurrent layer (Cho et al., 2014) in PyTorch's form: r = σ(x·Wr + h·Ur), z = σ(x·Wz + h·Uz), n = tanh(x·Wn + r (h·Un)),
// each with its biases, h' = (1 - z) n + z h. Weights are [inputs][3 × hidden], gates in the order r, z, n. `hidden` is a multiple
// of 8. A step at a time, all gates of the rows stay in the first-level cache: with rows × hidden of 32 × 32 that is 40 kB.
//
// x[step][row][factor]; states[step + 1][row][hidden], the first of which is 0; kept[step][row][4 × hidden] has r, z, n and h·Un + b
// for the way back; fromInputs and fromState, [row][3 × hidden] each, are scratch.
import { addColumnSums, fillRows } from './dense';
import { gemm, gemmTransposed } from './gemm';
import { hyperbolicTangent, sigmoid } from './gates';

// Two short loops: one over all gates of a row had each wait for the one before it and took half as long again.
@inline function activate(
  rows: u32, hidden: u32, fromInputs: usize, fromState: usize, kept: usize, before: usize, after: usize,
): void {
  const bytes = (<usize>hidden) << 2;
  const one = f32x4.splat(1);
  for (let row: u32 = 0; row < rows; row++) {
    for (let j: usize = 0; j < 2 * bytes; j += 16) {
      v128.store(kept + j, sigmoid(f32x4.add(v128.load(fromInputs + j), v128.load(fromState + j))));
    }
    for (let j: usize = 0; j < bytes; j += 16) {
      const s = v128.load(fromState + 2 * bytes + j);
      const z = v128.load(kept + bytes + j);
      const inner = f32x4.add(v128.load(fromInputs + 2 * bytes + j), f32x4.mul(v128.load(kept + j), s));
      const n = hyperbolicTangent(inner);
      v128.store(kept + 2 * bytes + j, n);
      v128.store(kept + 3 * bytes + j, s);
      v128.store(after + j, f32x4.add(f32x4.mul(f32x4.sub(one, z), n), f32x4.mul(z, v128.load(before + j))));
    }
    fromInputs += 3 * bytes;
    fromState += 3 * bytes;
    kept += 4 * bytes;
    before += bytes;
    after += bytes;
  }
}

export function gruForward(
  x: usize, steps: u32, rows: u32, factors: u32, hidden: u32,
  inputWeights: usize, stateWeights: usize, inputBias: usize, stateBias: usize,
  fromInputs: usize, fromState: usize, kept: usize, states: usize,
): void {
  const width = 3 * hidden;
  const stateBytes = (<usize>(rows * hidden)) << 2;
  memory.fill(states, 0, stateBytes);
  for (let step: u32 = 0; step < steps; step++) {
    fillRows(inputBias, fromInputs, width, rows, width);
    gemm(x, inputWeights, fromInputs, rows, width, factors);
    fillRows(stateBias, fromState, width, rows, width);
    gemm(states, stateWeights, fromState, rows, width, hidden);
    activate(rows, hidden, fromInputs, fromState, kept, states, states + stateBytes);
    x += (<usize>(rows * factors)) << 2;
    kept += 4 * stateBytes;
    states += stateBytes;
  }
}

// Writes the gradients of the gates before their curves, those from the inputs and those from the state, and the gradient that goes
// past them straight to the state before.
@inline function deactivate(
  rows: u32, hidden: u32, kept: usize, before: usize, gradient: usize, fromInputs: usize, fromState: usize,
): void {
  const bytes = (<usize>hidden) << 2;
  const one = f32x4.splat(1);
  for (let row: u32 = 0; row < rows; row++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const keep = kept + j;
      const r = v128.load(keep);
      const z = v128.load(keep + bytes);
      const n = v128.load(keep + 2 * bytes);
      const s = v128.load(keep + 3 * bytes);
      const dh = v128.load(gradient + j);
      const rest = f32x4.sub(one, z);
      const dn = f32x4.mul(f32x4.mul(dh, rest), f32x4.sub(one, f32x4.mul(n, n)));
      const dz = f32x4.mul(f32x4.mul(dh, f32x4.sub(v128.load(before + j), n)), f32x4.mul(z, rest));
      const dr = f32x4.mul(f32x4.mul(dn, s), f32x4.mul(r, f32x4.sub(one, r)));
      const gi = fromInputs + j;
      const gs = fromState + j;
      v128.store(gi, dr);
      v128.store(gi + bytes, dz);
      v128.store(gi + 2 * bytes, dn);
      v128.store(gs, dr);
      v128.store(gs + bytes, dz);
      v128.store(gs + 2 * bytes, f32x4.mul(dn, r));
      v128.store(gradient + j, f32x4.mul(dh, z));
    }
    fromInputs += 3 * bytes;
    fromState += 3 * bytes;
    kept += 4 * bytes;
    before += bytes;
    gradient += bytes;
  }
}

// Carries `gradient`, [row][hidden], of the last state back through all steps and leaves that of the first state there. Adds to the
// gradients of the weights unless `inputWeightsGradient` is 0, and to `xGradient`, laid out as x, unless that is 0.
// `turnedStateWeights` and `turnedInputWeights` are the weights transposed.
export function gruBackward(
  x: usize, steps: u32, rows: u32, factors: u32, hidden: u32,
  turnedInputWeights: usize, turnedStateWeights: usize, fromInputs: usize, fromState: usize, kept: usize, states: usize,
  gradient: usize, inputWeightsGradient: usize, stateWeightsGradient: usize, inputBiasGradient: usize,
  stateBiasGradient: usize, xGradient: usize,
): void {
  const width = 3 * hidden;
  const stateBytes = (<usize>(rows * hidden)) << 2;
  const inputBytes = (<usize>(rows * factors)) << 2;
  for (let step = steps; step-- > 0; ) {
    const before = states + <usize>step * stateBytes;
    deactivate(rows, hidden, kept + 4 * <usize>step * stateBytes, before, gradient, fromInputs, fromState);
    gemm(fromState, turnedStateWeights, gradient, rows, hidden, width);
    if (inputWeightsGradient != 0) {
      const input = x + <usize>step * inputBytes;
      gemmTransposed(input, factors, fromInputs, width, inputWeightsGradient, factors, width, rows);
      gemmTransposed(before, hidden, fromState, width, stateWeightsGradient, hidden, width, rows);
      addColumnSums(fromInputs, width, rows, width, inputBiasGradient);
      addColumnSums(fromState, width, rows, width, stateBiasGradient);
    }
    if (xGradient != 0) {
      gemm(fromInputs, turnedInputWeights, xGradient + <usize>step * inputBytes, rows, factors, width);
    }
  }
}
