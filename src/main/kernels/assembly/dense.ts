// Layers without time, and what all layers of a network share. Matrices are row-major f32; `stride` counts numbers from one row to
// the next. Widths need not be multiples of four.

@inline function at(from: usize, number: u32): usize {
  return from + ((<usize>number) << 2);
}

// Writes the same row, `width` numbers, into each of `rows` rows.
export function fillRows(row: usize, out: usize, stride: u32, rows: u32, width: u32): void {
  const bytes = (<usize>width) << 2;
  for (let i: u32 = 0; i < rows; i++) memory.copy(at(out, i * stride), row, bytes);
}

// Copies listed rows of `width` numbers side by side.
export function gatherRows(from: usize, width: u32, index: usize, count: u32, out: usize): void {
  const bytes = (<usize>width) << 2;
  for (let i: u32 = 0; i < count; i++) {
    memory.copy(out + <usize>i * bytes, from + <usize>load<u32>(at(index, i)) * bytes, bytes);
  }
}

// Copies steps of `factors` numbers from rows of `stride` numbers into out[step][row][factor].
export function splitSteps(from: usize, stride: u32, rows: u32, steps: u32, factors: u32, out: usize): void {
  for (let step: u32 = 0; step < steps; step++) {
    for (let row: u32 = 0; row < rows; row++) {
      const source = at(from, row * stride + step * factors);
      for (let j: u32 = 0; j < factors; j++) {
        store<f32>(out, load<f32>(at(source, j)));
        out += 4;
      }
    }
  }
}

// Adds from[step][row][factor] to rows of `stride` numbers, each row step by step: the gradient of `splitSteps`.
export function joinSteps(from: usize, stride: u32, rows: u32, steps: u32, factors: u32, out: usize): void {
  for (let step: u32 = 0; step < steps; step++) {
    for (let row: u32 = 0; row < rows; row++) {
      const target = at(out, row * stride + step * factors);
      for (let j: u32 = 0; j < factors; j++) {
        store<f32>(at(target, j), load<f32>(at(target, j)) + load<f32>(from));
        from += 4;
      }
    }
  }
}

// Adds to each of `width` numbers the sum of its column, row after row.
export function addColumnSums(from: usize, stride: u32, rows: u32, width: u32, out: usize): void {
  const whole = width & ~3;
  for (let j: u32 = 0; j < whole; j += 4) {
    let sum = v128.load(at(out, j));
    for (let i: u32 = 0; i < rows; i++) sum = f32x4.add(sum, v128.load(at(from, i * stride + j)));
    v128.store(at(out, j), sum);
  }
  for (let j = whole; j < width; j++) {
    let sum = load<f32>(at(out, j));
    for (let i: u32 = 0; i < rows; i++) sum += load<f32>(at(from, i * stride + j));
    store<f32>(at(out, j), sum);
  }
}

// Puts 0 in the place of what is negative. `width` is a multiple of four.
export function rectify(values: usize, stride: u32, rows: u32, width: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: u32 = 0; j < width; j += 4) {
      const place = at(values, i * stride + j);
      v128.store(place, f32x4.pmax(f32x4.splat(0), v128.load(place)));
    }
  }
}

// Puts 0 in the place of the gradient where the value is 0: the gradient of `rectify`.
export function rectifyGradient(values: usize, gradient: usize, stride: u32, rows: u32, width: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: u32 = 0; j < width; j += 4) {
      const place = at(gradient, i * stride + j);
      const positive = f32x4.gt(v128.load(at(values, i * stride + j)), f32x4.splat(0));
      v128.store(place, v128.and(v128.load(place), positive));
    }
  }
}
