import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { computeFactors, FACTORS } from '../factors/registry.ts';
import { createTrainingSet } from '../models/dataset.ts';
import { computeLabels, type Labels } from '../models/labels.ts';
import { refuseLeaks } from '../models/leakage.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { ReadableStore } from '../store/open.ts';
import type { JobRun } from './job.ts';
import { loadMarket, type Market, readingStep } from './market.ts';
import { withMarketState } from './market-state.ts';
import { shareOfRun } from './share-of-run.ts';

/** Reading takes this share of what a research takes to be loaded. */
const READING_SHARE = 0.4;

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
  return computeFactors(withMarketState(market, run).window, {
    eligible: market.eligible,
    rawIds,
    ...(ids === undefined ? {} : { ids }),
    team: run.team,
    signal: run.signal,
    report: (done) => run.report(done, 'computing factors'),
  });
}

/**
 * Returns the market, factors and labels that an ensemble learns from, as known at `asOf`. Throws `invalid-input` for a factor that
 * knows of the future.
 */
export function loadResearch(
  store: ReadableStore,
  asOf: Instant,
  config: EnsembleConfig,
  run: JobRun,
  fromDay?: number,
): Research {
  const market = loadMarket(store, asOf, config.eligibility, {
    onAsset: readingStep(run, READING_SHARE),
    ...(fromDay === undefined ? {} : { fromDay }),
  });
  throwIfCancelled(run.signal);
  const table = factorsOf(market, shareOfRun(run, READING_SHARE, 1));
  throwIfCancelled(run.signal);
  const research = { ...market, table, labels: labelsOf(market, config) };
  refuseFactorsThatLeak(research, asOf, config, run);
  return research;
}

/** Newest days on which factors are tried for leaks: 104 weekly cross-sections take 0.5 s of the real history. */
const LEAK_DAYS = 730;

/**
 * Throws `invalid-input` naming factors that order returns as only the future could, those of the next day among them: what knows of
 * tomorrow alone hardly shows in the returns of a quarter.
 */
function refuseFactorsThatLeak(research: Research, asOf: Instant, config: EnsembleConfig, run: JobRun): void {
  const { table, crossSection, lastDay } = research;
  const { strideDays, minimumCoverage } = config;
  const options = { knownUntil: asOf, fromDay: lastDay - LEAK_DAYS, strideDays, embargoDays: 0, minimumCoverage };
  for (const labels of [...labelsOf(research, { ...config, horizons: [1] }), ...research.labels]) {
    throwIfCancelled(run.signal);
    refuseLeaks(createTrainingSet(table, crossSection, labels, options));
  }
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
