import { useMemo } from 'react';
import type { data } from '../../shared/data.ts';
import type { Output } from '../../shared/endpoint.ts';
import { formatCount, formatDayOf, formatMoment } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { Figure } from '../ui/figure.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { QueryContent } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './data.module.css';
import { DETAIL_CHANGES, DETAIL_LIMIT, shownOf } from './data-ask.ts';
import { Intro } from './data-lists.tsx';
import { explainAbsence, explainRefusal, timeframeWord } from './data-words.ts';

const OPTIONS = { refreshOn: DETAIL_CHANGES } as const;

type Refusal = Output<(typeof data)['data.refusals']>['rows'][number];
type Absence = Output<(typeof data)['data.absences']>['rows'][number];

const REFUSAL_COLUMNS: readonly TableColumn<Refusal>[] = [
  {
    id: 'file',
    header: 'File',
    width: 230,
    value: ({ file }) => file,
    cell: ({ file }) => <span title={file}>{file}</span>,
  },
  {
    id: 'row',
    header: 'Line',
    help: 'Where it stands in the file; the header is line 1.',
    kind: 'count',
    width: 80,
    value: ({ row }) => row,
  },
  {
    id: 'reason',
    header: 'Why it was refused',
    width: 260,
    value: ({ reason }) => reason,
    cell: ({ reason }) => <span title={`${reason}. ${explainRefusal(reason) ?? ''}`}>{withoutFigure(reason)}</span>,
  },
  {
    id: 'text',
    header: 'The row itself',
    width: 560,
    value: ({ text }) => text,
    cell: ({ text }) => (
      <span className={styles.text} title={text}>
        {text}
      </span>
    ),
  },
];
/** The tolerance in brackets is told on hover. */
const withoutFigure = (reason: string): string => reason.replace(/ \(.*\)$/, '');
const refusalKey = (row: Refusal): string => `${row.file} ${row.row} ${row.reason} ${row.text}`;
const refusalText = (row: Refusal): string => `${row.file} ${row.reason} ${row.text}`;

/** Shows the rows that could not be true, with why each was refused. */
export function RefusalList() {
  const refusals = useQuery('data.refusals', { limit: DETAIL_LIMIT }, OPTIONS);
  return (
    <QueryContent query={refusals} empty={(value) => (value.total === 0 ? 'No row was ever refused' : null)}>
      {(value) => (
        <>
          <Intro>
            Rows that cannot be true are kept aside and never repaired: a guess would look like a fact. To take them in,
            mend them at their source and import the file again. Of all sources; a file lists its first 1,000.{' '}
            {shownOf(value.rows.length, value.total, 'newest')}
          </Intro>
          <dl className={styles.kinds} aria-label="Refused rows by reason">
            {value.reasons.map(({ reason, count }) => (
              <div key={reason}>
                <dt title={reason}>
                  {withoutFigure(reason)} <Figure kind="count" value={count} />
                </dt>
                <dd>{explainRefusal(reason)}</dd>
              </div>
            ))}
          </dl>
          <FilteredTable
            most={440}
            id="refusals"
            label="Refused rows"
            rows={value.rows}
            columns={REFUSAL_COLUMNS}
            rowKey={refusalKey}
            textOf={refusalText}
          />
        </>
      )}
    </QueryContent>
  );
}

const ABSENCE_COLUMNS: readonly TableColumn<Absence>[] = [
  { id: 'key', header: 'Series', help: 'The name that the source has for it.', width: 180, value: ({ key }) => key },
  { id: 'source', header: 'Source', width: 130, value: ({ source }) => source },
  { id: 'timeframe', header: 'Candles of', width: 90, value: ({ timeframe }) => timeframeWord(timeframe) },
  {
    id: 'from',
    header: 'From',
    width: 110,
    value: ({ fromTime }) => formatDayOf(fromTime),
    cell: ({ fromTime }) => <Time at={fromTime} show="day" />,
  },
  {
    id: 'until',
    header: 'Until',
    width: 110,
    value: ({ untilTime }) => formatDayOf(untilTime),
    cell: ({ untilTime }) => <Time at={untilTime} show="day" />,
  },
  {
    id: 'kind',
    header: 'Why',
    term: 'absence',
    width: 150,
    value: ({ kind }) => explainAbsence(kind).label,
    cell: ({ kind }) => <span title={explainAbsence(kind).meaning}>{explainAbsence(kind).label}</span>,
  },
  {
    id: 'known',
    header: 'Noted',
    help: 'When we were told so.',
    width: 180,
    value: ({ knownAt }) => formatMoment(knownAt),
    cell: ({ knownAt }) => <Time at={knownAt} />,
  },
];
const absenceKey = (row: Absence): string =>
  `${row.source} ${row.key} ${row.timeframe} ${row.fromTime} ${row.kind} ${row.knownAt}`;
const absenceText = (row: Absence): string => `${row.key} ${row.source} ${explainAbsence(row.kind).label}`;

/** Shows why there are no prices where some were asked for. */
export function AbsenceList({ source }: { readonly source: string | null }) {
  const absences = useQuery('data.absences', { source, limit: DETAIL_LIMIT }, OPTIONS);
  const counts = absences.value?.counts;
  const kinds = useMemo(() => sumByKind(counts ?? []), [counts]);
  return (
    <QueryContent
      query={absences}
      empty={(value) =>
        value.counts.length === 0
          ? 'Nothing is noted: absences are noted when prices are fetched from an exchange'
          : null
      }
    >
      {(value) => (
        <>
          <Intro>
            An <Term word="absence">absence</Term> says why there is no price, so that nothing has to be guessed. Noted
            when prices are fetched; files say nothing of what they leave out.{' '}
            {shownOf(
              value.rows.length,
              kinds.reduce((sum, { count }) => sum + count, 0),
              'newest',
            )}
          </Intro>
          <dl className={styles.kinds} aria-label="Absences by kind">
            {kinds.map(({ kind, count, sources }) => {
              const { label, meaning, advice } = explainAbsence(kind);
              return (
                <div key={kind}>
                  <dt title={sources}>
                    {label} <Figure kind="count" value={count} />
                  </dt>
                  <dd>
                    {meaning} {advice}
                  </dd>
                </div>
              );
            })}
          </dl>
          <FilteredTable
            most={440}
            id="absences"
            label="Absences"
            rows={value.rows}
            columns={ABSENCE_COLUMNS}
            rowKey={absenceKey}
            textOf={absenceText}
            initialSort={{ column: 'known', direction: 'descending' }}
          />
        </>
      )}
    </QueryContent>
  );
}

function sumByKind(counts: readonly { readonly source: string; readonly kind: string; readonly count: number }[]) {
  const byKind = new Map<string, { kind: string; count: number; sources: string }>();
  for (const { source, kind, count } of counts) {
    const before = byKind.get(kind);
    const told = `${source}: ${formatCount(count)}`;
    byKind.set(kind, {
      kind,
      count: (before?.count ?? 0) + count,
      sources: before === undefined ? told : `${before.sources}\n${told}`,
    });
  }
  return [...byKind.values()].sort((a, b) => b.count - a.count);
}
