// Rows of f32 that lie `step` bytes apart, `bytes` (a multiple of 16) of each. A step of 0 is one row again and again: it is
// written to all others, or all others are summed up in it.

export function copyRows(from: usize, fromStep: usize, to: usize, toStep: usize, bytes: usize, rows: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
    from += fromStep;
    to += toStep;
  }
}

export function addRows(from: usize, fromStep: usize, to: usize, toStep: usize, bytes: usize, rows: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
    }
    from += fromStep;
    to += toStep;
  }
}

/** Sets numbers to 0. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}
