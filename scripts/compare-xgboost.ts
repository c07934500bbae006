/**
 * Compares XGBoost with our boosted trees on the very matrices that our members learn from.
 *
 *     node scripts/compare-xgboost.ts HOME [FOLDS] [SEEDS]
 *
 * 1. `models.export` writes rows, labels, days and our scores of the newest folds (all, if not said) to a folder below the home.
 * 2. Our trees learn the same rows with further seeds: rows and columns are drawn, so one fit alone is partly luck.
 * 3. compare-xgboost.py trains XGBoost as often on the same rows with matched parameters and scores the same days.
 *
 * Prints for each horizon the mean rank IC of both, their difference and its standard errors. Needs Python with xgboost, pandas
 * and numpy.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../src/main/engine/create-engine.ts';
import { createBenchSet, readFloats, takeColumns } from '../src/main/jobs/bench-trees.ts';
import { createTeam } from '../src/main/jobs/team.ts';
import { gradientBoosting } from '../src/main/models/gradient-boosting.ts';
import type { Team } from '../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../src/shared/errors.ts';
import { instantOf } from '../src/shared/time.ts';

/** What of `meta.json` a further fit needs. */
type Meta = {
  readonly columns: readonly string[];
  readonly trainRows: number;
  readonly testRows: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
};

/** Writes what our trees say of a fold with a further seed beside what they said with their own. */
async function scoreWithSeeds(folder: string, seedCount: number, team: Team): Promise<void> {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
  const width = meta.columns.length;
  const x = takeColumns(readFloats(join(folder, 'x-train.f32')), width, 0, meta.trainRows);
  const tested = takeColumns(readFloats(join(folder, 'x-test.f32')), width, 0, meta.testRows);
  const set = createBenchSet(x, readFloats(join(folder, 'y-train.f32')));
  const params = gradientBoosting.params.parse(meta.params);
  for (let k = 1; k < seedCount; k++) {
    const run = { seed: meta.seed + k, signal: NEVER_CANCELLED, team, report: () => undefined };
    const scores = (await gradientBoosting.fit(set, params, run)).predict(tested);
    writeFileSync(join(folder, `scores-test-${k}.f32`), new Uint8Array(scores.buffer));
  }
}

const [home, foldCount = '200', seedCount = '4'] = process.argv.slice(2);
if (home === undefined) throw new Error('Needs the folder of a store, and if wished how many folds and seeds');

const root = join(home, 'matrices');
// folds of an earlier run would be compared as well
rmSync(root, { recursive: true, force: true });
const engine = createEngine({
  home,
  clock: () => instantOf(Date.now()),
  onDefect: (stack) => process.stderr.write(`${stack}\n`),
});
try {
  await engine.call('models.export', { folder: root, foldCount: Number(foldCount) }, NEVER_CANCELLED);
} finally {
  await engine.close();
}
const team = createTeam(availableParallelism());
try {
  for (const meta of globSync('*/*/meta.json', { cwd: root })) {
    await scoreWithSeeds(join(root, dirname(meta)), Number(seedCount), team);
  }
} finally {
  team.close();
}
const script = fileURLToPath(new URL('compare-xgboost.py', import.meta.url));
const { status } = spawnSync(process.env.PYTHON ?? 'python3', [script, root, seedCount], { stdio: 'inherit' });
process.exitCode = status ?? 1;
