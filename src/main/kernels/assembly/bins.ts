// Bin of each value of a column: how many cuts are below it; `missing` for NaN. `cuts` holds `padded` ascending f32, a power
// of two, of which those beyond the true number are +infinity, so that the search needs no branch.
export function binColumn(values: usize, count: u32, cuts: usize, padded: u32, missing: u32, out: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const value = load<f32>(values + ((<usize>i) << 2));
    let below: u32 = 0;
    for (let step: u32 = padded >> 1; step > 0; step >>= 1) {
      const middle = load<f32>(cuts + ((<usize>(below + step - 1)) << 2));
      below += select<u32>(step, 0, middle < value);
    }
    store<u8>(out + i, <u8>select<u32>(missing, below, value != value));
  }
}
