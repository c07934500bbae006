/**
 * Prices that cannot be believed on the day on which they appear.
 *
 * Aggregators' histories hold closes of 1e-35, ticks that are gone the next day, redenominations by a thousand and crawls
 * that mixed two coins: 2,438 daily moves beyond a factor of 20 in one of them. Nothing is smoothed or repaired, but
 * 1. a close more than a factor of 20 from the last believed one makes no cell on its day, unless a second source saw it;
 * 2. the next close decides: nearer to the last believed one, the doubtful one was an error; nearer to the doubtful one, the
 *    price is believed from then on. A holder's loss is so seen a day late, and seen;
 * 3. a rise that only its own source confirmed is no gain: what was counted changed, so a new life begins.
 *
 * Each step knows nothing but the days up to its own.
 */
import { SILENCE_DAYS } from '../numeric/panel.ts';
import type { Chain } from './chain.ts';

/** Largest move between believed closes, as a logarithm: a factor of 20. */
const BELIEVABLE = 3;

/** Aggregators write 9e-36 where they have no price; the least that can be one in ten years of the real data is 3e-17. */
const LEAST_PRICE = 1e-20;

/** Takes the doubtful cells out of a chain and returns the cells at which a new life begins because of a confirmed rise. */
export function dropDoubtful(chain: Chain): number[] {
  const { close, secondClose } = chain;
  const births: number[] = [];
  let [believed, lastCell] = [Number.NaN, 0];
  let [doubtful, doubtfulCell] = [Number.NaN, 0];
  for (let cell = 0; cell < close.length; cell++) {
    const price = close[cell]!;
    if (Number.isNaN(price)) continue;
    if (price < LEAST_PRICE) {
      dropCell(chain, cell);
      continue;
    }
    const isOver = cell - lastCell > SILENCE_DAYS;
    const move = Math.log(price / believed);
    if (!isOver && Math.abs(move) > BELIEVABLE) {
      // the second source must be nearer to this price than to the last believed one
      const second = secondClose[cell]!;
      const isSeen = Math.abs(Math.log(price / second)) < Math.abs(Math.log(believed / second));
      const isConfirmed = cell - doubtfulCell <= SILENCE_DAYS && Math.abs(Math.log(price / doubtful)) < Math.abs(move);
      if (!isSeen && !isConfirmed) {
        doubtful = price;
        doubtfulCell = cell;
        dropCell(chain, cell);
        continue;
      }
      if (move > 0 && !isSeen) births.push(cell);
    }
    believed = price;
    lastCell = cell;
    doubtful = Number.NaN;
  }
  return births;
}

function dropCell({ open, high, low, close, volume, marketCap, lateKnownAt, stretch }: Chain, cell: number): void {
  for (const column of [open, high, low, close, volume, marketCap]) column[cell] = Number.NaN;
  lateKnownAt[cell] = 0;
  stretch[cell] = -1;
}
