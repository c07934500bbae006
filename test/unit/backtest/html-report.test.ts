import { describe, expect, it } from 'vitest';
import { type Chart, hoverData, renderChart } from '../../../src/main/backtest/html-report/chart.ts';
import { chartsOf } from '../../../src/main/backtest/html-report/charts.ts';
import { escapeHtml, html } from '../../../src/main/backtest/html-report/markup.ts';
import { renderHtmlReport } from '../../../src/main/backtest/html-report/render.ts';
import {
  axisLabel,
  linearScale,
  logScale,
  roundTicks,
  timeScale,
} from '../../../src/main/backtest/html-report/scale.ts';
import { composeReport } from '../../../src/main/backtest/report.ts';
import { parseDay } from '../../../src/shared/time.ts';
import { sampleInput } from './sample-report.ts';

const SAMPLE = { days: 900, tokens: 30, seed: 5 };
const report = composeReport(sampleInput(SAMPLE));
const page = renderHtmlReport(report);
const EVIL = `<img src=x onerror="alert('1')"> & </script><script>alert(2)</script>`;

describe('renderHtmlReport', () => {
  it('asks for nothing from outside', () => {
    expect(page.match(/\b(src|href|action|srcset|poster)\s*=/gi)).toBeNull();
    expect(page).not.toMatch(/url\(|@import|https?:\/\/|\bfetch\(|XMLHttpRequest|<link|<iframe|import\(/i);
  });

  it('has every chart, and every table that a reader needs', () => {
    for (const id of [
      'equity',
      'drawdown',
      'rolling-sharpe',
      'exposure',
      'turnover',
      'skill-0',
      'skill-3',
      'holdings',
    ]) {
      expect(page).toContain(`id="chart-${id}"`);
    }
    for (const title of [
      'Findings',
      'Figures',
      'Returns by month',
      'Worst drawdowns',
      'Costs and fills',
      'Trades',
      'Holdings',
      'Ledger of trials',
      'Configuration',
    ]) {
      expect(page).toContain(`>${title}<`);
    }
    for (const { label } of report.benchmarks) expect(page).toContain(`>${label}<`);
    for (const figure of ['PSR', 'DSR', 'MinTRL', ...Object.values(report.hashes)]) expect(page).toContain(figure);
  });

  it('shows the last 50 trades, the newest first, and none where a report of before has none', () => {
    const { trades: _trades, ...older } = report;
    for (const without of [older as typeof report, { ...report, trades: null }]) {
      expect(renderHtmlReport(without)).not.toContain('>Trades<');
    }
    expect(page).toContain('The last 50 trades.');
    const table = page.slice(page.indexOf('The last 50 trades.'), page.indexOf('>Holdings<'));
    const days = [...table.matchAll(/scope="row">(\d{4}-\d{2}-\d{2})</g)].map((match) => match[1]);
    expect(days).toHaveLength(50);
    expect(days).toEqual([...days].sort().reverse());
  });

  it('marks a simulated market in the title, beside the name and in a banner, and a real one nowhere', () => {
    expect(page.match(/SIMULATED/g)).toHaveLength(3);
    const real = renderHtmlReport(composeReport(sampleInput(SAMPLE, { isSimulated: false })));
    expect(real).not.toContain('SIMULATED');
  });

  it('escapes names, labels, hashes and findings wherever they stand', () => {
    const evil = renderHtmlReport({
      ...report,
      name: EVIL,
      findings: [EVIL],
      headline: EVIL,
      hashes: { [EVIL]: EVIL },
      benchmarks: report.benchmarks.map((benchmark) => ({ ...benchmark, label: EVIL, description: EVIL })),
      holdings: { ...report.holdings, assets: report.holdings.assets.map(() => EVIL) },
      trials: report.trials.map((trial) => ({ ...trial, name: EVIL })),
      informationCoefficients: report.informationCoefficients.map((skill) => ({ ...skill, label: EVIL })),
    });
    expect(evil).not.toContain('<img');
    expect(evil.match(/<script/g)).toHaveLength(2);
    expect(evil.match(/<\/script/g)).toHaveLength(2);
  });

  it('writes no figure that is not one', () => {
    const [shown] = page.split('<script>');
    expect(shown).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('has well-formed markup: every tag is closed in its order', () => {
    const open: string[] = [];
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<script'));
    for (const [, slash, tag, , self] of body.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(tag);
      else if (self === '') open.push(tag);
    }
    expect(open).toEqual(['body']);
  });

  it('shows a run in which nothing was held', () => {
    const none = {
      ...report,
      holdings: { dayTime: [], assets: [], weights: [], rest: [] },
      informationCoefficients: [],
      drawdowns: [],
    };
    expect(renderHtmlReport(none)).toContain('Nothing was held.');
  });

  it('is the same text for the same report', () => {
    expect(renderHtmlReport(report)).toBe(page);
  });
});

describe('charts', () => {
  it('keep the extremes of every column of pixels, and leave gaps open', () => {
    const days = Array.from({ length: 5000 }, (_, i) => i);
    const values = days.map((day) => (day === 2345 ? 50 : day > 3000 && day < 3100 ? null : Math.sin(day / 100)));
    const chart: Chart = {
      ...{ id: 'x', title: 'x', unit: 'x', days, series: [{ label: 'x', tone: 0, values }] },
      ...{ shape: 'line', scale: 'linear', format: 'number', size: 'tall', isTight: true },
    };
    const { text } = renderChart(chart);
    const path = /class="line t0" d="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toMatch(/L[\d.]+ 0(?=L)/);
    expect(path.length).toBeLessThan(60_000);
    const hover = hoverData(chart);
    expect(hover.days.length).toBeLessThanOrEqual(1501);
    expect(hover.days.at(-1)).toBe(4999);
  });

  it('draw a total loss on a logarithmic scale as a line that ends', () => {
    const [equity] = chartsOf(report);
    const lost = { ...equity, series: [{ label: 'lost', tone: 0, values: equity.series[0].values }] };
    const values = Array.from(lost.series[0].values as number[], (value, i) => (i > 100 ? 0 : value));
    expect(renderChart({ ...lost, series: [{ label: 'lost', tone: 0, values }] }).text).not.toMatch(/NaN|Infinity/);
  });
});

describe('scales', () => {
  it('tick at round numbers inside the range', () => {
    expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundTicks(-0.83, 0, 4)).toEqual([-0.75, -0.5, -0.25, 0]);
    expect(logScale(900, 1_200_000, 'dollars').ticks.map(({ label }) => label)).toEqual([
      '1k',
      '3k',
      '10k',
      '30k',
      '100k',
      '300k',
      '1M',
    ]);
    expect(linearScale(2, 2, 'number').of(2)).toBe(500);
  });

  it('tick at starts of months in a short span and of years in a long one', () => {
    const ticks = (from: string, until: string): string[] =>
      timeScale(parseDay(from) as number, parseDay(until) as number).ticks.map(({ label }) => label);
    expect(ticks('2023-10-20', '2024-03-10')).toEqual(['Nov', 'Dec', 'Jan 2024', 'Feb', 'Mar']);
    expect(ticks('2014-05-01', '2025-06-01')).toEqual(['2016', '2018', '2020', '2022', '2024']);
  });

  it('label values with their unit', () => {
    expect([axisLabel('percent', -0.5), axisLabel('dollars', 12_500), axisLabel('number', -1)]).toEqual([
      '−50 %',
      '12.5k',
      '−1',
    ]);
  });
});

describe('markup', () => {
  it('escapes everything but markup', () => {
    expect(escapeHtml(`<a href="x">'&'</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;');
    expect(html`<p>${'<b>'}${html`<i>${1}</i>`}${null}${false}${[html`x`, html`y`]}</p>`.text).toBe(
      '<p>&lt;b&gt;<i>1</i>xy</p>',
    );
  });
});
