import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BENCH_NAMES } from '../../shared/bench.ts';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import type { Team } from '../numeric/team.ts';
import { benchHrp } from './bench-hrp.ts';
import { benchIsolation } from './bench-isolation.ts';
import { benchPanel } from './bench-panel.ts';
import { benchSequence } from './bench-sequence.ts';
import { benchBoosting, benchForest } from './bench-trees.ts';
import type { Job } from './job.ts';

type BenchOptions = { readonly out: string | null; readonly team: Team; readonly signal: CancelSignal };
type BenchFigures = Readonly<Record<string, string | number>>;
type BenchName = (typeof BENCH_NAMES)[number];

const BENCHES: Readonly<
  Record<BenchName, (dir: string, options: BenchOptions) => BenchFigures | Promise<BenchFigures>>
> = {
  boosting: benchBoosting,
  forest: benchForest,
  isolation: benchIsolation,
  sequence: benchSequence,
  panel: benchPanel,
  hrp: benchHrp,
};

/** Returns the figures of one workload, under the keys of the reference programs. Reads files, never the store; `not-found` without them. */
export const runBench: Job<{ name: BenchName; dataPath: string; outPath: string | null }, BenchFigures> = (
  _store,
  { name, dataPath, outPath },
  { team, signal },
) => {
  if (!existsSync(join(dataPath, 'meta.json'))) {
    throw new AppError('not-found', `${dataPath} had no meta.json, needs to be a folder of the workloads`);
  }
  return BENCHES[name](dataPath, { out: outPath, team, signal });
};
