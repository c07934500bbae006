import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { EligibilityRules } from '../../shared/models.ts';
import { dayOf, formatDay, type Instant } from '../../shared/time.ts';
import { eligibleCells } from '../factors/universe.ts';
import { type CrossSection, crossSectionOf, PANEL_FIELDS, type Window } from '../numeric/panel.ts';
import type { ReadableStore } from '../store/open.ts';
import { loadPanel } from '../store/panel.ts';

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

/**
 * Returns the market as known at `asOf`. Throws `insufficient-data` if nothing was known by then.
 *
 * @param fromDay - first day to load; all if left out. Factors near it have shorter histories.
 */
export function loadMarket(store: ReadableStore, asOf: Instant, rules: EligibilityRules, fromDay?: number): Market {
  const panel = loadPanel(store, { asOf, ...(fromDay === undefined ? {} : { fromDay }) });
  const window = panel.at(asOf);
  if (window.assets.length === 0) {
    throw new AppError(
      'insufficient-data',
      `The store holds no daily candles known at the end of ${formatDay(dayOf(asOf) - 1)}, needs some: import files first`,
    );
  }
  const { eligible } = eligibleCells(window, rules);
  return {
    window,
    crossSection: crossSectionOf(window),
    eligible,
    endings: panel.endingsAt(asOf),
    lastDay: window.firstDay + window.dayCount - 1,
  };
}

/** Returns the SHA-256 of everything that a window shows: assets, layout, every field, traits and instant. */
export function hashWindow(window: Window): string {
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
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}
