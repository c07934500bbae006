import { AppError } from '../../shared/errors.ts';
import { type Instant, startOfDay } from '../../shared/time.ts';
import type { ReadableStore } from '../store/open.ts';
import { findLatestDay } from '../store/status.ts';

/** Returns the instant of the newest decision that the store allows: the end of the last day that has a candle. */
export function newestInstant(store: ReadableStore): Instant {
  const day = findLatestDay(store);
  if (day === null) {
    throw new AppError(
      'insufficient-data',
      'The store holds no daily candles, needs some: import files, ingest from an exchange, or simulate a market',
    );
  }
  return startOfDay(day + 1);
}
