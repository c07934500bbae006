import { describe, expect, it } from 'vitest';
import { createPlanner, kernelsOver, withMemory } from '../../../../src/main/kernels/kernels.ts';
import { sizeOfShape } from '../../../../src/main/models/network/core.ts';
import { layerParameters, planLayer, planScratch } from '../../../../src/main/models/network/transformer-layer.ts';

const [WIDTH, STEPS] = [8, 5];

/** Scale and middle of made-up weights, by their names. */
const spreadOf = (name: string): { scale: number; middle: number } => {
  if (name.endsWith('Gain')) return { scale: 0.5, middle: 1 };
  return { scale: /Shift|Bias/.test(name) ? 0.1 : 0.5, middle: 0 };
};

/** Returns what comes out of a layer with made-up weights: sines of their running numbers, the steps' last. */
function runLayer(asking: readonly number[] | null): number[] {
  const shape = { width: WIDTH, steps: STEPS, asking };
  const specs = layerParameters(0, WIDTH);
  const planner = createPlanner();
  const weights = specs.map((spec) => planner.place(4 * sizeOfShape(spec.shape)));
  const x = planner.place(4 * STEPS * WIDTH);
  const layer = planLayer(planner, shape, planScratch(planner, shape, 1), 0, 1);
  return withMemory(planner.total(), (memory) => {
    let number = 0;
    const fill = (at: number, count: number, { scale, middle }: { scale: number; middle: number }): void => {
      const values = new Float32Array(memory.buffer, at, count);
      for (let i = 0; i < count; i++) values[i] = middle + scale * Math.sin(number++);
    };
    specs.forEach((spec, i) => {
      fill(weights[i], sizeOfShape(spec.shape), spreadOf(spec.name));
    });
    fill(x, STEPS * WIDTH, { scale: 1, middle: 0 });
    layer.forward(kernelsOver(memory), weights, x, 1);
    return [...new Float32Array(memory.buffer, layer.out, (asking ?? [0, 1, 2, 3, 4]).length * WIDTH)];
  });
}

/** `torch.nn.TransformerEncoderLayer(8, 2, 16, dropout=0, norm_first=True)` of PyTorch 1.13 with the same weights. */
const GOLDEN = [
  0.15288, -0.65019, -0.85548, -0.27425, 0.55913, 0.87845, 0.39012, -0.45688, -0.61783, 0.11863, 0.74602, 0.68752,
  -0.00308, -0.69085, -0.74345, -0.11253, 0.35973, 1.14941, 0.88232, -0.19597, -1.09408, -0.98631, 0.02828, 1.01686,
  1.14768, 0.48616, -0.62234, -1.15865, -0.62971, 0.47819, 1.14644, 0.76066, -0.25378, -0.75049, -0.55721, 0.14837,
  0.71754, 0.627, -0.03999, -0.67022,
];

describe('an encoder layer', () => {
  it('gives what PyTorch gives', () => {
    runLayer(null).forEach((value, i) => {
      expect(value).toBeCloseTo(GOLDEN[i], 4);
    });
  });

  it('gives the same bits for the steps that ask where the others do not', () => {
    const all = runLayer(null);
    expect(runLayer([1, 4])).toEqual([...all.slice(WIDTH, 2 * WIDTH), ...all.slice(4 * WIDTH)]);
  });
});
