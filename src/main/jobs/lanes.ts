import type { JobName } from './jobs.ts';

/** Where a job waits for a thread. Work for which nobody waits never stands before a question of a person. */
export type Lane = 'long' | 'files' | 'quick' | 'market';

/** Jobs that answer a person at once. */
export const QUICK_JOBS: ReadonlySet<JobName> = new Set<JobName>([
  'status',
  'data-gaps',
  'data-stale',
  'data-refusals',
  'data-absences',
  'data-batches',
  'rating-list',
  'measures',
  'text-sentiment',
  'text-list',
  'text-topics',
]);

/** Jobs that read or copy the whole store, which a training beside them must not hold up. */
const FILE_JOBS: ReadonlySet<JobName> = new Set<JobName>(['link-series', 'create-backup', 'verify-backup']);

/** Jobs that answer a person from the market that their thread keeps; see `market-cache.ts`. */
export const MARKET_JOBS: ReadonlySet<JobName> = new Set<JobName>([
  'factors',
  'draft',
  'held-weights',
  'importance',
  'forecasts',
  'quality',
  'patterns-today',
  'rating-history',
  'rating-table',
  'rating-moves',
  'asset-facts',
  'asset-candles',
  'asset-levels',
  'asset-neighbours',
  'market-overview',
  'anomalies',
]);

/** Returns the lane of a job; long unless it is listed. */
export function laneOf(name: JobName): Lane {
  if (MARKET_JOBS.has(name)) return 'market';
  if (FILE_JOBS.has(name)) return 'files';
  return QUICK_JOBS.has(name) ? 'quick' : 'long';
}
