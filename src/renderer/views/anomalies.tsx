import { useMemo, useState } from 'react';
import type { Anomaly, AnomalyKind } from '../../shared/anomalies.ts';
import { formatCount, formatDayOf } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, Segmented } from '../ui/choice.tsx';
import { RunStatus } from '../ui/command-status.tsx';
import { Figure } from '../ui/figure.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Notes } from '../ui/notes.tsx';
import { FigureRow, Grid, Page, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { tokenColumn } from '../ui/token-column.tsx';
import styles from './anomalies.module.css';
import { AnomalyReasons } from './anomalies-reasons.tsx';
import { TrackRecord } from './anomalies-record.tsx';
import { ANOMALY_WORDS, driversText, kindCounts } from './anomalies-words.ts';

const SPANS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
] as const;
type Span = (typeof SPANS)[number]['value'];

const COLUMNS: readonly TableColumn<Anomaly>[] = [
  tokenColumn(76),
  { id: 'day', header: 'Day', width: 88, value: ({ time }) => formatDayOf(time) },
  {
    id: 'kind',
    header: 'Kind',
    width: 152,
    value: ({ kind }) => ANOMALY_WORDS[kind].label,
    cell: ({ kind }) => (
      <Badge kind={ANOMALY_WORDS[kind].badge} title={ANOMALY_WORDS[kind].meaning}>
        {ANOMALY_WORDS[kind].label}
      </Badge>
    ),
  },
  { id: 'score', header: 'Score', term: 'anomaly score', kind: 'ratio', width: 68, value: ({ score }) => score },
  {
    id: 'alert',
    header: 'Alert',
    term: 'alert',
    width: 64,
    value: ({ isAlert }) => (isAlert ? 'yes' : null),
  },
  {
    id: 'own',
    header: 'Own score',
    isHidden: true,
    term: 'own score',
    kind: 'ratio',
    width: 88,
    value: ({ ownScore }) => ownScore,
    title: ({ ownScore }) => (ownScore === null ? 'Its own past is too short' : undefined),
  },
  {
    id: 'drivers',
    header: 'What made it so',
    help: 'The factors that contributed most, with their share of the score above the ordinary',
    width: 240,
    value: (row) => driversText(row),
    title: (row) => driversText(row, 8),
  },
  {
    id: 'sentence',
    header: 'In words',
    isHidden: true,
    width: 520,
    value: ({ sentence }) => sentence,
    title: ({ sentence }) => sentence,
  },
];

/** Shows the page "Anomalies": unusual days of tokens with their reasons, and how earlier alerts went. */
export function AnomaliesView() {
  const { open } = useWorkspace();
  const prove = useCommand('anomalies.prove');
  const running = useRunningCall('anomalies.prove');
  const isWorking = prove.state === 'running' || running !== undefined;
  const hasNoData = open?.hasData === false;
  if (hasNoData) {
    return (
      <Page title="Anomalies">
        <Panel title="No data yet">
          <NoData title="There is nothing to look at" />
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title="Anomalies"
      note="days on which a token was unlike all others, or unlike itself"
      actions={
        <Button
          kind="primary"
          isWorking={isWorking}
          onClick={() => void prove.run({})}
          title="Runs over the whole history, each day with what was known then"
        >
          {isWorking ? 'Proving…' : 'Prove on the history'}
        </Button>
      }
    >
      {isWorking || prove.state === 'failed' ? (
        <Panel title="Proof on the history">
          <RunStatus<'anomalies.prove'> command={prove} running={running} title="The proof" />
        </Panel>
      ) : null}
      <Feed />
      <TrackRecord />
    </Page>
  );
}

function Feed() {
  const [days, setDays] = usePageMemory<Span>(
    'anomalies.days',
    '30',
    (kept) => SPANS.find(({ value }) => value === kept)?.value,
  );
  const [kind, setKind] = useState<AnomalyKind | 'all'>('all');
  const [areAlerts, setAreAlerts] = useState(false);
  const [chosen, setChosen] = useState<Anomaly | null>(null);
  const feed = useQuery('anomalies.list', { days: Number(days) }, { refreshOn: ['data.changed'] });
  const all = feed.value?.anomalies;
  const counts = useMemo(() => kindCounts(all ?? []), [all]);
  const rows = useMemo(
    () => (all ?? []).filter((row) => (kind === 'all' || row.kind === kind) && (!areAlerts || row.isAlert)),
    [all, kind, areAlerts],
  );
  const shown = rows.find((row) => chosen !== null && keyOf(row) === keyOf(chosen)) ?? rows[0];
  return (
    <Grid>
      <QueryPanel
        title="What was unusual"
        note={
          feed.value === undefined ? undefined : (
            <>
              to the end of <Time at={feed.value.asOf} show="as-of" /> UTC, newest first
            </>
          )
        }
        query={feed}
        skeletonLines={10}
        isFlush
        className={shown === undefined ? undefined : span.twoThirds}
        actions={<Segmented label="Span" value={days} choices={SPANS} onChange={setDays} />}
        empty={({ anomalies, scoredCount, notes }) =>
          anomalies.length > 0 ? null : scoredCount === 0 ? (
            <EmptyState title="No day could be looked at">
              {notes.length === 0
                ? 'A day needs enough tokens with a month of prices before it, so that one can stand out among them.'
                : notes.join(' ')}
            </EmptyState>
          ) : (
            <EmptyState title="Nothing unusual">
              {formatCount(scoredCount)} token days were looked at, and none stood out.
            </EmptyState>
          )
        }
      >
        {({ scoredCount, threshold, anomalies, notes }) => (
          <>
            <div className={styles.figures}>
              <FigureRow
                figures={[
                  { key: 'scored', label: 'Token days looked at', value: <Figure kind="count" value={scoredCount} /> },
                  { key: 'shown', label: 'Unusual', value: <Figure kind="count" value={anomalies.length} /> },
                  {
                    key: 'alerts',
                    label: <Term word="alert">Alerts</Term>,
                    value: <Figure kind="count" value={anomalies.filter(({ isAlert }) => isAlert).length} />,
                    note: (
                      <>
                        from a score of <Figure kind="ratio" value={threshold} />
                      </>
                    ),
                  },
                ]}
              />
            </div>
            <FilteredTable
              id="anomalies"
              label="Anomalies"
              rows={rows}
              columns={COLUMNS}
              rowKey={keyOf}
              textOf={textOf}
              placeholder="Token or word"
              onOpen={setChosen}
              total={anomalies.length}
              rowCount={14}
              isWide
              tools={
                <>
                  <div className={styles.kind}>
                    <Select
                      label="Kind of anomaly"
                      value={kind}
                      onChange={setKind}
                      choices={[
                        { value: 'all', label: 'All kinds' },
                        ...counts.map((one) => ({
                          value: one.kind,
                          label: `${ANOMALY_WORDS[one.kind].label} (${formatCount(one.count)})`,
                        })),
                      ]}
                    />
                  </div>
                  <Checkbox isChecked={areAlerts} onChange={setAreAlerts}>
                    Alerts only
                  </Checkbox>
                </>
              }
            />
            <Notes notes={notes} className={styles.noteLine} />
          </>
        )}
      </QueryPanel>
      {shown === undefined ? null : (
        <Panel title="Why" note={`${shown.symbol}, ${formatDayOf(shown.time)}`} className={span.third}>
          <AnomalyReasons anomaly={shown} />
        </Panel>
      )}
    </Grid>
  );
}

const keyOf = ({ asset, time, kind }: Anomaly): string => `${asset} ${time} ${kind}`;
const textOf = ({ asset, symbol, sentence }: Anomaly): string => `${asset} ${symbol} ${sentence}`;
