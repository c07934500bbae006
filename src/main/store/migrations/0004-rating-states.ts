/**
 * Sets of ratings that are being written, which nobody sees before they are whole. Sets of before are whole: they were written
 * in one transaction each.
 */
export const RATING_STATES = {
  version: 4,
  sql: `
ALTER TABLE rating_sets ADD COLUMN state TEXT NOT NULL DEFAULT 'sealed' CHECK (state IN ('open', 'sealed'));
CREATE INDEX rating_sets_open ON rating_sets (id) WHERE state = 'open';

DROP TRIGGER rating_sets_stay;
DROP TRIGGER rating_sets_are_kept;
DROP TRIGGER ratings_stay;
DROP TRIGGER ratings_are_kept;
${guard('rating_sets', "OLD.state = 'sealed'")}
${guard('ratings', "(SELECT state FROM rating_sets WHERE id = OLD.set_id) = 'sealed'")}
CREATE TRIGGER ratings_are_whole BEFORE INSERT ON ratings
WHEN (SELECT state FROM rating_sets WHERE id = NEW.set_id) = 'sealed'
BEGIN SELECT RAISE(ABORT, 'a sealed set of ratings takes no more'); END;
`,
} as const;

function guard(table: string, isSealed: string): string {
  return `
CREATE TRIGGER ${table}_stay BEFORE UPDATE ON ${table} WHEN ${isSealed}
BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;
CREATE TRIGGER ${table}_are_kept BEFORE DELETE ON ${table} WHEN ${isSealed}
BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;`;
}
