import { html, type Markup, raw } from './markup.ts';
import { axisLabel, type Format, linearScale, logScale, type Scale, SIDE, timeScale } from './scale.ts';

/** Values over the days of a chart; null, and numbers that are not finite, leave a gap. */
export type Column = ArrayLike<number | null>;

export type ChartSeries = {
  readonly label: string;
  /** Number of its colour in the style sheet. */
  readonly tone: number;
  readonly values: Column;
  /** What stands beside its name in the legend. */
  readonly note?: string;
};

export type Chart = {
  readonly id: string;
  readonly title: string;
  /** Unit of the values, and what else must be said to read them. */
  readonly unit: string;
  readonly days: ArrayLike<number>;
  /** The first is drawn last, above the others. */
  readonly series: readonly ChartSeries[];
  readonly shape: 'line' | 'area' | 'bars';
  readonly scale: 'linear' | 'log';
  readonly format: Format;
  readonly size: 'tall' | 'middle' | 'short';
  /** Values that the axis must show. */
  readonly include?: readonly number[];
  /** Whether the axis ends exactly at the outermost of `include` and the values. */
  readonly isTight?: boolean;
};

/** What the script of the page needs to show values under the pointer. */
export type HoverData = {
  /** First and last day of the axis. */
  readonly span: readonly [number, number];
  readonly days: readonly number[];
  readonly format: Format;
  readonly series: readonly {
    readonly label: string;
    readonly tone: number;
    readonly values: readonly (number | null)[];
  }[];
};

/** Columns of pixels that a line is thinned to; each keeps its smallest and its largest value. */
const COLUMN_COUNT = 900;
/** Moments that can be pointed at. */
const HOVER_COUNT = 1_500;

/** Returns a chart as a figure: an SVG that stretches with the page, with labels of the page's own size around it. */
export function renderChart(chart: Chart): Markup {
  const x = timeScale(...spanOf(chart));
  const y = valueScale(chart);
  const zero = chart.scale === 'linear' ? clamp(y.of(0)) : SIDE;
  const hasZero = chart.scale === 'linear' && zero > 0 && zero < SIDE;
  return html`<figure class="chart" id="chart-${chart.id}">
<figcaption><h3>${chart.title}</h3><span class="unit">${chart.unit}</span>${legendOf(chart)}</figcaption>
<div class="plot ${chart.size}" data-chart="${chart.id}">
<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" role="img" aria-label="${chart.title}, ${chart.unit}">
${y.ticks.map(({ at }) => html`<path class="grid" d="M0 ${round(y.of(at))}H${SIDE}"/>`)}
${x.ticks.map(({ at }) => html`<path class="grid" d="M${round(x.of(at))} 0V${SIDE}"/>`)}
${hasZero && html`<path class="zero" d="M0 ${round(zero)}H${SIDE}"/>`}
${[...chart.series].reverse().map((series) => shapeOf(chart, series, x, y, zero))}
</svg>
${y.ticks.map(({ at, label }) => html`<span class="y" style="top:${share(y.of(at))}">${label}</span>`)}
${x.ticks.map(({ at, label }) => html`<span class="x" style="left:${share(x.of(at))}">${label}</span>`)}
</div>
</figure>`;
}

/** Returns the values of a chart for its hover, thinned to what a pointer can tell apart. */
export function hoverData(chart: Chart): HoverData {
  const { days, format, series } = chart;
  const step = Math.max(1, Math.ceil(days.length / HOVER_COUNT));
  const places: number[] = [];
  for (let i = 0; i < days.length; i++) if (i % step === 0 || i === days.length - 1) places.push(i);
  return {
    span: spanOf(chart),
    days: places.map((i) => days[i] as number),
    format,
    series: series.map(({ label, tone, values }) => ({
      label,
      tone,
      values: places.map((i) => (isShown(values[i]) ? Number((values[i] as number).toPrecision(5)) : null)),
    })),
  };
}

/** The axis of bars ends one bar after the start of the last. */
function spanOf({ days, shape }: Chart): [number, number] {
  const [first, last] = [days[0] ?? 0, days[days.length - 1] ?? 0];
  return [first, shape === 'bars' ? last + (last - first) / Math.max(1, days.length - 1) : last];
}

function legendOf({ series }: Chart): Markup | null {
  if (series.length < 2 && series[0]?.note === undefined) return null;
  return html`<ul class="legend">${series.map(
    ({ label, tone, note }) =>
      html`<li><i class="swatch t${tone}"></i>${label}${note !== undefined && html` <em>${note}</em>`}</li>`,
  )}</ul>`;
}

function isShown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

function valueScale(chart: Chart): Scale {
  const isDrawn = (value: number): boolean => chart.scale === 'linear' || value > 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number | null | undefined): void => {
    if (!isShown(value) || !isDrawn(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const value of chart.include ?? []) take(value);
  for (const { values } of chart.series) for (let i = 0; i < values.length; i++) take(values[i]);
  if (high < low) [low, high] = chart.scale === 'log' ? [1, 10] : [0, 1];
  if (chart.scale === 'log') return logScale(low / 1.06, high * 1.06, chart.format);
  const room = chart.isTight === true ? 0 : 0.05 * (high - low);
  return linearScale(
    low < 0 || low > 0 ? low - room : low,
    high > 0 ? high + room : high,
    chart.format,
    chart.size === 'tall' ? 6 : 4,
  );
}

function shapeOf(chart: Chart, series: ChartSeries, x: Scale, y: Scale, zero: number): Markup {
  if (chart.shape === 'bars') return barsOf(chart, series, x, y, zero);
  const isLead = series === chart.series[0];
  const runs = runsOf(chart, series.values);
  const line = runs.map((run) => pathOf(run, chart.days, series.values, x, y)).join('');
  const stroke = html`<path class="line t${series.tone}${isLead && chart.series.length > 1 ? ' lead' : ''}" d="${line}"/>`;
  if (chart.shape !== 'area' || !isLead) return stroke;
  const fill = runs
    .map((run) => {
      const [from, to] = [run[0], run[run.length - 1]].map((i) => round(x.of(chart.days[i as number] as number)));
      return `${pathOf(run, chart.days, series.values, x, y)}L${to} ${round(zero)}L${from} ${round(zero)}Z`;
    })
    .join('');
  return html`<path class="fill t${series.tone}" d="${fill}"/>${stroke}`;
}

/** The places of each unbroken run of values, thinned so that every column of pixels keeps its extremes. */
function runsOf({ days, scale }: Chart, values: Column): number[][] {
  const perColumn = Math.ceil(days.length / COLUMN_COUNT);
  const runs: number[][] = [];
  let run: number[] = [];
  const isDrawn = (i: number): boolean => isShown(values[i]) && (scale === 'linear' || (values[i] as number) > 0);
  for (let i = 0; i < days.length; ) {
    if (!isDrawn(i)) {
      if (run.length > 0) runs.push(run);
      run = [];
      i++;
      continue;
    }
    let [end, low, high] = [i, i, i];
    for (; end < days.length && end < i + perColumn && isDrawn(end); end++) {
      if ((values[end] as number) < (values[low] as number)) low = end;
      if ((values[end] as number) > (values[high] as number)) high = end;
    }
    for (const place of [...new Set([i, Math.min(low, high), Math.max(low, high), end - 1])].sort((a, b) => a - b))
      run.push(place);
    i = end;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function pathOf(run: readonly number[], days: ArrayLike<number>, values: Column, x: Scale, y: Scale): string {
  return run
    .map((i, at) => `${at === 0 ? 'M' : 'L'}${round(x.of(days[i] as number))} ${round(y.of(values[i] as number))}`)
    .join('');
}

function barsOf({ days }: Chart, { values, tone }: ChartSeries, x: Scale, y: Scale, zero: number): Markup {
  const width = (0.7 * SIDE) / Math.max(1, days.length);
  let [above, below] = ['', ''];
  for (let i = 0; i < days.length; i++) {
    const value = values[i];
    if (!isShown(value) || value === 0) continue;
    const left = x.of(days[i] as number) + 0.2 * width;
    const bar = `M${round(left)} ${round(zero)}V${round(y.of(value))}h${round(width)}V${round(zero)}Z`;
    if (value > 0) above += bar;
    else below += bar;
  }
  return html`<path class="bar t${tone}" d="${above}"/><path class="bar below" d="${below}"/>`;
}

function clamp(coordinate: number): number {
  return Math.max(0, Math.min(SIDE, coordinate));
}

function round(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

function share(coordinate: number): Markup {
  return raw(`${round(coordinate / 10)}%`);
}

/** Returns a value as a legend shows it. */
export function legendNote(format: Format, value: number | null | undefined): string {
  return isShown(value) ? axisLabel(format, value) : '–';
}
