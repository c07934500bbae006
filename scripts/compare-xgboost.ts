/**
 * Compares XGBoost with our boosted trees on the very matrices that our members learn from.
 *
 *     node scripts/compare-xgboost.ts HOME [FOLDS]
 *
 * 1. `models.export` writes rows, labels, days and our scores of the newest folds to a folder below the home.
 * 2. compare-xgboost.py trains XGBoost on the same rows with matched parameters and scores the same days.
 *
 * Prints for each horizon the mean rank IC of both. Needs Python with xgboost, pandas and numpy.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../src/main/engine/create-engine.ts';
import { NEVER_CANCELLED } from '../src/shared/errors.ts';
import { instantOf } from '../src/shared/time.ts';

const [home, foldCount = '8'] = process.argv.slice(2);
if (home === undefined) throw new Error('Needs the folder of a store, and how many folds');

const folder = join(home, 'matrices');
const engine = createEngine({
  home,
  clock: () => instantOf(Date.now()),
  onDefect: (stack) => process.stderr.write(`${stack}\n`),
});
try {
  await engine.call('models.export', { folder, foldCount: Number(foldCount) }, NEVER_CANCELLED);
} finally {
  await engine.close();
}
const script = fileURLToPath(new URL('compare-xgboost.py', import.meta.url));
const { status } = spawnSync(process.env.PYTHON ?? 'python3', [script, folder], { stdio: 'inherit' });
process.exitCode = status ?? 1;
