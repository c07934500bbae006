/** Rows of the lists of incidents: announced pumps, and thefts from protocols. */
import { DAY } from '../../../shared/time.ts';
import type { IncidentLayout } from './layouts.ts';
import { createRefusalLog, type RefusalLog, type RefusalReason } from './refusals.ts';
import { cellText, type Row, rowText } from './row-splitter.ts';
import { parseInstantCell } from './times.ts';

/** What happened to a token or protocol, and when that could be known. Text that is not there is null. */
export type IncidentRow = {
  readonly source: string;
  /** One key an incident: several rows of a file that tell of the same one have the same. */
  readonly key: string;
  readonly kind: 'pump' | 'exploit';
  readonly happenedAt: number;
  /** A pump is announced as it begins; what only has a day is known at its end. */
  readonly knownAt: number;
  readonly symbol: string | null;
  readonly name: string | null;
  /** The exchange, as the list calls it. */
  readonly venue: string | null;
  /** What was lost, USD. */
  readonly amount: number | null;
};

const ROWS_AT_ONCE = 1000;

/**
 * Returns a reader for one file of incidents. Several channels announce one pump: its first row stands for all of them, a
 * pump being a token, an exchange and a day; the further ones are neither kept nor refused.
 *
 * @param now - UTC milliseconds; what lies later is refused.
 * @param onRows - gets the incidents, a thousand at a time.
 */
export function createIncidentReader(
  layout: IncidentLayout,
  positions: ReadonlyMap<string, number>,
  columnCount: number,
  now: number,
  onRows: (rows: readonly IncidentRow[]) => void,
): { take(row: Row): void; flush(): void; readonly refusals: RefusalLog; rowCount(): number } {
  const refusals = createRefusalLog();
  const keys = new Set<string>();
  let rowCount = 0;
  let rows: IncidentRow[] = [];

  const flush = (): void => {
    if (rows.length > 0) onRows(rows);
    rows = [];
  };

  const takeRow = (row: Row): RefusalReason | null => {
    if (row.malformed) return 'quotes';
    if (row.cellCount !== columnCount) return 'columns';
    const incident = incidentOf(layout, (column) => cellText(row, positions.get(column)!).trim());
    if (typeof incident === 'string') return incident;
    if (incident.happenedAt > now) return 'future';
    if (keys.has(incident.key)) return null;
    keys.add(incident.key);
    rows.push(incident);
    if (rows.length === ROWS_AT_ONCE) flush();
    return null;
  };

  return {
    refusals,
    flush,
    take(row) {
      rowCount += 1;
      const reason = takeRow(row);
      if (reason !== null) refusals.add(reason, row.line, () => rowText(row));
    },
    rowCount: () => rowCount,
  };
}

function incidentOf(layout: IncidentLayout, text: (column: string) => string): IncidentRow | RefusalReason {
  const { source, incident: kind, time, subject, venue, amount } = layout;
  const bytes = Buffer.from(time.map((column) => text(column)).join(' ') + (time.length > 1 ? ':00' : ''));
  const happenedAt = parseInstantCell(bytes, 0, bytes.length);
  if (Number.isNaN(happenedAt)) return 'time';
  // a list that marks its entries (`- dForce`), and a market's quote (`PPT-BTC`), say nothing of the subject
  const named = text(subject).replace(/^- /, '');
  const isPump = kind === 'pump';
  const name = isPump ? (named.split('-')[0] ?? '').toUpperCase() : named;
  if (name === '') return 'key';
  const lost = amount === undefined || text(amount) === '' ? null : Number(text(amount));
  if (lost !== null && !(lost >= 0)) return 'number';
  const place = venue === undefined ? null : text(venue).toLowerCase();
  const day = Math.floor(happenedAt / DAY);
  return {
    source,
    key: JSON.stringify([name, place, day]),
    kind,
    happenedAt,
    knownAt: isPump ? happenedAt : (day + 1) * DAY,
    symbol: isPump ? name : null,
    name: isPump ? null : name,
    venue: place === '' ? null : place,
    amount: lost,
  };
}
