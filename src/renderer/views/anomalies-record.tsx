import { useMemo } from 'react';
import type { AnomalyRecord, EventProof } from '../../shared/anomalies.ts';
import { BandPlot, type BandSeries } from '../chart/band-plot.tsx';
import { BarPlot } from '../chart/plots.tsx';
import { formatRatio } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { Figure } from '../ui/figure.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { FigureRow, Grid } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './anomalies.module.css';
import { type AlertRow, ANOMALY_WORDS, alertRows, alertWords, proofTitle, proofWords } from './anomalies-words.ts';

const COLUMNS: readonly TableColumn<AlertRow>[] = [
  {
    id: 'kind',
    header: 'Kind',
    width: 150,
    value: ({ kind }) => ANOMALY_WORDS[kind].label,
    title: ({ kind }) => ANOMALY_WORDS[kind].meaning,
  },
  { id: 'fired', header: 'Alerts', term: 'alert', kind: 'count', width: 80, value: ({ fired }) => fired },
  { id: 'tokens', header: 'Tokens', kind: 'count', width: 80, value: ({ tokens }) => tokens },
  {
    id: 'fall',
    header: 'Fell after',
    help: 'Share of the alerts that a deep fall followed',
    kind: 'share',
    width: 92,
    value: ({ fallShare }) => fallShare,
  },
  { id: 'base', header: 'Usual', term: 'base rate', kind: 'share', width: 76, value: ({ baseRate }) => baseRate },
  {
    id: 'ratio',
    header: 'Times usual',
    help: 'How many times as often as usual a deep fall followed',
    kind: 'ratio',
    width: 100,
    value: ({ ratio }) => ratio,
  },
  {
    id: 'return',
    header: 'Median return',
    help: 'Of the tokens after the alert',
    kind: 'percent',
    isChange: true,
    width: 114,
    value: ({ medianReturn }) => medianReturn,
  },
];

/** Shows how the alerts of the past went, and what the detector found of labelled events; nothing before it was proven. */
export function TrackRecord() {
  const record = useQuery('anomalies.record', {}, { refreshOn: ['anomalies.changed'] });
  const found = record.value?.record ?? null;
  if (found === null) {
    return (
      <QueryPanel
        title="Track record"
        query={record}
        empty={() => (
          <EmptyState title="Not proven yet">
            “Prove on the history” runs the detector over every day with what was known then, and counts what followed
            its alerts and what it found of pumps that are on record.
          </EmptyState>
        )}
      >
        {() => null}
      </QueryPanel>
    );
  }
  return (
    <Grid>
      <AlertPanel record={found} />
      {found.proofs.map((proof) => (
        <ProofPanel key={proof.source} proof={proof} />
      ))}
    </Grid>
  );
}

function AlertPanel({ record }: { readonly record: AnomalyRecord }) {
  const rows = useMemo(() => alertRows(record), [record]);
  const told = rows.find(({ kind }) => kind === 'pump') ?? rows[0];
  return (
    <Panel
      title="What followed the alerts"
      note={
        <>
          <Time at={record.fromTime} show="day" /> to <Time at={record.untilTime} show="as-of" />, each day with what
          was known then
        </>
      }
      isFlush
    >
      <div className={styles.figures}>
        {told === undefined ? null : <p>{alertWords(told, record)}</p>}
        <p className={styles.explain}>
          A fall is one of more than <Figure kind="share" value={record.fall} /> within {record.days} days. Tokens as
          wild as these fall often anyway: the usual share is of all eligible token days, so part of the difference is
          that wild tokens are alerted.
        </p>
        {record.notes.map((note) => (
          <p key={note} className={styles.explain}>
            {note}
          </p>
        ))}
      </div>
      <FittedTable
        id="anomalies-record"
        label="Track record of the alerts"
        rows={rows}
        columns={COLUMNS}
        rowKey={kindKey}
        initialSort={{ column: 'fired', direction: 'descending' }}
      />
    </Panel>
  );
}

const kindKey = ({ kind }: AlertRow): string => kind;

function ProofPanel({ proof }: { readonly proof: EventProof }) {
  const { found, sentence } = proofWords(proof);
  if (proof.eventCount === 0) {
    return (
      <Panel title="Proof on labelled events" note={proofTitle(proof.source)}>
        <p>{sentence}</p>
      </Panel>
    );
  }
  const series: readonly BandSeries[] = [
    { id: 'recall', label: 'Recall', colour: 1, points: pointsOf(proof.threshold, proof.recallAt) },
    { id: 'precision', label: 'Precision', colour: 2, points: pointsOf(proof.threshold, proof.precisionAt) },
  ];
  return (
    <Panel title="Proof on labelled events" note={proofTitle(proof.source)}>
      <p className={styles.finding} data-found={found}>
        {sentence}
      </p>
      <FigureRow
        figures={[
          { key: 'events', label: 'Labelled events', value: <Figure kind="count" value={proof.eventCount} /> },
          {
            key: 'recall',
            label: <Term word="recall">Recall</Term>,
            value: <Figure kind="share" value={proof.recall} />,
          },
          { key: 'chance', label: 'Recall by chance', value: <Figure kind="share" value={proof.chanceRecall} /> },
          {
            key: 'precision',
            label: <Term word="precision">Precision</Term>,
            value: <Figure kind="share" value={proof.precision} />,
            note: 'a lower bound: not every pump is on record',
          },
        ]}
      />
      <div className={styles.plots}>
        <figure>
          <figcaption>Days from the alert to the peak, and how many events</figcaption>
          <BarPlot
            label={`Events by days from alert to peak, ${proofTitle(proof.source)}`}
            names={proof.leadDays.map((days) => (days > 0 ? `+${days}` : String(days).replace('-', '−')))}
            values={proof.leadCount}
            kind="count"
            height={220}
            isPlain
          />
        </figure>
        <figure>
          <figcaption>Recall and precision by the threshold of an alert</figcaption>
          <BandPlot
            label={`Recall and precision by threshold, ${proofTitle(proof.source)}`}
            series={series}
            xName="Score from which an alert is given"
            yName="Share"
            formatX={formatRatio}
            yKind="share"
            height={220}
          />
        </figure>
      </div>
    </Panel>
  );
}

const pointsOf = (threshold: readonly number[], values: readonly (number | null)[]): BandSeries['points'] =>
  threshold.map((x, at) => ({ x, y: values[at] ?? null }));
