import { useMemo } from 'react';
import type { WeightHistory } from '../../shared/models.ts';
import { LineChart } from '../chart/lazy.tsx';
import { Finding } from '../ui/finding.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './models.module.css';
import type { EnsembleRecord } from './models-leaderboard.tsx';
import { memberLabel, reweightingWords } from './models-skill.ts';

type Row = {
  readonly member: string;
  readonly label: string;
  readonly now: number | null;
  readonly stacking: number | null;
  readonly mean: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
};

const COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'member', header: 'Member', width: 170, value: ({ label }) => label },
  { id: 'now', header: 'Weight now', kind: 'share', width: 96, value: ({ now }) => now },
  {
    id: 'stacking',
    header: 'By stacking',
    term: 'stacking',
    kind: 'share',
    width: 100,
    value: ({ stacking }) => stacking,
  },
  { id: 'mean', header: 'On average', kind: 'share', width: 96, value: ({ mean }) => mean },
  { id: 'lowest', header: 'Least', kind: 'share', width: 76, value: ({ lowest }) => lowest },
  { id: 'highest', header: 'Most', kind: 'share', width: 76, value: ({ highest }) => highest },
];

function rowsOf({ members, weights, now, stacking }: WeightHistory): Row[] {
  return members.map((member, place) => {
    const own = weights[place] ?? [];
    return {
      member,
      label: memberLabel(member),
      now: now[place] ?? null,
      stacking: stacking[place] ?? null,
      mean: own.length === 0 ? null : own.reduce((sum, weight) => sum + weight, 0) / own.length,
      lowest: own.length === 0 ? null : own.reduce((least, weight) => Math.min(least, weight), 1),
      highest: own.length === 0 ? null : own.reduce((most, weight) => Math.max(most, weight), 0),
    };
  });
}

/** Shows the weights of the members over time, what re-weighting was worth, and where it hurt. */
export function Weights({ record, horizon }: { readonly record: EnsembleRecord; readonly horizon: number }) {
  const history = record.weights.find(({ horizonDays }) => horizonDays === horizon);
  const rows = useMemo(() => (history === undefined ? [] : rowsOf(history)), [history]);
  const weights = useMemo(
    () =>
      history?.members.map((member, place) => ({
        id: member,
        label: memberLabel(member),
        values: history.weights[place] ?? [],
      })) ?? [],
    [history],
  );
  const regrets = useMemo(
    () =>
      history === undefined
        ? []
        : [
            { id: 'regret', label: 'Ensemble', values: history.regret },
            { id: 'equal', label: 'Equal weights', values: history.regretOfEqual, isDashed: true },
          ],
    [history],
  );
  if (history === undefined || history.time.length === 0) {
    return (
      <Panel title="Member weights">
        <EmptyState title={`No weights at ${horizon} days ahead`}>
          A weight moves once forecasts have closed, {horizon} days after they were made.
        </EmptyState>
      </Panel>
    );
  }
  const { helped, sentence } = reweightingWords(history);
  return (
    <Grid>
      <Panel title={<Term word="re-weighting">Did re-weighting help?</Term>} note={`${horizon} days ahead`}>
        <Finding found={helped}>{sentence}</Finding>
        <p className={styles.explain}>
          Weights follow what is known: a forecast counts only once its {horizon} days are over. So a member that turns
          bad is still believed for about that long, and that is when it hurts.
        </p>
      </Panel>
      <Panel title="Member weights over time" note={`${horizon} days ahead`} className={span.half}>
        <LineChart
          id="models-weights"
          label={`Weights of the members, ${horizon} days ahead`}
          times={history.time}
          series={weights}
          kind="share"
          hasZero
          height={280}
        />
        <p className={styles.explain}>The weights of a day add up to 100 %.</p>
      </Panel>
      <Panel title={<Term word="regret">Regret</Term>} note={`${horizon} days ahead`} className={span.half}>
        <LineChart
          id="models-regret"
          label={`Regret, ${horizon} days ahead`}
          times={history.time}
          series={regrets}
          kind="number"
          hasZero
          height={280}
        />
        <p className={styles.explain}>
          The sum so far of the rank IC of the best single member, known only afterwards, less that of the ensemble.
          Lower is better; below zero the ensemble was better than any member alone. Where the solid line rises faster
          than the dashed one, re-weighting hurt.
        </p>
      </Panel>
      <Panel title="Weights" note={`${horizon} days ahead`} isFlush>
        <FittedTable
          id="models-weights-now"
          label="Weights of the members"
          rows={rows}
          columns={COLUMNS}
          rowKey={memberKey}
          initialSort={{ column: 'now', direction: 'descending' }}
        />
      </Panel>
    </Grid>
  );
}

const memberKey = ({ member }: Row): string => member;
