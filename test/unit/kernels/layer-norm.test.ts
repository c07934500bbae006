import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';

const ROWS = 5;

const some = (count: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => 3 + 2 * random.normal());
};

function normalisePlainly(x: ArrayLike<number>, gain: ArrayLike<number>, shift: ArrayLike<number>): number[] {
  const width = gain.length;
  return Array.from(x, (value, i) => {
    const row = Array.from({ length: width }, (_, j) => x[i - (i % width) + j]);
    const mean = row.reduce((sum, own) => sum + own, 0) / width;
    const variance = row.reduce((sum, own) => sum + (own - mean) ** 2, 0) / width;
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[i % width] + shift[i % width];
  });
}

const normalise = (x: Float32Array, gain: Float32Array, shift: Float32Array) =>
  runKernel({ x, gain, shift, out: new Float32Array(x.length), stats: new Float32Array(2 * ROWS) }, (kernels, at) =>
    kernels.normaliseRows(at.x, at.gain, at.shift, at.out, at.stats, ROWS, gain.length),
  );

describe.each([4, 16, 24])('layer normalisation of %i numbers', (width) => {
  const [x, gain, shift] = [some(ROWS * width, 1), some(width, 2), some(width, 3)];

  it('is what plain loops give', () => {
    const { out } = normalise(x, gain, shift);
    normalisePlainly(x, gain, shift).forEach((value, i) => {
      expect(out[i]).toBeCloseTo(value, 4);
    });
  });

  it('gives the slopes that finite differences give, added to what was there', () => {
    const outGradient = some(x.length, 4);
    const before = { x: some(x.length, 5), gain: some(width, 6), shift: some(width, 7) };
    const { stats } = normalise(x, gain, shift);
    const back = runKernel(
      {
        ...{ x, gain, stats, outGradient },
        xGradient: before.x,
        gainGradient: before.gain,
        shiftGradient: before.shift,
      },
      (kernels, at) =>
        kernels.normaliseRowsBack(
          at.x,
          at.gain,
          at.stats,
          at.outGradient,
          at.xGradient,
          at.gainGradient,
          at.shiftGradient,
          ROWS,
          width,
        ),
    );
    const worthOf = (inputs: { x: ArrayLike<number>; gain: ArrayLike<number>; shift: ArrayLike<number> }): number =>
      normalisePlainly(inputs.x, inputs.gain, inputs.shift).reduce((sum, own, i) => sum + own * outGradient[i], 0);
    const given = { x, gain, shift };
    const found = { x: back.xGradient, gain: back.gainGradient, shift: back.shiftGradient };
    for (const name of ['x', 'gain', 'shift'] as const) {
      given[name].forEach((_, i) => {
        const moved = (by: number) => ({
          ...given,
          [name]: Float64Array.from(given[name], (own, j) => own + (i === j ? by : 0)),
        });
        const slope = (worthOf(moved(1e-4)) - worthOf(moved(-1e-4))) / 2e-4;
        expect(found[name][i] - before[name][i]).toBeCloseTo(slope, 3);
      });
    }
  });
});
