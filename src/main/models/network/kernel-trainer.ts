/**
 * The fit of a network on the kernels: each batch is cut into shards that the threads of the team draw; Adam on the sum of their
 * gradients, clipped by its norm.
 *
 * @see Kingma & Ba (2015), "Adam: a method for stochastic optimization"; Pascanu, Mikolov & Bengio (2013), "On the difficulty of
 *   training recurrent neural networks".
 */
import { type KernelMemory, kernelsOver, withMemory } from '../../kernels/kernels.ts';
import type { TeamSession } from '../../numeric/team.ts';
import type { Run, TrainingSet } from '../estimator.ts';
import { ADAM, runEpochs, type Trainer } from './epochs.ts';
import { type NetworkSize, type NetworkWork, planWork, SHARDS, STEP, viewWork } from './network-work.ts';
import type { NetworkParams } from './params.ts';
import { firstWeights, packRows, prepareRows, quantilesOf } from './prepare.ts';
import { type NetworkRecipe, rescaleHead } from './weights.ts';

/** Returns the block of weights that a fit ends with; its head gives labels as they were. */
export function learnOnKernels(set: TrainingSet, recipe: NetworkRecipe, params: NetworkParams, run: Run): Float32Array {
  const prepared = prepareRows(set, params, run.seed);
  const { rows, learnt, heldOut, labels, weights, centre, scale } = prepared;
  const quantiles = quantilesOf(params);
  const size: NetworkSize = { recipe, learnt, heldOut, batch: params.batch, parts: run.team.size, quantiles };
  const plan = planWork(size);
  return withMemory(plan.bytes, (memory) => {
    const work: NetworkWork = { memory, size };
    const view = viewWork(work, plan);
    packRows(set.x, rows, view.inputs);
    view.labels.set(labels);
    view.weightsOfRows.set(weights);
    view.order.set(rows.map((_, row) => row));
    view.weights.set(firstWeights(recipe, quantiles, prepared, run.seed));
    view.firstMoment.fill(0);
    view.secondMoment.fill(0);
    const session = run.team.open('network', work);
    try {
      const best = runEpochs(createTrainer(memory, plan, view, size, session, params), prepared, params, run);
      rescaleHead(plan.layout, best, centre, scale);
      return best;
    } finally {
      session.close();
    }
  });
}

function createTrainer(
  memory: KernelMemory,
  { layout, places, chunks }: ReturnType<typeof planWork>,
  view: ReturnType<typeof viewWork>,
  { learnt, heldOut }: NetworkSize,
  session: TeamSession,
  { learningRate, clip }: NetworkParams,
): Trainer {
  const kernels = kernelsOver(memory);
  const { keepFirst, keepSecond, tiny } = ADAM;
  const run = (...op: number[]): void => {
    view.counter[0] = 0;
    session.step(...op);
  };
  const weightOf = (first: number, count: number): number => {
    let sum = 0;
    for (let i = first; i < first + count; i++) sum += view.weightsOfRows[view.order[i]];
    return sum;
  };
  return {
    begin: (order) => view.order.set(order),
    learn(first, count, step) {
      const weight = weightOf(first, count);
      view.scale[0] = weight > 0 ? 1 / weight : 0;
      run(STEP.batch, first, count);
      kernels.sumBlocks(places.shardGradients, SHARDS, layout.size, places.gradient);
      const norm = Math.sqrt(kernels.sumSquares(places.gradient, layout.size));
      kernels.adam(
        places.weights,
        places.gradient,
        places.firstMoment,
        places.secondMoment,
        layout.size,
        norm > clip ? clip / norm : 1,
        keepFirst,
        keepSecond,
        learningRate / (1 - keepFirst ** step),
        1 / Math.sqrt(1 - keepSecond ** step),
        tiny,
      );
    },
    judge() {
      const weight = weightOf(learnt, heldOut);
      view.scale[0] = weight > 0 ? 1 / weight : 0;
      run(STEP.heldOut);
      let loss = 0;
      for (let chunk = 0; chunk < chunks; chunk++) loss += view.losses[chunk];
      return loss;
    },
    weights: () => view.weights.slice(),
  };
}
