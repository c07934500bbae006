import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { computeFactors, FACTORS } from '../factors/registry.ts';
import { computeLabels, type Labels } from '../models/labels.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { ReadableStore } from '../store/open.ts';
import type { JobRun } from './job.ts';
import { loadMarket, type Market } from './market.ts';

/** A market with its factors and, for each horizon of a configuration, its labels. */
export type Research = Market & {
  readonly table: FactorTable;
  /** In the order of `config.horizons`. */
  readonly labels: readonly Labels[];
};

/** Returns the factors of a market, every one ranked within the day's eligible universe. */
export function factorsOf(
  market: Market,
  run: JobRun,
  rawIds: readonly string[] = [],
  ids?: readonly string[],
): FactorTable {
  return computeFactors(market.window, {
    eligible: market.eligible,
    rawIds,
    ...(ids === undefined ? {} : { ids }),
    team: run.team,
    signal: run.signal,
    report: (done) => run.report(done, 'computing factors'),
  });
}

/** Returns the market, factors and labels that an ensemble learns from, as known at `asOf`. */
export function loadResearch(
  store: ReadableStore,
  asOf: Instant,
  config: EnsembleConfig,
  run: JobRun,
  fromDay?: number,
): Research {
  run.report(0, 'reading candles');
  const market = loadMarket(store, asOf, config.eligibility, fromDay);
  throwIfCancelled(run.signal);
  const table = factorsOf(market, run);
  throwIfCancelled(run.signal);
  return { ...market, table, labels: labelsOf(market, config) };
}

/** Returns the labels that models learn: the rank of the forward return within the day's eligible universe. */
export function labelsOf(market: Market, config: EnsembleConfig): Labels[] {
  return config.horizons.map((horizon) =>
    computeLabels(market.window, {
      eligible: market.eligible,
      kind: 'rank',
      horizon,
      endings: market.endings,
      delistingReturn: config.delistingReturn,
    }),
  );
}

/** Returns the SHA-256 of the registry: id and version of every factor. */
export function hashFactors(): string {
  const hash = createHash('sha256');
  for (const { id, version } of FACTORS) hash.update(`${id}@${version}\n`);
  return hash.digest('hex');
}
