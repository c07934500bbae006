import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Output } from '../../shared/endpoint.ts';
import type { measures } from '../../shared/measures.ts';
import { formatCount, formatDayOf, formatNumber } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './data.module.css';
import { measureWords } from './measure-words.ts';

type Row = {
  readonly key: string;
  readonly source: string;
  readonly metric: string;
  readonly group: string;
  readonly unit: string;
  readonly subjects: number;
  readonly linked: number;
  readonly values: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly lagDays: number;
  readonly assumedShare: number;
};

const GROUPS = { 'on-chain': 'On-chain', developer: 'Developers', macro: 'Macro', sentiment: 'Sentiment' } as const;

function rowsOf(value: Output<(typeof measures)['measures.coverage']>): Row[] {
  return value.metric.map((metric, row) => ({
    key: `${value.source[row]} ${metric}`,
    source: value.source[row] ?? '',
    metric,
    group: GROUPS[value.group[row] ?? 'macro'],
    unit: value.unit[row] ?? '',
    subjects: value.subjectCount[row] ?? 0,
    linked: value.linkedCount[row] ?? 0,
    values: value.valueCount[row] ?? 0,
    firstTime: value.firstTime[row] ?? 0,
    lastTime: value.lastTime[row] ?? 0,
    lagDays: value.lagDays[row] ?? 0,
    assumedShare: value.assumedShare[row] ?? 0,
  }));
}

const COLUMNS: readonly TableColumn<Row>[] = [
  {
    id: 'metric',
    header: 'Measure',
    width: 176,
    value: ({ metric }) => measureWords(metric),
    title: ({ metric, source }) => `${source} calls it ${metric}`,
  },
  { id: 'source', header: 'Source', width: 108, value: ({ source }) => source },
  { id: 'group', header: 'Group', width: 100, isHidden: true, value: ({ group }) => group },
  { id: 'unit', header: 'Unit', width: 108, value: ({ unit }) => unit, title: ({ unit }) => unit },
  {
    id: 'subjects',
    header: 'Measured of',
    help: 'Tokens, repositories or series that it is measured of',
    kind: 'count',
    width: 98,
    value: ({ subjects }) => subjects,
  },
  {
    id: 'linked',
    header: 'Of them linked',
    term: 'linked series',
    kind: 'count',
    width: 108,
    value: ({ linked }) => linked,
  },
  { id: 'values', header: 'Values', kind: 'count', width: 78, value: ({ values }) => values },
  { id: 'first', header: 'From', width: 90, value: ({ firstTime }) => formatDayOf(firstTime) },
  { id: 'last', header: 'To', width: 90, value: ({ lastTime }) => formatDayOf(lastTime) },
  {
    id: 'lag',
    header: 'Late by',
    help: 'Days between an event and when a decision could have used it',
    kind: 'number',
    width: 82,
    value: ({ lagDays }) => lagDays,
    cell: ({ lagDays }) => (lagDays < 2 ? `${formatNumber(lagDays * 24, 0)} hours` : `${formatNumber(lagDays)} days`),
  },
  {
    id: 'assumed',
    header: 'Time assumed',
    term: 'known at',
    kind: 'share',
    width: 106,
    value: ({ assumedShare }) => assumedShare,
  },
];

/** Shows which measures beside prices there are: on-chain, developers, macro. */
export function MeasuresPanel() {
  const coverage = useQuery('measures.coverage', {}, { refreshOn: ['data.changed'] });
  const rows = useMemo(() => (coverage.value === undefined ? [] : rowsOf(coverage.value)), [coverage.value]);
  return (
    <QueryPanel
      title={<Term word="measure">Measures</Term>}
      note="daily and weekly figures beside prices"
      query={coverage}
      isFlush
      empty={({ metric }) =>
        metric.length === 0 ? (
          <EmptyState title="None yet">
            Import files of on-chain figures, commits of developers, or interest rates and indices; factors then use
            them, each from the day on which it was known.
          </EmptyState>
        ) : null
      }
    >
      {() => (
        <FilteredTable
          id="data-measures"
          label="Measures"
          rows={rows}
          columns={COLUMNS}
          rowKey={measureKey}
          textOf={measureText}
          placeholder="Measure, source or unit"
          initialSort={{ column: 'values', direction: 'descending' }}
          most={420}
          isWide
        />
      )}
    </QueryPanel>
  );
}

const measureKey = ({ key }: Row): string => key;
const measureText = ({ metric, source, group, unit }: Row): string =>
  `${metric} ${measureWords(metric)} ${source} ${group} ${unit}`;

/** Shows how many articles there are, and from when to when. */
export function ArticlesPanel() {
  const articles = useQuery('texts.sentiment', { days: 7 }, { refreshOn: ['texts.changed', 'data.changed'] });
  return (
    <QueryPanel title="Articles" note="news and posts" query={articles} skeletonLines={1}>
      {({ articleCount, firstTime, lastTime }) => (
        <p className={styles.muted}>
          {articleCount === 0 ? (
            'None yet: import a file of articles, or name feeds in the settings. '
          ) : (
            <>
              {formatCount(articleCount)} articles from <Time at={firstTime} show="day" /> to{' '}
              <Time at={lastTime} show="day" />.{' '}
            </>
          )}
          The page <Link href="/texts">Texts</Link> tells what they say.
        </p>
      )}
    </QueryPanel>
  );
}
