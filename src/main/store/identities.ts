/** Identities: which asset a stretch of a source's series is, how that was found, and on what evidence. */
import { beginBatch, discardAbandoned, getOpenBatch, sealBatch } from './batches.ts';
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
    if (areIdentities(store, links)) return;
    const batchId = beginIdentities(store);
    appendIdentities(store, batchId, links);
    sealBatch(store, batchId);
  });
}

/** Returns whether the links that hold now are these, in whatever order. */
export function areIdentities(store: ReadableStore, links: readonly IdentityLink[]): boolean {
  const textOf = (some: readonly IdentityLink[]): string => JSON.stringify([...some].sort(bySeries).map(entry));
  return textOf(links) === textOf(listIdentities(store));
}

/** Returns a new batch for {@link appendIdentities}, whose links replace all others once it is sealed. */
export function beginIdentities(store: WritableStore): number {
  return writing(store, () => {
    discardAbandoned(store, SOURCE, KIND, null);
    const fetchedAt = connectionOf(store).clock!();
    return beginBatch(store, { source: SOURCE, kind: KIND, fetchedAt, knownSource: 'assumed' }).batchId;
  });
}

/** Appends links to an open batch, for whoever writes many of them in short transactions: 500 take about 6 ms. */
export function appendIdentities(store: WritableStore, batchId: number, links: readonly IdentityLink[]): void {
  writing(store, () => {
    getOpenBatch(store, batchId);
    const insert = statementOf(
      store,
      `INSERT INTO identities (source, key, from_day, until_day, asset_id, method, is_ambiguous, evidence, batch_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const link of links) insert.run([...entry(link), batchId]);
  });
}

const SOURCE = 'indexsmith';
const KIND = 'identities';

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
