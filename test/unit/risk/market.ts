/** Markets for the tests of risk: hand-made ones, and one with two planted regimes. */
import { crossSectionOf, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import type { EligibleMarket } from '../../../src/main/risk/eligible-market.ts';
import { type Life, windowOf } from '../factors/market.ts';

export const FIRST = 18_628;

/** Returns the market of a window in which every cell with a close is eligible, or those that a test says. */
export function marketOf(window: Window, isEligible: (asset: number, day: number) => boolean = () => true) {
  const eligible = new Uint8Array(window.fields.close.length);
  window.assets.forEach((_, asset) => {
    for (let cell = window.offset[asset]!; cell < window.offset[asset + 1]!; cell++) {
      const day = window.start[asset]! + cell - window.offset[asset]!;
      if (window.fields.close[cell]! > 0 && isEligible(asset, day)) eligible[cell] = 1;
    }
  });
  return { window, crossSection: crossSectionOf(window), eligible } satisfies EligibleMarket;
}

/** Returns a hand-made market whose assets begin on the first day unless they say otherwise. */
export function handMarket(lives: readonly (Omit<Life, 'start' | 'length'> & { start?: number })[]) {
  return marketOf(
    windowOf(
      lives.map((life) => ({ start: FIRST, ...life, length: life.close?.length ?? 0 })),
      FIRST,
    ),
  );
}

/** Market of tokens whose common return has one volatility or another, by runs of days; `truth` is 1 on turbulent days. */
export function plantedMarket(seed: number, days: number, volatilities: readonly [number, number]) {
  const random = createRandom(seed, 'planted');
  const truth = new Uint8Array(days);
  const common = new Float64Array(days);
  for (let day = 0, state = 0; day < days; day++) {
    if (random.uniform() < 1 / 80) state = 1 - state;
    truth[day] = state;
    common[day] = volatilities[state]! * random.normal();
  }
  const lives = Array.from({ length: 30 }, (_, i): Life => {
    const own = createRandom(seed, 'token', i);
    let price = 1;
    const close = Float64Array.from(common, (move, day) => {
      const noise = 0.6 * volatilities[truth[day]!]! * own.normal();
      return (price *= Math.max(0.55, 1 + move + noise));
    });
    const marketCap = close.map((value) => value * 1e6 * (i + 1));
    return { id: `token-${i}`, start: FIRST, length: days, close, marketCap, volume: marketCap };
  });
  return { market: marketOf(windowOf(lives, FIRST)), truth };
}
