/** What the program makes of the facts: models, ratings, drafts, backtests, and checkpoints of work under way. */
import { absoluteGuards } from './guards.ts';

/** Models, ratings, drafts and backtests. */
export const RESEARCH = {
  version: 2,
  sql: `
CREATE TABLE models (
  id TEXT PRIMARY KEY,
  trained_until INTEGER NOT NULL,
  meta TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;
CREATE TABLE model_arrays (
  model_id TEXT NOT NULL REFERENCES models ON DELETE RESTRICT,
  name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array')),
  bytes BLOB NOT NULL,
  PRIMARY KEY (model_id, name)
) STRICT;

CREATE TABLE rating_sets (
  id INTEGER PRIMARY KEY,
  as_of INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  meta TEXT NOT NULL
) STRICT;
CREATE INDEX rating_sets_by_instant ON rating_sets (as_of);
CREATE TABLE ratings (
  asset_id TEXT NOT NULL,
  set_id INTEGER NOT NULL REFERENCES rating_sets,
  body TEXT NOT NULL,
  PRIMARY KEY (set_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ratings_by_asset ON ratings (asset_id);

CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE draft_states (
  id INTEGER PRIMARY KEY,
  draft_id TEXT NOT NULL REFERENCES drafts,
  changed_at INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX draft_states_by_draft ON draft_states (draft_id);

CREATE TABLE backtests (
  id TEXT PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  entry TEXT NOT NULL,
  report TEXT,
  first_day INTEGER,
  returns BLOB
) STRICT;

CREATE TABLE checkpoints (
  key TEXT PRIMARY KEY,
  input_hash TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

-- how many rows of a batch were refused, of which only the first thousand are listed
ALTER TABLE batches ADD COLUMN refused_count INTEGER NOT NULL DEFAULT 0 CHECK (refused_count >= 0);
DROP TRIGGER batches_sealed_stay;
UPDATE batches SET refused_count = (SELECT count(*) FROM refusals WHERE refusals.batch_id = batches.id);
CREATE TRIGGER batches_sealed_stay BEFORE UPDATE ON batches WHEN OLD.state = 'sealed'
BEGIN SELECT RAISE(ABORT, 'a sealed batch takes no change'); END;

${['models', 'model_arrays', 'rating_sets', 'ratings', 'drafts', 'draft_states', 'backtests'].map(absoluteGuards).join('\n')}
`,
} as const;
