// How many of the cuts are below a value: a binary search of log2(padded) steps. Arithmetic, because V8 makes a branch of
// `select` on x64, and it would be guessed wrong every other time.
@inline function advance(below: u32, step: u32, cuts: usize, value: f32): u32 {
  return below + (step & (0 - <u32>(load<f32>(cuts + ((<usize>(below + step - 1)) << 2)) < value)));
}

@inline function binOf(below: u32, value: f32, missing: u32): u8 {
  const none: u32 = 0 - <u32>(value != value);
  return <u8>((below & ~none) | (missing & none));
}

// Bin of each value of a column: how many cuts are below it; `missing` for NaN. `cuts` holds `padded` ascending f32, a power
// of two, of which those beyond the true number are +infinity. Eight searches run side by side: a single one waits for each of
// its reads.
export function binColumn(values: usize, count: u32, cuts: usize, padded: u32, missing: u32, out: usize): void {
  let i: u32 = 0;
  for (; i + 8 <= count; i += 8) {
    const p = values + ((<usize>i) << 2);
    const a = load<f32>(p), b = load<f32>(p, 4), c = load<f32>(p, 8), d = load<f32>(p, 12);
    const e = load<f32>(p, 16), f = load<f32>(p, 20), g = load<f32>(p, 24), h = load<f32>(p, 28);
    let a0: u32 = 0, b0: u32 = 0, c0: u32 = 0, d0: u32 = 0, e0: u32 = 0, f0: u32 = 0, g0: u32 = 0, h0: u32 = 0;
    for (let step: u32 = padded >> 1; step > 0; step >>= 1) {
      a0 = advance(a0, step, cuts, a);
      b0 = advance(b0, step, cuts, b);
      c0 = advance(c0, step, cuts, c);
      d0 = advance(d0, step, cuts, d);
      e0 = advance(e0, step, cuts, e);
      f0 = advance(f0, step, cuts, f);
      g0 = advance(g0, step, cuts, g);
      h0 = advance(h0, step, cuts, h);
    }
    const to = out + i;
    store<u8>(to, binOf(a0, a, missing));
    store<u8>(to, binOf(b0, b, missing), 1);
    store<u8>(to, binOf(c0, c, missing), 2);
    store<u8>(to, binOf(d0, d, missing), 3);
    store<u8>(to, binOf(e0, e, missing), 4);
    store<u8>(to, binOf(f0, f, missing), 5);
    store<u8>(to, binOf(g0, g, missing), 6);
    store<u8>(to, binOf(h0, h, missing), 7);
  }
  for (; i < count; i++) {
    const value = load<f32>(values + ((<usize>i) << 2));
    let below: u32 = 0;
    for (let step: u32 = padded >> 1; step > 0; step >>= 1) below = advance(below, step, cuts, value);
    store<u8>(out + i, binOf(below, value, missing));
  }
}
