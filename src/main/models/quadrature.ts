/** Nodes in (0, 1), rising, and weights that add up to 1. */
export type Quadrature = { readonly nodes: Float64Array; readonly weights: Float64Array };

/**
 * Returns the Gauss–Legendre rule with `count` nodes over [0, 1]: Σ weight f(node) is the exact integral of any polynomial f
 * of degree up to 2 count - 1. Roots of the Legendre polynomial by Newton's method, to the last bit or two.
 *
 * @see Abramowitz & Stegun (1964), 25.4.30.
 */
export function quadratureOf(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    // Roots lie near these cosines, the largest first; on [-1, 1] they are symmetric.
    let root = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let value = root;
      let before = 1;
      for (let n = 2; n <= count; n++) [before, value] = [value, ((2 * n - 1) * root * value - (n - 1) * before) / n];
      slope = (count * (root * value - before)) / (root * root - 1);
      const move = value / slope;
      root -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    nodes[count - 1 - i] = (1 + root) / 2;
    weights[count - 1 - i] = 1 / ((1 - root * root) * slope * slope);
  }
  return { nodes, weights };
}
