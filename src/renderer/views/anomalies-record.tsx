import { useMemo, useState } from 'react';
import type { AnomalyRecord, EventProof } from '../../shared/anomalies.ts';
import { BandPlot, type BandSeries } from '../chart/band-plot.tsx';
import { BarPlot } from '../chart/plots.tsx';
import { formatRatio } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { Figure } from '../ui/figure.tsx';
import { Finding } from '../ui/finding.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Notes } from '../ui/notes.tsx';
import { Grid, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import styles from './anomalies.module.css';
import {
  type AlertRow,
  ANOMALY_WORDS,
  alertRows,
  alertWords,
  firstProof,
  PART_WORDS,
  proofTitle,
  proofWords,
} from './anomalies-words.ts';

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
      <ProofPanels proofs={found.proofs} splitTime={found.splitTime} />
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
          A fall is one of more than <Figure kind="share" value={record.fall} /> within {record.days} days; usual is its
          share of all token days that were looked at. Wild tokens fall often anyway, so part of the difference is that
          these are alerted. The program warns from a score of <Figure kind="ratio" value={record.alertThreshold} /> on.
        </p>
      </div>
      <FittedTable
        id="anomalies-record"
        label="Track record of the alerts"
        rows={rows}
        columns={COLUMNS}
        rowKey={kindKey}
        initialSort={{ column: 'fired', direction: 'descending' }}
      />
      <Notes notes={record.notes} className={styles.noteLine} />
    </Panel>
  );
}

const kindKey = ({ kind }: AlertRow): string => kind;

const PROOF_COLUMNS: readonly TableColumn<EventProof>[] = [
  { id: 'source', header: 'Labelled events', width: 290, value: ({ source }) => proofTitle(source) },
  {
    id: 'part',
    header: 'Of',
    width: 110,
    value: ({ part }) => PART_SHORT[part],
    title: ({ part }) => PART_WORDS[part],
  },
  { id: 'events', header: 'Events', kind: 'count', width: 76, value: ({ eventCount }) => eventCount },
  { id: 'found', header: 'Found', kind: 'count', width: 70, value: ({ foundCount }) => foundCount },
  { id: 'recall', header: 'Recall', term: 'recall', kind: 'share', width: 76, value: ({ recall }) => recall },
  {
    id: 'chance',
    header: 'By chance',
    help: 'Recall of as many alerts at random',
    kind: 'share',
    width: 90,
    value: ({ chanceRecall }) => chanceRecall,
  },
  {
    id: 'precision',
    header: 'Precision',
    term: 'precision',
    kind: 'share',
    width: 86,
    value: ({ precision }) => precision,
  },
  {
    id: 'lead',
    header: 'Days before the peak',
    help: 'Of the alert in the middle case; after it if negative',
    kind: 'number',
    width: 150,
    value: ({ medianLeadDays }) => medianLeadDays,
  },
];

const PART_SHORT = { all: 'all years', early: 'early years', later: 'later years' } as const;

const proofKey = ({ source, part }: EventProof): string => `${source} ${part}`;

function ProofPanels({ proofs, splitTime }: { readonly proofs: readonly EventProof[]; readonly splitTime: number }) {
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const chosen = proofs.find((proof) => proofKey(proof) === chosenKey) ?? firstProof(proofs);
  if (chosen === undefined) {
    return (
      <Panel title="Proof on labelled events">
        <EmptyState title="No labelled event">
          Import lists of announced pumps on the page Data; the next proof then counts how many were found.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Proof on labelled events" note="a row opens it beside" className={span.wide} isFlush>
        <FittedTable
          id="anomalies-proofs"
          label="Proofs on labelled events"
          rows={proofs}
          columns={PROOF_COLUMNS}
          rowKey={proofKey}
          onOpen={(proof) => setChosenKey(proofKey(proof))}
          isWide
        />
        <p className={styles.noteLine}>
          The threshold was chosen on what happened before <Time at={splitTime} show="day" />; the later years judge it.
          Precision is a lower bound, for not every pump is on record.
        </p>
      </Panel>
      <ProofPanel proof={chosen} />
    </>
  );
}

function ProofPanel({ proof }: { readonly proof: EventProof }) {
  const { found, sentence } = proofWords(proof);
  const series: readonly BandSeries[] = [
    { id: 'recall', label: 'Recall', colour: 1, points: pointsOf(proof.threshold, proof.recallAt) },
    { id: 'precision', label: 'Precision', colour: 2, points: pointsOf(proof.threshold, proof.precisionAt) },
  ];
  return (
    <Panel title={proofTitle(proof.source)} note={PART_WORDS[proof.part]} className={span.wide}>
      <Finding found={found}>{sentence}</Finding>
      {proof.eventCount === 0 ? null : (
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
      )}
    </Panel>
  );
}

const pointsOf = (threshold: readonly number[], values: readonly (number | null)[]): BandSeries['points'] =>
  threshold.map((x, at) => ({ x, y: values[at] ?? null }));
