import { cellOf, ENDING, Panel, SILENCE_DAYS, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { handMarket } from '../backtest/market.ts';

/** First day of every random world. */
export const FIRST = 1000;

/**
 * A market with births, gaps, deaths and equal prices. Its days before `forkDay` depend on `seed` alone, those from it on also
 * on `future`: so two worlds that differ in their future have the same past.
 */
export function makeWorld(seed: number, assetCount: number, days: number, forkDay = days, future = 0): Panel {
  const assets = Array.from({ length: assetCount }, (_, i) => {
    const past = createRandom(seed, 'asset', i);
    const later = createRandom(seed, 'asset', i, 'future', future);
    const birth = i < 6 ? 0 : past.below(Math.max(1, days >> 1));
    const close: number[] = [];
    let silence = 0;
    let price = 1 + past.below(3);
    for (let day = birth; day < days && silence < SILENCE_DAYS; day++) {
      const random = day < forkDay ? past : later;
      if (random.uniform() < 0.5) price *= 1 + 0.25 * (random.below(5) - 1.8) * random.uniform();
      // A pause goes on more often than not, so that some are long enough to be an end.
      const isSilent = random.uniform() < (silence === 0 ? 0.05 : 0.93);
      silence = isSilent && close.length > 0 ? silence + 1 : 0;
      close.push(silence > 0 ? Number.NaN : price);
    }
    while (Number.isNaN(close.at(-1) as number)) close.pop();
    return { id: `asset-${i}`, from: birth, close };
  });
  // A layout has no assets that are born after its end, and at least one that lives to it.
  assets.push({ id: 'clock', from: 0, close: Array(days).fill(1) });
  const { fields, traits, ...layout } = handMarket(assets, FIRST);
  const ending = Uint8Array.from(assets, ({ from, close }, i) =>
    from + close.length + SILENCE_DAYS > days ? ENDING.alive : i % 3 === 0 ? ENDING.truncated : ENDING.delisted,
  );
  return new Panel({ layout, fields, traits, ending });
}

/** Returns which cells are eligible: three in four, chosen by asset and day alone, so later data does not change them. */
export function someCells(window: Window, seed: number): Uint8Array {
  const eligible = new Uint8Array(window.fields.close.length);
  window.assets.forEach((id, asset) => {
    for (let cell = window.offset[asset]; cell < window.offset[asset + 1]; cell++) {
      const day = window.start[asset] + cell - window.offset[asset];
      eligible[cell] = createRandom(seed, id, day).uniform() < 0.75 ? 1 : 0;
    }
  });
  return eligible;
}

/** Returns the cell of the same asset and day in another window; -1 if it is not there. */
export function sameCell(window: Window, asset: string, day: number): number {
  const index = window.assets.indexOf(asset);
  return index < 0 ? -1 : cellOf(window, index, day);
}
