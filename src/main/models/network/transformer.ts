/**
 * A small temporal transformer as the core of a network. Each step of a branch is a vector: its factors, projected, plus what was
 * learnt of its branch and place. Encoder layers normalise before they attend and before their two dense layers (Xiong and
 * others, 2020, "On layer normalization in the transformer architecture"); steps of both branches attend to each other. The
 * state is the last step of each branch, normalised once more.
 *
 * Only these last steps are read, so in the last layer only they ask: the same numbers for a fraction of the work.
 *
 * Its weights, as weights.ts saves them, for F factors and T steps in a branch, and steps of width H:
 *
 * | name | shape | of |
 * |---|---|---|
 * | `<branch>.project`, `<branch>.place` | [F][H], [T][H] | factors · project + place, the oldest step first |
 * | `encoder<l>.attentionGain`, `…Shift` | [H] | normalisation before attention |
 * | `encoder<l>.query`, `…Bias` | [H][H], [H] | one head after the other |
 * | `encoder<l>.keyValue`, `…Bias` | [H][2H], [2H] | keys of all heads, then their values |
 * | `encoder<l>.output`, `…Bias` | [H][H], [H] | of what was read, added to the step |
 * | `encoder<l>.denseGain`, `…Shift` | [H] | normalisation before the dense layers |
 * | `encoder<l>.inner`, `…Bias`; `outer`, `…Bias` | [H][2H], [2H]; [2H][H], [H] | with ReLU between, added to the step |
 * | `stateGain`, `stateShift` | [H] | normalisation of the last steps |
 *
 * @see Vaswani and others (2017), "Attention is all you need".
 */
import type { Kernels } from '../../kernels/kernels.ts';
import { type CoreFactory, constantOf, type ParameterSpec, type Pass, uniformWithin } from './core.ts';
import type { SequenceShape } from './sequence-columns.ts';
import { LAYER_PARAMETERS, layerParameters, planLayer, planScratch } from './transformer-layer.ts';

const F32 = 4;
/** How far the vectors of places are spread at first: less than the projected factors. */
const PLACE_BOUND = 0.1;

/** Returns where the steps of each branch begin, and how many there are. */
function stepsOf({ branches }: SequenceShape) {
  let total = 0;
  let column = 0;
  const parts = branches.map(({ steps, factors }) => {
    const part = { steps, factors: factors.length, first: total, column };
    total += steps;
    column += steps * factors.length;
    return part;
  });
  return { parts, total, last: parts.map(({ first, steps }) => first + steps - 1) };
}

/** Returns the core of a temporal transformer: steps of width `hidden`, two heads. */
export const createTransformer: CoreFactory = ({ shape, hidden: width, layers: count = 1 }) => {
  const { parts, total, last } = stepsOf(shape);
  const parameters: ParameterSpec[] = shape.branches.flatMap(({ name, steps, factors }) => [
    {
      name: `${name}.project`,
      shape: [factors.length, width],
      initial: uniformWithin(1 / Math.sqrt(factors.length)),
    },
    { name: `${name}.place`, shape: [steps, width], initial: uniformWithin(PLACE_BOUND) },
  ]);
  const firstOfLayer = Array.from({ length: count }, (_, layer) => parameters.length + layer * LAYER_PARAMETERS);
  if (total > 0) {
    for (let layer = 0; layer < count; layer++) parameters.push(...layerParameters(layer, width));
    parameters.push({ name: 'stateGain', shape: [width], initial: constantOf(1) });
    parameters.push({ name: 'stateShift', shape: [width], initial: constantOf(0) });
  }
  const [gain, shift] = [parameters.length - 2, parameters.length - 1];
  const line = width * F32;

  return {
    parameters,
    width: last.length * width,
    plan(planner, most) {
      const turned = planner.place(Math.max(0, ...parts.map(({ factors }) => factors)) * line);
      const scratch = planScratch(planner, { width, steps: total }, most);
      const place = (count: number): number => planner.place(most * count * line);
      const [embedded, state, stats] = [place(total), place(last.length), planner.place(most * last.length * 2 * F32)];
      const layers = firstOfLayer.map((first, layer) =>
        planLayer(planner, { width, steps: total, asking: layer === count - 1 ? last : null }, scratch, first, most),
      );
      const inputOf = (layer: number): number => (layer === 0 ? embedded : layers[layer - 1].out);
      /** Gradients of what goes into a layer and what comes out, in turn. */
      const gradients = [place(total), place(total)];

      const embed = (kernels: Kernels, { rows, weights, inputs, columns }: Pass): void => {
        parts.forEach((part, branch) => {
          const [project, places] = [weights[2 * branch], weights[2 * branch + 1]];
          for (let row = 0; row < rows; row++) {
            const to = embedded + (row * total + part.first) * line;
            kernels.copyRows(places, line, to, line, line, part.steps);
            const from = inputs + (row * columns + part.column) * F32;
            kernels.gemm(from, project, to, part.steps, width, part.factors);
          }
        });
      };
      const embedBack = (kernels: Kernels, pass: Pass, gradient: number): void => {
        const { rows, weights, gradients: wanted, inputs, inputGradients, columns } = pass;
        parts.forEach((part, branch) => {
          if (inputGradients !== 0) kernels.transpose(weights[2 * branch], part.factors, width, turned);
          for (let row = 0; row < rows; row++) {
            const from = gradient + (row * total + part.first) * line;
            const at = (row * columns + part.column) * F32;
            if (wanted !== null) {
              const [project, places] = [wanted[2 * branch], wanted[2 * branch + 1]];
              kernels.addRows(from, line, places, line, line, part.steps);
              kernels.gemmTransposed(inputs + at, part.factors, from, width, project, part.factors, width, part.steps);
            }
            if (inputGradients !== 0) {
              kernels.gemm(from, turned, inputGradients + at, part.steps, part.factors, width);
            }
          }
        });
      };

      return {
        forward(kernels, pass) {
          if (total === 0) return;
          const { rows, weights, stride } = pass;
          embed(kernels, pass);
          for (const [i, layer] of layers.entries()) layer.forward(kernels, weights, inputOf(i), rows);
          const out = inputOf(count);
          kernels.normaliseRows(out, weights[gain], weights[shift], state, stats, rows * last.length, width);
          const bytes = last.length * line;
          kernels.copyRows(state, bytes, pass.state, stride * F32, bytes, rows);
        },
        backward(kernels, pass) {
          if (total === 0) return;
          const { rows, weights, gradients: wanted, stride } = pass;
          const bytes = last.length * line;
          kernels.copyRows(pass.stateGradient, stride * F32, state, bytes, bytes, rows);
          let [from, to] = gradients;
          kernels.clear(from, rows * bytes);
          kernels.normaliseRowsBack(
            inputOf(count),
            weights[gain],
            stats,
            state,
            from,
            wanted?.[gain] ?? scratch.unwanted,
            wanted?.[shift] ?? scratch.unwanted,
            rows * last.length,
            width,
          );
          for (let i = count - 1; i >= 0; i--) {
            layers[i].backward(kernels, weights, wanted, inputOf(i), from, to, rows);
            [from, to] = [to, from];
          }
          embedBack(kernels, pass, from);
        },
      };
    },
  };
};
