import type { BacktestReport, Luck, Performance } from '../../../shared/backtests.ts';
import { isYearLong } from '../../../shared/record-length.ts';
import { fixed, percent, renderTable, whole } from '../table.ts';

type Line = { label: string; performance: Performance; luck: Luck };

/** Returns a backtest for a terminal: the headline, the index beside every benchmark, skill by model, costs and luck. */
export function backtestText(report: BacktestReport): string {
  const lines: Line[] = [
    { label: report.name, performance: report.performance, luck: report.luck },
    ...report.benchmarks,
  ];
  const comparison = renderTable<Line>(
    [
      { title: 'after costs', text: ({ label }) => label },
      isYearLong(report.performance.dayCount)
        ? { title: 'return/year', align: 'right', text: ({ performance }) => percent(performance.cagr) }
        : {
            title: `return in ${whole(report.performance.dayCount)} days`,
            align: 'right',
            text: ({ performance }) => percent(performance.totalReturn),
          },
      { title: 'volatility', align: 'right', text: ({ performance }) => percent(performance.volatility) },
      { title: 'Sharpe', align: 'right', text: ({ performance }) => fixed(performance.sharpe) },
      { title: 'PSR', align: 'right', text: ({ luck }) => fixed(luck.probabilisticSharpe, 3) },
      { title: 'DSR', align: 'right', text: ({ luck }) => fixed(luck.deflatedSharpe, 3) },
      { title: 'MinTRL days', align: 'right', text: ({ luck }) => whole(luck.minimumTrackRecordDays) },
      { title: 'Sortino', align: 'right', text: ({ performance }) => fixed(performance.sortino) },
      { title: 'drawdown', align: 'right', text: ({ performance }) => percent(performance.maximumDrawdown) },
      { title: 'turnover/year', align: 'right', text: ({ performance }) => percent(performance.annualTurnover, 0) },
    ],
    lines,
  );
  const skill = renderTable<BacktestReport['informationCoefficients'][number]>(
    [
      { title: 'skill out of sample', text: ({ label }) => label },
      { title: 'mean rank IC', align: 'right', text: ({ mean }) => fixed(mean, 4) },
      { title: 't', align: 'right', text: ({ t }) => fixed(t) },
      {
        title: 'after volatility',
        align: 'right',
        text: ({ afterVolatility }) => fixed(afterVolatility?.mean ?? null, 4),
      },
      { title: 't', align: 'right', text: ({ afterVolatility }) => fixed(afterVolatility?.t ?? null) },
      {
        title: 'best − worst fifth',
        align: 'right',
        text: ({ topLessBottom }) => percent(topLessBottom?.mean ?? null, 2),
      },
      { title: 't', align: 'right', text: ({ topLessBottom }) => fixed(topLessBottom?.t ?? null) },
      {
        title: 'best fifth − all',
        align: 'right',
        text: ({ topLessUniverse }) => percent(topLessUniverse?.mean ?? null, 2),
      },
      { title: 't', align: 'right', text: ({ topLessUniverse }) => fixed(topLessUniverse?.t ?? null) },
      { title: 'dates', align: 'right', text: ({ dateCount }) => whole(dateCount) },
    ],
    report.informationCoefficients,
  );
  const { fee, spread, impact, delisting } = report.costs;
  return [
    ...(report.isSimulated
      ? ['SIMULATED MARKET: these are not real prices, and the result says nothing about real markets.', '']
      : []),
    report.headline,
    ...report.findings.map((finding) => `- ${finding}`),
    '',
    comparison,
    '',
    ...(report.informationCoefficients.length === 0 ? [] : [skill, '']),
    `Costs in USD: fees ${whole(fee)}, spread ${whole(spread)}, impact ${whole(impact)}, delistings ${whole(delisting)}.`,
    `Fills: ${whole(report.fills.open)} at a true open, ${whole(report.fills.close)} at the next close, ${whole(report.fills.truncated)} truncated, ${whole(report.fills.delisted)} delisted.`,
    `Trials counted in the ledger: ${whole(report.trialCount)}. DSR needs 5 or more; below, PSR stands alone.`,
  ].join('\n');
}
