import type { ReadableStore } from '../store/open.ts';
import { listSeries } from '../store/series.ts';

/** Returns whether any candle of a store was made up, so that it has to be said wherever something of it is shown. */
export function isSimulated(store: ReadableStore): boolean {
  return listSeries(store).some(({ source }) => source === 'simulated');
}
