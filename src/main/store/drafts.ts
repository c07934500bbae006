/** Drafts: proposed indices under the hash of their content, and the states that they went through. */
import type { DRAFT_STATES, Draft, DraftStateEntry } from '../../shared/drafts.ts';
import { AppError } from '../../shared/errors.ts';
import { connectionOf, rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

type DraftState = (typeof DRAFT_STATES)[number];

/** What lists show of a draft, and its present state: since when, and why. */
export type DraftRow = Pick<
  Draft,
  'id' | 'name' | 'asOf' | 'createdTime' | 'state' | 'isSimulated' | 'feasible' | 'method' | 'cash'
> & { readonly assetCount: number; readonly changedTime: number; readonly reason: string | null };

/** Keeps a draft. One with the same id is the same draft, so a second saving changes nothing. */
export function saveDraft(store: WritableStore, draft: Draft): void {
  writing(store, () => {
    const { state, ...body } = draft;
    const sql = 'INSERT INTO drafts (id, created_at, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    const added = run(store, sql, draft.id, draft.createdTime, JSON.stringify(body));
    if (added > 0) appendState(store, draft.id, state, null);
  });
}

/**
 * Keeps a draft that was made now, and puts it forward: one that was made before and is neither proposed nor what its index
 * holds is proposed once more.
 */
export function proposeDraft(store: WritableStore, draft: Draft): void {
  writing(store, () => {
    saveDraft(store, { ...draft, state: 'proposed' });
    const { state } = getDraft(store, draft.id);
    const isHeld = listApprovals(store).get(draft.name)?.id === draft.id;
    if (state !== 'proposed' && !isHeld) appendState(store, draft.id, 'proposed', null);
  });
}

/** What a draft is decided to be. */
export type DraftDecision = Exclude<DraftState, 'proposed'>;

/**
 * Decides on a proposed draft, once and for good; an approval ends every other proposal of the same index, because those were
 * made against what was held before.
 *
 * @returns the ids of all drafts whose state changed, its own first. Throws `not-found`; `conflict` for a draft that is not
 *   proposed and for the approval of one without weights.
 */
export function decideDraft(
  store: WritableStore,
  id: string,
  decision: DraftDecision,
  reason: string | null,
): string[] {
  return writing(store, () => {
    const draft = getDraft(store, id);
    const short = id.slice(0, 12);
    if (draft.state !== 'proposed') {
      throw new AppError('conflict', `Draft ${short} was ${draft.state}, needs to be proposed to be ${decision}`);
    }
    if (decision === 'approved' && !draft.feasible) {
      throw new AppError('conflict', `Draft ${short} has no weights, needs feasible constraints to be approved`);
    }
    appendState(store, id, decision, reason);
    if (decision !== 'approved') return [id];
    const others = listDrafts(store).filter(({ name, state }) => name === draft.name && state === 'proposed');
    for (const other of others)
      appendState(store, other.id, 'expired', `Draft ${short} of the same index was approved`);
    return [id, ...others.map((other) => other.id)];
  });
}

function appendState(store: WritableStore, id: string, state: DraftState, reason: string | null): void {
  const now = connectionOf(store).clock!();
  const sql = 'INSERT INTO draft_states (draft_id, changed_at, state, reason) VALUES (?, ?, ?, ?)';
  run(store, sql, id, now, state, reason);
}

function notFound(id: string): AppError {
  return new AppError('not-found', `Draft ${id} was not found, needs to be created first`);
}

/** Returns a draft in its present state, as it was saved: a field of later programs is missing. Throws `not-found`. */
export function getDraft(store: ReadableStore, id: string): Draft {
  const row = rowOf<{ body: string; state: DraftState }>(
    store,
    `SELECT body, (SELECT state FROM draft_states WHERE draft_id = drafts.id ORDER BY draft_states.id DESC LIMIT 1)
     AS state FROM drafts WHERE id = ?`,
    id,
  );
  if (row === undefined) throw notFound(id);
  return { ...(JSON.parse(row.body) as Omit<Draft, 'state'>), state: row.state };
}

/** Returns what lists show of every draft, newest first. Reads no bodies: 1,000 drafts take 4 ms. */
export function listDrafts(store: ReadableStore): DraftRow[] {
  return rowsOf<{ id: string; summary: string; state: DraftState; changedTime: number; reason: string | null }>(
    store,
    `SELECT drafts.id, summary, state, changed_at AS changedTime, reason FROM drafts
     JOIN draft_states ON draft_states.id = (SELECT max(id) FROM draft_states WHERE draft_id = drafts.id)
     ORDER BY created_at DESC, drafts.id`,
  ).map(({ summary, ...row }) => ({ ...(JSON.parse(summary) as Omit<DraftRow, 'id'>), ...row }));
}

/** Returns how many drafts there are. */
export function countDrafts(store: ReadableStore): number {
  return rowOf<{ count: number }>(store, 'SELECT count(*) AS count FROM drafts')!.count;
}

/** Returns the states that a draft went through, oldest first; none for one that is not there. */
export function listDraftStates(store: ReadableStore, id: string): DraftStateEntry[] {
  const sql = 'SELECT state, changed_at AS changedTime, reason FROM draft_states WHERE draft_id = ? ORDER BY id';
  return rowsOf<DraftStateEntry>(store, sql, id);
}

/** Returns for each index the draft whose approval came last, by name; that is what the index holds. */
export function listApprovals(
  store: ReadableStore,
): Map<string, { readonly id: string; readonly approvedTime: number }> {
  const rows = rowsOf<{ name: string; id: string; approvedTime: number }>(
    store,
    `SELECT summary ->> '$.name' AS name, draft_id AS id, changed_at AS approvedTime
     FROM draft_states JOIN drafts ON drafts.id = draft_id WHERE state = 'approved' ORDER BY draft_states.id`,
  );
  return new Map(rows.map(({ name, ...approval }) => [name, approval]));
}
