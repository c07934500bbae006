import { invariant } from '../../shared/errors.ts';

/** Dense symmetric matrices in Float64, row by row: entry (i, j) of an n × n matrix is `data[i * n + j]`. */

/**
 * Returns X Xᵀ of a table of n rows of `length` numbers, n × n and exactly symmetric. Complete data only: a NaN spreads
 * over its row and column. n² × length / 2 multiplications.
 *
 * Three rows against two at a time: six sums and five loads fit the sixteen registers of a scalar core, so each number
 * loaded is used two or three times. Blocks of columns keep the rows at hand in the first-level cache. Measured on 500 rows
 * of 1,000: 55 ms, against 125 ms for the plain triple loop.
 */
export function crossProduct(rows: Float64Array, n: number, length: number): Float64Array {
  invariant(rows.length === n * length, `cross product of ${rows.length} numbers, needs ${n} × ${length}`);
  const product = new Float64Array(n * n);
  for (let from = 0; from < length; from += COLUMN_BLOCK) {
    const to = Math.min(length, from + COLUMN_BLOCK);
    for (let i = 0; i < n; i += 3) {
      if (i + 3 > n) {
        for (let k = i; k < n; k++) addRowProducts(rows, product, n, length, k, k, from, to);
        continue;
      }
      addTripleProducts(rows, product, n, length, i, from, to);
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) product[i * n + j] = product[j * n + i];
  return product;
}

const COLUMN_BLOCK = 256;

/** Adds the products of rows i, i + 1, i + 2 with every row from i on (entries left of the diagonal are overwritten later). */
function addTripleProducts(
  rows: Float64Array,
  product: Float64Array,
  n: number,
  length: number,
  i: number,
  from: number,
  to: number,
): void {
  const [a0, a1, a2] = [i * length, (i + 1) * length, (i + 2) * length];
  let j = i;
  for (; j + 2 <= n; j += 2) {
    const b0 = j * length;
    const b1 = b0 + length;
    let [s00, s01, s10, s11, s20, s21] = [0, 0, 0, 0, 0, 0];
    for (let t = from; t < to; t++) {
      const u = rows[b0 + t];
      const v = rows[b1 + t];
      const p = rows[a0 + t];
      s00 += p * u;
      s01 += p * v;
      const q = rows[a1 + t];
      s10 += q * u;
      s11 += q * v;
      const r = rows[a2 + t];
      s20 += r * u;
      s21 += r * v;
    }
    product[i * n + j] += s00;
    product[i * n + j + 1] += s01;
    product[(i + 1) * n + j] += s10;
    product[(i + 1) * n + j + 1] += s11;
    product[(i + 2) * n + j] += s20;
    product[(i + 2) * n + j + 1] += s21;
  }
  if (j < n) for (let k = i; k < i + 3; k++) addRowProducts(rows, product, n, length, k, j, from, to);
}

function addRowProducts(
  rows: Float64Array,
  product: Float64Array,
  n: number,
  length: number,
  i: number,
  firstColumn: number,
  from: number,
  to: number,
): void {
  for (let j = firstColumn; j < n; j++) {
    let sum = 0;
    for (let t = from; t < to; t++) sum += rows[i * length + t] * rows[j * length + t];
    product[i * n + j] += sum;
  }
}

/** Returns the product of a symmetric n × n matrix and a vector. */
export function multiplySymmetric(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * vector[j];
    product[i] = sum;
  }
  return product;
}

/**
 * Returns the lower triangle L of `matrix` = L Lᵀ (zeros above it), or null if the matrix is not positive definite: a
 * pivot is not above `tolerance` times its diagonal entry.
 *
 * @see Golub & Van Loan (2013), Matrix Computations, 4.2.
 */
export function choleskyOf(matrix: Float64Array, n: number, tolerance = 1e-12): Float64Array | null {
  const lower = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      if (i === j) {
        if (!(sum > tolerance * matrix[j * n + j])) return null;
        lower[j * n + j] = Math.sqrt(sum);
      } else {
        lower[i * n + j] = sum / lower[j * n + j];
      }
    }
  }
  return lower;
}

/** Returns x of L Lᵀ x = b for a triangle that {@link choleskyOf} gave. */
export function solveCholesky(lower: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * n + k] * x[k];
    x[i] /= lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= lower[k * n + i] * x[k];
    x[i] /= lower[i * n + i];
  }
  return x;
}

/** Eigenvalues from the smallest up; eigenvector k is row k of `vectors`, of length 1. */
export type SymmetricEigen = { readonly values: Float64Array; readonly vectors: Float64Array };

/**
 * Returns the eigenvalues and orthonormal eigenvectors of a symmetric n × n matrix: Householder reflections to a tridiagonal
 * matrix, then the implicit QL iteration with Wilkinson's shift. About 5 n³ multiplications. Every entry must be finite.
 *
 * @see Golub & Van Loan (2013), Matrix Computations, 8.3; Wilkinson (1968), "Global convergence of tridiagonal QR algorithm".
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  invariant(matrix.length === n * n && matrix.every(Number.isFinite), `eigenvalues need ${n} × ${n} finite numbers`);
  const { diagonal, beside, vectors } = tridiagonalise(Float64Array.from(matrix), n);
  for (let first = 0; first < n; first++) deflate(diagonal, beside, vectors, n, first);
  const order = Array.from(diagonal, (_, i) => i).sort((a, b) => diagonal[a] - diagonal[b] || a - b);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors: sorted };
}

type Tridiagonal = { diagonal: Float64Array; beside: Float64Array; vectors: Float64Array };

/** `vectors` holds Qᵀ of A = Q T Qᵀ, so that a rotation of the QL step mixes two contiguous rows. Overwrites `a`. */
function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  const beside = new Float64Array(n);
  const normal = new Float64Array(n);
  const image = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm = Math.hypot(norm, a[i * n + k]);
    const head = a[(k + 1) * n + k];
    const alpha = head > 0 ? -norm : norm;
    beside[k] = alpha;
    if (k + 2 === n || norm === 0) {
      beside[k] = head;
      continue;
    }
    let square = 0;
    for (let i = k + 1; i < n; i++) {
      normal[i] = a[i * n + k] - (i === k + 1 ? alpha : 0);
      square += normal[i] * normal[i];
    }
    const scale = 2 / square;
    // A ← H A H with H = I - scale v vᵀ, as a symmetric rank-two update of the trailing block.
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j] * normal[j];
      image[i] = scale * sum;
      dot += image[i] * normal[i];
    }
    for (let i = k + 1; i < n; i++) image[i] -= 0.5 * scale * dot * normal[i];
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) a[i * n + j] -= normal[i] * image[j] + image[i] * normal[j];
    }
    reflectRows(vectors, normal, image, scale, k + 1, n);
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), beside, vectors };
}

/** Qᵀ ← H Qᵀ; `work` is overwritten. */
function reflectRows(
  vectors: Float64Array,
  normal: Float64Array,
  work: Float64Array,
  scale: number,
  first: number,
  n: number,
): void {
  work.fill(0);
  for (let i = first; i < n; i++) for (let j = 0; j < n; j++) work[j] += normal[i] * vectors[i * n + j];
  for (let i = first; i < n; i++) {
    const factor = scale * normal[i];
    for (let j = 0; j < n; j++) vectors[i * n + j] -= factor * work[j];
  }
}

const LARGEST_ITERATION_COUNT = 60;

/** Turns the entry beside `diagonal[first]` to zero by implicit QL steps on the block that starts there. */
function deflate(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number, first: number): void {
  for (let iteration = 0; ; iteration++) {
    let last = first;
    while (last + 1 < n && Math.abs(e[last]) > Number.EPSILON * (Math.abs(d[last]) + Math.abs(d[last + 1]))) last++;
    if (last === first) return;
    invariant(iteration < LARGEST_ITERATION_COUNT, `QL iteration for eigenvalue ${first} of ${n} did not converge`);
    const half = (d[first + 1] - d[first]) / (2 * e[first]);
    const root = Math.hypot(half, 1);
    let bulge = d[last] - d[first] + e[first] / (half + (half >= 0 ? root : -root));
    let [sine, cosine, taken] = [1, 1, 0];
    let i = last - 1;
    for (; i >= first; i--) {
      const f = sine * e[i];
      const b = cosine * e[i];
      const length = Math.hypot(f, bulge);
      e[i + 1] = length;
      if (length === 0) {
        d[i + 1] -= taken;
        e[last] = 0;
        break;
      }
      sine = f / length;
      cosine = bulge / length;
      const base = d[i + 1] - taken;
      const turned = (d[i] - base) * sine + 2 * cosine * b;
      taken = sine * turned;
      d[i + 1] = base + taken;
      bulge = cosine * turned - b;
      for (let k = 0, up = i * n, down = (i + 1) * n; k < n; k++, up++, down++) {
        const low = vectors[down];
        vectors[down] = sine * vectors[up] + cosine * low;
        vectors[up] = cosine * vectors[up] - sine * low;
      }
    }
    if (i >= first) continue;
    d[first] -= taken;
    e[first] = bulge;
    e[last] = 0;
  }
}
