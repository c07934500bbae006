import { createHash } from 'node:crypto';
import { AppError, type CancelSignal, NEVER_CANCELLED, throwIfCancelled } from '../../shared/errors.ts';
import type { EligibilityRules } from '../../shared/models.ts';
import { dayOf, formatDay, type Instant } from '../../shared/time.ts';
import { eligibleCells } from '../factors/universe.ts';
import { type CrossSection, crossSectionOf, PANEL_FIELDS, type Window } from '../numeric/panel.ts';
import type { ReadableStore } from '../store/open.ts';
import { loadPanel, type PanelOptions } from '../store/panel.ts';
import type { JobRun } from './job.ts';
import { withObservations } from './observations.ts';

/** A market as it could be seen at one instant, with what every job needs of it. */
export type Market = {
  readonly window: Window;
  readonly crossSection: CrossSection;
  /** 1 for each cell whose asset could be ranked and held on that day. */
  readonly eligible: Uint8Array;
  /** How the assets that had ended by then ended, by asset id. */
  readonly endings: ReadonlyMap<string, 'truncated' | 'delisted'>;
  /** The last day that is over at the window's instant. */
  readonly lastDay: number;
};

/** A market before it is said which of its tokens may be held. */
export type SeenMarket = Omit<Market, 'eligible'>;

/**
 * Returns the market as known at `asOf`. Throws `insufficient-data` if nothing was known by then.
 *
 * @param options.fromDay - first day to load; all if left out. Factors near it have shorter histories.
 */
export function loadMarket(
  store: ReadableStore,
  asOf: Instant,
  rules: EligibilityRules,
  options: Omit<PanelOptions, 'asOf'> = {},
): Market {
  return withEligible(readMarket(store, asOf, options), rules);
}

/** Returns an `onAsset` that tells of a job's reading, and ends it with `cancelled` soon after the job was cancelled. */
export function readingStep(run: JobRun, share = 1): (done: number) => void {
  return (done) => {
    throwIfCancelled(run.signal);
    run.report(share * done, 'reading candles');
  };
}

/**
 * Returns what could be seen of the market at `asOf`. Throws `insufficient-data` if nothing was known by then.
 *
 * @param options.onAsset - is called before each asset is read with the share that is done; what it throws ends the reading.
 */
export function readMarket(store: ReadableStore, asOf: Instant, options: Omit<PanelOptions, 'asOf'> = {}): SeenMarket {
  const panel = loadPanel(store, { asOf, ...options });
  const window = panel.at(asOf);
  if (window.assets.length === 0) {
    throw new AppError(
      'insufficient-data',
      `The store holds no daily candles known at the end of ${formatDay(dayOf(asOf) - 1)}, needs some: import files first`,
    );
  }
  const seen = {
    window,
    crossSection: crossSectionOf(window),
    endings: panel.endingsAt(asOf),
    lastDay: window.firstDay + window.dayCount - 1,
  };
  return withObservations(store, seen, () => options.onAsset?.(1));
}

/** Returns a market with what the rules let be held on each day. */
export function withEligible(seen: SeenMarket, rules: EligibilityRules): Market {
  return { ...seen, eligible: eligibleCells(seen.window, rules).eligible };
}

/** Returns the SHA-256 of everything that a window shows: assets, layout, every field, traits and instant. */
export function hashWindow(window: Window, signal: CancelSignal = NEVER_CANCELLED): string {
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([window.asOf, window.firstDay, window.dayCount, window.assets, window.traits.sectorNames]),
  );
  const arrays = [
    window.start,
    window.offset,
    ...PANEL_FIELDS.map((field) => window.fields[field]),
    window.traits.sector,
    window.traits.exclusion,
  ];
  if (window.observations !== undefined) {
    const { measures, days } = window.observations;
    hash.update(JSON.stringify([Object.keys(measures), Object.keys(days)]));
    for (const { offset, day, value } of Object.values(measures)) arrays.push(offset, day, value);
    arrays.push(...Object.values(days));
  }
  for (const array of arrays) {
    throwIfCancelled(signal);
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}
