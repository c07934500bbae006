/** Where outcomes lay after forecasts of the record, and whether bounds that were read off earlier ones held. */
import { type ConformalBands, conformalBands, coverageOfBands } from '../models/conformal.ts';
import type { DailyFigures, ScoredMarket } from '../models/evaluate.ts';
import type { Labels } from '../models/labels.ts';
import { averageRanks } from '../numeric/rank.ts';

/** Chance with which an outcome is to lie within its bounds. */
export const BAND_LEVEL = 0.8;
/** Days of forecasts that bounds are read off: the newest two years whose outcomes are known. */
const BAND_DAYS = 730;
/** Days for which they hold. */
const REFIT_DAYS = 365;

/** Forecasts of one day as ranks within it, and what came of them, both -1..1. */
type Day = {
  readonly day: number;
  readonly percentiles: Float64Array;
  readonly outcomes: Float64Array;
  readonly known: Float64Array;
};

/** Returns the scored days with a forecast and what came of it. */
function daysOf({ window, crossSection }: ScoredMarket, scores: Float32Array, labels: Labels): Day[] {
  const days: Day[] = [];
  for (let i = 0; i < window.dayCount; i++) {
    const cells = crossSection.cells
      .subarray(crossSection.offset[i], crossSection.offset[i + 1])
      .filter((cell) => !Number.isNaN(scores[cell]!));
    if (cells.length < 2) continue;
    const ranks = averageRanks(Float64Array.from(cells, (cell) => scores[cell]!));
    days.push({
      day: window.firstDay + i,
      percentiles: ranks.map((rank) => (2 * (rank - 1)) / (cells.length - 1) - 1),
      outcomes: Float64Array.from(cells, (cell) => labels.value[cell]!),
      known: Float64Array.from(cells, (cell) => labels.knownDay[cell]!),
    });
  }
  return days;
}

function bandsBy(days: readonly Day[], day: number): ConformalBands {
  const percentiles: number[] = [];
  const outcomes: number[] = [];
  for (const own of days) {
    if (own.day > day || own.day <= day - BAND_DAYS) continue;
    own.outcomes.forEach((outcome, i) => {
      if (own.known[i]! > day + 1) return;
      percentiles.push(own.percentiles[i]!);
      outcomes.push(outcome);
    });
  }
  return conformalBands(percentiles, outcomes, BAND_LEVEL);
}

/** Returns the bounds of outcomes by tenth of the score, from what is known at the end of a day. */
export function bandsAt(market: ScoredMarket, scores: Float32Array, labels: Labels, day: number): ConformalBands {
  return bandsBy(daysOf(market, scores, labels), day);
}

/**
 * Returns for each scored day the share of outcomes that lay within bounds made at most a year before, from what was known then.
 * The first year of scores has none.
 */
export function coverageByDay(market: ScoredMarket, scores: Float32Array, labels: Labels): DailyFigures {
  const all = daysOf(market, scores, labels);
  const days: number[] = [];
  const values: number[] = [];
  let bands: ConformalBands | null = null;
  let until = (all[0]?.day ?? 0) + REFIT_DAYS;
  for (const { day, percentiles, outcomes } of all) {
    if (day >= until) {
      bands = bandsBy(all, day);
      until = day + REFIT_DAYS;
    }
    if (bands === null) continue;
    const share = coverageOfBands(bands, percentiles, outcomes);
    if (Number.isNaN(share)) continue;
    days.push(day);
    values.push(share);
  }
  return { days, values: Float64Array.from(values) };
}
