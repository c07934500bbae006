/** Tokens for the tests of unusual days: quiet ones, of which a test disturbs what it says. */
import { crossSectionOf, type Window } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { ANOMALY_FIGURES, type AnomalyFigure, anomalyFiguresOf } from '../../../src/main/risk/anomaly-figures.ts';
import { RISK_JOBS } from '../../../src/main/risk/jobs.ts';
import { type Life, windowOf } from '../factors/market.ts';

export const FIRST_DAY = 18_000;
export type Token = Record<'open' | 'high' | 'low' | 'close' | 'volume', Float64Array>;

/** Returns a market of quiet tokens; `disturb` may change any of them. */
export function quietMarket(count: number, days: number, disturb: (token: Token, asset: number) => void = () => {}) {
  const lives = Array.from({ length: count }, (_, asset): Life => {
    const random = createRandom(3, 'token', asset);
    const close = new Float64Array(days);
    let price = 1 + asset;
    for (let day = 0; day < days; day++) close[day] = price *= Math.exp(0.02 * random.normal());
    const open = close.map((value, day) => close[day - 1] ?? value);
    const high = close.map((value, day) => Math.max(value, open[day]!) * (1 + 0.01 * random.uniform()));
    const low = close.map((value, day) => Math.min(value, open[day]!) * (1 - 0.01 * random.uniform()));
    const volume = close.map(() => 1e5 * Math.exp(0.3 * random.normal()));
    const token = { open, high, low, close, volume };
    disturb(token, asset);
    return { id: `token-${asset}`, start: FIRST_DAY, length: days, ...token };
  });
  return windowOf(lives);
}

/** Returns the figures of a market, and what reads one of them. */
export function figuresOf(window: Window) {
  const figures = anomalyFiguresOf(window, crossSectionOf(window), soloTeam(RISK_JOBS));
  const read = (name: AnomalyFigure, asset: number, day: number): number =>
    figures.data[ANOMALY_FIGURES.indexOf(name) * figures.rows + window.offset[asset]! + day]!;
  return { figures, read };
}
