/**
 * The training loop over any backend: mini-batches in an order drawn by seed, until nothing more is gained on the rows held out.
 *
 * @see Prechelt (1998), "Early stopping, but when?".
 */
import { throwIfCancelled } from '../../../shared/errors.ts';
import type { Run } from '../estimator.ts';
import type { NetworkParams } from './params.ts';
import { orderOf, type PreparedRows } from './prepare.ts';

/** What moves the weights of one fit. */
export type Trainer = {
  /** Begins an epoch with the rows learnt from in that order. */
  begin(order: Int32Array): void;
  /** Moves the weights by the rows `first..first + count` of the order, in step `step` of the fit, counted from 1. */
  learn(first: number, count: number, step: number): void;
  /** Returns the mean loss over the rows held out. */
  judge(): number;
  /** Returns a copy of the block of weights. */
  weights(): Float32Array;
};

/** Adam's constants, as its authors have them (Kingma & Ba, 2015). */
export const ADAM = { keepFirst: 0.9, keepSecond: 0.999, tiny: 1e-8 } as const;

/** Runs the epochs of a fit and returns the weights that did best on the rows held out; the last ones if there are none. */
export function runEpochs(
  trainer: Trainer,
  { learnt, heldOut }: PreparedRows,
  { epochs, batch, patience }: NetworkParams,
  run: Run,
): Float32Array {
  let best = trainer.weights();
  let least = Number.POSITIVE_INFINITY;
  let bestEpoch = 0;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    trainer.begin(orderOf(learnt, run.seed, epoch));
    for (let first = 0; first < learnt; first += batch) {
      throwIfCancelled(run.signal);
      trainer.learn(first, Math.min(batch, learnt - first), ++step);
      run.report((epoch + Math.min(1, (first + batch) / learnt)) / epochs);
    }
    if (heldOut === 0) continue;
    const loss = trainer.judge();
    if (loss < least) {
      least = loss;
      best = trainer.weights();
      bestEpoch = epoch;
    } else if (epoch - bestEpoch >= patience) break;
  }
  run.report(1);
  return heldOut === 0 ? trainer.weights() : best;
}
