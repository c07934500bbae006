import type { BacktestReport } from '../../../shared/backtests.ts';
import { dayOf } from '../../../shared/time.ts';
import { percent } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { SIDE, timeScale } from './scale.ts';
import { TONE_COUNT } from './style.ts';

const LEVELS = [0, 0.25, 0.5, 0.75, 1];

/** Returns the holdings over time as stacked bands, each decision until the next; what is left of 100 % is cash. */
export function renderHoldings({ holdings, series }: BacktestReport): Markup {
  const days = holdings.dayTime.map(dayOf);
  const [first, last] = [series.dayTime[0] ?? 0, series.dayTime.at(-1) ?? 0].map(dayOf) as [number, number];
  const x = timeScale(first, last);
  const bandCount = Math.min(TONE_COUNT - 1, holdings.assets.length);
  const bands = holdings.assets
    .slice(0, bandCount)
    .map((label, i) => ({ label, weights: holdings.weights[i] as number[] }));
  const others = holdings.rest.map((rest, at) =>
    holdings.weights.slice(bandCount).reduce((sum, weights) => sum + (weights[at] as number), rest),
  );
  bands.push({ label: 'all others', weights: others });
  const floor = Array<number>(days.length).fill(0);
  const toneOf = (i: number): number => (i === bands.length - 1 ? TONE_COUNT - 1 : i);
  const paths = bands.map(({ weights }, i) => {
    let top = '';
    let bottom = '';
    days.forEach((day, at) => {
      const [from, to] = [near(x.of(day)), near(x.of(days[at + 1] ?? last))];
      const low = floor[at] as number;
      const high = low + (weights[at] as number);
      floor[at] = high;
      top += `${at === 0 ? 'M' : 'L'}${from} ${near(SIDE * (1 - high))}H${to}`;
      // The lower edge is walked back from right to left.
      bottom = `L${to} ${near(SIDE * (1 - low))}H${from}${bottom}`;
    });
    return html`<path class="band t${toneOf(i)}" d="${top}${bottom}Z"/>`;
  });
  const latest = days.length - 1;
  return html`<figure class="chart" id="chart-holdings">
<figcaption><h3>Holdings</h3><span class="unit">% of equity at the close of the day after each decision; what is left of 100 % is cash</span>
<ul class="legend">${bands.map(
    ({ label, weights }, i) =>
      html`<li><i class="swatch t${toneOf(i)}"></i>${label}${(weights[latest] ?? 0) > 0 && html` <em>${percent(weights[latest])}</em>`}</li>`,
  )}</ul></figcaption>
<div class="plot middle">
<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" role="img" aria-label="Holdings, % of equity">
${LEVELS.map((level) => html`<path class="grid" d="M0 ${near(SIDE * (1 - level))}H${SIDE}"/>`)}${paths}
</svg>
${LEVELS.map((level) => html`<span class="y" style="top:${near((1 - level) * 100)}%">${percent(level, 0)}</span>`)}
${x.ticks.map(({ at, label }) => html`<span class="x" style="left:${near(x.of(at) / 10)}%">${label}</span>`)}
</div>
</figure>`;
}

function near(value: number): number {
  return Math.round(value * 10) / 10;
}
