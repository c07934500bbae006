/**
 * Returns the triggers that make a table of facts append-only: no row changes, and only rows of a batch that is still open
 * can be taken away.
 */
export function guards(table: string): string {
  const isSealed = "(SELECT state FROM batches WHERE id = OLD.batch_id) = 'sealed'";
  return `
CREATE TRIGGER ${table}_stay BEFORE UPDATE ON ${table} WHEN ${isSealed}
BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;
CREATE TRIGGER ${table}_are_kept BEFORE DELETE ON ${table} WHEN ${isSealed}
BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;`;
}

/** Returns the triggers that make a table without batches append-only: no row changes and none is taken away. */
export function absoluteGuards(table: string): string {
  return `
CREATE TRIGGER ${table}_stay BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;
CREATE TRIGGER ${table}_are_kept BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;`;
}
