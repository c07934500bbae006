/** Incidents: pumps as they were announced, rug pulls and exploits. */
import { getOpenBatch } from './batches.ts';
import { rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What happened to a token or protocol, and when that could be known. What a source does not tell is null. */
export type IncidentRow = {
  readonly source: string;
  readonly key: string;
  readonly kind: 'pump' | 'rug-pull' | 'exploit';
  readonly happenedAt: number;
  readonly knownAt: number;
  readonly symbol: string | null;
  readonly name: string | null;
  readonly venue: string | null;
  /** What was lost, USD. */
  readonly amount: number | null;
};

/** Appends incidents to an open batch and returns how many were not known yet. */
export function appendIncidents(store: WritableStore, batchId: number, rows: readonly IncidentRow[]): number {
  return writing(store, () => {
    getOpenBatch(store, batchId);
    const insert = statementOf(
      store,
      `INSERT INTO incidents (source, key, known_at, kind, happened_at, symbol, name, venue, amount, batch_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    let added = 0;
    for (const { source, key, knownAt, kind, happenedAt, symbol, name, venue, amount } of rows) {
      added += insert.run([source, key, knownAt, kind, happenedAt, symbol, name, venue, amount, batchId]).changes;
    }
    return added;
  });
}

/** Returns the incidents of a kind that were known by an instant, in the order in which they happened. */
export function listIncidents(store: ReadableStore, kind: IncidentRow['kind'], asOf: number): IncidentRow[] {
  return rowsOf<IncidentRow>(
    store,
    `SELECT incidents.source, key, incidents.kind, happened_at AS happenedAt, known_at AS knownAt, symbol, name, venue, amount
     FROM incidents JOIN batches ON batches.id = batch_id AND state = 'sealed'
     WHERE incidents.kind = ? AND known_at <= ? ORDER BY happened_at, incidents.source, key`,
    kind,
    asOf,
  );
}
