/** The trial ledger: everything that was ever tried, so that a result can be judged by how many there were. */
import type { BacktestReport, TrialEntry } from '../../shared/backtests.ts';
import { AppError } from '../../shared/errors.ts';
import { rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What a trial earned: daily simple returns from `firstDay` on, NaN where there was none. */
export type TrialReturns = { readonly id: string; readonly firstDay: number; readonly returns: Float64Array };

/** Appends a trial to the ledger, with its report if it came that far. Throws `conflict` if its id is in there already. */
export function appendBacktest(
  store: WritableStore,
  entry: TrialEntry,
  details: { readonly report?: BacktestReport; readonly firstDay?: number; readonly returns?: Float64Array } = {},
): void {
  writing(store, () => {
    const { report, firstDay = null, returns } = details;
    run(
      store,
      'INSERT INTO backtests (id, recorded_at, entry, report, first_day, returns) VALUES (?, ?, ?, ?, ?, ?)',
      entry.id,
      entry.recordedTime,
      JSON.stringify(entry),
      report === undefined ? null : JSON.stringify(report),
      firstDay,
      returns === undefined
        ? null
        : Uint8Array.from(new Uint8Array(returns.buffer, returns.byteOffset, returns.byteLength)),
    );
  });
}

/** Returns the report of a trial. Throws `not-found`. */
export function getBacktest(store: ReadableStore, id: string): BacktestReport {
  const row = rowOf<{ report: string | null }>(store, 'SELECT report FROM backtests WHERE id = ?', id);
  if (row === undefined || row.report === null) {
    throw new AppError('not-found', `Backtest ${id} was not found, needs the id of one in the trial ledger`);
  }
  return JSON.parse(row.report) as BacktestReport;
}

/** Returns the ledger, newest first. */
export function listTrials(store: ReadableStore): TrialEntry[] {
  return rowsOf<{ entry: string }>(store, 'SELECT entry FROM backtests ORDER BY recorded_at DESC, rowid DESC').map(
    ({ entry }) => JSON.parse(entry) as TrialEntry,
  );
}

/** Returns the daily returns of the trials that have them, oldest trial first. */
export function listTrialReturns(store: ReadableStore): TrialReturns[] {
  return rowsOf<{ id: string; firstDay: number; returns: Uint8Array }>(
    store,
    `SELECT id, first_day AS firstDay, returns FROM backtests WHERE returns IS NOT NULL AND first_day IS NOT NULL
     ORDER BY recorded_at, rowid`,
  ).map(({ id, firstDay, returns }) => ({ id, firstDay, returns: new Float64Array(new Uint8Array(returns).buffer) }));
}
