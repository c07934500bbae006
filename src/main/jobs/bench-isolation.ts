/** Benchmark of the isolation forest, on the raw row-major file that the reference program reads too. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { CancelSignal } from '../../shared/errors.ts';
import { isolationForest } from '../models/isolation-forest.ts';
import { areaUnderCurve } from '../numeric/area-under-curve.ts';
import type { Team } from '../numeric/team.ts';
import { createBenchSet, readFloats, readShape, seconds, takeColumns } from './bench-trees.ts';

const SEED = 0;
/** Rows of a fit beforehand, which starts the threads and has the program compiled: neither is fitting. */
const WARM_ROWS = 4096;

/** Returns seconds of a fit and of scoring every row, and the area under the curve of the planted anomalies. */
export async function benchIsolation(
  dir: string,
  { out, team, signal }: { readonly out: string | null; readonly team: Team; readonly signal: CancelSignal },
): Promise<Record<string, string | number>> {
  const shape = readShape(dir, 'isolation');
  const [rows, cols] = [shape('rows'), shape('cols')];
  const cells = readFloats(join(dir, 'isolation/x.f32'));
  const y = Float32Array.from(readFileSync(join(dir, 'isolation/y.u8')));
  const params = isolationForest.params.parse({ trees: shape('trees'), sample: shape('sample') });
  const run = { seed: SEED, signal, team, report: () => undefined };
  const few = takeColumns(cells, cols, 0, Math.min(rows, WARM_ROWS));
  (await isolationForest.fit(createBenchSet(few, y.slice(0, few.rows)), params, run)).score(few, team);
  const x = takeColumns(cells, cols, 0, rows);
  const set = createBenchSet(x, y);
  const startedAt = performance.now();
  const model = await isolationForest.fit(set, params, run);
  const fittedAt = performance.now();
  const scores = model.score(x, team);
  const endedAt = performance.now();
  if (out !== null) writeFileSync(out, new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
  return {
    name: 'isolation',
    fit_s: seconds(fittedAt - startedAt),
    score_s: seconds(endedAt - fittedAt),
    fit_and_score_s: seconds(endedAt - startedAt),
    auc: areaUnderCurve(scores, y),
  };
}
