import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import { median } from '../numeric/stats.ts';
import { sampleCovariance } from '../portfolio/covariance.ts';
import { hierarchicalRiskParity } from '../portfolio/hierarchical-risk-parity.ts';

/** The program compiles itself while it first runs; reference programs come compiled. */
const UNTIMED_RUNS = 5;
const TIMED_RUNS = 5;

type Meta = { readonly covariance: { readonly days: number; readonly assets: number } };

/** Seconds of computing alone, those of the very first run, the sum of the weights, and 1 / Σ w². */
export type HrpFigures = { name: 'hrp'; compute_s: number; first_s: number; sum: number; effective: number };

/**
 * Returns the seconds that hierarchical risk parity (sample covariance, single linkage, bisection) took on the covariance
 * workload, laying the returns out asset by asset included: the median of five runs after five that let the program compile
 * itself. `first_s` is the first of those. Reading files comes before the clock starts.
 *
 * Throws `invalid-input` if the workload's size is not what its `meta.json` says.
 *
 * @param dir - folder of the workloads, with `meta.json` and `covariance/returns.f64` (days × assets, little-endian).
 * @param options - `out`: file for the weights, raw little-endian Float64; null for none.
 */
export function benchHrp(
  dir: string,
  { out, signal }: { readonly out: string | null; readonly signal: CancelSignal },
): HrpFigures {
  const { days, assets } = (JSON.parse(readFileSync(join(dir, 'meta.json'), 'utf8')) as Meta).covariance;
  const bytes = readFileSync(join(dir, 'covariance/returns.f64'));
  if (bytes.length !== days * assets * 8) {
    throw new AppError(
      'invalid-input',
      `The returns of the workload had ${bytes.length} bytes, needs 8 × ${days} days × ${assets} assets`,
    );
  }
  const table = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const seconds: number[] = [];
  let weights: Float64Array = new Float64Array(assets);
  for (let run = 0; run < UNTIMED_RUNS + TIMED_RUNS; run++) {
    throwIfCancelled(signal);
    const started = performance.now();
    const rows = new Float64Array(table.length);
    for (let t = 0; t < days; t++) for (let i = 0; i < assets; i++) rows[i * days + t] = table[t * assets + i]!;
    weights = hierarchicalRiskParity(sampleCovariance(rows, assets, days), assets, 'single');
    seconds.push((performance.now() - started) / 1000);
  }
  if (out !== null) {
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, new Uint8Array(weights.buffer));
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  return {
    name: 'hrp',
    compute_s: median(seconds.slice(UNTIMED_RUNS)),
    first_s: seconds[0]!,
    sum,
    effective: 1 / squares,
  };
}
