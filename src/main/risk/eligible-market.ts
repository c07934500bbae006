import type { CrossSection, Window } from '../numeric/panel.ts';

/** A market as it could be seen at one instant: all that figures of the whole market are made of. */
export type EligibleMarket = {
  readonly window: Window;
  readonly crossSection: CrossSection;
  /** 1 for each cell whose asset could be ranked and held on that day. */
  readonly eligible: Uint8Array;
};

/** Returns the observations that a window of so many days needs: two thirds, as factors do. */
export function mostOf(days: number): number {
  return Math.ceil((2 * days) / 3);
}
