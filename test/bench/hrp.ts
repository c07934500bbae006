import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleCovariance } from '../../src/main/portfolio/covariance.ts';
import { hierarchicalRiskParity } from '../../src/main/portfolio/hierarchical-risk-parity.ts';

type Meta = { readonly covariance: { readonly days: number; readonly assets: number } };

/**
 * Returns the seconds that hierarchical risk parity (sample covariance, single linkage, bisection) took on the covariance
 * workload, with the sum of the weights and the effective number of assets.
 *
 * @param directory - folder of the workloads, with `meta.json` and `covariance/returns.f64` (days × assets).
 * @param options - `out`: file for the weights, raw little-endian Float64.
 */
export function benchHrp(
  directory: string,
  options: { readonly out?: string } = {},
): { name: 'hrp'; compute_s: number; sum: number; effective: number } {
  const { days, assets } = (JSON.parse(readFileSync(join(directory, 'meta.json'), 'utf8')) as Meta).covariance;
  const bytes = readFileSync(join(directory, 'covariance/returns.f64'));
  const table = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const started = performance.now();
  const rows = new Float64Array(table.length);
  for (let t = 0; t < days; t++) for (let i = 0; i < assets; i++) rows[i * days + t] = table[t * assets + i] as number;
  const weights = hierarchicalRiskParity(sampleCovariance(rows, assets, days), assets, 'single');
  const seconds = (performance.now() - started) / 1000;
  if (options.out !== undefined) writeFileSync(options.out, new Uint8Array(weights.buffer));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const effective = 1 / weights.reduce((total, weight) => total + weight * weight, 0);
  return { name: 'hrp', compute_s: seconds, sum, effective };
}
