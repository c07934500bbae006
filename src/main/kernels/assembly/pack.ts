// Quantises gradients and draws the rows that a tree learns from.

// Whether a row is drawn depends on its number and the key alone. The finaliser of MurmurHash3 (Appleby, 2011), which spreads
// every bit of its input over the whole word.
@inline function hash(row: u32, key: u32): u32 {
  let h = row * 0x9e3779b1 + key;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

// For rows from..until: writes the quantised gradient (high) and hessian (low, at least 1) of each to `packed`; lists the rows
// whose hash is <= bound and whose weight is above 0 in `chosen`, the others in `others`, both in order. With `even` every
// hessian is 1. Returns the number of chosen rows; their sums of quantised gradients and hessians go to sums[0], sums[1] (f64).
export function packRows(
  gradient: usize, hessian: usize, weights: usize, from: u32, until: u32,
  gradientScale: f64, hessianScale: f64, even: u32, key: u32, bound: u32,
  packed: usize, chosen: usize, others: usize, sums: usize,
): u32 {
  let to = chosen;
  let rest = others;
  let sumG: i64 = 0;
  let sumH: i64 = 0;
  for (let row = from; row < until; row++) {
    const at = (<usize>row) << 2;
    const g = <i64>floor<f64>(<f64>load<f32>(gradient + at) * gradientScale + 0.5);
    let h: i64 = 1;
    if (!even) {
      h = <i64>floor<f64>(<f64>load<f32>(hessian + at) * hessianScale + 0.5);
      h += i64(h < 1) * (1 - h);
    }
    store<i64>(packed + ((<usize>row) << 3), (g << 32) + h);
    const goes: u32 = <u32>(hash(row, key) <= bound) & <u32>(load<f32>(weights + at) > 0);
    store<u32>(to, row);
    store<u32>(rest, row);
    to += (<usize>goes) << 2;
    rest += (<usize>(1 - goes)) << 2;
    const mask: i64 = 0 - <i64>goes;
    sumG += g & mask;
    sumH += h & mask;
  }
  store<f64>(sums, <f64>sumG);
  store<f64>(sums, <f64>sumH, 8);
  return <u32>((to - chosen) >> 2);
}
