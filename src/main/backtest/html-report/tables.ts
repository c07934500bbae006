import type { BacktestReport, Luck, Performance } from '../../../shared/backtests.ts';
import { isYearLong } from '../../../shared/record-length.ts';
import { dayOf, formatDay, formatInstant } from '../../../shared/time.ts';
import { counted, decimal, dollars, percent, signedPercent } from '../wording.ts';
import { html, type Markup, raw } from './markup.ts';

/** One row of the table of figures; `of` writes it with its unit. */
type FigureRow = { readonly label: string; readonly of: (figures: Figures) => string };
type Figures = { readonly performance: Performance; readonly luck: Luck; readonly costs: number };

const FIGURES: readonly { readonly group: string; readonly rows: readonly FigureRow[] }[] = [
  {
    group: 'Return',
    rows: [
      { label: 'Return a year (CAGR)', of: ({ performance }) => yearly(performance) },
      { label: 'Return in all', of: ({ performance }) => signedPercent(performance.totalReturn, 0) },
      { label: 'Best day', of: ({ performance }) => signedPercent(performance.bestDay) },
      { label: 'Worst day', of: ({ performance }) => signedPercent(performance.worstDay) },
      { label: 'Months above zero', of: ({ performance }) => percent(performance.positiveMonthShare, 0) },
    ],
  },
  {
    group: 'Is it luck?',
    rows: [
      { label: 'Sharpe ratio, a year', of: ({ luck }) => decimal(luck.sharpe) },
      { label: 'PSR: probability that it is above 0', of: ({ luck }) => percent(luck.probabilisticSharpe) },
      { label: 'DSR: the same after all trials', of: ({ luck }) => percent(luck.deflatedSharpe) },
      { label: 'Best Sharpe of as many trials without skill', of: ({ luck }) => decimal(luck.expectedMaximumSharpe) },
      {
        label: '95 % interval of the Sharpe ratio',
        of: ({ luck: { sharpeInterval: interval } }) =>
          interval === null ? '–' : `${decimal(interval.low)} to ${decimal(interval.high)}`,
      },
      { label: 'MinTRL: days needed', of: ({ luck }) => unit(decimal(luck.minimumTrackRecordDays, 0), 'days') },
      { label: 'Minimum backtest length', of: ({ luck }) => unit(decimal(luck.minimumBacktestYears, 1), 'years') },
    ],
  },
  {
    group: 'Risk',
    rows: [
      { label: 'Volatility, a year', of: ({ performance }) => percent(performance.volatility) },
      { label: 'Deepest drawdown', of: ({ performance }) => percent(performance.maximumDrawdown) },
      { label: 'Ulcer index', of: ({ performance }) => percent(performance.ulcerIndex) },
      { label: 'VaR 95 %, a day, historical', of: ({ performance }) => percent(performance.valueAtRisk95) },
      { label: 'CVaR 95 %, a day, historical', of: ({ performance }) => percent(performance.conditionalValueAtRisk95) },
      { label: 'Skewness', of: ({ performance }) => decimal(performance.skewness) },
      { label: 'Kurtosis (3 is Gaussian)', of: ({ performance }) => decimal(performance.kurtosis, 1) },
    ],
  },
  {
    group: 'Return for risk',
    rows: [
      { label: 'Sortino ratio, a year', of: ({ performance }) => decimal(performance.sortino) },
      { label: 'Calmar ratio', of: ({ performance }) => decimal(performance.calmar) },
      { label: 'Tail ratio', of: ({ performance }) => decimal(performance.tailRatio) },
      { label: 'Profit factor', of: ({ performance }) => decimal(performance.profitFactor) },
      { label: 'Gain to pain', of: ({ performance }) => decimal(performance.gainToPain) },
    ],
  },
  {
    group: 'Trading',
    rows: [
      { label: 'Costs in all', of: ({ costs }) => dollars(costs) },
      { label: 'Turnover a year, one way', of: ({ performance }) => percent(performance.annualTurnover, 0) },
      { label: 'Mean exposure', of: ({ performance }) => percent(performance.averageExposure, 0) },
    ],
  },
];

/** A dash for a record that is too short to have one. */
function yearly({ dayCount, cagr }: Performance): string {
  return signedPercent(isYearLong(dayCount) ? cagr : null);
}

function unit(text: string, of: string): string {
  return text === '–' ? text : `${text} ${of}`;
}

function table(
  head: readonly string[],
  rows: readonly Markup[],
  options: { kind?: string; caption?: string; isText?: boolean } = {},
): Markup {
  const { kind = '', caption, isText = false } = options;
  return html`<div class="scroll"><table class="${kind}">${caption !== undefined && html`<caption>${caption}</caption>`}
<thead><tr>${head.map((text) => html`<th scope="col" class="${isText ? 'left' : ''}">${text}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function row(label: string, cells: readonly (string | Markup)[], kind = ''): Markup {
  return html`<tr class="${kind}"><th scope="row">${label}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}

/** Returns every figure of the index beside those of each benchmark. */
export function figuresTable(report: BacktestReport): Markup {
  const { fee, spread, impact } = report.costs;
  const columns: Figures[] = [
    { performance: report.performance, luck: report.luck, costs: fee + spread + impact },
    ...report.benchmarks,
  ];
  const rows = FIGURES.flatMap(({ group, rows: own }) => [
    html`<tr class="group"><th scope="colgroup" colspan="${columns.length + 1}">${group}</th></tr>`,
    ...own.map(
      ({ label, of }) =>
        html`<tr><th scope="row">${label}</th>${columns.map((figures, i) => html`<td class="${i === 0 ? 'own' : ''}">${of(figures)}</td>`)}</tr>`,
    ),
  ]);
  return table(['After costs', report.name, ...report.benchmarks.map(({ label }) => label)], rows, { kind: 'figures' });
}

/** Returns what each benchmark is. */
export function benchmarkList({ benchmarks }: BacktestReport): Markup {
  return table(
    ['Benchmark', 'What it is'],
    benchmarks.map(
      ({ label, description }) => html`<tr><th scope="row">${label}</th><td class="wrap">${description}</td></tr>`,
    ),
    { isText: true },
  );
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A return of so much has the strongest colour. */
const FULL_HEAT = 0.4;

/** Returns the returns of months and years, coloured by size. */
export function monthsTable({ years }: BacktestReport): Markup {
  const cell = (value: number | null): Markup => {
    if (value === null) return html`<td></td>`;
    const strength = Math.round(Math.min(1, Math.abs(value) / FULL_HEAT) * 60) / 100;
    return html`<td class="${value < 0 ? 'heat-down' : 'heat-up'}" style="--strength:${strength}">${decimal(value * 100, 1)}</td>`;
  };
  return table(
    ['Year', ...MONTHS, 'Year in all'],
    years.map(
      ({ year, months, total }) => html`<tr><th scope="row">${String(year)}</th>${months.map(cell)}${cell(total)}</tr>`,
    ),
    { kind: 'months', caption: 'Returns in %, after costs. The first and the last month may not be whole.' },
  );
}

/** Returns the deepest drawdowns with their days. */
export function drawdownTable({ drawdowns }: BacktestReport): Markup {
  return table(
    ['Peak', 'Trough', 'Peak reached again', 'Depth', 'Length'],
    drawdowns.map(({ startTime, troughTime, endTime, depth, dayCount }) =>
      row(dayText(startTime), [
        dayText(troughTime),
        endTime === null ? 'not yet' : dayText(endTime),
        percent(depth),
        counted(dayCount, 'day'),
      ]),
    ),
  );
}

const UNFILLED: Readonly<Record<string, string>> = {
  'volume-cap': "above the cap on a day's volume",
  'no-price': 'met no price before the next decision',
  'no-cash': 'prices moved after the decision, so sales brought too little',
  gone: 'the token had ended',
  dust: 'below the smallest order',
};

/** So many trades are shown. */
const SHOWN_TRADES = 50;

/** Returns the last trades, newest first. */
export function tradesTable(trades: NonNullable<BacktestReport['trades']>): Markup {
  const places = Array.from(trades.time.keys()).slice(-SHOWN_TRADES).reverse();
  return table(
    ['Day', 'Token', 'Side', 'Value', 'Price, USD', 'Cost'],
    places.map((i) =>
      row(dayText(trades.time[i] ?? 0), [
        trades.asset[i] ?? '',
        trades.side[i] ?? '',
        dollars(trades.value[i]),
        String(Number((trades.price[i] ?? 0).toPrecision(6))),
        decimal(trades.cost[i]),
      ]),
    ),
    { caption: `The last ${counted(places.length, 'trade')}. Costs in USD: fee, half spread and impact.` },
  );
}

/** Returns what trading cost, how orders were filled and what was not. */
export function tradingTables({ costs, fills, unfilled, config }: BacktestReport): Markup {
  const total = costs.fee + costs.spread + costs.impact;
  const shareOf = (value: number): string => (total > 0 ? percent(value / total, 0) : '–');
  const { open, close, truncated, delisted, unknownVolume } = fills;
  const filled = open + close + truncated + delisted;
  const part = (count: number): string => (filled > 0 ? percent(count / filled) : '–');
  const cost = table(
    ['Cost', 'USD over the span', 'Share'],
    [
      row('Fees', [dollars(costs.fee), shareOf(costs.fee)]),
      row('Half spreads', [dollars(costs.spread), shareOf(costs.spread)]),
      row('Impact', [dollars(costs.impact), shareOf(costs.impact)]),
      row('All trading costs', [dollars(total), `${percent(costs.annualDrag, 2)} of equity a year`], 'own'),
      row(`Delistings, at ${percent(config.simulation.delistingReturn, 0)}`, [
        dollars(costs.delisting),
        'not among the costs',
      ]),
    ],
  );
  const fill = table(
    ['Fills', 'Count', 'Share'],
    [
      row('at a true open after the decision', [decimal(open, 0), part(open)]),
      row('at the close of the day after', [decimal(close, 0), part(close)]),
      row('at the last close, the record having ended', [decimal(truncated, 0), part(truncated)]),
      row('delisted', [decimal(delisted, 0), part(delisted)]),
      row('of all, with unknown volume', [decimal(unknownVolume, 0), part(unknownVolume)]),
    ],
  );
  const missed = table(
    ['Not filled', 'Orders', 'Value'],
    Object.entries(unfilled).map(([reason, { count, value }]) =>
      row(UNFILLED[reason] ?? reason, [decimal(count, 0), dollars(value)]),
    ),
  );
  return html`<div class="charts"><div class="panel">${cost}</div><div class="panel">${fill}</div><div class="panel wide">${missed}</div></div>`;
}

/** Returns each model's skill out of sample. */
export function skillTable({ informationCoefficients }: BacktestReport): Markup {
  return table(
    [
      ...['Model or rule, and horizon', 'Mean rank IC', 't', 'After volatility', 't'],
      ...['Best fifth less worst', 't', 'Best fifth less all', 't', 'Days compared'],
    ],
    informationCoefficients.map(({ label, mean, t, afterVolatility, topLessBottom, topLessUniverse, dateCount }) =>
      row(
        label,
        [
          ...[decimal(mean, 4), decimal(t), decimal(afterVolatility?.mean, 4), decimal(afterVolatility?.t)],
          ...[signedPercent(topLessBottom?.mean, 2), decimal(topLessBottom?.t)],
          ...[signedPercent(topLessUniverse?.mean, 2), decimal(topLessUniverse?.t), decimal(dateCount, 0)],
        ],
        label.startsWith('ensemble') ? 'own' : '',
      ),
    ),
    {
      caption:
        'Rank correlation of scores with what followed, out of sample, as it is and with 90-day volatility taken out; then mean returns over the horizon of the fifth of the tokens with the best scores, against the worst fifth and all. Order without return pays nobody. t allows for overlapping horizons. Rules without a model are there for comparison.',
    },
  );
}

/** Returns for each year how many tokens there were to choose from, and how many left, by how they ended. */
export function survivorshipTable({ survivorship }: BacktestReport): Markup {
  return table(
    ['Year', 'Eligible tokens, mean day', 'Lost to the end of the record', 'Delisted'],
    (survivorship?.years ?? []).map(({ year, meanEligibleCount, truncated, delisted }) =>
      row(String(year), [decimal(meanEligibleCount, 0), decimal(truncated, 0), decimal(delisted, 0)]),
    ),
    { caption: 'Tokens that ended within 60 days of being eligible. What became of the lost is not known.' },
  );
}

/** Returns the last holdings with their weights. */
export function holdingsTable({ holdings }: BacktestReport): Markup {
  const at = holdings.dayTime.length - 1;
  const held = holdings.assets
    .map((asset, i) => ({ asset, weight: holdings.weights[i]?.[at] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const rest = holdings.rest[at] ?? 0;
  const cash = Math.max(0, 1 - rest - held.reduce((sum, { weight }) => sum + weight, 0));
  const line = (label: string, weight: number): Markup =>
    html`<tr><th scope="row">${label}</th><td>${percent(weight)}</td><td class="left"><i class="meter" style="width:${raw(String(Math.round(weight * 1000) / 10))}%"></i></td></tr>`;
  return table(
    ['Holding', '% of equity', ''],
    [
      ...held.map(({ asset, weight }) => line(asset, weight)),
      ...(rest > 0 ? [line('all others', rest)] : []),
      line('cash', cash),
    ],
    {
      caption:
        at < 0 ? 'Nothing was held.' : `After the decision filled on ${dayText(holdings.dayTime[at] as number)}.`,
    },
  );
}

/** Returns the ledger of trials. */
export function trialsTable({ trials, id }: BacktestReport): Markup {
  return table(
    [
      'Trial',
      'Recorded',
      'Market',
      'From',
      'Until',
      'Days',
      'Sharpe ratio, a year',
      'CAGR',
      'Drawdown',
      'Configuration',
      'Data',
    ],
    trials.map((trial) =>
      row(
        trial.name,
        [
          formatInstant(trial.recordedTime).slice(0, 16).replace('T', ' '),
          trial.isSimulated ? 'simulated' : 'real',
          dayText(trial.fromTime),
          dayText(trial.untilTime),
          decimal(trial.dayCount, 0),
          decimal(trial.annualSharpe),
          signedPercent(isYearLong(trial.dayCount) ? trial.cagr : null),
          percent(trial.maximumDrawdown),
          html`<code>${trial.configHash.slice(0, 8)}</code>`,
          html`<code>${trial.dataHash.slice(0, 8)}</code>`,
        ],
        trial.id === id ? 'own' : '',
      ),
    ),
  );
}

/** Returns the configuration, one line a setting, and the hashes of everything that decided the result. */
export function settingsTables({ config, hashes }: BacktestReport): Markup {
  const settings = table(
    ['Setting', 'Value'],
    flatten('', config).map(
      ([name, value]) =>
        html`<tr><td class="left"><code>${name}</code></td><td class="wrap"><code>${value}</code></td></tr>`,
    ),
    { isText: true },
  );
  const names = table(
    ['Hash of', 'Value'],
    Object.entries(hashes).map(
      ([name, value]) => html`<tr><th scope="row">${name}</th><td class="wrap"><code>${value}</code></td></tr>`,
    ),
    { isText: true },
  );
  return html`<div class="panel">${names}</div><div class="panel"><details><summary>Configuration</summary>${settings}</details></div>`;
}

function flatten(name: string, value: unknown): [string, string][] {
  if (value === null || typeof value !== 'object') return [[name, String(value)]];
  if (Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object'))
    return [[name, value.join(', ')]];
  return Object.entries(value).flatMap(([key, own]) => flatten(name === '' ? key : `${name}.${key}`, own));
}

/** Returns the day that contains an instant, `YYYY-MM-DD`. */
export function dayText(time: number): string {
  return formatDay(dayOf(time));
}
