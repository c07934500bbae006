/** A table of numbers stored column by column: cell (row, col) is `data[col * rows + row]`; NaN means missing. */
export type Matrix = { readonly rows: number; readonly columns: readonly string[]; readonly data: Float32Array };

/** Returns a view of one column; no copy. */
export function columnOf(matrix: Matrix, column: number): Float32Array {
  return matrix.data.subarray(column * matrix.rows, (column + 1) * matrix.rows);
}

/** Returns a matrix of missing values over shared memory, so that several threads may read it without a copy. */
export function createMatrix(rows: number, columns: readonly string[]): Matrix {
  const data = new Float32Array(new SharedArrayBuffer(rows * columns.length * 4)).fill(Number.NaN);
  return { rows, columns, data };
}

/** Returns the matrix of the given rows, in the given order; columns unchanged. */
export function takeRows(matrix: Matrix, rows: Int32Array): Matrix {
  const taken = createMatrix(rows.length, matrix.columns);
  for (let column = 0; column < matrix.columns.length; column++) {
    const from = column * matrix.rows;
    const to = column * rows.length;
    for (let i = 0; i < rows.length; i++) taken.data[to + i] = matrix.data[from + rows[i]];
  }
  return taken;
}
