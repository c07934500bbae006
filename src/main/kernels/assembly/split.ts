// The best split of each column of a histogram.

// Writes for each of `columns` columns 32 bytes to `out`: gain f64 (negative if the column has no split), gradient and weight
// of the left side (i32, u32, quantised), bin (u32), 1 if missing goes left (u32), and 8 unused bytes. `bins` sums of 8 bytes
// a column, the last one of what is missing. gradientUnit and weightUnit undo the quantisation. `rowsPerWeight` times the
// quantised weight of a side is its number of rows. `use[column]` is 0 for a column to skip; `sign[column]` is +1 or -1 where
// the score may only rise or fall with it, else 0.
// Gain = GL²/(HL+λ) + GR²/(HR+λ) - G²/(H+λ). Chen & Guestrin (2016), equation 7, without the half.
export function findSplits(
  hist: usize, columns: u32, bins: u32, use: usize, sign: usize,
  gradientUnit: f64, weightUnit: f64, l2: f64, rowsPerWeight: f64, minRows: f64, out: usize,
): void {
  for (let column: u32 = 0; column < columns; column++) {
    const to = out + ((<usize>column) << 5);
    store<f64>(to, -1);
    if (load<u8>(use + column) == 0) continue;
    findSplit(
      hist + <usize>(column * bins) * 8, bins, <i32>load<i8>(sign + column),
      gradientUnit, weightUnit, l2, rowsPerWeight, minRows, to,
    );
  }
}

export function findSplit(
  hist: usize, bins: u32, sign: i32,
  gradientUnit: f64, weightUnit: f64, l2: f64, rowsPerWeight: f64, minRows: f64, to: usize,
): void {
  const last = bins - 1;
  let all: i64 = 0;
  for (let b: u32 = 0; b < bins; b++) all += load<i64>(hist + ((<usize>b) << 3));
  const missing = load<i64>(hist + ((<usize>last) << 3));
  const allG = <f64>(all >> 32) * gradientUnit;
  const allRows = <f64>(all & 0xffffffff) * rowsPerWeight;
  const allH = <f64>(all & 0xffffffff) * weightUnit;
  const rootGain = allG * allG / (allH + l2);
  // what rounding makes of a pure node is no gain
  let best: f64 = rootGain * 1e-10;
  let bestLeft: i64 = 0;
  let bestBin: u32 = 0;
  let bestMissingLeft: u32 = 0;
  let found = false;
  const penalty = f64x2.splat(l2);
  for (let missingLeft: u32 = 0; missingLeft < 2; missingLeft++) {
    if (missingLeft == 1 && missing == 0) break;
    let left: i64 = missingLeft == 1 ? missing : 0;
    // with missing rows on one side even the last bin may be alone on the other
    for (let b: u32 = 0; b < last; b++) {
      const sum = load<i64>(hist + ((<usize>b) << 3));
      if (sum == 0) continue;
      left += sum;
      const h = <f64>(left & 0xffffffff);
      const rows = h * rowsPerWeight;
      if (rows < minRows) continue;
      if (allRows - rows < minRows) break;
      const leftG = <f64>(left >> 32) * gradientUnit;
      const leftH = h * weightUnit;
      const g = f64x2.replace_lane(f64x2.splat(leftG), 1, allG - leftG);
      const d = f64x2.add(f64x2.replace_lane(f64x2.splat(leftH), 1, allH - leftH), penalty);
      const q = f64x2.div(g, d);
      const products = f64x2.mul(g, q);
      const gain = f64x2.extract_lane(products, 0) + f64x2.extract_lane(products, 1) - rootGain;
      if (gain <= best) continue;
      // a score is -G/(H+λ): it rises to the right if q falls
      if (sign != 0 && (f64x2.extract_lane(q, 0) - f64x2.extract_lane(q, 1)) * <f64>sign < 0) continue;
      best = gain;
      bestLeft = left;
      bestBin = b;
      bestMissingLeft = missingLeft;
      found = true;
    }
  }
  if (!found) {
    store<f64>(to, -1);
    return;
  }
  // where nothing was missing, what will be goes with the heavier side
  if (missing == 0) bestMissingLeft = <u32>(2 * <u64>(bestLeft & 0xffffffff) >= <u64>(all & 0xffffffff));
  store<f64>(to, best);
  store<i64>(to, bestLeft, 8);
  store<u32>(to, bestBin, 16);
  store<u32>(to, bestMissingLeft, 20);
}
