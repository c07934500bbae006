/** What the threads of a network's fit share: where everything lies in their memory, and how a batch is cut. */
import { createPlanner, type KernelMemory } from '../../kernels/kernels.ts';
import { planNetwork } from './network-pass.ts';
import { layoutOf, type NetworkRecipe } from './weights.ts';

/** Shards of a batch, whose gradients are summed in order: fixed, so that the bytes do not depend on the number of threads. */
export const SHARDS = 8;

/** Sizes and recipe of a fit; plain data. */
export type NetworkSize = {
  readonly recipe: NetworkRecipe;
  /** Rows learnt from, then rows held out. */
  readonly learnt: number;
  readonly heldOut: number;
  readonly batch: number;
  readonly parts: number;
  /** Quantiles of the outputs; none: one output by squared error. */
  readonly quantiles: readonly number[];
};

export type NetworkWork = { readonly memory: KernelMemory; readonly size: NetworkSize };

/** Operations of the job: gradients of a batch (first place in `order`, rows of it); losses of the rows held out. */
export const STEP = { batch: 0, heldOut: 1 } as const;

/** Returns where everything lies; every thread plans the same. */
export function planWork(size: NetworkSize) {
  const { recipe, learnt, heldOut, batch, parts } = size;
  const layout = layoutOf(recipe);
  const { place, total } = createPlanner();
  const rows = learnt + heldOut;
  const shardRows = Math.ceil(batch / SHARDS);
  const chunks = Math.ceil(heldOut / shardRows);
  const places = {
    inputs: place(rows * layout.columns * 4),
    labels: place(rows * 4),
    weightsOfRows: place(rows * 4),
    /** Rows in the order of the epoch, then those held out. */
    order: place(rows * 4),
    weights: place(layout.size * 4),
    firstMoment: place(layout.size * 4),
    secondMoment: place(layout.size * 4),
    gradient: place(layout.size * 4),
    shardGradients: place(SHARDS * layout.size * 4),
    /** Loss of each shard or of each chunk held out. */
    losses: place(Math.max(SHARDS, chunks) * 8),
    /** What a row's loss is multiplied by: 1 / the sum of the batch's weights. */
    scale: place(8),
    counter: place(4),
  };
  const passes = Array.from({ length: parts }, () => planNetwork({ place, total }, layout, shardRows));
  return { layout, places, passes, shardRows, chunks, bytes: total() };
}

/** Returns the arrays of a fit as views of its memory. */
export function viewWork({ memory: { buffer }, size }: NetworkWork, plan: ReturnType<typeof planWork>) {
  const { places, layout, chunks } = plan;
  const rows = size.learnt + size.heldOut;
  return {
    inputs: new Float32Array(buffer, places.inputs, rows * layout.columns),
    labels: new Float32Array(buffer, places.labels, rows),
    weightsOfRows: new Float32Array(buffer, places.weightsOfRows, rows),
    order: new Int32Array(buffer, places.order, rows),
    weights: new Float32Array(buffer, places.weights, layout.size),
    firstMoment: new Float32Array(buffer, places.firstMoment, layout.size),
    secondMoment: new Float32Array(buffer, places.secondMoment, layout.size),
    losses: new Float64Array(buffer, places.losses, Math.max(SHARDS, chunks)),
    scale: new Float64Array(buffer, places.scale, 1),
    counter: new Int32Array(buffer, places.counter, 1),
  };
}
