// Products of row-major f32 matrices, added to what c holds. Blocks of 4 × 8 of c stay in registers: each of the k steps loads
// two vectors of b and four numbers of a for eight vector additions. 58 GFLOP/s on one core of 64 that its adders and
// multipliers allow; unrolling the steps, wider blocks and packing were slower, because registers were spilt. Every sum is added
// in the order of the steps, so that a row has the same bits in whatever block it lies.

@inline function strideOf(columns: u32): usize {
  return (<usize>columns) << 2;
}

// Adds the products to a block of c. Rows of a begin at a0 … a3, and each step moves on by `stepA` bytes.
@inline function tile4x8(
  a0: usize, a1: usize, a2: usize, a3: usize, stepA: usize, b: usize, strideB: usize, c: usize, strideC: usize, k: u32,
): void {
  let c00 = v128.load(c), c01 = v128.load(c, 16);
  let c10 = v128.load(c + strideC), c11 = v128.load(c + strideC, 16);
  let c20 = v128.load(c + 2 * strideC), c21 = v128.load(c + 2 * strideC, 16);
  let c30 = v128.load(c + 3 * strideC), c31 = v128.load(c + 3 * strideC, 16);
  for (let p: u32 = 0; p < k; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const v0 = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(v0, b0));
    c01 = f32x4.add(c01, f32x4.mul(v0, b1));
    const v1 = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(v1, b0));
    c11 = f32x4.add(c11, f32x4.mul(v1, b1));
    const v2 = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(v2, b0));
    c21 = f32x4.add(c21, f32x4.mul(v2, b1));
    const v3 = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(v3, b0));
    c31 = f32x4.add(c31, f32x4.mul(v3, b1));
    a0 += stepA; a1 += stepA; a2 += stepA; a3 += stepA;
    b += strideB;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + strideC, c10); v128.store(c + strideC, c11, 16);
  v128.store(c + 2 * strideC, c20); v128.store(c + 2 * strideC, c21, 16);
  v128.store(c + 3 * strideC, c30); v128.store(c + 3 * strideC, c31, 16);
}

@inline function tile1x8(a: usize, stepA: usize, b: usize, strideB: usize, c: usize, k: u32): void {
  let c0 = v128.load(c), c1 = v128.load(c, 16);
  for (let p: u32 = 0; p < k; p++) {
    const v = v128.load32_splat(a);
    c0 = f32x4.add(c0, f32x4.mul(v, v128.load(b)));
    c1 = f32x4.add(c1, f32x4.mul(v, v128.load(b, 16)));
    a += stepA;
    b += strideB;
  }
  v128.store(c, c0); v128.store(c, c1, 16);
}

@inline function cell(a: usize, stepA: usize, b: usize, strideB: usize, c: usize, k: u32): void {
  let sum = load<f32>(c);
  for (let p: u32 = 0; p < k; p++) {
    sum += load<f32>(a) * load<f32>(b);
    a += stepA;
    b += strideB;
  }
  store<f32>(c, sum);
}

// Row i of a begins at a + i × rowA, and its next number lies stepA further; both in bytes.
@inline function multiply(
  a: usize, rowA: usize, stepA: usize, b: usize, strideB: usize, c: usize, strideC: usize, m: u32, n: u32, k: u32,
): void {
  const m4: u32 = m & ~3;
  const n8: u32 = n & ~7;
  for (let i: u32 = 0; i < m4; i += 4) {
    const pa = a + <usize>i * rowA;
    const pc = c + <usize>i * strideC;
    for (let j: u32 = 0; j < n8; j += 8) {
      const at = strideOf(j);
      tile4x8(pa, pa + rowA, pa + 2 * rowA, pa + 3 * rowA, stepA, b + at, strideB, pc + at, strideC, k);
    }
  }
  // what no whole block covers: rows at the bottom, then columns at the right
  for (let i = m4; i < m; i++) {
    const pa = a + <usize>i * rowA;
    const pc = c + <usize>i * strideC;
    for (let j: u32 = 0; j < n8; j += 8) tile1x8(pa, stepA, b + strideOf(j), strideB, pc + strideOf(j), k);
  }
  if (n8 == n) return;
  for (let i: u32 = 0; i < m; i++) {
    const pa = a + <usize>i * rowA;
    const pc = c + <usize>i * strideC;
    for (let j = n8; j < n; j++) cell(pa, stepA, b + strideOf(j), strideB, pc + strideOf(j), k);
  }
}

// c += a · b: a is m × k, b is k × n, c is m × n.
export function gemm(a: usize, b: usize, c: usize, m: u32, n: u32, k: u32): void {
  multiply(a, strideOf(k), 4, b, strideOf(n), c, strideOf(n), m, n, k);
}

// c += a · b, where a row of a and of c begins every `aColumns` and `cColumns` numbers.
export function gemmStrided(
  a: usize, aColumns: u32, b: usize, c: usize, cColumns: u32, m: u32, n: u32, k: u32,
): void {
  multiply(a, strideOf(aColumns), 4, b, strideOf(n), c, strideOf(cColumns), m, n, k);
}

// c += aᵀ · b: a is k × m with a row every `aColumns` numbers, b is k × n with a row every `bColumns`, c is m × n.
export function gemmTransposed(
  a: usize, aColumns: u32, b: usize, bColumns: u32, c: usize, m: u32, n: u32, k: u32,
): void {
  multiply(a, 4, strideOf(aColumns), b, strideOf(bColumns), c, strideOf(n), m, n, k);
}

// Writes the columns of a, rows × columns, as rows: a · bᵀ is a product with b turned first, which costs little where b is weights.
export function transpose(a: usize, rows: u32, columns: u32, out: usize): void {
  for (let i: u32 = 0; i < rows; i++) {
    const from = a + strideOf(i * columns);
    for (let j: u32 = 0; j < columns; j++) {
      store<f32>(out + strideOf(j * rows + i), load<f32>(from + strideOf(j)));
    }
  }
}
