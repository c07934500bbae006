/** The matrices that members learn from and are tested on, written out so that other programs can be compared on the same rows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import { rankCorrelations } from '../models/evaluate.ts';
import { columnOf, type Matrix } from '../numeric/matrix.ts';
import { cellCount } from '../numeric/panel.ts';
import { mean } from '../numeric/stats.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import { fitMember, recipeOfKind, seedOf, trainingSetOf } from './ensemble.ts';
import type { Job } from './job.ts';
import { foldsOf, scoresOf } from './record.ts';
import { loadResearch } from './research.ts';
import { shareOfRun } from './share-of-run.ts';

export type ExportInput = {
  readonly asOf: Instant;
  readonly folder: string;
  readonly config: EnsembleConfig;
  /** Newest folds whose outcome is known. */
  readonly foldCount: number;
};
export type ExportOutput = {
  readonly folder: string;
  readonly foldCount: number;
  readonly rowCount: number;
  readonly columns: string[];
};

/** The member whose parameters and scores are written beside the matrices. */
const KIND = 'gradient-boosting';

/**
 * Writes for each horizon and each of the newest folds a folder `<horizon>/<day>` with `x-train.f32`, `y-train.f32`, `x-test.f32`,
 * `y-test.f32` (little-endian, row-major, NaN where missing), `groups-test.i32` (where each day begins, and the end), the scores
 * of our boosted trees as `scores-test.f32`, and `meta.json`. Throws `insufficient-data` without a fold, `unavailable` where the
 * folder cannot be written.
 */
export const exportMatrices: Job<ExportInput, ExportOutput> = async (
  store,
  { asOf, folder, config, foldCount },
  run,
) => {
  const research = loadResearch(store, asOf, config, shareOfRun(run, 0, 0.2));
  const { window, crossSection, eligible, table } = research;
  const folds = foldsOf(research, config, run.signal);
  const parts = config.horizons.flatMap((horizon, h) => {
    const known = folds.filter(({ scoredDays }) => scoredDays.at(-1)! + horizon <= research.lastDay);
    return known.slice(-foldCount).map((fold) => ({ horizon, labels: research.labels[h]!, fold }));
  });
  const { estimator: _, params } = recipeOfKind(KIND);
  let rowCount = 0;
  let written = 0;
  for (const [p, { horizon, labels, fold }] of parts.entries()) {
    throwIfCancelled(run.signal);
    const part = shareOfRun(run, 0.2 + (0.8 * p) / parts.length, 0.2 + (0.8 * (p + 1)) / parts.length);
    part.report(0, `writing ${horizon} days, as of ${formatDay(fold.day)}`);
    const set = trainingSetOf(research, labels, config, startOfDay(fold.day + 1));
    if (set === null) continue;
    const groups = [0];
    const cells: number[] = [];
    for (const day of fold.scoredDays.filter((own) => own % config.strideDays === 0)) {
      for (const cell of eligibleCellsOf(window, crossSection, eligible, day)) {
        if (!Number.isNaN(labels.value[cell]!)) cells.push(cell);
      }
      groups.push(cells.length);
    }
    const member = { kind: KIND, horizon };
    const seed = seedOf(config, member);
    const model = await fitMember(member, set, {
      ...{ seed, signal: run.signal, team: run.team },
      report: (done) => part.report(done / 2, `training ${KIND}, ${horizon} days, as of ${formatDay(fold.day)}`),
    });
    const tested = Int32Array.from(cells);
    const x = createFeatureMatrix(table, tested);
    const scores = scoresOf(model, table, tested, run);
    const placed = new Float32Array(cellCount(window)).fill(Number.NaN);
    cells.forEach((cell, i) => {
      placed[cell] = scores[i]!;
    });
    const to = join(folder, `${horizon}`, formatDay(fold.day));
    writeFold(to, {
      'x-train.f32': rowMajor(set.x),
      'y-train.f32': set.y,
      'x-test.f32': rowMajor(x),
      'y-test.f32': Float32Array.from(cells, (cell) => labels.value[cell]!),
      'groups-test.i32': Int32Array.from(groups),
      'scores-test.f32': scores,
    });
    const meta = {
      horizonDays: horizon,
      strideDays: config.strideDays,
      day: formatDay(fold.day),
      trainRows: set.x.rows,
      testRows: x.rows,
      columns: x.columns,
      params,
      seed,
      meanRankIc: mean(rankCorrelations(research, placed, labels).values),
    };
    writeFold(to, { 'meta.json': new TextEncoder().encode(`${JSON.stringify(meta)}\n`) });
    rowCount += set.x.rows + x.rows;
    written++;
  }
  if (written === 0) {
    throw new AppError('insufficient-data', 'No fold has an outcome yet, needs a history of more quarters');
  }
  run.report(1, 'written');
  return { folder, foldCount: written, rowCount, columns: [...table.ids] };
};

function rowMajor(matrix: Matrix): Float32Array {
  const { rows, columns } = matrix;
  const data = new Float32Array(rows * columns.length);
  columns.forEach((_, column) => {
    const values = columnOf(matrix, column);
    for (let row = 0; row < rows; row++) data[row * columns.length + column] = values[row]!;
  });
  return data;
}

function writeFold(folder: string, files: Readonly<Record<string, ArrayBufferView>>): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, view] of Object.entries(files)) {
      // a copy, because files are not written from memory that threads share
      writeFileSync(join(folder, name), Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)));
    }
  } catch (cause) {
    throw new AppError('unavailable', `The folder ${folder} could not be written, needs one that may be`, { cause });
  }
}
