// The best split of a node over a few of the columns, from histograms made for these alone. Rows of the node are
// index[0..count] with their quantised gradients beside them in the same order (see histogram.ts).
import { findSplit } from './split';

// Adds four columns at a time: the row and its gradient are read once for all four.
@inline function addFour(
  bins: usize, rows: usize, columns: usize, index: usize, packed: usize, count: u32, hist: usize, bytes: usize,
): void {
  const c0 = bins + <usize>load<u32>(columns) * rows;
  const c1 = bins + <usize>load<u32>(columns, 4) * rows;
  const c2 = bins + <usize>load<u32>(columns, 8) * rows;
  const c3 = bins + <usize>load<u32>(columns, 12) * rows;
  const h1 = hist + bytes;
  const h2 = h1 + bytes;
  const h3 = h2 + bytes;
  for (let i: u32 = 0; i < count; i++) {
    const row = <usize>load<u32>(index + ((<usize>i) << 2));
    const value = load<i64>(packed + ((<usize>i) << 3));
    let p = hist + ((<usize>load<u8>(c0 + row)) << 3);
    store<i64>(p, load<i64>(p) + value);
    p = h1 + ((<usize>load<u8>(c1 + row)) << 3);
    store<i64>(p, load<i64>(p) + value);
    p = h2 + ((<usize>load<u8>(c2 + row)) << 3);
    store<i64>(p, load<i64>(p) + value);
    p = h3 + ((<usize>load<u8>(c3 + row)) << 3);
    store<i64>(p, load<i64>(p) + value);
  }
}

@inline function addOne(column: usize, index: usize, packed: usize, count: u32, hist: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const p = hist + ((<usize>load<u8>(column + <usize>load<u32>(index + ((<usize>i) << 2)))) << 3);
    store<i64>(p, load<i64>(p) + load<i64>(packed + ((<usize>i) << 3)));
  }
}

// Writes the best split over the listed columns to `out`, laid out as findSplits does, and the place of its column in the list
// at offset 24; gain -1 if none of them splits. `hist` and `scratch` have room for 4 × bins × 8 and for 32 bytes. The first of
// equals wins.
export function searchColumns(
  bins: usize, rows: u32, columns: usize, columnCount: u32, index: usize, packed: usize, count: u32,
  hist: usize, binCount: u32, scratch: usize,
  gradientUnit: f64, weightUnit: f64, rowsPerWeight: f64, minRows: f64, out: usize,
): void {
  const bytes = (<usize>binCount) << 3;
  store<f64>(out, -1);
  let at: u32 = 0;
  while (at < columnCount) {
    const list = columns + ((<usize>at) << 2);
    const size: u32 = columnCount - at >= 4 ? 4 : 1;
    memory.fill(hist, 0, bytes * <usize>size);
    if (size == 4) addFour(bins, <usize>rows, list, index, packed, count, hist, bytes);
    else addOne(bins + <usize>load<u32>(list) * <usize>rows, index, packed, count, hist);
    for (let k: u32 = 0; k < size; k++) {
      findSplit(hist + bytes * <usize>k, binCount, 0, gradientUnit, weightUnit, 0, rowsPerWeight, minRows, scratch);
      if (load<f64>(scratch) > load<f64>(out)) {
        memory.copy(out, scratch, 24);
        store<u32>(out, at + k, 24);
      }
    }
    at += size;
  }
}

// Moves rows that go left (see partition.ts) to the front of index[0..count], their gradients with them, both sides in their
// order; returns how many went left. The spare arrays have room for `count` of each.
export function partitionBag(
  bins: usize, index: usize, packed: usize, count: u32, bin: u32, missing: u32, missingLeft: u32,
  spareIndex: usize, sparePacked: usize,
): u32 {
  let left: usize = 0;
  let right: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(index + ((<usize>i) << 2));
    const value = load<i64>(packed + ((<usize>i) << 3));
    const own = <u32>load<u8>(bins + <usize>row);
    const goes: usize = <usize>(<u32>(own <= bin) | (<u32>(own == missing) & missingLeft));
    store<u32>(index + (left << 2), row);
    store<i64>(packed + (left << 3), value);
    store<u32>(spareIndex + (right << 2), row);
    store<i64>(sparePacked + (right << 3), value);
    left += goes;
    right += 1 - goes;
  }
  memory.copy(index + (left << 2), spareIndex, right << 2);
  memory.copy(packed + (left << 3), sparePacked, right << 3);
  return <u32>left;
}
