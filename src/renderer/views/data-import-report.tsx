import { type ReactNode, useMemo } from 'react';
import type { ImportedFile, ImportReport } from '../../shared/imports.ts';
import { formatCount, formatDuration } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { FigureRow } from '../ui/page.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './data-ways.module.css';
import { explainRefusal, FILE_STATES, fileLabel } from './data-words.ts';

const COLUMNS: readonly TableColumn<ImportedFile>[] = [
  {
    id: 'file',
    header: 'File',
    width: 190,
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
  {
    id: 'message',
    header: 'Why, and what to do',
    width: 300,
    value: ({ message, state }) => [message, FILE_STATES[state].advice].filter(Boolean).join('. ') || null,
    cell: ({ message, state }) => {
      const text = [message, FILE_STATES[state].advice].filter(Boolean).join('. ');
      return text === '' ? '–' : <span title={text}>{text}</span>;
    },
  },
  { id: 'source', header: 'Source', help: 'Who first told these prices.', width: 110, value: ({ source }) => source },
  { id: 'rows', header: 'Rows', kind: 'count', width: 90, value: ({ rows }) => rows },
  {
    id: 'inserted',
    header: 'New',
    help: 'Rows that were not known before.',
    kind: 'count',
    width: 90,
    value: ({ inserted }) => inserted,
  },
  {
    id: 'revised',
    header: 'Corrected',
    help: 'Rows that were known with other figures. Both are kept: what was known then stays known then.',
    kind: 'count',
    width: 90,
    value: ({ revised }) => revised,
  },
  { id: 'refused', header: 'Refused', term: 'refused row', kind: 'count', width: 85, value: ({ refused }) => refused },
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
  return (
    <section className={styles.stack} aria-label="Report of the import">
      <p role="status">{sentence(report, bad)}</p>
      <FigureRow
        figures={[
          { key: 'new', label: 'New rows', value: <Figure kind="count" value={report.inserted} /> },
          { key: 'read', label: 'Rows read', value: <Figure kind="count" value={report.rows} /> },
          {
            key: 'refused',
            label: <Term word="refused row">Rows refused</Term>,
            value: <Figure kind="count" value={report.refused} />,
          },
          {
            key: 'rate',
            label: 'Candles a second',
            value: <Figure kind="count" value={report.candlesPerSecond} />,
          },
          {
            key: 'linked',
            label: <Term word="linked series">Series linked to a token</Term>,
            value: <Figure kind="count" value={report.linkedSeries} />,
            note: report.unlinkedSeries === 0 ? 'all of them' : `${formatCount(report.unlinkedSeries)} stand alone`,
          },
        ]}
      />
      <div className={styles.bordered}>
        <FittedTable
          id="import-report"
          label="Files of the import"
          rows={files}
          columns={COLUMNS}
          rowKey={({ file }) => file}
          most={340}
        />
      </div>
      {bad === 0 ? null : <BadFiles files={files} />}
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

/** More files than these are not read one by one; the table has them all. */
const BAD_FILES_SHOWN = 8;

/** Shows in full what was wrong with each file that was not taken in. */
function BadFiles({ files }: { readonly files: readonly ImportedFile[] }) {
  const bad = files.filter(({ state }) => state === 'refused' || state === 'not-recognised');
  return (
    <ul className={styles.list} aria-label="Files that were not taken in">
      {bad.slice(0, BAD_FILES_SHOWN).map(({ file, state, message }) => (
        <li key={file}>
          <strong>{fileLabel(file)}</strong>: {message}.{' '}
          <span className={styles.muted}>{FILE_STATES[state].advice}</span>
        </li>
      ))}
      {bad.length > BAD_FILES_SHOWN ? (
        <li className={styles.muted}>{formatCount(bad.length - BAD_FILES_SHOWN)} more stand in the table.</li>
      ) : null}
    </ul>
  );
}

function sentence(report: ImportReport, bad: number): string {
  const good = report.files.length - bad;
  const files = `${formatCount(good)} of ${formatCount(report.files.length)} ${report.files.length === 1 ? 'file' : 'files'} in ${formatDuration(report.seconds)}.`;
  if (report.files.length === 0) return 'No file was found in what you chose.';
  if (good === 0) return `Nothing was taken in: ${files} The table says why and what to do.`;
  const usable = report.inserted === 0 ? 'Nothing in it was new.' : 'What arrived can be used at once.';
  return `Took in ${files} ${usable}${bad === 0 ? '' : ' The table says what was wrong with the others.'}`;
}

function refusalsOf(files: readonly ImportedFile[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { refusedBy } of files) {
    for (const { reason, count } of refusedBy) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
