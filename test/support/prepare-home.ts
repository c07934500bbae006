/** Makes a home for end-to-end tests: `node test/support/prepare-home.ts sample|real DIR`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../src/main/engine/create-engine.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { instantOf } from '../../src/shared/time.ts';
import { SHARED_DATA } from './shared-data.ts';

const [kind, home] = process.argv.slice(2);
if (home === undefined || (kind !== 'sample' && kind !== 'real')) throw new Error('Needs sample or real, and a folder');

/** One model at one horizon: really trained before each decision, and ready within seconds. */
const SMALL_ENSEMBLE = { kinds: ['gradient-boosting'], horizons: [30], trainDays: 365 };

/** On the real history networks would take minutes, so the sample alone has the whole ensemble. */
const ENSEMBLE = kind === 'sample' ? {} : { kinds: ['gradient-boosting', 'random-forest'], recordMonths: 12 };

mkdirSync(home, { recursive: true });
// the sample market lies where the host of the workspaces looks for it
const engine = createEngine({
  home: kind === 'sample' ? join(home, 'demo') : home,
  clock: () => instantOf(Date.now()),
  onDefect: (stack) => process.stderr.write(`${stack}\n`),
});
const call = (name: string, input: unknown = {}): Promise<unknown> => engine.call(name, input, NEVER_CANCELLED);
try {
  if (kind === 'sample') await call('feeds.simulate', { assetCount: 120, dayCount: 900 });
  else await call('imports.run', { paths: [join(SHARED_DATA, 'daily'), join(SHARED_DATA, 'meta')] });
  await call('ratings.create', { config: ENSEMBLE });
  await call('drafts.create', { name: 'Core', preferences: { size: 12 } });
  if (kind === 'sample') {
    await call('backtests.run', { name: 'Core', config: { ensemble: SMALL_ENSEMBLE, draft: { size: 12 } } });
  }
} finally {
  await engine.close();
}
