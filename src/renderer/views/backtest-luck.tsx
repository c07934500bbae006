import type { ReactNode } from 'react';
import type { BacktestReport } from '../../shared/backtests.ts';
import { formatCount, formatRatio, formatShare } from '../format.ts';
import { Figure } from '../ui/figure.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';
import { luckWords, overfittingWords, recordWords, yearsNeeded } from './backtest-words.ts';

/** Shows whether the result may be luck: each figure with what it means in a sentence. */
export function LuckPanel({ report }: { readonly report: BacktestReport }) {
  const { luck, trialCount, overfitting } = report;
  const interval = luck.sharpeInterval;
  const years = yearsNeeded(luck);
  return (
    <Panel title="Is it luck?">
      <p className={styles.verdict} data-proven={(luck.deflatedSharpe ?? 0) >= 0.95}>
        {luckWords(report)}
      </p>
      <dl className={styles.luck}>
        <Line
          label={<Term word="Sharpe" />}
          value={<Figure kind="ratio" value={luck.sharpe} why="The returns do not vary" />}
        >
          {interval === null
            ? 'A year. Too few days for an interval.'
            : `A year. With ${formatShare(interval.level, 0)} confidence the true one lies between ${formatRatio(interval.low)} and ${formatRatio(interval.high)}.`}
        </Line>
        <Line
          label={<Term word="PSR" />}
          value={<Figure kind="share" value={luck.probabilisticSharpe} why="The returns are too few or do not vary" />}
        >
          Probability of a true Sharpe above zero, had this been the only trial.
        </Line>
        <Line
          label={<Term word="DSR" />}
          value={<Figure kind="share" value={luck.deflatedSharpe} why="It needs at least 5 trials" />}
        >
          {luck.deflatedSharpe === null
            ? `It needs 5 trials, and ${formatCount(trialCount)} ${trialCount === 1 ? 'counts' : 'count'} here.`
            : `The same after the best of ${formatCount(trialCount)} trials. From 95 % on we would call it proven.`}
        </Line>
        <Line
          label={<Term word="trial">Best by luck</Term>}
          value={<Figure kind="ratio" value={luck.expectedMaximumSharpe} why="It needs at least 5 trials" />}
        >
          The Sharpe to be expected of the best of as many trials without any skill.
        </Line>
        <Line
          label={<Term word="MinTRL">Days needed</Term>}
          value={
            <Figure
              kind="count"
              value={luck.minimumTrackRecordDays}
              why="No length of record could prove this Sharpe"
            />
          }
        >
          {recordWords(report)}
        </Line>
        <Line
          label={<Term word="PBO" />}
          value={<Figure kind="share" value={overfitting?.probability} why="It needs 5 trials over the same days" />}
        >
          {overfittingWords(overfitting)}
        </Line>
        {years === null ? null : (
          <Line label="Years needed" value={<Figure kind="ratio" value={years} />}>
            A shorter backtest would prove nothing after so many trials.
          </Line>
        )}
      </dl>
    </Panel>
  );
}

function Line({
  label,
  value,
  children,
}: {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
      <dd className={styles.meaning}>{children}</dd>
    </div>
  );
}
