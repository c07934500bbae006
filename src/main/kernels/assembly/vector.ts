// What several kernels do with four numbers at once. Plain f32 without fused or relaxed operations, so that the bytes are the
// same on every machine.

/** Returns the sum of the four numbers of a vector. */
@inline export function sumOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Added to a number below 2^22, it leaves the nearest whole number in the lowest bits. */
const TO_WHOLE: f32 = 12582912;

/** Returns e^x within 3 units in the last place, for x in -87..88; beyond, the value at the nearer end. */
@inline export function exponential(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504)), f32x4.splat(TO_WHOLE));
  const whole = f32x4.sub(shifted, f32x4.splat(TO_WHOLE));
  // ln 2 in two parts, so that what is left keeps its last bits (Cody and Waite, 1980)
  let rest = f32x4.sub(bounded, f32x4.mul(whole, f32x4.splat(0.693359375)));
  rest = f32x4.add(rest, f32x4.mul(whole, f32x4.splat(2.12194440e-4)));
  // powers side by side rather than one after another: a third less waiting
  const square = f32x4.mul(rest, rest);
  const low = f32x4.add(rest, f32x4.splat(1));
  const middle = f32x4.add(f32x4.mul(rest, f32x4.splat(1 / 6.0)), f32x4.splat(0.5));
  let high = f32x4.add(f32x4.mul(rest, f32x4.splat(1 / 120.0)), f32x4.splat(1 / 24.0));
  high = f32x4.add(high, f32x4.mul(square, f32x4.splat(1 / 720.0)));
  const sum = f32x4.add(low, f32x4.mul(square, f32x4.add(middle, f32x4.mul(square, high))));
  // times 2^whole: added to the exponent
  return i32x4.add(sum, i32x4.shl(shifted, 23));
}
