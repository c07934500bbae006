/** Drafts: proposed indices under the hash of their content, and the states that they went through. */
import type { DRAFT_STATES, Draft } from '../../shared/drafts.ts';
import { AppError } from '../../shared/errors.ts';
import { connectionOf, rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

type DraftState = (typeof DRAFT_STATES)[number];

/** Keeps a draft. One with the same id is the same draft, so a second saving changes nothing. */
export function saveDraft(store: WritableStore, draft: Draft): void {
  writing(store, () => {
    const { state, ...body } = draft;
    const sql = 'INSERT INTO drafts (id, created_at, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    const added = run(store, sql, draft.id, draft.createdTime, JSON.stringify(body));
    if (added > 0) appendState(store, draft.id, state);
  });
}

/** Records that a draft has another state from now on. Throws `not-found`. */
export function appendDraftState(store: WritableStore, id: string, state: DraftState): void {
  writing(store, () => {
    getDraft(store, id);
    appendState(store, id, state);
  });
}

function appendState(store: WritableStore, id: string, state: DraftState): void {
  const now = connectionOf(store).clock!();
  run(store, 'INSERT INTO draft_states (draft_id, changed_at, state) VALUES (?, ?, ?)', id, now, state);
}

const DRAFT = `SELECT body, (SELECT state FROM draft_states WHERE draft_id = drafts.id ORDER BY draft_states.id DESC LIMIT 1)
  AS state FROM drafts`;

/** Returns a draft in its present state. Throws `not-found`. */
export function getDraft(store: ReadableStore, id: string): Draft {
  const row = rowOf<{ body: string; state: DraftState }>(store, `${DRAFT} WHERE id = ?`, id);
  if (row === undefined) throw new AppError('not-found', `Draft ${id} was not found, needs to be created first`);
  return toDraft(row);
}

/** Returns all drafts in their present states, newest first. */
export function listDrafts(store: ReadableStore): Draft[] {
  return rowsOf<{ body: string; state: DraftState }>(store, `${DRAFT} ORDER BY created_at DESC, id`).map(toDraft);
}

function toDraft({ body, state }: { body: string; state: DraftState }): Draft {
  return { ...(JSON.parse(body) as Omit<Draft, 'state'>), state };
}
