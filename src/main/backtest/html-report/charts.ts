import type { BacktestReport } from '../../../shared/backtests.ts';
import { dayOf, parseDay } from '../../../shared/time.ts';
import { drawdownsOf } from '../performance.ts';
import { monthOf } from '../schedule.ts';
import { decimal, percent, signedPercent } from '../wording.ts';
import { type Chart, legendNote } from './chart.ts';

/** Returns the charts of a report, but for the holdings, in the order of the page. Series 0 is always the index. */
export function chartsOf(report: BacktestReport): Chart[] {
  const days = report.series.dayTime.map(dayOf);
  return [
    equityChart(report, days),
    drawdownChart(report, days),
    {
      id: 'rolling-sharpe',
      title: 'Rolling Sharpe ratio',
      unit: 'ratio a year, over the 365 days before; from the second year on',
      days,
      series: [{ label: report.name, tone: 0, values: report.series.rollingSharpe }],
      shape: 'area',
      scale: 'linear',
      format: 'number',
      size: 'middle',
      include: [0],
    },
    {
      id: 'rolling-volatility',
      title: 'Rolling volatility',
      unit: '% a year, over the 365 days before; from the second year on',
      days,
      series: [{ label: report.name, tone: 0, values: report.series.rollingVolatility }],
      shape: 'area',
      scale: 'linear',
      format: 'percent',
      size: 'middle',
      include: [0],
    },
    {
      id: 'exposure',
      title: 'Exposure',
      unit: '% of equity that is invested, at each close',
      days,
      series: [{ label: report.name, tone: 0, values: report.series.exposure }],
      shape: 'area',
      scale: 'linear',
      format: 'percent',
      size: 'middle',
      include: [0, 1],
      isTight: true,
    },
    turnoverChart(report, days),
    ...skillCharts(report),
  ];
}

function equityChart({ name, series, benchmarks, performance }: BacktestReport, days: readonly number[]): Chart {
  const last = series.equity.at(-1);
  return {
    id: 'equity',
    title: 'Equity after costs',
    unit: 'USD, logarithmic scale',
    days,
    series: [
      {
        label: name,
        tone: 0,
        values: series.equity,
        note: `USD ${legendNote('dollars', last)}, ${signedPercent(performance.cagr)} a year`,
      },
      ...benchmarks.map(({ label, equity, performance: own }, i) => ({
        label,
        tone: i + 1,
        values: equity,
        note: `USD ${legendNote('dollars', equity.at(-1))}, ${signedPercent(own.cagr)} a year`,
      })),
    ],
    shape: 'line',
    scale: 'log',
    format: 'dollars',
    size: 'tall',
  };
}

function drawdownChart({ name, series, benchmarks, performance }: BacktestReport, days: readonly number[]): Chart {
  return {
    id: 'drawdown',
    title: 'Drawdown',
    unit: '% below the highest equity so far',
    days,
    series: [
      { label: name, tone: 0, values: series.drawdown, note: `deepest ${percent(performance.maximumDrawdown)}` },
      ...benchmarks.map(({ label, equity, performance: own }, i) => ({
        label,
        tone: i + 1,
        values: drawdownsOf(Float64Array.from(equity)),
        note: `deepest ${percent(own.maximumDrawdown)}`,
      })),
    ],
    shape: 'area',
    scale: 'linear',
    format: 'percent',
    size: 'middle',
    include: [0],
  };
}

function turnoverChart({ name, series, performance }: BacktestReport, days: readonly number[]): Chart {
  const months = new Map<string, number>();
  days.forEach((day, i) => {
    const month = monthOf(day);
    months.set(month, (months.get(month) ?? 0) + (series.turnover[i] as number));
  });
  return {
    id: 'turnover',
    title: 'Turnover by month',
    unit: `% of equity, one way (half of all that was traded); ${percent(performance.annualTurnover, 0)} a year`,
    days: [...months.keys()].map((month) => parseDay(`${month}-01`) as number),
    series: [{ label: name, tone: 0, values: [...months.values()] }],
    shape: 'bars',
    scale: 'linear',
    format: 'percent',
    size: 'middle',
    include: [0],
  };
}

function skillCharts({ informationCoefficients }: BacktestReport): Chart[] {
  return informationCoefficients
    .filter(({ monthTime, isBaseline }) => monthTime.length > 1 && !isBaseline)
    .map(
      ({ label, mean, t, monthTime, monthMean }, i): Chart => ({
        id: `skill-${i}`,
        title: `Rank IC by month: ${label}`,
        unit: `rank correlation, −1 to 1; mean ${decimal(mean, 4)}, t ${decimal(t)}`,
        days: monthTime.map(dayOf),
        series: [{ label, tone: 2, values: monthMean }],
        shape: 'bars',
        scale: 'linear',
        format: 'coefficient',
        size: 'short',
        include: [0],
      }),
    );
}
