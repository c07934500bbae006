/** Forecasts: what members and the ensemble said of each token, kept before its outcome was known, and never changed. */
import { connectionOf, rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What one member said at an instant of every token that was rated then. */
export type Forecast = {
  readonly asOf: number;
  readonly horizonDays: number;
  /** Kind of the member, or `ensemble`. */
  readonly member: string;
  readonly modelId: string;
  readonly assets: readonly string[];
  /** One for each asset; NaN where it has none. */
  readonly scores: Float32Array;
};

/** A forecast without what it says. */
export type ForecastHead = Pick<Forecast, 'asOf' | 'horizonDays' | 'member'>;

/** Appends forecasts in one transaction. What the same model said of the same instant before stays as it is. */
export function appendForecasts(store: WritableStore, forecasts: readonly Forecast[]): void {
  writing(store, () => {
    const savedAt = connectionOf(store).clock!();
    const insert = statementOf(
      store,
      `INSERT INTO forecasts (as_of, horizon_days, member, model_id, saved_at, assets, scores) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    for (const { asOf, horizonDays, member, modelId, assets, scores } of forecasts) {
      // a copy, because SQLite takes no bytes of memory that threads share
      const bytes = Uint8Array.from(new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
      insert.run([asOf, horizonDays, member, modelId, savedAt, JSON.stringify(assets), bytes]);
    }
  });
}

/**
 * Forecasts of models of one configuration, or of none that is known: what another one said is never taken for theirs. The one said
 * first counts where several such models spoke of one instant: nobody picks the better one afterwards.
 */
const FIRST = `id IN (
  SELECT min(id) FROM forecasts WHERE model_id IN (SELECT id FROM models WHERE meta ->> '$.configuration' IS ?)
  GROUP BY as_of, horizon_days, member)`;

/**
 * Returns the forecasts whose instant is by `asOf`, oldest first, by horizon and member; of an instant the one said first.
 *
 * @param configuration - of the models, as their headers have it.
 */
export function listForecasts(store: ReadableStore, asOf: number, configuration: string | undefined): Forecast[] {
  return rowsOf<Omit<Forecast, 'assets' | 'scores'> & { assets: string; scores: Uint8Array }>(
    store,
    `SELECT as_of AS asOf, horizon_days AS horizonDays, member, model_id AS modelId, assets, scores FROM forecasts
     WHERE as_of <= ? AND ${FIRST} ORDER BY as_of, horizon_days, member`,
    asOf,
    configuration ?? null,
  ).map(({ assets, scores, ...head }) => ({
    ...head,
    assets: JSON.parse(assets) as string[],
    scores: new Float32Array(new Uint8Array(scores).buffer),
  }));
}

/** Returns of which instants, horizons and members there are forecasts, in the order of {@link listForecasts}. */
export function listForecastHeads(store: ReadableStore, configuration: string | undefined): ForecastHead[] {
  return rowsOf<ForecastHead>(
    store,
    `SELECT as_of AS asOf, horizon_days AS horizonDays, member FROM forecasts
     WHERE ${FIRST} ORDER BY as_of, horizon_days, member`,
    configuration ?? null,
  );
}
