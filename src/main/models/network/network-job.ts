/**
 * One thread's share of a network's fit: it draws shards of a batch, each with a gradient of its own, or chunks of what is held out.
 * What a shard writes depends on its rows and the weights alone.
 */
import { kernelsOver } from '../../kernels/kernels.ts';
import type { TeamJob } from '../../numeric/team.ts';
import { drawPieces } from '../draw.ts';
import { lossOf } from './loss.ts';
import { type NetworkWork, planWork, SHARDS, STEP, viewWork } from './network-work.ts';

/** Returns one thread's side of a fit. Operation: see `STEP`. */
export function createNetworkJob(work: NetworkWork): TeamJob {
  const { size, memory } = work;
  const plan = planWork(size);
  const { layout, places, passes, shardRows, chunks } = plan;
  const kernels = kernelsOver(memory);
  const view = viewWork(work, plan);
  const labels = new Float32Array(shardRows);
  const weights = new Float32Array(shardRows);
  const { outputs } = size.recipe;

  /** Returns the loss of rows listed in `order`, after a pass over them and with the gradient of the outputs written. */
  const passForward = (part: number, first: number, count: number): number => {
    const pass = passes[part];
    kernels.gatherRows(places.inputs, layout.columns, places.order + first * 4, count, pass.inputs);
    for (let i = 0; i < count; i++) {
      const row = view.order[first + i];
      labels[i] = view.labels[row];
      weights[i] = view.weightsOfRows[row];
    }
    pass.forward(kernels, places.weights, count);
    return lossOf(
      new Float32Array(memory.buffer, pass.outputs, count * outputs),
      labels.subarray(0, count),
      weights,
      size.quantiles,
      view.scale[0],
      new Float32Array(memory.buffer, pass.outputGradients, count * outputs),
    );
  };

  const learn = (part: number, first: number, count: number): void => {
    const own = Math.ceil(count / SHARDS);
    drawPieces(view.counter, 0, SHARDS, (shard) => {
      const gradients = places.shardGradients + shard * layout.size * 4;
      kernels.clear(gradients, layout.size * 4);
      const from = Math.min(shard * own, count);
      const rows = Math.min(own, count - from);
      view.losses[shard] = 0;
      if (rows === 0) return;
      view.losses[shard] = passForward(part, first + from, rows);
      passes[part].backward(kernels, places.weights, gradients, rows, false);
    });
  };

  const judge = (part: number): void =>
    drawPieces(view.counter, 0, chunks, (chunk) => {
      const from = chunk * shardRows;
      view.losses[chunk] = passForward(part, size.learnt + from, Math.min(shardRows, size.heldOut - from));
    });

  return {
    step(part, _parts, [step, first, count]) {
      if (step === STEP.batch) learn(part, first, count);
      else judge(part);
    },
  };
}
