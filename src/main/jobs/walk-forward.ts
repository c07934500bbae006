/**
 * Out-of-sample scores: the ensemble is trained anew at each fold's day on what was known at its end, and scores the days from
 * there to the next fold. A model never scores a day before it was born.
 */
import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { startOfDay } from '../../shared/time.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import type { Model } from '../models/estimator.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { type CrossSection, cellCount } from '../numeric/panel.ts';
import { findCheckpoint } from '../store/checkpoints.ts';
import type { ReadableStore } from '../store/open.ts';
import { fitMember, type Member, membersOf, seedOf, trainingSetOf } from './ensemble.ts';
import type { JobRun } from './job.ts';
import type { Research } from './research.ts';
import { fromBytes, toBytes } from './saved-bytes.ts';

/** One training and the days that it scores, in order; all on or after `day`. */
export type Fold = { readonly day: number; readonly scoredDays: readonly number[] };

/** For each member a score for each cell that was scored, NaN elsewhere. */
export type MemberScores = { readonly member: Member; readonly scores: Float32Array };

/** The scores of a walk-forward test, and what was measured on the way. */
export type WalkForward = {
  readonly members: readonly MemberScores[];
  /** Folds of which at least one member could be trained. */
  readonly trainedDays: readonly number[];
  /** For each fold and member what `measure` returned; null where no model was trained or nothing was to be measured. */
  readonly measured: readonly (readonly unknown[])[];
  readonly resumedCount: number;
};

/** Measures the model of a member while it is at hand, on the cells that it scores; `x` has their factors. Returns plain data. */
export type Measure = (member: number, model: Model, x: Matrix, cells: Int32Array) => unknown;

type FoldParts = {
  readonly meta: readonly unknown[] | null;
  readonly arrays: Readonly<Record<string, Int32Array | Float32Array>>;
};

/**
 * Returns the scores of every fold. A fold that a checkpoint of the same input holds is not computed again.
 *
 * @param purpose - where its checkpoints are kept; each fold's newest takes the place of the one before.
 * @param inputHash - names everything that the scores depend on besides the fold, and what is measured, how.
 */
export async function walkForward(
  store: ReadableStore,
  research: Research,
  config: EnsembleConfig,
  folds: readonly Fold[],
  purpose: 'backtest' | 'held-back',
  inputHash: string,
  run: JobRun,
  measure: Measure | null = null,
): Promise<WalkForward> {
  const members = membersOf(config);
  const scores = members.map(() => new Float32Array(cellCount(research.window)).fill(Number.NaN));
  const trainedDays: number[] = [];
  const measured: (readonly unknown[])[] = [];
  let resumedCount = 0;
  for (const [i, fold] of folds.entries()) {
    throwIfCancelled(run.signal);
    run.report(i / folds.length, `training fold ${i + 1} of ${folds.length}`);
    const hash = createHash('sha256')
      .update(JSON.stringify([inputHash, fold]))
      .digest('hex');
    const key = `${purpose}/${fold.day}`;
    const kept = findCheckpoint(store, key, hash);
    const parts =
      kept === undefined ? await scoreFold(research, config, members, fold, run, measure) : fromBytes<FoldParts>(kept);
    if (kept === undefined) run.saveCheckpoint(key, hash, toBytes(parts));
    else resumedCount++;
    measured.push(parts.meta ?? members.map(() => null));
    const cells = parts.arrays.cells as Int32Array;
    members.forEach((_, m) => {
      const own = parts.arrays[`scores${m}`];
      if (own === undefined) return;
      cells.forEach((cell, at) => {
        scores[m]![cell] = own[at]!;
      });
    });
    if (members.some((_, m) => parts.arrays[`scores${m}`] !== undefined)) trainedDays.push(fold.day);
  }
  run.report(1, 'scored every fold');
  return { members: members.map((member, m) => ({ member, scores: scores[m]! })), trainedDays, measured, resumedCount };
}

/** Returns the eligible cells of a day, by asset. */
export function eligibleCellsOf(
  { firstDay }: { readonly firstDay: number },
  crossSection: CrossSection,
  eligible: Uint8Array,
  day: number,
): Int32Array {
  const from = crossSection.offset[day - firstDay] ?? 0;
  const until = crossSection.offset[day - firstDay + 1] ?? from;
  return crossSection.cells.slice(from, until).filter((cell) => eligible[cell] === 1);
}

async function scoreFold(
  research: Research,
  config: EnsembleConfig,
  members: readonly Member[],
  fold: Fold,
  run: JobRun,
  measure: Measure | null,
): Promise<FoldParts> {
  const { window, crossSection, eligible, table } = research;
  const days = fold.scoredDays.map((day) => eligibleCellsOf(window, crossSection, eligible, day));
  const cells = Int32Array.from(days.flatMap((own) => [...own]));
  const x = createFeatureMatrix(table, cells);
  const arrays: Record<string, Int32Array | Float32Array> = { cells };
  const models = await fitFold(research, config, members, fold.day, run);
  models.forEach((model, m) => {
    if (model !== null) arrays[`scores${m}`] = model.predict(x);
  });
  const meta = measure === null ? null : models.map((model, m) => model && measure(m, model, x, cells));
  return { meta, arrays };
}

/** Returns the model of each member trained on what was known at the end of a day; null where there was too little. */
export async function fitFold(
  research: Research,
  config: EnsembleConfig,
  members: readonly Member[],
  day: number,
  run: JobRun,
  dataHash = '',
): Promise<(Model | null)[]> {
  const models: (Model | null)[] = [];
  let horizon = -1;
  let set: ReturnType<typeof trainingSetOf> = null;
  for (const member of members) {
    throwIfCancelled(run.signal);
    if (member.horizon !== horizon) {
      horizon = member.horizon;
      const labels = research.labels[config.horizons.indexOf(horizon)]!;
      set = trainingSetOf(research, labels, config, startOfDay(day + 1), dataHash);
    }
    const own = { seed: seedOf(config, member), signal: run.signal, team: run.team, report: () => undefined };
    models.push(set === null ? null : await fitMember(member, set, own));
  }
  return models;
}
