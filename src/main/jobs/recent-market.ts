import { createFeatureMatrix } from '../models/dataset.ts';
import { factorOfColumn } from '../models/network/sequence-columns.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import { columnOf } from '../numeric/matrix.ts';
import { crossSectionOf } from '../numeric/panel.ts';
import { type Slice, sliceTable, sliceWindow } from '../numeric/slice.ts';
import { sequenceColumns } from './ensemble.ts';
import type { JobRun } from './job.ts';
import type { Market } from './market.ts';
import { withMarketState } from './market-state.ts';
import { factorsOf } from './research.ts';

/** Days of which the last one and the week before it are shown and rated. */
const SHOWN_DAYS = 8;

/**
 * Days of history that give the factors of the last week the very bits that all of it gives: the longest window is 523 days, and
 * what the exponentially weighted ones remember of earlier days is below the last bit. 1,100 days did for the real history
 * of eleven years (4 s less of computing), 800 did not for volatility-ewma.
 */
export const FACTOR_DAYS = 1_100;

/** A market without its earlier days, with what is eligible and how assets ended as the whole has it. */
export function sliceMarket(market: Market, fromDay: number): { readonly market: Market; readonly slice: Slice } {
  const slice = sliceWindow(market.window, fromDay);
  const eligible = new Uint8Array(new SharedArrayBuffer(slice.source.length));
  for (let cell = 0; cell < eligible.length; cell++) eligible[cell] = market.eligible[slice.source[cell]!]!;
  const { window } = slice;
  return { slice, market: { ...market, window, crossSection: crossSectionOf(window), eligible } };
}

/** The last week of a market and its factors. */
export type RecentFactors = { readonly market: Market; readonly table: FactorTable };

/**
 * Returns the last day of a market and the week before it, with the factors of those days: bit for bit what the whole market
 * gives, without computing every day of it.
 *
 * @param rawIds - factors of which the raw values are wanted, too.
 */
export function recentFactorsOf(market: Market, run: JobRun, rawIds: readonly string[] = []): RecentFactors {
  const needed = sliceMarket(withMarketState(market, run), market.lastDay + 1 - FACTOR_DAYS).market;
  const table = factorsOf(needed, run, rawIds);
  const shown = sliceMarket(needed, market.lastDay + 1 - SHOWN_DAYS);
  return { market: shown.market, table: { ...sliceTable(table, shown.slice), steps: stepsOf(table, shown.slice) } };
}

/** Returns the steps of sequences of the cells of a slice, which reach back to before it. */
function stepsOf(table: FactorTable, { source }: Slice): ReadonlyMap<string, Float32Array> {
  const columns = sequenceColumns([]).filter((column) => table.ids.includes(factorOfColumn(column)));
  const matrix = createFeatureMatrix(table, source, columns);
  return new Map(columns.map((column, i) => [column, columnOf(matrix, i)]));
}
