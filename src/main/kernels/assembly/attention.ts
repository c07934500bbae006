// Softmax attention (Vaswani and others, 2017, "Attention is all you need") of each row of a batch alone, forward and backward.
// A row has `queries` vectors that ask and `steps` pairs of key and value, which lie side by side: `width` numbers of a key,
// then `width` of a value. A head takes width / heads of them, which has to be a multiple of four; so has `stride`, the room of
// a query's shares, of which those at the end that stand for no step stay 0.
import { exponential, sumOf } from './vector';

/** Returns the products of a vector with those of four steps. */
@inline function dot4(a: usize, b: usize, pair: usize, size: usize): v128 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  for (let i: usize = 0; i < size; i += 16) {
    const v = v128.load(a + i);
    s0 = f32x4.add(s0, f32x4.mul(v, v128.load(b + i)));
    s1 = f32x4.add(s1, f32x4.mul(v, v128.load(b + pair + i)));
    s2 = f32x4.add(s2, f32x4.mul(v, v128.load(b + 2 * pair + i)));
    s3 = f32x4.add(s3, f32x4.mul(v, v128.load(b + 3 * pair + i)));
  }
  const t0 = v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(s0, s1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(s2, s3, 2, 6, 3, 7);
  const u0 = f32x4.add(t0, t1), u1 = f32x4.add(t2, t3);
  return f32x4.add(v128.shuffle<f32>(u0, u1, 0, 1, 4, 5), v128.shuffle<f32>(u0, u1, 2, 3, 6, 7));
}

@inline function dot(a: usize, b: usize, size: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < size; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  return sumOf(sum);
}

/** Writes the products of a vector with those of all steps. */
@inline function dots(a: usize, b: usize, pair: usize, size: usize, steps: u32, out: usize): void {
  const whole: u32 = steps & ~3;
  for (let t: u32 = 0; t < whole; t += 4) v128.store(out + ((<usize>t) << 2), dot4(a, b + <usize>t * pair, pair, size));
  for (let t: u32 = whole; t < steps; t++) store<f32>(out + ((<usize>t) << 2), dot(a, b + <usize>t * pair, size));
}

/** Replaces the scores of a query by its shares: they add up to 1. */
@inline function softmax(at: usize, steps: u32, stride: u32, scale: f32): void {
  const end = at + ((<usize>stride) << 2);
  for (let p = at + ((<usize>steps) << 2); p < end; p += 4) store<f32>(p, -1e30);
  let top = f32x4.splat(-1e30);
  for (let p = at; p < end; p += 16) top = f32x4.max(top, v128.load(p));
  const most = f32x4.splat(
    max(
      max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
      max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
    ),
  );
  const factor = f32x4.splat(scale);
  let sum = f32x4.splat(0);
  for (let p = at; p < end; p += 16) {
    const value = exponential(f32x4.mul(f32x4.sub(v128.load(p), most), factor));
    sum = f32x4.add(sum, value);
    v128.store(p, value);
  }
  const share = f32x4.splat(1 / sumOf(sum));
  for (let p = at; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), share));
  for (let p = at + ((<usize>steps) << 2); p < end; p += 4) store<f32>(p, 0);
}

/** Writes `out` (rows × queries × width) and the shares of all queries (rows × heads × queries × stride). */
export function attend(
  query: usize, keyValue: usize, out: usize, shares: usize,
  rows: u32, queries: u32, steps: u32, stride: u32, width: u32, heads: u32,
): void {
  const size = (<usize>(width / heads)) << 2;
  const line = (<usize>width) << 2;
  const pair = 2 * line;
  const scale: f32 = <f32>(1 / Math.sqrt(<f64>(width / heads)));
  for (let row: u32 = 0; row < rows; row++) {
    for (let head: usize = 0; head < heads; head++) {
      const key = keyValue + <usize>row * steps * pair + head * size;
      const value = key + line;
      for (let q: u32 = 0; q < queries; q++) {
        const place = (<usize>row * queries + q) * line + head * size;
        dots(query + place, key, pair, size, steps, shares);
        softmax(shares, steps, stride, scale);
        for (let i: usize = 0; i < size; i += 16) {
          let sum = f32x4.splat(0);
          let from = value + i;
          for (let t: usize = 0; t < steps; t++) {
            sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(shares + (t << 2)), v128.load(from)));
            from += pair;
          }
          v128.store(out + place + i, sum);
        }
        shares += (<usize>stride) << 2;
      }
    }
  }
}

/** Writes the gradients of queries, keys and values from that of `out`; `scratch` takes `stride` numbers. */
export function attendBack(
  query: usize, keyValue: usize, shares: usize, outGradient: usize, queryGradient: usize, keyValueGradient: usize,
  scratch: usize, rows: u32, queries: u32, steps: u32, stride: u32, width: u32, heads: u32,
): void {
  const size = (<usize>(width / heads)) << 2;
  const line = (<usize>width) << 2;
  const pair = 2 * line;
  const scale: f32 = <f32>(1 / Math.sqrt(<f64>(width / heads)));
  memory.fill(keyValueGradient, 0, <usize>rows * steps * pair);
  memory.fill(scratch, 0, (<usize>stride) << 2);
  for (let row: u32 = 0; row < rows; row++) {
    for (let head: usize = 0; head < heads; head++) {
      const first = <usize>row * steps * pair + head * size;
      for (let q: u32 = 0; q < queries; q++) {
        const place = (<usize>row * queries + q) * line + head * size;
        const given = outGradient + place;
        dots(given, keyValue + first + line, pair, size, steps, scratch);
        let weighted = f32x4.splat(0);
        const end = (<usize>stride) << 2;
        for (let i: usize = 0; i < end; i += 16) {
          weighted = f32x4.add(weighted, f32x4.mul(v128.load(shares + i), v128.load(scratch + i)));
        }
        const mean = f32x4.splat(sumOf(weighted));
        const factor = f32x4.splat(scale);
        for (let i: usize = 0; i < end; i += 16) {
          const change = f32x4.mul(v128.load(shares + i), f32x4.sub(v128.load(scratch + i), mean));
          v128.store(scratch + i, f32x4.mul(change, factor));
        }
        for (let i: usize = 0; i < size; i += 16) {
          const asked = v128.load(query + place + i);
          const told = v128.load(given + i);
          let sum = f32x4.splat(0);
          let key = keyValue + first + i;
          let keyGradient = keyValueGradient + first + i;
          for (let t: usize = 0; t < steps; t++) {
            const change = v128.load32_splat(scratch + (t << 2));
            sum = f32x4.add(sum, f32x4.mul(change, v128.load(key)));
            v128.store(keyGradient, f32x4.add(v128.load(keyGradient), f32x4.mul(change, asked)));
            const own = keyGradient + line;
            v128.store(own, f32x4.add(v128.load(own), f32x4.mul(v128.load32_splat(shares + (t << 2)), told)));
            key += pair;
            keyGradient += pair;
          }
          v128.store(queryGradient + place + i, sum);
        }
        shares += end;
      }
    }
  }
}
