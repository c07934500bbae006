import { describe, expect, it } from 'vitest';
import { createPlanner, kernelsOver, withMemory } from '../../../../src/main/kernels/kernels.ts';
import { type NetworkCore, sizeOfShape } from '../../../../src/main/models/network/core.ts';
import {
  parseSequenceColumns,
  type SequenceSpec,
  sequenceColumnsOf,
} from '../../../../src/main/models/network/sequence-columns.ts';
import { createTransformer } from '../../../../src/main/models/network/transformer.ts';
import { createRandom } from '../../../../src/main/numeric/random.ts';

const HIDDEN = 8;
const ROWS = 3;

const factors = (count: number): string[] => Array.from({ length: count }, (_, i) => `f${i}`);
const SPECS: Readonly<Record<string, SequenceSpec>> = {
  'both branches': {
    branches: [
      { name: 'd', steps: 6, factors: factors(3) },
      { name: 'w', steps: 4, factors: factors(5) },
    ],
    statics: ['s'],
  },
  'the weekly branch alone, of one step': { branches: [{ name: 'w', steps: 1, factors: factors(2) }], statics: [] },
};

const some = (count: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};

const coreOf = (spec: SequenceSpec): { core: NetworkCore; columns: number } => {
  const columns = sequenceColumnsOf(spec);
  return {
    core: createTransformer({ kind: 'transformer', shape: parseSequenceColumns(columns), hidden: HIDDEN }),
    columns: columns.length,
  };
};

/** Returns the states of some rows, and the gradients of weights and inputs for a gradient of the states. */
function pass(
  spec: SequenceSpec,
  weights: readonly ArrayLike<number>[],
  inputs: ArrayLike<number>,
  given: Float32Array,
) {
  const { core, columns } = coreOf(spec);
  const stride = core.width + 8;
  const planner = createPlanner();
  const place = (count: number): number => planner.place(4 * count);
  const sizes = core.parameters.map(({ shape }) => sizeOfShape(shape));
  const at = {
    weights: sizes.map(place),
    gradients: sizes.map(place),
    inputs: place(ROWS * columns),
    inputGradients: place(ROWS * columns),
    state: place(ROWS * stride),
    stateGradient: place(ROWS * stride),
  };
  const corePass = core.plan(planner, ROWS + 2);
  return withMemory(planner.total(), (memory) => {
    new Uint8Array(memory.buffer).fill(0xa5);
    const view = (from: number, count: number): Float32Array => new Float32Array(memory.buffer, from, count);
    sizes.forEach((size, i) => {
      view(at.weights[i], size).set(weights[i]);
      view(at.gradients[i], size).fill(0);
    });
    view(at.inputs, ROWS * columns).set(inputs);
    view(at.inputGradients, ROWS * columns).fill(0);
    for (let row = 0; row < ROWS; row++) {
      view(at.stateGradient + 4 * row * stride, core.width).set(
        given.subarray(row * core.width, (row + 1) * core.width),
      );
    }
    const full = { ...at, rows: ROWS, columns, stride };
    corePass.forward(kernelsOver(memory), full);
    const states = Array.from({ length: ROWS }, (_, row) => [...view(at.state + 4 * row * stride, core.width)]).flat();
    corePass.backward(kernelsOver(memory), full);
    return {
      states,
      weights: sizes.map((size, i) => view(at.gradients[i], size).slice()),
      inputs: view(at.inputGradients, ROWS * columns).slice(),
    };
  });
}

describe.each(Object.entries(SPECS))('the transformer over %s', (_name, spec) => {
  const { core, columns } = coreOf(spec);
  const weights = core.parameters.map(({ name, shape }, i) => {
    const values = some(sizeOfShape(shape), i).map((value) => 0.5 * value);
    return name.endsWith('Gain') ? values.map((value) => 1 + value) : values;
  });
  const inputs = some(ROWS * columns, 100);
  const given = some(ROWS * core.width, 101);
  const worthOf = (w: readonly ArrayLike<number>[], x: ArrayLike<number>): number =>
    pass(spec, w, x, given).states.reduce((sum, value, i) => sum + value * given[i], 0);
  const back = pass(spec, weights, inputs, given);

  it('has the slopes of weights that finite differences have', () => {
    weights.forEach((values, which) => {
      for (let i = 0; i < values.length; i += 1 + Math.floor(values.length / 6)) {
        const moved = (by: number) =>
          worthOf(
            weights.map((own, other) =>
              other === which ? own.map((value, j) => (i === j ? value + by : value)) : own,
            ),
            inputs,
          );
        // a step so small that it hardly ever crosses the bend of a rectified number
        const slope = (moved(0.001) - moved(-0.001)) / 0.002;
        expect(Math.abs(back.weights[which][i] - slope), core.parameters[which].name).toBeLessThan(
          0.01 * (1 + Math.abs(slope)),
        );
      }
    });
  });

  it('has the slopes of inputs that finite differences have, none of what is static', () => {
    inputs.forEach((_, i) => {
      const moved = (by: number) =>
        worthOf(
          weights,
          inputs.map((value, j) => (i === j ? value + by : value)),
        );
      const slope = (moved(0.001) - moved(-0.001)) / 0.002;
      expect(Math.abs(back.inputs[i] - slope)).toBeLessThan(0.01 * (1 + Math.abs(slope)));
    });
  });

  it('gives each row the same bits whatever the others are', () => {
    const other = inputs.slice();
    other.set(some(2 * columns, 102), columns);
    expect(pass(spec, weights, other, given).states.slice(0, core.width)).toEqual(back.states.slice(0, core.width));
  });

  it('sees every step', () => {
    for (let column = 0; column < columns - spec.statics.length; column++) {
      const other = inputs.slice();
      other[column] += 1;
      expect(pass(spec, weights, other, given).states).not.toEqual(back.states);
    }
  });
});

describe('the transformer without branches', () => {
  it('has no weights and no state', () => {
    const { core } = coreOf({ branches: [], statics: ['s'] });
    expect(core).toMatchObject({ parameters: [], width: 0 });
  });
});
