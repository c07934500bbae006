/**
 * A small temporal transformer as the core of a network. Each step of a branch is a token: its factors, projected, plus a learnt
 * vector of its branch and place. Encoder layers normalise before they attend and before their two dense layers (Xiong and
 * others, 2020, "On layer normalization in the transformer architecture"); tokens of both branches attend to each other. The
 * state is the last token of each branch, normalised once more.
 *
 * Only these last tokens are read, so in the last layer only they ask: the same numbers for a fraction of the work.
 *
 * Its weights, as weights.ts saves them, for F factors and T steps in a branch, and tokens of width H:
 *
 * | name | shape | of |
 * |---|---|---|
 * | `<branch>.project`, `<branch>.place` | [F][H], [T][H] | token = factors · project + place of its step, the oldest first |
 * | `encoder<l>.attentionGain`, `…Shift` | [H] | normalisation before attention |
 * | `encoder<l>.query`, `…Bias` | [H][H], [H] | one head after the other |
 * | `encoder<l>.keyValue`, `…Bias` | [H][2H], [2H] | keys of all heads, then their values |
 * | `encoder<l>.output`, `…Bias` | [H][H], [H] | of what was read, added to the token |
 * | `encoder<l>.denseGain`, `…Shift` | [H] | normalisation before the dense layers |
 * | `encoder<l>.inner`, `…Bias`; `outer`, `…Bias` | [H][2H], [2H]; [2H][H], [H] | with ReLU between, added to the token |
 * | `stateGain`, `stateShift` | [H] | normalisation of the last tokens |
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

/** Returns where the tokens of each branch begin, and how many there are. */
function tokensOf({ branches }: SequenceShape) {
  let tokens = 0;
  let column = 0;
  const parts = branches.map(({ steps, factors }) => {
    const part = { steps, factors: factors.length, token: tokens, column };
    tokens += steps;
    column += steps * factors.length;
    return part;
  });
  return { parts, tokens, last: parts.map(({ token, steps }) => token + steps - 1) };
}

/** Returns the core of a temporal transformer: tokens of width `hidden`, two heads. */
export const createTransformer: CoreFactory = ({ shape, hidden: width, layers: count = 1 }) => {
  const { parts, tokens, last } = tokensOf(shape);
  const parameters: ParameterSpec[] = shape.branches.flatMap(({ name, steps, factors }) => [
    {
      name: `${name}.project`,
      shape: [factors.length, width],
      initial: uniformWithin(1 / Math.sqrt(factors.length)),
    },
    { name: `${name}.place`, shape: [steps, width], initial: uniformWithin(PLACE_BOUND) },
  ]);
  const firstOfLayer = Array.from({ length: count }, (_, layer) => parameters.length + layer * LAYER_PARAMETERS);
  if (tokens > 0) {
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
      const scratch = planScratch(planner, { width, tokens }, most);
      const place = (count: number): number => planner.place(most * count * line);
      const [embedded, state, stats] = [place(tokens), place(last.length), planner.place(most * last.length * 2 * F32)];
      const layers = firstOfLayer.map((first, layer) =>
        planLayer(planner, { width, tokens, asking: layer === count - 1 ? last : null }, scratch, first, most),
      );
      const inputOf = (layer: number): number => (layer === 0 ? embedded : layers[layer - 1].out);
      /** Gradients of what goes into a layer and what comes out, in turn. */
      const gradients = [place(tokens), place(tokens)];

      const embed = (kernels: Kernels, { rows, weights, inputs, columns }: Pass): void => {
        parts.forEach((part, branch) => {
          const [project, places] = [weights[2 * branch], weights[2 * branch + 1]];
          for (let row = 0; row < rows; row++) {
            const to = embedded + (row * tokens + part.token) * line;
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
            const from = gradient + (row * tokens + part.token) * line;
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
          if (tokens === 0) return;
          const { rows, weights, stride } = pass;
          embed(kernels, pass);
          for (const [i, layer] of layers.entries()) layer.forward(kernels, weights, inputOf(i), rows);
          const out = inputOf(count);
          kernels.normaliseRows(out, weights[gain], weights[shift], state, stats, rows * last.length, width);
          const bytes = last.length * line;
          kernels.copyRows(state, bytes, pass.state, stride * F32, bytes, rows);
        },
        backward(kernels, pass) {
          if (tokens === 0) return;
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
