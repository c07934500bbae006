/** What a network is trained to make small. */

/**
 * Writes the gradient of the loss of some rows by the outputs, [rows][outputs], and returns its sum: each row's loss times its
 * weight and `scale`. With quantiles (one an output) the pinball loss, which is least at that quantile of the label; without, half the square of
 * the difference from the one output.
 *
 * @see Koenker & Bassett (1978), "Regression quantiles", Econometrica 46.
 */
export function lossOf(
  outputs: Float32Array,
  labels: ArrayLike<number>,
  weights: ArrayLike<number>,
  quantiles: readonly number[],
  scale: number,
  gradients: Float32Array,
): number {
  let sum = 0;
  if (quantiles.length === 0) {
    for (let row = 0; row < labels.length; row++) {
      const difference = outputs[row] - labels[row];
      const factor = weights[row] * scale;
      sum += 0.5 * difference * difference * factor;
      gradients[row] = difference * factor;
    }
    return sum;
  }
  const count = quantiles.length;
  for (let row = 0; row < labels.length; row++) {
    const factor = (weights[row] * scale) / count;
    for (let q = 0; q < count; q++) {
      const at = row * count + q;
      const under = labels[row] - outputs[at];
      const slope = under > 0 ? quantiles[q] : quantiles[q] - 1;
      sum += under * slope * factor;
      gradients[at] = under === 0 ? 0 : -slope * factor;
    }
  }
  return sum;
}
