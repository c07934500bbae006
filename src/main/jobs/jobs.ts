import { listAnomalies } from './anomalies.ts';
import { readAssetCandles } from './asset-candles.ts';
import { describeAsset } from './asset-facts.ts';
import { findAssetLevels } from './asset-levels.ts';
import { findNeighbours } from './asset-neighbours.ts';
import { runBacktest } from './backtest.ts';
import { runBench } from './bench.ts';
import { describeForecasts } from './closed-forecasts.ts';
import { createBackup } from './create-backup.ts';
import { listGaps } from './data-gaps.ts';
import { describeAbsences, describeBatches, describeRefusals, listStale } from './data-lists.ts';
import { draftIndex } from './draft.ts';
import { exportMatrices } from './export-matrices.ts';
import { factorsAt } from './factors.ts';
import { driftHoldings } from './held-weights.ts';
import type { Job } from './job.ts';
import { linkSeries } from './link-series.ts';
import { describeMarket } from './market-overview.ts';
import { measureHistory } from './measure-history.ts';
import { describeMeasures } from './measures.ts';
import { minePatterns } from './mine-patterns.ts';
import { measureImportance } from './model-importance.ts';
import { findPatternsToday } from './patterns-today.ts';
import { proveAnomalies } from './prove-anomalies.ts';
import { judgeQuality } from './quality.ts';
import { rateMarket } from './rate.ts';
import { moveRating } from './rating-moves.ts';
import { listRatings, readRatingHistory } from './rating-reads.ts';
import { tableRatings } from './rating-table.ts';
import { describeStore } from './status.ts';
import { describeSentiment, describeTopics, listTexts } from './texts.ts';
import { trainEnsemble } from './train.ts';
import { trainQuality } from './train-quality.ts';
import { verifyBackup } from './verify-backup.ts';

/** Every job, by name. */
export const JOBS = {
  status: describeStore,
  'data-gaps': listGaps,
  'data-stale': listStale,
  'data-refusals': describeRefusals,
  'data-absences': describeAbsences,
  'data-batches': describeBatches,
  'create-backup': createBackup,
  'verify-backup': verifyBackup,
  'link-series': linkSeries,
  factors: factorsAt,
  train: trainEnsemble,
  'measure-history': measureHistory,
  'export-matrices': exportMatrices,
  forecasts: describeForecasts,
  'train-quality': trainQuality,
  quality: judgeQuality,
  'mine-patterns': minePatterns,
  'patterns-today': findPatternsToday,
  rate: rateMarket,
  'rating-list': listRatings,
  'rating-history': readRatingHistory,
  'rating-table': tableRatings,
  'rating-moves': moveRating,
  'asset-facts': describeAsset,
  'asset-candles': readAssetCandles,
  'asset-levels': findAssetLevels,
  'asset-neighbours': findNeighbours,
  draft: draftIndex,
  'held-weights': driftHoldings,
  importance: measureImportance,
  backtest: runBacktest,
  'text-sentiment': describeSentiment,
  'text-list': listTexts,
  'text-topics': describeTopics,
  measures: describeMeasures,
  bench: runBench,
  'market-overview': describeMarket,
  anomalies: listAnomalies,
  'prove-anomalies': proveAnomalies,
} as const;

/** The name of a job. */
export type JobName = keyof typeof JOBS;
/** What a job is given. */
export type JobInput<N extends JobName> = (typeof JOBS)[N] extends Job<infer I, infer _> ? I : never;
/** What a job returns. */
export type JobOutput<N extends JobName> = (typeof JOBS)[N] extends Job<infer _, infer O> ? O : never;
