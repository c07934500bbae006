/** The kernels that networks are trained with; matrices are row-major f32, `…Stride` counts numbers from one row to the next. */
export type NetworkKernels = {
  /** c += a · b, where rows of a and c lie apart. */
  gemmStrided(
    aAt: number,
    aStride: number,
    bAt: number,
    cAt: number,
    cStride: number,
    m: number,
    n: number,
    k: number,
  ): void;
  /** c += aᵀ · b: a is k × m, b is k × n. */
  gemmTransposed(
    aAt: number,
    aStride: number,
    bAt: number,
    bStride: number,
    cAt: number,
    m: number,
    n: number,
    k: number,
  ): void;
  /** Writes the columns of a matrix as rows. */
  transpose(aAt: number, rows: number, columns: number, outAt: number): void;
  /** Writes one row into each of several. */
  fillRows(rowAt: number, outAt: number, stride: number, rows: number, width: number): void;
  /** Copies listed rows side by side. */
  gatherRows(fromAt: number, width: number, indexAt: number, count: number, outAt: number): void;
  /** Copies steps of rows into [step][row][factor]. */
  splitSteps(fromAt: number, stride: number, rows: number, steps: number, factors: number, outAt: number): void;
  /** Adds [step][row][factor] to steps of rows. */
  joinSteps(fromAt: number, stride: number, rows: number, steps: number, factors: number, outAt: number): void;
  /** Adds the sum of each column to a row. */
  addColumnSums(fromAt: number, stride: number, rows: number, width: number, outAt: number): void;
  /** Puts 0 in the place of what is negative; `width` a multiple of 4. */
  rectify(valuesAt: number, stride: number, rows: number, width: number): void;
  /** Puts 0 in the place of a gradient where the rectified value is 0. */
  rectifyGradient(valuesAt: number, gradientAt: number, stride: number, rows: number, width: number): void;
  /** All steps of a gated recurrent layer; see assembly/gru.ts. */
  gruForward(
    xAt: number,
    steps: number,
    rows: number,
    factors: number,
    hidden: number,
    inputWeightsAt: number,
    stateWeightsAt: number,
    inputBiasAt: number,
    stateBiasAt: number,
    fromInputsAt: number,
    fromStateAt: number,
    keptAt: number,
    statesAt: number,
  ): void;
  /** Carries the gradient of the last state back through all steps. */
  gruBackward(
    xAt: number,
    steps: number,
    rows: number,
    factors: number,
    hidden: number,
    turnedInputWeightsAt: number,
    turnedStateWeightsAt: number,
    fromInputsAt: number,
    fromStateAt: number,
    keptAt: number,
    statesAt: number,
    gradientAt: number,
    inputWeightsGradientAt: number,
    stateWeightsGradientAt: number,
    inputBiasGradientAt: number,
    stateBiasGradientAt: number,
    xGradientAt: number,
  ): void;
  /** All steps of a long short-term memory layer; see assembly/lstm.ts. */
  lstmForward(
    xAt: number,
    steps: number,
    rows: number,
    factors: number,
    hidden: number,
    inputWeightsAt: number,
    stateWeightsAt: number,
    biasAt: number,
    gatesAt: number,
    keptAt: number,
    cellsAt: number,
    statesAt: number,
  ): void;
  /** Carries the gradient of the last state back through all steps. */
  lstmBackward(
    xAt: number,
    steps: number,
    rows: number,
    factors: number,
    hidden: number,
    turnedInputWeightsAt: number,
    turnedStateWeightsAt: number,
    gatesAt: number,
    keptAt: number,
    cellsAt: number,
    statesAt: number,
    gradientAt: number,
    cellGradientAt: number,
    inputWeightsGradientAt: number,
    stateWeightsGradientAt: number,
    biasGradientAt: number,
    xGradientAt: number,
  ): void;
  /** Sums blocks of weights that follow each other. */
  sumBlocks(fromAt: number, shards: number, count: number, outAt: number): void;
  /** Returns the sum of squares. */
  sumSquares(fromAt: number, count: number): number;
  /** One step of Adam; see assembly/adam.ts. */
  adam(
    weightsAt: number,
    gradientAt: number,
    firstAt: number,
    secondAt: number,
    count: number,
    scale: number,
    keepFirst: number,
    keepSecond: number,
    rate: number,
    rootCorrection: number,
    tiny: number,
  ): void;
};
