/**
 * The ensemble of an instant.
 *
 * 1. `loadResearch`: candles, factors and labels as known by then.
 * 2. `measureHeldBack`: one training half a year earlier, whose scores since then tell what the recipe is worth out of sample.
 * 3. `fitMember`: each member on everything that was known. A finished member is a checkpoint, so a killed training goes on.
 */
import { createHash } from 'node:crypto';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { formatDay, type Instant } from '../../shared/time.ts';
import type { SavedModel } from '../models/estimator.ts';
import { findCheckpoint } from '../store/checkpoints.ts';
import { fitMember, membersOf, seedOf, trainingSetOf } from './ensemble.ts';
import { measureHeldBack } from './held-back.ts';
import type { Job } from './job.ts';
import { hashWindow } from './market.ts';
import { hashFactors, loadResearch } from './research.ts';
import { fromBytes, toBytes } from './saved-bytes.ts';
import { shareOfRun } from './share-of-run.ts';

export type TrainInput = { readonly asOf: Instant; readonly config: EnsembleConfig; readonly programVersion: string };
/** The models of a training, and how many of them an earlier one had finished. */
export type TrainOutput = { readonly models: readonly SavedModel[]; readonly resumedCount: number };

/** Returns a model for each member. Throws `insufficient-data` if no member has enough rows to learn from. */
export const trainEnsemble: Job<TrainInput, TrainOutput> = async (store, { asOf, config, programVersion }, run) => {
  const research = loadResearch(store, asOf, config, shareOfRun(run, 0, 0.4));
  const dataHash = hashWindow(research.window);
  const inputHash = createHash('sha256')
    .update(JSON.stringify([dataHash, hashFactors(), config, programVersion]))
    .digest('hex');
  const heldBack = await measureHeldBack(store, research, config, inputHash, shareOfRun(run, 0.4, 0.6));
  const members = membersOf(config);
  const models: SavedModel[] = [];
  let resumedCount = 0;
  for (const [m, member] of members.entries()) {
    throwIfCancelled(run.signal);
    run.report(0.6 + (0.4 * m) / members.length, `training ${member.kind}, ${member.horizon} days`);
    const key = `train/${member.kind}/${member.horizon}`;
    const kept = findCheckpoint(store, key, inputHash);
    if (kept !== undefined) {
      models.push(fromBytes<SavedModel>(kept));
      resumedCount++;
      continue;
    }
    const labels = research.labels[config.horizons.indexOf(member.horizon)]!;
    const set = trainingSetOf(research, labels, config, asOf, dataHash);
    if (set === null) continue;
    const model = await fitMember(member, set, {
      seed: seedOf(config, member),
      signal: run.signal,
      team: run.team,
      report: (done) =>
        run.report(0.6 + (0.4 * (m + done)) / members.length, `training ${member.kind}, ${member.horizon} days`),
    });
    const saved = model.save();
    const whole: SavedModel = { ...saved, meta: { ...saved.meta, programVersion, ...heldBack[m]! } };
    run.saveCheckpoint(key, inputHash, toBytes(whole));
    models.push(whole);
  }
  if (models.length === 0) {
    throw new AppError(
      'insufficient-data',
      `No member had enough labelled rows at the end of ${formatDay(research.lastDay)}, needs some 20 weeks of 50 eligible tokens beyond the horizon`,
    );
  }
  run.report(1, 'trained');
  return { models, resumedCount };
};
