import { useMemo, useState } from 'react';
import type { BacktestReport, InformationCoefficient } from '../../shared/backtests.ts';
import { LineChart } from '../chart/lazy.tsx';
import { formatNumber, formatRatio } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';
import { skillWords } from './backtest-words.ts';

const T_HELP = 'The mean divided by its uncertainty, for overlapping days. Below 2 it may be chance.';

const COLUMNS: readonly TableColumn<InformationCoefficient>[] = [
  { id: 'label', header: 'Model or rule', width: 206, value: ({ label }) => label },
  {
    id: 'kind',
    header: 'Kind',
    help: 'A baseline is a plain rule on the same tokens and days. A model should beat it.',
    width: 80,
    value: ({ isBaseline }) => (isBaseline ? 'baseline' : 'model'),
    cell: ({ isBaseline }) => (isBaseline ? <Badge>baseline</Badge> : 'model'),
  },
  {
    id: 'horizon',
    header: 'Days ahead',
    kind: 'count',
    width: 90,
    isHidden: true,
    value: ({ horizonDays }) => horizonDays,
  },
  {
    id: 'mean',
    header: 'Rank IC',
    term: 'rank IC',
    kind: 'number',
    isChange: true,
    width: 84,
    value: ({ mean }) => mean,
  },
  { id: 't', header: 't, rank IC', help: T_HELP, kind: 'ratio', width: 76, value: ({ t }) => t },
  {
    id: 'volatilityMean',
    header: 'After volatility',
    help: 'Rank IC of what is left once volatility is taken out: calm tokens alone are easy to find.',
    kind: 'number',
    isChange: true,
    width: 106,
    value: ({ afterVolatility }) => afterVolatility?.mean ?? null,
  },
  {
    id: 'volatilityT',
    header: 't, volatility',
    help: T_HELP,
    kind: 'ratio',
    width: 84,
    value: ({ afterVolatility }) => afterVolatility?.t ?? null,
  },
  {
    id: 'spread',
    header: 'Best less worst',
    term: 'return spread',
    kind: 'percent',
    isChange: true,
    width: 108,
    value: ({ topLessBottom }) => topLessBottom?.mean ?? null,
  },
  {
    id: 'spreadT',
    header: 't, worst',
    help: T_HELP,
    kind: 'ratio',
    width: 68,
    value: ({ topLessBottom }) => topLessBottom?.t ?? null,
  },
  {
    id: 'top',
    header: 'Best less all',
    help: 'Mean return over the days ahead of the best-scored fifth, less that of all tokens: what one who only buys can gain.',
    kind: 'percent',
    isChange: true,
    width: 92,
    value: ({ topLessUniverse }) => topLessUniverse?.mean ?? null,
  },
  {
    id: 'topT',
    header: 't, all',
    help: T_HELP,
    kind: 'ratio',
    width: 60,
    value: ({ topLessUniverse }) => topLessUniverse?.t ?? null,
  },
  {
    id: 'ratio',
    header: 'Steadiness',
    help: 'Mean rank IC divided by its ups and downs from day to day.',
    kind: 'ratio',
    isHidden: true,
    width: 90,
    value: ({ ratio }) => ratio,
  },
  {
    id: 'dates',
    header: 'Days',
    help: 'Days on which the scores were compared with what then happened.',
    kind: 'count',
    width: 64,
    value: ({ dateCount }) => dateCount,
  },
];

/** Shows how well the models ordered the tokens, beside plain rules, and month by month. */
export function SkillPanels({ report }: { readonly report: BacktestReport }) {
  const { informationCoefficients } = report;
  if (informationCoefficients.length === 0)
    return (
      <Panel title="Skill of the models">
        <EmptyState title="Nothing was measured">
          No decision of this backtest lies far enough back to compare its scores with what happened.
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <Panel title="Skill of the models" note={<Term word="out of sample" />} isFlush>
        <p className={styles.lead}>{skillWords(informationCoefficients)}</p>
        <FittedTable
          id="backtest-skill"
          label="Skill of models and baselines"
          rows={informationCoefficients}
          columns={COLUMNS}
          rowKey={({ label, horizonDays }) => `${label} ${horizonDays}`}
          most={560}
          isWide
        />
      </Panel>
      <MonthlySkill coefficients={informationCoefficients} />
    </>
  );
}

function MonthlySkill({ coefficients }: { readonly coefficients: readonly InformationCoefficient[] }) {
  const first = coefficients.find(({ isBaseline }) => !isBaseline) ?? coefficients[0];
  const [label, setLabel] = useState(first?.label ?? '');
  const shown = coefficients.find((one) => one.label === label) ?? first;
  const series = useMemo(
    () =>
      shown === undefined
        ? []
        : [{ id: 'ic', label: shown.label, values: shown.monthMean, shape: 'histogram' as const }],
    [shown],
  );
  if (shown === undefined) return null;
  return (
    <Panel
      title={<Term word="rank IC">Rank IC by month</Term>}
      note={`mean ${formatNumber(shown.mean)}, t ${formatRatio(shown.t)}`}
      actions={
        <Select
          label="Model or rule"
          value={shown.label}
          onChange={setLabel}
          choices={coefficients.map((one) => ({ value: one.label, label: one.label }))}
        />
      }
    >
      <LineChart
        id="backtest-ic"
        label={`Rank IC by month, ${shown.label}`}
        times={shown.monthTime}
        series={series}
        kind="ratio"
        height={190}
      />
      <p className={styles.muted}>
        Above zero the order was better than chance in that month, below zero worse. Single months say little.
      </p>
    </Panel>
  );
}
