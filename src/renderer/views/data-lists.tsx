import { type ReactNode, useMemo } from 'react';
import { Link } from 'wouter';
import type { Batch, DataGap, StaleSeries } from '../../shared/data.ts';
import { formatDayOf, formatMoment } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { useQuery } from '../state/query.ts';
import { Badge } from '../ui/badge.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { QueryContent } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './data.module.css';
import { DETAIL_CHANGES, DETAIL_LIMIT, shownOf } from './data-ask.ts';
import { batchWord, explainAbsence, timeframeWord } from './data-words.ts';

const OPTIONS = { refreshOn: DETAIL_CHANGES } as const;

/** Shows what a list is of, above it. */
export const Intro = ({ children }: { readonly children: ReactNode }) => <p className={styles.intro}>{children}</p>;

const GAP_COLUMNS: readonly TableColumn<DataGap>[] = [
  { id: 'key', header: 'Series', help: 'The name that the source has for it.', width: 190, value: ({ key }) => key },
  { id: 'source', header: 'Source', width: 130, value: ({ source }) => source },
  { id: 'timeframe', header: 'Candles of', width: 90, value: ({ timeframe }) => timeframeWord(timeframe) },
  {
    id: 'from',
    header: 'First missing',
    width: 115,
    value: ({ fromTime }) => formatDayOf(fromTime),
    cell: ({ fromTime }) => <Time at={fromTime} show="day" />,
  },
  {
    id: 'until',
    header: 'There again',
    width: 115,
    value: ({ untilTime }) => formatDayOf(untilTime),
    cell: ({ untilTime }) => <Time at={untilTime} show="day" />,
  },
  { id: 'count', header: 'Candles missing', kind: 'count', width: 130, value: ({ missingCount }) => missingCount },
  {
    id: 'why',
    header: 'Why',
    help: 'The reason that was noted when prices were asked for; files give none.',
    width: 260,
    value: ({ absence }) => (absence === null ? null : explainAbsence(absence).label),
    cell: ({ absence }) => (
      <span
        title={
          absence === null
            ? 'Nobody noted a reason; the source simply has no prices of these days'
            : explainAbsence(absence).meaning
        }
      >
        {absence === null ? 'no reason noted' : explainAbsence(absence).label}
      </span>
    ),
  },
];
const gapKey = (gap: DataGap): string => `${gap.source} ${gap.key} ${gap.timeframe} ${gap.fromTime}`;
const gapText = (gap: DataGap): string => `${gap.key} ${gap.source} ${gap.absence ?? ''}`;

/** Shows the stretches within series that have no candles. */
export function GapList({ source }: { readonly source: string | null }) {
  const gaps = useQuery('data.gaps', { source, limit: DETAIL_LIMIT }, OPTIONS);
  return (
    <QueryContent
      query={gaps}
      empty={(value) => (value.total === 0 ? 'No gaps: every series is whole between its ends' : null)}
    >
      {(value) => (
        <>
          <Intro>
            A <Term word="gap">gap</Term> is never filled by guess: factors that need those days are missing for that
            token, and its grades rest on less. {shownOf(value.gaps.length, value.total, 'longest')}
          </Intro>
          <FilteredTable
            most={440}
            id="gaps"
            label="Gaps"
            rows={value.gaps}
            columns={GAP_COLUMNS}
            rowKey={gapKey}
            textOf={gapText}
            initialSort={{ column: 'count', direction: 'descending' }}
          />
        </>
      )}
    </QueryContent>
  );
}

const STALE_COLUMNS: readonly TableColumn<StaleSeries>[] = [
  {
    id: 'name',
    header: 'Token',
    width: 210,
    value: ({ name, asset, key }) => name ?? asset ?? key,
    cell: ({ name, asset, key }) =>
      asset === null ? (name ?? key) : <Link href={tokenPath(asset)}>{name ?? key}</Link>,
  },
  { id: 'key', header: 'Series', help: 'The name that the source has for it.', width: 170, value: ({ key }) => key },
  { id: 'source', header: 'Source', width: 130, value: ({ source }) => source },
  { id: 'timeframe', header: 'Candles of', width: 90, value: ({ timeframe }) => timeframeWord(timeframe) },
  {
    id: 'last',
    header: 'Last price',
    width: 110,
    value: ({ lastTime }) => formatDayOf(lastTime),
    cell: ({ lastTime }) => <Time at={lastTime} show="day" />,
  },
  {
    id: 'behind',
    header: 'Days behind',
    help: 'Days between its last price and the newest of the same source.',
    kind: 'count',
    width: 110,
    value: ({ daysBehind }) => daysBehind,
  },
];
const staleKey = (row: StaleSeries): string => `${row.source} ${row.key} ${row.timeframe}`;
const staleText = (row: StaleSeries): string => `${row.name ?? ''} ${row.key} ${row.source} ${row.asset ?? ''}`;

/** Shows the series that lag behind their source. */
export function StaleList({ source }: { readonly source: string | null }) {
  const stale = useQuery('data.stale', { source, limit: DETAIL_LIMIT }, OPTIONS);
  return (
    <QueryContent query={stale} empty={(value) => (value.total === 0 ? 'No series lags behind its source' : null)}>
      {(value) => (
        <>
          <Intro>
            These send no more prices while others of the same source do: most have died or moved. They stay in the
            history, so that past results do not look better than they were (<Term word="survivorship" />
            ), but are not rated once their prices are too old.{' '}
            {shownOf(value.series.length, value.total, 'longest silent')}
          </Intro>
          <FilteredTable
            most={440}
            id="stale"
            label="Silent series"
            rows={value.series}
            columns={STALE_COLUMNS}
            rowKey={staleKey}
            textOf={staleText}
            initialSort={{ column: 'behind', direction: 'descending' }}
          />
        </>
      )}
    </QueryContent>
  );
}

const KNOWN = {
  observed: { label: 'observed', title: 'We fetched it, so the moment at which it became known was seen' },
  assumed: { label: 'assumed', title: 'It came in a file: when it became known is taken to be its close and a delay' },
} as const;

const BATCH_COLUMNS: readonly TableColumn<Batch>[] = [
  {
    id: 'fetched',
    header: 'When',
    width: 180,
    value: ({ fetchedTime }) => formatMoment(fetchedTime),
    cell: ({ fetchedTime }) => <Time at={fetchedTime} />,
  },
  { id: 'source', header: 'Source', width: 130, value: ({ source }) => source },
  { id: 'kind', header: 'What', width: 180, value: ({ kind }) => batchWord(kind) },
  {
    id: 'file',
    header: 'File',
    width: 230,
    value: ({ fileName }) => fileName,
    cell: ({ fileName }) => (
      <span title={fileName ?? 'It was fetched, not read from a file'}>{fileName ?? 'fetched'}</span>
    ),
  },
  {
    id: 'candles',
    header: 'Candles',
    term: 'candle',
    kind: 'count',
    width: 100,
    value: ({ candleCount }) => candleCount,
  },
  {
    id: 'refused',
    header: 'Refused',
    term: 'refused row',
    kind: 'count',
    width: 85,
    value: ({ refusedCount }) => refusedCount,
  },
  {
    id: 'known',
    header: 'Known at',
    term: 'known at',
    width: 110,
    value: ({ knownSource }) => knownSource,
    cell: ({ knownSource }) => (
      <Badge kind={knownSource === 'observed' ? 'done' : 'plain'} title={KNOWN[knownSource].title}>
        {KNOWN[knownSource].label}
      </Badge>
    ),
  },
  { id: 'id', header: 'Number', kind: 'count', isHidden: true, width: 80, value: ({ id }) => id },
];
const batchKey = ({ id }: Batch): string => String(id);
const batchText = (row: Batch): string =>
  `${row.source} ${batchWord(row.kind)} ${row.fileName ?? ''} ${row.knownSource}`;

/** Shows what was brought in, newest first. */
export function BatchList({ source }: { readonly source: string | null }) {
  const batches = useQuery('data.batches', { limit: DETAIL_LIMIT }, OPTIONS);
  const all = batches.value?.batches;
  const rows = useMemo(() => all?.filter((batch) => source === null || batch.source === source) ?? [], [all, source]);
  return (
    <QueryContent query={batches} empty={(value) => (value.total === 0 ? 'Nothing was brought in yet' : null)}>
      {(value) => (
        <>
          <Intro>
            A <Term word="batch">batch</Term> is one import or one fetch. What it says when a price could first be used
            decides what a backtest may see (<Term word="known at" />
            ). {shownOf(value.batches.length, value.total, 'newest')}
          </Intro>
          <FilteredTable
            most={440}
            id="batches"
            label="Batches"
            rows={rows}
            columns={BATCH_COLUMNS}
            rowKey={batchKey}
            textOf={batchText}
            initialSort={{ column: 'fetched', direction: 'descending' }}
          />
        </>
      )}
    </QueryContent>
  );
}
