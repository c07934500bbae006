import type { BacktestReport } from '../../../shared/backtests.ts';
import { isYearLong } from '../../../shared/record-length.ts';
import { formatInstant } from '../../../shared/time.ts';
import { counted, decimal, percent, signedPercent } from '../wording.ts';
import { hoverData, renderChart } from './chart.ts';
import { chartsOf } from './charts.ts';
import { renderHoldings } from './holdings-chart.ts';
import { html, type Markup, raw } from './markup.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import {
  benchmarkList,
  dayText,
  drawdownTable,
  figuresTable,
  holdingsTable,
  monthsTable,
  settingsTables,
  skillTable,
  survivorshipTable,
  tradesTable,
  tradingTables,
  trialsTable,
} from './tables.ts';

/** Charts that take the whole width of the page. */
const WIDE = new Set(['equity', 'drawdown']);

/**
 * Returns a report as one HTML file that asks for nothing from outside: style, charts (SVG) and a small script for values under
 * the pointer are in it. Dark or light as the reader's system is; for the screen from 700 pixels on, and for paper.
 *
 * All text is escaped. A report over a simulated market says so in its title, beside its name and in a banner.
 */
export function renderHtmlReport(report: BacktestReport): string {
  const charts = chartsOf(report);
  const own = (wide: boolean): Markup[] => charts.filter(({ id }) => WIDE.has(id) === wide).map(renderChart);
  const data = JSON.stringify(Object.fromEntries(charts.map((chart) => [chart.id, hoverData(chart)])));
  const { name, isSimulated, informationCoefficients } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${isSimulated && 'SIMULATED · '}${name} · backtest</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${isSimulated && html`<div class="simulated" role="note"><b>SIMULATED MARKET</b>These are not real prices. The result shows how the program works and says nothing about real markets.</div>`}
${headerOf(report)}
${tilesOf(report)}
<section class="panel"><h3 style="margin-bottom:12px">Findings</h3><ul class="findings">${report.findings.map(findingOf)}</ul></section>
<section class="panel stack">${own(true)}</section>
<h2>Figures</h2>
<section class="panel">${figuresTable(report)}</section>
<section class="panel">${benchmarkList(report)}</section>
<h2>Over time</h2>
<section class="charts">${own(false).map((chart) => html`<div class="panel">${chart}</div>`)}</section>
<h2>Returns by month</h2>
<section class="panel">${monthsTable(report)}</section>
${informationCoefficients.length > 0 && html`<h2>Skill of the models</h2><section class="panel">${skillTable(report)}</section>`}
<h2>Worst drawdowns</h2>
<section class="panel">${drawdownTable(report)}</section>
${report.survivorship !== null && html`<h2>Survivorship</h2><section class="panel">${survivorshipTable(report)}</section>`}
<h2>Costs and fills</h2>
${tradingTables(report)}
${hasTrades(report) && html`<h2>Trades</h2><section class="panel">${tradesTable(report.trades)}</section>`}
<h2>Holdings</h2>
<section class="panel">${renderHoldings(report)}</section>
<section class="panel">${holdingsTable(report)}</section>
<h2>Ledger of trials</h2>
<section class="panel">${trialsTable(report)}</section>
<h2>How it was made</h2>
${settingsTables(report)}
<footer>Indexsmith ${report.programVersion} · report <code>${report.id}</code> · made ${formatInstant(report.createdTime).slice(0, 16).replace('T', ' ')} UTC. A backtest is no promise, and this is no advice.</footer>
</main>
<script type="application/json" id="chart-data">${raw(data.replace(/</g, '\\u003c'))}</script>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** A report from before trades were kept has none, not even null. */
function hasTrades(report: BacktestReport): report is BacktestReport & { trades: object } {
  return (report.trades?.time.length ?? 0) > 0;
}

function headerOf(report: BacktestReport): Markup {
  const { series, universe } = report;
  const [from, until] = [series.dayTime[0] ?? 0, series.dayTime.at(-1) ?? 0].map(dayText);
  return html`<header>
<h1>${report.name}${report.isSimulated && html`<span class="chip">SIMULATED</span>`}</h1>
<div class="eyebrow"><span>Walk-forward backtest</span><span>${from} to ${until}</span><span>${counted(universe.assetCount, 'token')} in the data, ${decimal(universe.heldCount, 0)} held at some time</span>${universe.medianEligibleCount !== null && html`<span>${decimal(universe.medianEligibleCount, 0)} eligible on the median decision day</span>`}</div>
<p class="headline">${unbroken(report.headline)}</p>
</header>`;
}

function tilesOf({ performance, luck, costs, trialCount }: BacktestReport): Markup {
  const tile = (label: string, value: string, aside: string): Markup =>
    html`<div class="tile"><dt>${label}</dt><dd class="value">${value}</dd><dd class="aside">${aside}</dd></div>`;
  return html`<dl class="tiles">
${
  isYearLong(performance.dayCount)
    ? tile(
        'Return a year',
        signedPercent(performance.cagr),
        `${signedPercent(performance.totalReturn, 0)} in all, after costs`,
      )
    : tile(
        `Return in ${counted(performance.dayCount, 'day')}`,
        signedPercent(performance.totalReturn),
        'after costs; too short for a return a year',
      )
}
${tile('Sharpe ratio', decimal(luck.sharpe), `a year; MinTRL ${decimal(luck.minimumTrackRecordDays, 0)} days`)}
${
  luck.deflatedSharpe === null
    ? tile('PSR', percent(luck.probabilisticSharpe), `no DSR: ${counted(trialCount, 'trial')}, needs 5`)
    : tile(
        'DSR',
        percent(luck.deflatedSharpe),
        `PSR ${percent(luck.probabilisticSharpe)}; ${counted(trialCount, 'trial')}`,
      )
}
${tile('Deepest drawdown', percent(performance.maximumDrawdown), `volatility ${percent(performance.volatility, 0)} a year`)}
${tile('Turnover', percent(performance.annualTurnover, 0), 'a year, one way')}
${tile('Trading costs', percent(costs.annualDrag, 2), 'of equity a year')}
</dl>`;
}

/** Its mark follows the words with which findings open. */
function findingOf(text: string): Markup {
  const isBad = /^(Did not|Could be|No |Only |One day|Survivorship)/.test(text);
  const isGood = /^(Beat|Probably not luck)/.test(text);
  return html`<li class="${isBad ? 'bad' : isGood ? 'good' : ''}">${unbroken(text)}</li>`;
}

/** Keeps figures and their units on one line. */
function unbroken(text: string): string {
  return text.replace(/(\d) (%|a year|days?)/g, '$1\u00a0$2').replace(/(USD|\(t) (?=[\d−])/g, '$1\u00a0');
}
