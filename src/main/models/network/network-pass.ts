/** One thread's way through a whole network and back, over a few rows at a time. */
import type { Kernels, Planner } from '../../kernels/kernels.ts';
import type { Pass } from './core.ts';
import type { NetworkLayout } from './weights.ts';

/** A network over places of its own. */
export type NetworkPass = {
  /** Inputs of the rows, [rows][columns], to be filled before `forward`; byte offset. */
  readonly inputs: number;
  /** Gradient of the inputs after `backward`, laid out alike. */
  readonly inputGradients: number;
  /** What the head gave, [rows][outputs], and its gradient, to be filled before `backward`. */
  readonly outputs: number;
  readonly outputGradients: number;
  /** @param weights - byte offset of the block. */
  forward(kernels: Kernels, weights: number, rows: number): void;
  /**
   * After `forward` of the same rows.
   *
   * @param gradients - byte offset of a block that the gradients of the weights are added to; 0: not wanted.
   * @param areInputsWanted - whether `inputGradients` is written.
   */
  backward(kernels: Kernels, weights: number, gradients: number, rows: number, areInputsWanted: boolean): void;
};

const F32 = 4;

/** Returns the pass of a network over up to `most` rows; the same offsets on every thread that plans alike. */
export function planNetwork(planner: Planner, layout: NetworkLayout, most: number): NetworkPass {
  const { core, parameters, stateWidth, staticWidth, columns, firstStatic } = layout;
  const place = (count: number): number => planner.place(count * F32);
  const outputCount = parameters[parameters.length - 1].shape[0];
  const statics = columns - firstStatic;
  const [inputs, inputGradients] = [place(most * columns), place(most * columns)];
  const [state, stateGradient] = [place(most * stateWidth), place(most * stateWidth)];
  const [outputs, outputGradients] = [place(most * outputCount), place(most * outputCount)];
  const turnedHead = place(stateWidth * outputCount);
  const turnedStatics = place(staticWidth * statics);
  const corePass = core.plan(planner, most);

  const ofCore = parameters.slice(0, core.parameters.length);
  const [head, headBias] = parameters.slice(-2);
  const [staticWeights, staticBias] = staticWidth > 0 ? parameters.slice(-4, -2) : [];
  const staticState = state + core.width * F32;
  const staticGradient = stateGradient + core.width * F32;
  const staticInputs = inputs + firstStatic * F32;

  const passOf = (weights: number, gradients: number, rows: number, areInputsWanted: boolean): Pass => ({
    rows,
    weights: ofCore.map(({ offset }) => weights + offset * F32),
    gradients: gradients === 0 ? null : ofCore.map(({ offset }) => gradients + offset * F32),
    inputs,
    inputGradients: areInputsWanted ? inputGradients : 0,
    columns,
    state,
    stateGradient,
    stride: stateWidth,
  });

  return {
    inputs,
    inputGradients,
    outputs,
    outputGradients,
    forward(kernels, weights, rows) {
      corePass.forward(kernels, passOf(weights, 0, rows, false));
      if (staticWeights !== undefined) {
        const [weightsAt, biasAt] = [weights + staticWeights.offset * F32, weights + staticBias.offset * F32];
        kernels.fillRows(biasAt, staticState, stateWidth, rows, staticWidth);
        kernels.gemmStrided(staticInputs, columns, weightsAt, staticState, stateWidth, rows, staticWidth, statics);
        kernels.rectify(staticState, stateWidth, rows, staticWidth);
      }
      kernels.fillRows(weights + headBias.offset * F32, outputs, outputCount, rows, outputCount);
      kernels.gemm(state, weights + head.offset * F32, outputs, rows, outputCount, stateWidth);
    },
    backward(kernels, weights, gradients, rows, areInputsWanted) {
      kernels.transpose(weights + head.offset * F32, stateWidth, outputCount, turnedHead);
      kernels.clear(stateGradient, rows * stateWidth * F32);
      kernels.gemm(outputGradients, turnedHead, stateGradient, rows, stateWidth, outputCount);
      if (areInputsWanted) kernels.clear(inputGradients, rows * columns * F32);
      if (gradients !== 0) {
        const headAt = gradients + head.offset * F32;
        const headBiasAt = gradients + headBias.offset * F32;
        kernels.gemmTransposed(state, stateWidth, outputGradients, outputCount, headAt, stateWidth, outputCount, rows);
        kernels.addColumnSums(outputGradients, outputCount, rows, outputCount, headBiasAt);
      }
      if (staticWeights !== undefined) {
        kernels.rectifyGradient(staticState, staticGradient, stateWidth, rows, staticWidth);
        if (gradients !== 0) {
          const at = gradients + staticWeights.offset * F32;
          kernels.gemmTransposed(staticInputs, columns, staticGradient, stateWidth, at, statics, staticWidth, rows);
          kernels.addColumnSums(staticGradient, stateWidth, rows, staticWidth, gradients + staticBias.offset * F32);
        }
        if (areInputsWanted) {
          kernels.transpose(weights + staticWeights.offset * F32, statics, staticWidth, turnedStatics);
          const to = inputGradients + firstStatic * F32;
          kernels.gemmStrided(staticGradient, stateWidth, turnedStatics, to, columns, rows, statics, staticWidth);
        }
      }
      corePass.backward(kernels, passOf(weights, gradients, rows, areInputsWanted));
    },
  };
}
