/**
 * The ensemble of an instant.
 *
 * 1. `loadResearch`: candles, factors and labels as known by then; a factor that knows of the future stops it.
 * 2. `walkRecord`: what the members would have said of the past; folds that are known from before are not computed again.
 * 3. `weighRecord`, `judge`: how much each member counts, and what all of it was worth on days not learnt from.
 * 4. `fitMember`: each member on everything that was known. A finished member is a checkpoint, so a killed training goes on.
 */
import { createHash } from 'node:crypto';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { formatDay, type Instant } from '../../shared/time.ts';
import type { SavedModel, TrainingSet } from '../models/estimator.ts';
import { findCheckpoint } from '../store/checkpoints.ts';
import type { ReadableStore } from '../store/open.ts';
import { costOf, fitMember, inputOf, membersOf, recipeOfKind, seedOf, trainingSetOf } from './ensemble.ts';
import { type EnsembleRecord, ensembleModelOf, ensembleRecordOf, outOfSampleOf } from './ensemble-record.ts';
import type { Job, JobRun } from './job.ts';
import { judge } from './judge.ts';
import { kindInWords } from './kind-in-words.ts';
import { hashWindow } from './market.ts';
import { walkRecord } from './record.ts';
import { hashFactors, loadResearch, type Research } from './research.ts';
import { fromBytes, toBytes } from './saved-bytes.ts';
import { shareOfRun } from './share-of-run.ts';
import { type WeighedHorizon, weighRecord } from './weigh.ts';

export type TrainInput = {
  readonly asOf: Instant;
  readonly config: EnsembleConfig;
  readonly programVersion: string;
  /** How many of the newest folds the record has; all if left out. */
  readonly newestFolds?: number;
};
/** The members of a training and their ensembles, the record, and how many trainings an earlier run had finished. */
export type TrainOutput = {
  readonly models: readonly SavedModel[];
  readonly record: EnsembleRecord;
  readonly resumedCount: number;
};

/** Where the checkpoints of members lie: of each the last one that was trained, which the next training may find unchanged. */
const TRAIN_PURPOSE = 'train/';

/** Returns a model for each member and an ensemble for each horizon. Throws `insufficient-data` if no member has enough rows. */
export const trainEnsemble: Job<TrainInput, TrainOutput> = async (store, input, run) => {
  const { asOf, config, programVersion, newestFolds } = input;
  membersOf(config);
  const research = loadResearch(store, asOf, config, shareOfRun(run, 0, 0.1));
  const dataHash = hashWindow(research.window, run.signal);
  const sets = config.horizons.map((_, h) => {
    throwIfCancelled(run.signal);
    return trainingSetOf(research, research.labels[h]!, config, asOf, dataHash);
  });
  if (sets.every((set) => set === null)) {
    throw new AppError(
      'insufficient-data',
      `No member had enough labelled rows at the end of ${formatDay(research.lastDay)}, needs some 20 weeks of 50 eligible tokens beyond the horizon`,
    );
  }
  const record = await walkRecord(store, research, config, programVersion, shareOfRun(run, 0.1, 0.85), newestFolds);
  const weighed = weighRecord(research, config, record, shareOfRun(run, 0.85, 0.87));
  const judgement = judge(research, config, weighed, shareOfRun(run, 0.87, 0.9));
  const members = await fitMembers(store, research, sets, weighed, input, shareOfRun(run, 0.9, 1));
  const models = [...members.models];
  for (const [h, own] of weighed.entries()) {
    throwIfCancelled(run.signal);
    const set = sets[h] ?? null;
    if (set !== null) models.push(ensembleModelOf(research, config, own, set, programVersion));
  }
  const told = ensembleRecordOf(research, config, asOf, record, weighed, judgement, run.signal);
  run.report(1, 'trained');
  return {
    models,
    record: told,
    resumedCount: record.resumedCount + members.resumedCount,
  };
};

/** Returns the members, each trained on all that was known, with what the record says of them. */
async function fitMembers(
  store: ReadableStore,
  research: Research,
  sets: readonly (TrainingSet | null)[],
  weighed: readonly WeighedHorizon[],
  { config, programVersion }: TrainInput,
  run: JobRun,
): Promise<{ models: SavedModel[]; resumedCount: number }> {
  // how members are weighed, and which others there are, decides none
  const { kinds: _kinds, horizons: _horizons, weighting: _weighting, recordMonths: _months, ...deciding } = config;
  const members = membersOf(config);
  const whole = members.reduce((sum, { kind }) => sum + costOf(kind), 0);
  const models: SavedModel[] = [];
  let [resumedCount, done] = [0, 0];
  for (const member of members) {
    throwIfCancelled(run.signal);
    const note = `training ${kindInWords(member.kind)}, ${member.horizon} days, on all that was known`;
    run.report(done / whole, note);
    const cost = costOf(member.kind);
    const h = config.horizons.indexOf(member.horizon);
    const [set, labels] = [sets[h]!, research.labels[h]!];
    if (set === null) continue;
    const { scores } = weighed[h]!.members.find((own) => own.member.kind === member.kind)!;
    const measured = outOfSampleOf(research, config, scores, scores, labels);
    const { estimator, params } = recipeOfKind(member.kind);
    const recipe = [estimator.version, params, seedOf(config, member)];
    const key = `${TRAIN_PURPOSE}${member.kind}/${member.horizon}`;
    const hash = createHash('sha256')
      .update(JSON.stringify([set.dataHash, hashFactors(), recipe, deciding, programVersion]))
      .digest('hex');
    const kept = findCheckpoint(store, key, hash);
    let saved: SavedModel;
    if (kept === undefined) {
      const model = await fitMember(member, inputOf(member, set, research, labels, config, run.signal), {
        ...{ seed: seedOf(config, member), signal: run.signal, team: run.team },
        report: (part) => run.report((done + part * cost) / whole, note),
      });
      saved = model.save();
      run.saveCheckpoint(key, hash, toBytes(saved));
    } else {
      saved = fromBytes<SavedModel>(kept);
      resumedCount++;
    }
    models.push({ ...saved, meta: { ...saved.meta, programVersion, ...measured } });
    done += cost;
  }
  return { models, resumedCount };
}
