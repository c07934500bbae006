// Gradient histograms. The gradient of a row is one i64, quantised: its gradient in the high and its weight (hessian) in the
// low half. Adding integers in any order gives the same sum, so the bytes do not depend on how rows are shared out. The bins of
// a row lie side by side, and are added 16 columns at a time: a histogram of 16 × 256 sums is 32 KiB and stays in the
// first-level cache.

// Writes the bins of up to 16 columns of rows `from..until` side by side (0 where there is no column), from column-major bins;
// rows are `stride` bytes apart.
export function blockBins(bins: usize, rows: u32, columns: u32, from: u32, until: u32, out: usize, stride: u32): void {
  for (let k: u32 = 0; k < 16; k++) {
    let to = out + <usize>from * stride + k;
    if (k < columns) {
      let p = bins + <usize>k * rows + from;
      for (let i = from; i < until; i++) {
        store<u8>(to, load<u8>(p));
        p += 1;
        to += stride;
      }
    } else {
      for (let i = from; i < until; i++) {
        store<u8>(to, 0);
        to += stride;
      }
    }
  }
}

// Reads a byte of each cache line of the rows index[0..count] and of their gradients; returns a number without meaning. The rows
// of a leaf lie scattered, and the loop that adds them is too long for the processor to look more than four rows ahead; this
// one is short enough that some twenty lines are on their way at once. With it, and with all bins of a row side by side, the
// splits of 200,000 × 80 cells take 18 ms a tree instead of 57.
export function touchRows(rows: usize, stride: u32, index: usize, count: u32, packed: usize): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = <usize>load<u32>(index + ((<usize>i) << 2));
    const p = rows + row * stride;
    for (let at: u32 = 0; at < stride; at += 64) sum += load<u8>(p + at);
    sum += load<u8>(p + stride - 1);
    sum += load<u8>(packed + (row << 3));
  }
  return sum;
}

// Adds the rows index[0..count] to the histogram of a block of 16 columns; 256 bins a column. Rows
// are `stride` bytes apart.
export function histogram256(block: usize, stride: u32, index: usize, count: u32, packed: usize, hist: usize): void {
  let at = index;
  for (let i: u32 = 0; i < count; i++) {
    const row = <usize>load<u32>(at);
    at += 4;
    const value = load<i64>(packed + (row << 3));
    const p = block + row * stride;
    let h = hist + ((<usize>load<u8>(p)) << 3);
    store<i64>(h, load<i64>(h) + value);
    h = hist + ((<usize>load<u8>(p, 1)) << 3);
    store<i64>(h, load<i64>(h, 2048) + value, 2048);
    h = hist + ((<usize>load<u8>(p, 2)) << 3);
    store<i64>(h, load<i64>(h, 4096) + value, 4096);
    h = hist + ((<usize>load<u8>(p, 3)) << 3);
    store<i64>(h, load<i64>(h, 6144) + value, 6144);
    h = hist + ((<usize>load<u8>(p, 4)) << 3);
    store<i64>(h, load<i64>(h, 8192) + value, 8192);
    h = hist + ((<usize>load<u8>(p, 5)) << 3);
    store<i64>(h, load<i64>(h, 10240) + value, 10240);
    h = hist + ((<usize>load<u8>(p, 6)) << 3);
    store<i64>(h, load<i64>(h, 12288) + value, 12288);
    h = hist + ((<usize>load<u8>(p, 7)) << 3);
    store<i64>(h, load<i64>(h, 14336) + value, 14336);
    h = hist + ((<usize>load<u8>(p, 8)) << 3);
    store<i64>(h, load<i64>(h, 16384) + value, 16384);
    h = hist + ((<usize>load<u8>(p, 9)) << 3);
    store<i64>(h, load<i64>(h, 18432) + value, 18432);
    h = hist + ((<usize>load<u8>(p, 10)) << 3);
    store<i64>(h, load<i64>(h, 20480) + value, 20480);
    h = hist + ((<usize>load<u8>(p, 11)) << 3);
    store<i64>(h, load<i64>(h, 22528) + value, 22528);
    h = hist + ((<usize>load<u8>(p, 12)) << 3);
    store<i64>(h, load<i64>(h, 24576) + value, 24576);
    h = hist + ((<usize>load<u8>(p, 13)) << 3);
    store<i64>(h, load<i64>(h, 26624) + value, 26624);
    h = hist + ((<usize>load<u8>(p, 14)) << 3);
    store<i64>(h, load<i64>(h, 28672) + value, 28672);
    h = hist + ((<usize>load<u8>(p, 15)) << 3);
    store<i64>(h, load<i64>(h, 30720) + value, 30720);
  }
}

// The same with 64 bins a column.
export function histogram64(block: usize, stride: u32, index: usize, count: u32, packed: usize, hist: usize): void {
  let at = index;
  for (let i: u32 = 0; i < count; i++) {
    const row = <usize>load<u32>(at);
    at += 4;
    const value = load<i64>(packed + (row << 3));
    const p = block + row * stride;
    let h = hist + ((<usize>load<u8>(p)) << 3);
    store<i64>(h, load<i64>(h) + value);
    h = hist + ((<usize>load<u8>(p, 1)) << 3);
    store<i64>(h, load<i64>(h, 512) + value, 512);
    h = hist + ((<usize>load<u8>(p, 2)) << 3);
    store<i64>(h, load<i64>(h, 1024) + value, 1024);
    h = hist + ((<usize>load<u8>(p, 3)) << 3);
    store<i64>(h, load<i64>(h, 1536) + value, 1536);
    h = hist + ((<usize>load<u8>(p, 4)) << 3);
    store<i64>(h, load<i64>(h, 2048) + value, 2048);
    h = hist + ((<usize>load<u8>(p, 5)) << 3);
    store<i64>(h, load<i64>(h, 2560) + value, 2560);
    h = hist + ((<usize>load<u8>(p, 6)) << 3);
    store<i64>(h, load<i64>(h, 3072) + value, 3072);
    h = hist + ((<usize>load<u8>(p, 7)) << 3);
    store<i64>(h, load<i64>(h, 3584) + value, 3584);
    h = hist + ((<usize>load<u8>(p, 8)) << 3);
    store<i64>(h, load<i64>(h, 4096) + value, 4096);
    h = hist + ((<usize>load<u8>(p, 9)) << 3);
    store<i64>(h, load<i64>(h, 4608) + value, 4608);
    h = hist + ((<usize>load<u8>(p, 10)) << 3);
    store<i64>(h, load<i64>(h, 5120) + value, 5120);
    h = hist + ((<usize>load<u8>(p, 11)) << 3);
    store<i64>(h, load<i64>(h, 5632) + value, 5632);
    h = hist + ((<usize>load<u8>(p, 12)) << 3);
    store<i64>(h, load<i64>(h, 6144) + value, 6144);
    h = hist + ((<usize>load<u8>(p, 13)) << 3);
    store<i64>(h, load<i64>(h, 6656) + value, 6656);
    h = hist + ((<usize>load<u8>(p, 14)) << 3);
    store<i64>(h, load<i64>(h, 7168) + value, 7168);
    h = hist + ((<usize>load<u8>(p, 15)) << 3);
    store<i64>(h, load<i64>(h, 7680) + value, 7680);
  }
}

// The same for the `listed` columns of a list of u32, each with 2^shift bins; `hist` is of all columns. Four columns at a time:
// a row and its gradient are read once for all four. Costs 1.3 times as much a column as a whole block does.
export function histogramListed(
  rows: usize, stride: u32, index: usize, count: u32, packed: usize, hist: usize, list: usize, listed: u32, shift: u32,
): void {
  const bits = <usize>shift + 3;
  let k: u32 = 0;
  for (; k + 4 <= listed; k += 4) {
    const at = list + ((<usize>k) << 2);
    const c0 = <usize>load<u32>(at), c1 = <usize>load<u32>(at, 4), c2 = <usize>load<u32>(at, 8), c3 = <usize>load<u32>(at, 12);
    const h0 = hist + (c0 << bits), h1 = hist + (c1 << bits), h2 = hist + (c2 << bits), h3 = hist + (c3 << bits);
    const r0 = rows + c0, r1 = rows + c1, r2 = rows + c2, r3 = rows + c3;
    for (let i: u32 = 0; i < count; i++) {
      const row = <usize>load<u32>(index + ((<usize>i) << 2));
      const value = load<i64>(packed + (row << 3));
      const p = row * stride;
      let h = h0 + ((<usize>load<u8>(r0 + p)) << 3);
      store<i64>(h, load<i64>(h) + value);
      h = h1 + ((<usize>load<u8>(r1 + p)) << 3);
      store<i64>(h, load<i64>(h) + value);
      h = h2 + ((<usize>load<u8>(r2 + p)) << 3);
      store<i64>(h, load<i64>(h) + value);
      h = h3 + ((<usize>load<u8>(r3 + p)) << 3);
      store<i64>(h, load<i64>(h) + value);
    }
  }
  for (; k < listed; k++) {
    const column = <usize>load<u32>(list + ((<usize>k) << 2));
    for (let i: u32 = 0; i < count; i++) {
      const row = <usize>load<u32>(index + ((<usize>i) << 2));
      const h = hist + (column << bits) + ((<usize>load<u8>(rows + row * stride + column)) << 3);
      store<i64>(h, load<i64>(h) + load<i64>(packed + (row << 3)));
    }
  }
}

// Adds a histogram to `child` (or puts it there, unless `adds`) and takes it from `parent` unless that is 0: once the histograms
// of all threads were gathered, what is left there is the sibling's. `bytes` is a multiple of 16.
export function mergeHistograms(own: usize, adds: u32, bytes: usize, child: usize, parent: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const sums = v128.load(own + at);
    v128.store(child + at, adds ? i64x2.add(v128.load(child + at), sums) : sums);
    if (parent) v128.store(parent + at, i64x2.sub(v128.load(parent + at), sums));
  }
}
