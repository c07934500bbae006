import type { BacktestReport, Luck, Performance } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import type { FigureKind } from '../format.ts';
import type { GlossaryWord } from '../glossary.ts';
import { FittedTable } from '../ui/fitted-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';

/** One return series with all that is told of it. */
export type FigureLine = {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly performance: Performance;
  readonly luck: Luck;
  /** USD over the whole span. */
  readonly costs: number;
};

/** Returns the line of a backtest itself. */
export function ownLine(report: BacktestReport, label = report.name): FigureLine {
  const { fee, spread, impact } = report.costs;
  return {
    key: report.id,
    label,
    description: 'This backtest',
    performance: report.performance,
    luck: report.luck,
    costs: fee + spread + impact,
  };
}

/** Returns the lines of a backtest and its benchmarks. */
export function figureLines(report: BacktestReport): FigureLine[] {
  return [
    ownLine(report),
    ...report.benchmarks.map(({ id, label, description, performance, luck, costs }) => ({
      key: id,
      label,
      description,
      performance,
      luck,
      costs,
    })),
  ];
}

type Extra = { term?: GlossaryWord; help?: string; isHidden?: boolean; isChange?: boolean };

function column(
  id: string,
  header: string,
  kind: FigureKind,
  width: number,
  value: (line: FigureLine) => number | null,
  extra: Extra = {},
): TableColumn<FigureLine> {
  return { id, header, kind, width, value, ...extra };
}

const COLUMNS: readonly TableColumn<FigureLine>[] = [
  {
    id: 'name',
    header: 'After costs',
    help: 'The index and what it is measured against. Hover a name to read what it is.',
    width: 190,
    value: ({ label }) => label,
    cell: ({ label, description }) => <span title={`${label}: ${description}`}>{label}</span>,
  },
  column(
    'cagr',
    'Return a year',
    'percent',
    100,
    ({ performance }) => (isYearLong(performance.dayCount) ? performance.cagr : null),
    { term: 'CAGR', isChange: true },
  ),
  column('total', 'In all', 'percent', 110, ({ performance }) => performance.totalReturn, {
    help: 'Return over the whole span.',
    isChange: true,
  }),
  column('volatility', 'Volatility', 'share', 78, ({ performance }) => performance.volatility, { term: 'volatility' }),
  column('sharpe', 'Sharpe', 'ratio', 65, ({ luck }) => luck.sharpe, { term: 'Sharpe' }),
  column('sortino', 'Sortino', 'ratio', 67, ({ performance }) => performance.sortino, { term: 'Sortino' }),
  column('drawdown', 'Deepest fall', 'share', 92, ({ performance }) => performance.maximumDrawdown, {
    term: 'drawdown',
  }),
  column('calmar', 'Calmar', 'ratio', 65, ({ performance }) => performance.calmar, { term: 'Calmar' }),
  column('turnover', 'Turnover', 'share', 80, ({ performance }) => performance.annualTurnover, {
    help: 'A year: half the sum of all weight changes.',
    isHidden: true,
  }),
  column('costs', 'Costs', 'money', 90, ({ costs }) => costs, {
    help: 'USD over the whole span: fees, spreads and market impact.',
  }),
  column('exposure', 'Invested', 'share', 80, ({ performance }) => performance.averageExposure, {
    help: 'Share of the money that was in tokens, on the mean day.',
    isHidden: true,
  }),
  column('psr', 'PSR', 'share', 65, ({ luck }) => luck.probabilisticSharpe, { term: 'PSR' }),
  column('dsr', 'DSR', 'share', 65, ({ luck }) => luck.deflatedSharpe, { term: 'DSR' }),
  column('months', 'Good months', 'share', 95, ({ performance }) => performance.positiveMonthShare, {
    help: 'Share of the months with a return above zero.',
    isHidden: true,
  }),
  column('best', 'Best day', 'percent', 85, ({ performance }) => performance.bestDay, {
    isChange: true,
    isHidden: true,
  }),
  column('worst', 'Worst day', 'percent', 85, ({ performance }) => performance.worstDay, {
    isChange: true,
    isHidden: true,
  }),
  column('ulcer', 'Ulcer index', 'share', 85, ({ performance }) => performance.ulcerIndex, {
    term: 'ulcer index',
    isHidden: true,
  }),
  column('tail', 'Tail ratio', 'ratio', 80, ({ performance }) => performance.tailRatio, {
    term: 'tail ratio',
    isHidden: true,
  }),
  column('profit', 'Profit factor', 'ratio', 90, ({ performance }) => performance.profitFactor, {
    term: 'profit factor',
    isHidden: true,
  }),
  column('pain', 'Gain to pain', 'ratio', 90, ({ performance }) => performance.gainToPain, {
    help: 'The sum of all returns divided by the sum of all losses.',
    isHidden: true,
  }),
  column('valueAtRisk', 'Value at risk', 'share', 95, ({ performance }) => performance.valueAtRisk95, {
    term: 'value at risk',
    isHidden: true,
  }),
  column('shortfall', 'Shortfall', 'share', 85, ({ performance }) => performance.conditionalValueAtRisk95, {
    term: 'expected shortfall',
    isHidden: true,
  }),
  column('skewness', 'Skewness', 'ratio', 85, ({ performance }) => performance.skewness, {
    help: 'Below zero: the large moves are falls. Above: they are rises.',
    isHidden: true,
  }),
  column('kurtosis', 'Kurtosis', 'ratio', 80, ({ performance }) => performance.kurtosis, {
    help: 'How often very large moves come; 3 is a bell curve.',
    isHidden: true,
  }),
];

/** Shows return, risk, luck and costs of several return series, sortable. Keep the lines stable. */
export function FigureTable({
  id,
  label,
  lines,
}: {
  readonly id: string;
  readonly label: string;
  readonly lines: readonly FigureLine[];
}) {
  return <FittedTable id={id} label={label} rows={lines} columns={COLUMNS} rowKey={({ key }) => key} isWide />;
}
