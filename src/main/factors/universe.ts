/** Which cells may be ranked and held: rules that look only backwards. */
import type { EligibilityRules } from '../../shared/models.ts';
import { cellCount, type Window } from '../numeric/panel.ts';
import { createScratch } from '../numeric/window-moments.ts';
import { windowMedian } from '../numeric/window-order.ts';

/** Days over which the traded value is judged, and how many of them need a candle. */
const LIQUIDITY_DAYS = 30;
const LIQUIDITY_MINIMUM = 20;
/** Days over which a token's moves are judged, and how many of them are needed to say that it does not move. */
const PEG_DAYS = 90;
const PEG_MINIMUM = 60;
/** From the median absolute move of a day to a normal distribution's standard deviation a year. */
const YEARLY = 1.4826 * Math.sqrt(365);

/**
 * Returns for each cell 1 if its asset could be ranked and held at the end of that day, else 0, over shared memory.
 *
 * Needed are: a close on the day; `minimumAgeDays` days of life up to and with it; a median traded value of the last 30 days,
 * at least 20 of them known, of `minimumDollarVolume` USD; `minimumMarketCap` USD where the day's market cap is known;
 * `minimumVolatility` where 60 of the last 90 daily moves are known, taken from their median so that a wrong tick does not free a
 * pegged token; and no reason in `EXCLUSION`. A cell depends on nothing after its day.
 */
export function eligibleCells(window: Window, rules: EligibilityRules): { readonly eligible: Uint8Array } {
  const { offset, traits, fields } = window;
  const { close, volume, marketCap } = fields;
  const eligible = new Uint8Array(new SharedArrayBuffer(cellCount(window)));
  let longest = 1;
  for (let asset = 0; asset < window.assets.length; asset++) {
    longest = Math.max(longest, offset[asset + 1] - offset[asset]);
  }
  const scratch = createScratch(longest);
  const median = new Float64Array(longest);
  const move = new Float64Array(longest);
  const typicalMove = new Float64Array(longest);
  for (let asset = 0; asset < window.assets.length; asset++) {
    const from = offset[asset];
    const length = offset[asset + 1] - from;
    if (traits.exclusion[asset] !== 0 || length < rules.minimumAgeDays) continue;
    windowMedian(
      median,
      volume.subarray(from, from + length),
      length,
      LIQUIDITY_DAYS,
      Math.min(LIQUIDITY_MINIMUM, rules.minimumAgeDays),
      scratch,
    );
    move[0] = Number.NaN;
    for (let i = 1; i < length; i++) move[i] = Math.abs(close[from + i] / close[from + i - 1] - 1);
    windowMedian(typicalMove, move.subarray(0, length), length, PEG_DAYS, PEG_MINIMUM, scratch);
    for (let i = rules.minimumAgeDays - 1; i < length; i++) {
      if (typicalMove[i] * YEARLY < rules.minimumVolatility) continue;
      const isLargeEnough = !(marketCap[from + i] < rules.minimumMarketCap);
      if (close[from + i] > 0 && median[i] >= rules.minimumDollarVolume && isLargeEnough) eligible[from + i] = 1;
    }
  }
  return { eligible };
}
