// The two curves of gated layers, by one exponential. Absolute errors are below 2e-7.
import { exponential } from './vector';

/** Returns 1 / (1 + e^-x). */
@inline export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}

/** Returns the hyperbolic tangent: 2 / (1 + e^-2x) - 1. */
@inline export function hyperbolicTangent(x: v128): v128 {
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  return f32x4.sub(f32x4.div(two, f32x4.add(one, exponential(f32x4.mul(x, f32x4.splat(-2))))), one);
}
