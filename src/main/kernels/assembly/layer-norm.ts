// Layer normalisation (Ba, Kiros and Hinton, 2016): each row less its mean, by its standard deviation, times a gain, plus a
// shift. `width` is a multiple of four. `stats` keeps mean and 1 / deviation of each row for the way back.
import { sumOf } from './vector';

/** What PyTorch adds to a variance. */
const LEAST: f32 = 1e-5;

export function normaliseRows(
  x: usize, gain: usize, shift: usize, out: usize, stats: usize, rows: u32, width: u32,
): void {
  const bytes = (<usize>width) << 2;
  const share: f32 = <f32>1 / <f32>width;
  for (let row: u32 = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) sum = f32x4.add(sum, v128.load(x + i));
    const mean = sumOf(sum) * share;
    const centre = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const rest = f32x4.sub(v128.load(x + i), centre);
      squares = f32x4.add(squares, f32x4.mul(rest, rest));
    }
    const inverse: f32 = <f32>1 / sqrt<f32>(sumOf(squares) * share + LEAST);
    const scale = f32x4.splat(inverse);
    for (let i: usize = 0; i < bytes; i += 16) {
      const own = f32x4.mul(f32x4.sub(v128.load(x + i), centre), scale);
      v128.store(out + i, f32x4.add(f32x4.mul(own, v128.load(gain + i)), v128.load(shift + i)));
    }
    store<f32>(stats, mean);
    store<f32>(stats, inverse, 4);
    stats += 8;
    x += bytes;
    out += bytes;
  }
}

/** Adds to the gradients of the rows, of the gain and of the shift. */
export function normaliseRowsBack(
  x: usize, gain: usize, stats: usize, outGradient: usize, xGradient: usize, gainGradient: usize, shiftGradient: usize,
  rows: u32, width: u32,
): void {
  const bytes = (<usize>width) << 2;
  const share: f32 = <f32>1 / <f32>width;
  for (let row: u32 = 0; row < rows; row++) {
    const centre = v128.load32_splat(stats);
    const scale = v128.load32_splat(stats, 4);
    let sum = f32x4.splat(0);
    let product = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const own = f32x4.mul(f32x4.sub(v128.load(x + i), centre), scale);
      const given = v128.load(outGradient + i);
      const scaled = f32x4.mul(given, v128.load(gain + i));
      sum = f32x4.add(sum, scaled);
      product = f32x4.add(product, f32x4.mul(scaled, own));
      v128.store(gainGradient + i, f32x4.add(v128.load(gainGradient + i), f32x4.mul(given, own)));
      v128.store(shiftGradient + i, f32x4.add(v128.load(shiftGradient + i), given));
    }
    const mean = f32x4.splat(sumOf(sum) * share);
    const slope = f32x4.splat(sumOf(product) * share);
    for (let i: usize = 0; i < bytes; i += 16) {
      const own = f32x4.mul(f32x4.sub(v128.load(x + i), centre), scale);
      const scaled = f32x4.mul(v128.load(outGradient + i), v128.load(gain + i));
      const change = f32x4.mul(scale, f32x4.sub(f32x4.sub(scaled, mean), f32x4.mul(own, slope)));
      v128.store(xGradient + i, f32x4.add(v128.load(xGradient + i), change));
    }
    stats += 8;
    x += bytes;
    outGradient += bytes;
    xGradient += bytes;
  }
}
