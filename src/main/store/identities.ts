/** Identities: which asset a stretch of a source's series is, how that was found, and on what evidence. */
import { beginBatch, sealBatch } from './batches.ts';
import { connectionOf, rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** From `fromDay` to before `untilDay` (null: for good) the series is the asset. */
export type IdentityLink = {
  readonly source: string;
  readonly key: string;
  readonly fromDay: number;
  readonly untilDay: number | null;
  readonly assetId: string;
  /** How it was found, such as `price-overlap`; `unlinked` for an asset of the series' own. */
  readonly method: string;
  /** Whether the series may be an asset that is held under another name too; such are in no index. */
  readonly isAmbiguous: boolean;
  /** Figures that speak for it. */
  readonly evidence: Readonly<Record<string, number | string | null>>;
};

/** Replaces the links by others, keeping the old ones as history. Links equal to the present ones change nothing. */
export function saveIdentities(store: WritableStore, links: readonly IdentityLink[]): void {
  writing(store, () => {
    const sorted = [...links].sort(bySeries);
    if (JSON.stringify(sorted.map(entry)) === JSON.stringify(listIdentities(store).map(entry))) return;
    const fetchedAt = connectionOf(store).clock!();
    const { batchId } = beginBatch(store, {
      source: 'indexsmith',
      kind: 'identities',
      fetchedAt,
      knownSource: 'assumed',
    });
    const insert = statementOf(
      store,
      `INSERT INTO identities (source, key, from_day, until_day, asset_id, method, is_ambiguous, evidence, batch_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const link of sorted) insert.run([...entry(link), batchId]);
    sealBatch(store, batchId);
  });
}

const entry = (link: IdentityLink): (string | number | null)[] => [
  link.source,
  link.key,
  link.fromDay,
  link.untilDay,
  link.assetId,
  link.method,
  link.isAmbiguous ? 1 : 0,
  JSON.stringify(link.evidence),
];

function bySeries(a: IdentityLink, b: IdentityLink): number {
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.fromDay - b.fromDay;
}

type Stored = Omit<IdentityLink, 'isAmbiguous' | 'evidence'> & {
  readonly isAmbiguous: number;
  readonly evidence: string;
};

/** Returns the links that hold now, by source, key and day. */
export function listIdentities(store: ReadableStore): IdentityLink[] {
  return rowsOf<Stored>(
    store,
    `SELECT source, key, from_day AS fromDay, until_day AS untilDay, asset_id AS assetId, method,
       is_ambiguous AS isAmbiguous, evidence FROM identities
     WHERE batch_id = (SELECT max(id) FROM batches WHERE kind = 'identities' AND state = 'sealed')
     ORDER BY source, key, from_day`,
  ).map((row) => ({
    ...row,
    isAmbiguous: row.isAmbiguous === 1,
    evidence: JSON.parse(row.evidence) as IdentityLink['evidence'],
  }));
}
