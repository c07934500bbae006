/**
 * Measures what the workstation promises, in a real Chromium over the real engine, and prints a table: first paint, the table of
 * ratings, frames while scrolling and panning, bundle size, and how long the engine's main thread is held while a model trains.
 *
 * `node scripts/measure-workstation.ts [--assets 6000] [--home DIR]`. Makes a simulated market of its own unless a home with
 * ratings is named. Chromium is `CHROMIUM` or the system's.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/main/engine/create-engine.ts';
import { NEVER_CANCELLED } from '../src/shared/errors.ts';
import { instantOf } from '../src/shared/time.ts';
import { bundleSizes } from './bundle-sizes.ts';
import { measurePages } from './measure-pages.ts';

const { values } = parseArgs({ options: { assets: { type: 'string', default: '6000' }, home: { type: 'string' } } });
const home = values.home ?? mkdtempSync(join(tmpdir(), 'indexsmith-measure-'));

type Row = { readonly what: string; readonly figure: string; readonly limit: string };
const rows: Row[] = [];
const note = (what: string, figure: string, limit: string): void => void rows.push({ what, figure, limit });

/** The longest that the main thread of an engine was held while it trains, in milliseconds at the 99th percentile. */
async function measureTraining(): Promise<void> {
  const clock = () => instantOf(Date.now());
  const engine = createEngine({ home, clock, onDefect: (stack) => console.error(stack) });
  const call = (name: string, input: unknown) => engine.call(name, input, NEVER_CANCELLED);
  if (!engine.hasData()) await call('feeds.simulate', { assetCount: Number(values.assets), dayCount: 500 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await call('models.train', { config: { seed: 2 } });
  const seconds = (performance.now() - started) / 1_000;
  delay.disable();
  const milliseconds = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(1)} ms`;
  note('event-loop delay while a model trains, p99', milliseconds(delay.percentile(99)), '20 ms');
  note(`  longest, over ${seconds.toFixed(0)} s of training`, milliseconds(delay.max), '–');
  await call('ratings.create', {});
  await engine.close();
}

const { total, first } = bundleSizes();
note('renderer bundle, gzip', `${(total / 1_000).toFixed(0)} KB`, '600 KB');
note('  of which the first page needs', `${(first / 1_000).toFixed(0)} KB`, '–');
await measureTraining();
for (const row of await measurePages(home)) note(row.what, row.figure, row.limit);
console.table(rows);
