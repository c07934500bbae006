// One step of Adam (Kingma and Ba, 2015) with bias correction, and the norm by which a gradient is clipped. Blocks of weights are
// f32, their length a multiple of four.

// Writes the sum of `shards` blocks of `count` numbers that follow each other, in their order.
export function sumBlocks(from: usize, shards: u32, count: u32, out: usize): void {
  const bytes = (<usize>count) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = v128.load(from + at);
    for (let shard: u32 = 1; shard < shards; shard++) {
      sum = f32x4.add(sum, v128.load(from + <usize>shard * bytes + at));
    }
    v128.store(out + at, sum);
  }
}

// Returns the sum of squares, in double precision.
export function sumSquares(from: usize, count: u32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = from + ((<usize>count) << 2);
  for (let at = from; at < end; at += 16) {
    const v = v128.load(at);
    const first = f64x2.promote_low_f32x4(v);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 0));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// Moves weights against the gradient times `scale`: by `rate` × first moment / (√second moment × `rootCorrection` + `tiny`), where
// `rate` carries the bias correction of the first moment and `rootCorrection` the root of the second's.
export function adam(
  weights: usize, gradient: usize, first: usize, second: usize, count: u32,
  scale: f32, keepFirst: f32, keepSecond: f32, rate: f32, rootCorrection: f32, tiny: f32,
): void {
  const bytes = (<usize>count) << 2;
  const scales = f32x4.splat(scale);
  const kept1 = f32x4.splat(keepFirst);
  const new1 = f32x4.splat(1 - keepFirst);
  const kept2 = f32x4.splat(keepSecond);
  const new2 = f32x4.splat(1 - keepSecond);
  const rates = f32x4.splat(rate);
  const corrections = f32x4.splat(rootCorrection);
  const tinies = f32x4.splat(tiny);
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), scales);
    const m = f32x4.add(f32x4.mul(v128.load(first + at), kept1), f32x4.mul(g, new1));
    const v = f32x4.add(f32x4.mul(v128.load(second + at), kept2), f32x4.mul(f32x4.mul(g, g), new2));
    v128.store(first + at, m);
    v128.store(second + at, v);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), corrections), tinies);
    v128.store(weights + at, f32x4.sub(v128.load(weights + at), f32x4.div(f32x4.mul(rates, m), root)));
  }
}
