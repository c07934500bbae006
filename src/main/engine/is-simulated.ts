import { AppError } from '../../shared/errors.ts';
import type { ReadableStore } from '../store/open.ts';
import { listSeries } from '../store/series.ts';
import { findSetting } from '../store/settings.ts';

/** The setting that says that the store's market was made up, and how. */
export const SIMULATION_SETTING = 'simulation';

/** Returns whether any candle of a store was made up, so that it has to be said wherever something of it is shown. */
export function isSimulated(store: ReadableStore): boolean {
  return listSeries(store).some(({ source }) => source === 'simulated');
}

/** Throws `conflict` for a store whose market was made up: real candles beside invented ones would be one universe. */
export function refuseSimulated(store: ReadableStore): void {
  if (findSetting(store, SIMULATION_SETTING) === undefined && !isSimulated(store)) return;
  throw new AppError(
    'conflict',
    'The store held a SIMULATED market, needs to hold none for real data: choose another folder with --home',
  );
}
