import { type ReactNode, useMemo } from 'react';
import type { ImportedFile, ImportReport } from '../../shared/imports.ts';
import { formatCount, formatDuration } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { FigureRow, type LabelledFigure } from '../ui/page.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './data-ways.module.css';
import { explainRefusal, FILE_STATES, fileLabel, reasonOf } from './data-words.ts';

const isBad = ({ state }: ImportedFile): boolean => state === 'refused' || state === 'not-recognised';
/** What was never counted is no zero. */
const counted = (file: ImportedFile, count: number): number | null => (isBad(file) && count === 0 ? null : count);

const WHY: TableColumn<ImportedFile> = {
  id: 'message',
  header: 'Why, and what to do',
  width: 300,
  value: (file) => (isBad(file) ? `${reasonOf(file.message)}. ${FILE_STATES[file.state].advice}` : null),
  cell: (file) => {
    const text = `${reasonOf(file.message)}. ${FILE_STATES[file.state].advice}`;
    return isBad(file) ? <span title={text}>{text}</span> : '–';
  },
};
const REVISED: TableColumn<ImportedFile> = {
  id: 'revised',
  header: 'Corrected',
  help: 'Rows that were known with other figures. Both are kept: what was known then stays known then.',
  kind: 'count',
  width: 90,
  value: (file) => counted(file, file.revised),
};

const COLUMNS: readonly TableColumn<ImportedFile>[] = [
  {
    id: 'file',
    header: 'File',
    width: 240,
    value: ({ file }) => fileLabel(file),
    cell: ({ file }) => <span title={fileLabel(file)}>{fileLabel(file)}</span>,
  },
  {
    id: 'state',
    header: 'What became of it',
    width: 130,
    value: ({ state }) => FILE_STATES[state].label,
    cell: ({ state }) => (
      <Badge kind={FILE_STATES[state].kind} title={FILE_STATES[state].advice || undefined}>
        {FILE_STATES[state].label}
      </Badge>
    ),
  },
  { id: 'source', header: 'Source', help: 'Who first told these prices.', width: 110, value: ({ source }) => source },
  { id: 'rows', header: 'Rows', kind: 'count', width: 90, value: (file) => counted(file, file.rows) },
  {
    id: 'inserted',
    header: 'New',
    help: 'Rows that were not known before.',
    kind: 'count',
    width: 90,
    value: (file) => counted(file, file.inserted),
  },
  {
    id: 'refused',
    header: 'Refused',
    term: 'refused row',
    kind: 'count',
    width: 85,
    value: (file) => counted(file, file.refused),
  },
  { id: 'first', header: 'First day', width: 100, value: ({ firstDay }) => firstDay },
  { id: 'last', header: 'Last day', width: 100, value: ({ lastDay }) => lastDay },
];

/** Worst first: what needs a look stands on top. */
const URGENCY: readonly ImportedFile['state'][] = [
  'refused',
  'not-recognised',
  'resumed',
  'imported',
  'already-imported',
];

/** Shows what an import brought, file by file, and what to do about what it did not. */
export function ImportReportView({ report, after }: { readonly report: ImportReport; readonly after?: ReactNode }) {
  const files = useMemo(
    () => [...report.files].sort((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state)),
    [report],
  );
  const reasons = useMemo(() => refusalsOf(report.files), [report]);
  const count = (...states: ImportedFile['state'][]): number =>
    report.files.filter(({ state }) => states.includes(state)).length;
  const bad = count('refused', 'not-recognised');
  const isMany = bad > BAD_FILES_SHOWN;
  const columns = useMemo(
    () => [
      ...COLUMNS.slice(0, 2),
      ...(isMany ? [WHY] : []),
      ...COLUMNS.slice(2),
      ...(files.some(({ revised }) => revised > 0) ? [REVISED] : []),
    ],
    [files, isMany],
  );
  return (
    <section className={styles.stack} aria-label="Report of the import">
      <p role="status">{sentence(report, bad)}</p>
      {report.rows === 0 ? null : <FigureRow figures={figuresOf(report)} />}
      <div className={styles.bordered}>
        <FittedTable
          id="import-report"
          label="Files of the import"
          rows={files}
          columns={columns}
          rowKey={({ file }) => file}
          most={340}
        />
      </div>
      {bad === 0 || isMany ? null : <BadFiles files={files} />}
      {reasons.length === 0 ? null : (
        <ul className={styles.list} aria-label="Why rows were refused">
          {reasons.map(({ reason, count: rows }) => (
            <li key={reason}>
              <strong>
                {formatCount(rows)} × {reason}
              </strong>{' '}
              <span className={styles.muted}>{explainRefusal(reason)}</span>
            </li>
          ))}
        </ul>
      )}
      {report.inserted > 0 || count('already-imported', 'imported', 'resumed') > 0 ? after : null}
    </section>
  );
}

/** Returns the figures that say something; what did not happen is left out. */
function figuresOf(report: ImportReport): LabelledFigure[] {
  const { inserted, rows, refused, candlesPerSecond, linkedSeries, unlinkedSeries } = report;
  const series = linkedSeries + unlinkedSeries;
  return [
    { key: 'new', label: 'New rows', value: <Figure kind="count" value={inserted} /> },
    { key: 'read', label: 'Rows read', value: <Figure kind="count" value={rows} /> },
    {
      key: 'refused',
      label: <Term word="refused row">Rows refused</Term>,
      value: <Figure kind="count" value={refused} />,
    },
    ...(candlesPerSecond > 0
      ? [{ key: 'rate', label: 'Candles a second', value: <Figure kind="count" value={candlesPerSecond} /> }]
      : []),
    ...(series > 0
      ? [
          {
            key: 'linked',
            label: <Term word="linked series">Series linked to a token</Term>,
            value: <Figure kind="count" value={linkedSeries} />,
            note: unlinkedSeries === 0 ? 'all of them' : `${formatCount(unlinkedSeries)} stand alone`,
          },
        ]
      : []),
  ];
}

/** More bad files than these are not read one by one: the table then says of each what was wrong. */
const BAD_FILES_SHOWN = 8;

/** Shows in full what was wrong with each file that was not taken in. */
function BadFiles({ files }: { readonly files: readonly ImportedFile[] }) {
  return (
    <ul className={styles.list} aria-label="Files that were not taken in">
      {files.filter(isBad).map(({ file, state, message }) => (
        <li key={file}>
          <strong>{fileLabel(file)}</strong>: {reasonOf(message)}.{' '}
          <span className={styles.muted}>{FILE_STATES[state].advice}</span>
        </li>
      ))}
    </ul>
  );
}

function sentence(report: ImportReport, bad: number): string {
  const good = report.files.length - bad;
  const files = `${formatCount(good)} of ${formatCount(report.files.length)} ${report.files.length === 1 ? 'file' : 'files'} in ${formatDuration(report.seconds)}.`;
  if (report.files.length === 0) return 'No file was found in what you chose.';
  if (good === 0) return 'Nothing was taken in. What was wrong, and what to do, stands below.';
  const usable = report.inserted === 0 ? 'Nothing in it was new.' : 'What arrived can be used at once.';
  return `Took in ${files} ${usable}${bad === 0 ? '' : ' What was wrong with the others stands below.'}`;
}

function refusalsOf(files: readonly ImportedFile[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { refusedBy } of files) {
    for (const { reason, count } of refusedBy) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
