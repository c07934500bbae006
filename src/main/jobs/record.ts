/**
 * The record: what members would have said of the past, had they been trained then. One record weighs the members, judges them
 * and is what a backtest decides by.
 *
 * 1. `foldsOf`: a training at the end of every quarter since there was enough to learn from, with the days that it scores.
 * 2. `walkRecord`: each member trained at each fold on what was known then; its scores of the days until the next.
 *
 * A model never scores a day before it was born. The scores of a member in a fold are a checkpoint, named by all that decided
 * them, so a later record has only its newest fold to compute.
 */
import { createHash } from 'node:crypto';
import { type CancelSignal, NEVER_CANCELLED, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { formatDay, startOfDay } from '../../shared/time.ts';
import { isLastDayOf } from '../backtest/schedule.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import type { Model, TrainingSet } from '../models/estimator.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import { cellCount } from '../numeric/panel.ts';
import { findCheckpoint } from '../store/checkpoints.ts';
import type { ReadableStore } from '../store/open.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import {
  costOf,
  fitMember,
  inputOf,
  type Member,
  membersOf,
  recipeOfKind,
  SEQUENCE_DAYS,
  seedOf,
  trainingSetOf,
} from './ensemble.ts';
import type { JobRun } from './job.ts';
import { kindInWords } from './kind-in-words.ts';
import { createRecordHashes, type RecordHashes } from './record-hashes.ts';
import { hashFactors, type Research } from './research.ts';
import { fromBytes, toBytes } from './saved-bytes.ts';

/** A training at the end of `day`, and the days that it scores, in order; all from `day` to before the next fold's. */
export type Fold = { readonly day: number; readonly scoredDays: readonly number[] };

/** For each member a score for each cell that was scored, NaN elsewhere. */
export type MemberScores = { readonly member: Member; readonly scores: Float32Array };

/** What members would have said. */
export type ForwardRecord = {
  readonly folds: readonly Fold[];
  readonly members: readonly MemberScores[];
  /** Trainings whose scores a checkpoint held. */
  readonly resumedCount: number;
};

/** Where the checkpoints of all records lie. */
export const RECORD_PURPOSE = 'record/';

/** Returns where the checkpoints of the records of a configuration lie: beginnings of keys differ where nothing could be shared. */
export function recordPurposeOf(config: EnsembleConfig, programVersion: string): string {
  const { kinds: _kinds, horizons: _horizons, weighting: _weighting, ...deciding } = config;
  const hash = createHash('sha256').update(JSON.stringify([deciding, hashFactors(), programVersion]));
  return `${RECORD_PURPOSE}${hash.digest('hex').slice(0, 16)}/`;
}

/**
 * Returns the folds of a market: trainings at the ends of calendar months whose number is a multiple of `recordMonths`, from the
 * first at which some horizon has enough to learn from. Scored are the days of learning, and the ends of weeks, months and
 * quarters, on which a backtest may decide.
 */
export function foldsOf(research: Research, config: EnsembleConfig, signal: CancelSignal = NEVER_CANCELLED): Fold[] {
  const { window, lastDay } = research;
  const starts: number[] = [];
  for (let day = window.firstDay; day < lastDay; day++) {
    const next = formatDay(day + 1);
    if (!next.endsWith('-01') || (Number(next.slice(5, 7)) - 1) % config.recordMonths !== 0) continue;
    const canLearn = (): boolean =>
      research.labels.some((labels) => {
        throwIfCancelled(signal);
        return trainingSetOf(research, labels, config, startOfDay(day + 1)) !== null;
      });
    if (starts.length > 0 || canLearn()) starts.push(day);
  }
  return starts.map((day, i) => {
    const scoredDays: number[] = [];
    for (let d = day; d < (starts[i + 1] ?? lastDay + 1); d++) if (isScored(d, config)) scoredDays.push(d);
    return { day, scoredDays };
  });
}

function isScored(day: number, { strideDays }: EnsembleConfig): boolean {
  return day % strideDays === 0 || isLastDayOf('week', day) || isLastDayOf('month', day);
}

/**
 * Returns the record of a market. Throws `cancelled`; what was finished by then is kept.
 *
 * @param newestFolds - how many of the newest folds it has; all if left out.
 */
export async function walkRecord(
  store: ReadableStore,
  research: Research,
  config: EnsembleConfig,
  programVersion: string,
  run: JobRun,
  newestFolds = Number.POSITIVE_INFINITY,
): Promise<ForwardRecord> {
  const members = membersOf(config);
  const folds = foldsOf(research, config, run.signal).slice(-newestFolds);
  const scores = members.map(() => new Float32Array(cellCount(research.window)).fill(Number.NaN));
  const hashes = createRecordHashes(research);
  const purpose = recordPurposeOf(config, programVersion);
  const share = sharesOf(folds, members);
  let resumedCount = 0;
  for (const [f, fold] of folds.entries()) {
    const cells = cellsOfFold(research, fold);
    const foldHash = hashes.ofDays(fold.scoredDays);
    let set: TrainingSet | null = null;
    for (const [m, member] of members.entries()) {
      throwIfCancelled(run.signal);
      const labels = research.labels[config.horizons.indexOf(member.horizon)]!;
      const note = `training ${kindInWords(member.kind)}, ${member.horizon} days, as of ${formatDay(fold.day)} (${f + 1} of ${folds.length})`;
      run.report(share(f, m, 0), note);
      if (m === 0 || member.horizon !== members[m - 1]!.horizon) {
        set = trainingSetOf(research, labels, config, startOfDay(fold.day + 1));
      }
      if (set === null) continue;
      const key = `${purpose}${fold.day}/${member.kind}/${member.horizon}`;
      const hash = hashOfInput(research, config, member, fold, set, foldHash, hashes, programVersion);
      const kept = findCheckpoint(store, key, hash);
      let own: Float32Array;
      if (kept === undefined) {
        const model = await fitMember(member, inputOf(member, set, research, labels, config, run.signal), {
          ...{ seed: seedOf(config, member), signal: run.signal, team: run.team },
          report: (done) => run.report(share(f, m, done), note),
        });
        own = scoresOf(model, research.table, cells, run);
        run.saveCheckpoint(key, hash, toBytes({ meta: null, arrays: { scores: own } }));
      } else {
        own = fromBytes<{ meta: null; arrays: { scores: Float32Array } }>(kept).arrays.scores;
        resumedCount++;
      }
      for (let i = 0; i < cells.length; i++) scores[m]![cells[i]!] = own[i]!;
    }
  }
  run.report(1, 'scored every fold');
  return {
    folds,
    members: members.map((member, m) => ({ member, scores: scores[m]! })),
    resumedCount,
  };
}

/** Rows that are laid out and scored at once, so that a cancel is heard and sequences take little memory. */
const ROWS_AT_ONCE = 4_096;

/** Returns what a model says of cells of the table that it reads its factors from. */
export function scoresOf(
  model: Model,
  table: FactorTable,
  cells: Int32Array,
  { signal }: Pick<JobRun, 'signal'>,
): Float32Array {
  const scores = new Float32Array(cells.length);
  for (let from = 0; from < cells.length; from += ROWS_AT_ONCE) {
    throwIfCancelled(signal);
    const part = cells.subarray(from, from + ROWS_AT_ONCE);
    scores.set(model.predict(createFeatureMatrix(table, part, model.meta.features)), from);
  }
  return scores;
}

function cellsOfFold({ window, crossSection, eligible }: Research, { scoredDays }: Fold): Int32Array {
  const days = scoredDays.map((day) => eligibleCellsOf(window, crossSection, eligible, day));
  const cells = new Int32Array(days.reduce((sum, own) => sum + own.length, 0));
  let at = 0;
  for (const own of days) {
    cells.set(own, at);
    at += own.length;
  }
  return cells;
}

/** Returns the hash of all that decides the scores of a member in a fold. */
function hashOfInput(
  { window }: Research,
  config: EnsembleConfig,
  member: Member,
  { day, scoredDays }: Fold,
  set: TrainingSet,
  foldHash: string,
  hashes: RecordHashes,
  programVersion: string,
): string {
  const { estimator, params } = recipeOfKind(member.kind);
  const { trainDays, strideDays, embargoDays, minimumCoverage } = config;
  const learntDays: number[] = [];
  const firstDay = Math.max(window.firstDay, day + 1 - trainDays);
  for (let d = firstDay; d <= day; d++) if (d % strideDays === 0) learntDays.push(d);
  const about = [member, estimator.version, params, seedOf(config, member)];
  const hash = createHash('sha256')
    .update(JSON.stringify([programVersion, about, trainDays, strideDays, embargoDays, minimumCoverage, foldHash]))
    .update(hashes.ofDays(learntDays));
  for (const { buffer, byteOffset, byteLength } of [set.y, set.groups]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  if (estimator.input === 'sequences') {
    hash.update(hashes.ofSequences(Math.max(window.firstDay, firstDay - SEQUENCE_DAYS), scoredDays.at(-1)! + 1));
  }
  return hash.digest('hex');
}

/** Returns what tells the share of the work that is done within a fold and member. */
function sharesOf(folds: readonly Fold[], members: readonly Member[]): (f: number, m: number, done: number) => number {
  const costs = members.map(({ kind }) => costOf(kind));
  const whole = costs.reduce((sum, cost) => sum + cost, 0);
  const before = costs.map((_, m) => costs.slice(0, m).reduce((sum, cost) => sum + cost, 0));
  return (f, m, done) => (f + (before[m]! + done * costs[m]!) / whole) / folds.length;
}
