// c += the products of series of f64, for the series of one panel with those of it and of every later panel. A panel is four
// series side by side: four numbers a day, days one after the other. Each sum is taken day by day, as a plain loop takes it,
// so the bits do not depend on blocks. 4 × 4 sums stay in registers: six loads for sixteen products.

@inline function tile(a: usize, b: usize, c: usize, row: usize, days: u32): void {
  let c00 = v128.load(c), c01 = v128.load(c, 16);
  let c10 = v128.load(c + row), c11 = v128.load(c + row, 16);
  let c20 = v128.load(c + 2 * row), c21 = v128.load(c + 2 * row, 16);
  let c30 = v128.load(c + 3 * row), c31 = v128.load(c + 3 * row, 16);
  const end = a + ((<usize>days) << 5);
  while (a < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(a1, b0));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(a2, b0));
    c21 = f64x2.add(c21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(a3, b0));
    c31 = f64x2.add(c31, f64x2.mul(a3, b1));
    a += 32;
    b += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + row, c10); v128.store(c + row, c11, 16);
  v128.store(c + 2 * row, c20); v128.store(c + 2 * row, c21, 16);
  v128.store(c + 3 * row, c30); v128.store(c + 3 * row, c31, 16);
}

export function crossPanel(packed: usize, c: usize, panel: u32, panels: u32, length: u32, from: u32, until: u32): void {
  const bytes: usize = (<usize>length) << 5;
  const row: usize = (<usize>panels) << 5;
  const first: usize = (<usize>from) << 5;
  const own = packed + (<usize>panel) * bytes + first;
  const line = c + ((<usize>panel) << 2) * row;
  for (let q: u32 = panel; q < panels; q++) {
    tile(own, packed + (<usize>q) * bytes + first, line + ((<usize>q) << 5), row, until - from);
  }
}
