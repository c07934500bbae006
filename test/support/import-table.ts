/**
 * The least that an import needs of a store, in one SQLite file: batches that are open until sealed, and facts that only
 * sealed batches show. It tests the import by itself; what the real store does with the same calls is tested there.
 */
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import type { ImportWriter } from '../../src/main/engine/import-write.ts';
import { CANDLE_VALUES } from '../../src/shared/candles.ts';

export type ImportTable = ImportWriter & {
  /** SHA-256 over everything that sealed batches hold, whatever the order in which it came. */
  contentHash(): string;
  /** The sealed candles of one series, oldest first, as [openTime, knownAt, ...values]. */
  candles(source: string, timeframe: string, series: string): (number | null)[][];
  seriesOf(source: string): string[];
  rows(sql: string): unknown[];
  close(): void;
};

/** Opens or creates the table. */
export function openImportTable(path: string): ImportTable {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(`
    CREATE TABLE IF NOT EXISTS batches(id INTEGER PRIMARY KEY, source, kind, file_name, hash TEXT UNIQUE, sealed INT, rows_done INT);
    CREATE TABLE IF NOT EXISTS candles(batch_id INT, source, timeframe, series, open_time INT, known_at INT,
      ${CANDLE_VALUES.join(', ')}, PRIMARY KEY (source, timeframe, series, open_time)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS facts(batch_id INT, kind, body TEXT);
    CREATE TABLE IF NOT EXISTS refusals(batch_id INT, file, row INT, reason, text);`);
  const insert = db.prepare(
    `INSERT OR IGNORE INTO candles VALUES(${Array(6 + CANDLE_VALUES.length)
      .fill('?')
      .join(',')})`,
  );
  const advance = db.prepare('UPDATE batches SET rows_done = ? WHERE id = ?');
  const fact = db.prepare('INSERT INTO facts VALUES(?, ?, ?)');
  const find = db.prepare('SELECT id AS batchId, sealed, rows_done AS rowsDone FROM batches WHERE hash = ?');
  const refuse = db.prepare('INSERT INTO refusals VALUES(?, ?, ?, ?, ?)');
  const appendFacts = (kind: string) =>
    db.transaction((batchId: number, rows: readonly unknown[]) => {
      for (const row of rows) fact.run(batchId, kind, JSON.stringify(row));
    });
  const sealed = 'JOIN batches ON batches.id = batch_id AND sealed = 1';
  const all = (sql: string, ...values: unknown[]): unknown[][] =>
    db
      .prepare(sql)
      .raw()
      .all(...values) as unknown[][];

  return {
    beginBatch({ source, kind, fileName, fileHash }) {
      const found = find.get(fileHash) as { batchId: number; sealed: number; rowsDone: number } | undefined;
      if (found !== undefined) {
        return { batchId: found.batchId, state: found.sealed === 1 ? 'sealed' : 'resumed', rowsDone: found.rowsDone };
      }
      const { lastInsertRowid } = db
        .prepare('INSERT INTO batches(source, kind, file_name, hash, sealed, rows_done) VALUES(?, ?, ?, ?, 0, 0)')
        .run(source, kind, fileName, fileHash);
      return { batchId: Number(lastInsertRowid), state: 'new', rowsDone: 0 };
    },
    appendCandles: db.transaction((batchId, block, rowsThrough) => {
      let inserted = 0;
      for (let i = 0; i < block.count; i += 1) {
        const values = CANDLE_VALUES.map((value) => (Number.isNaN(block[value][i]!) ? null : block[value][i]!));
        const series = block.series[block.seriesIndex[i]!]!;
        const key = [batchId, block.source, block.timeframe, series, block.openTime[i]!, block.knownAt[i]!];
        inserted += insert.run(...key, ...values).changes;
      }
      advance.run(rowsThrough, batchId);
      return { inserted, identical: block.count - inserted, revised: 0 };
    }) as ImportWriter['appendCandles'],
    appendMeasures: db.transaction((batchId, block, rowsThrough) => {
      for (let i = 0; i < block.count; i += 1) {
        const named = block.series[block.seriesIndex[i]!];
        const body = { source: block.source, ...named, time: block.eventTime[i], value: block.value[i] };
        fact.run(batchId, 'measure', JSON.stringify({ ...body, knownAt: block.knownAt[i] }));
      }
      advance.run(rowsThrough, batchId);
      return { inserted: block.count, identical: 0, revised: 0 };
    }) as ImportWriter['appendMeasures'],
    appendAssets: appendFacts('asset'),
    appendCrosswalk: appendFacts('crosswalk'),
    appendIncidents: appendFacts('incident'),
    appendArticles: (batchId, rows) => {
      appendFacts('article')(batchId, rows);
      return rows.length;
    },
    sealBatch: db.transaction((batchId, rows) => {
      for (const { file, row, reason, text } of rows) refuse.run(batchId, file.split('/').at(-1), row, reason, text);
      db.prepare('UPDATE batches SET sealed = 1 WHERE id = ?').run(batchId);
    }) as ImportWriter['sealBatch'],
    discardBatch: db.transaction((batchId: number) => {
      for (const table of ['candles', 'facts', 'refusals'])
        db.prepare(`DELETE FROM ${table} WHERE batch_id = ?`).run(batchId);
      db.prepare('DELETE FROM batches WHERE id = ?').run(batchId);
    }),
    contentHash() {
      const hash = createHash('sha256');
      const candles = `SELECT candles.source, timeframe, series, open_time, known_at, ${CANDLE_VALUES.join(', ')} FROM candles ${sealed} ORDER BY 1, 2, 3, 4`;
      for (const row of all(candles)) hash.update(`${JSON.stringify(row)}\n`);
      for (const row of all(`SELECT facts.kind, body FROM facts ${sealed} ORDER BY 1, 2`))
        hash.update(JSON.stringify(row));
      for (const row of all(`SELECT file, row, reason, text FROM refusals ${sealed} ORDER BY 1, 2`))
        hash.update(JSON.stringify(row));
      return hash.digest('hex');
    },
    candles: (source, timeframe, series) =>
      all(
        `SELECT open_time, known_at, ${CANDLE_VALUES.join(', ')} FROM candles ${sealed}
         WHERE candles.source = ? AND timeframe = ? AND series = ? ORDER BY open_time`,
        source,
        timeframe,
        series,
      ) as (number | null)[][],
    seriesOf: (source) =>
      all(
        `SELECT DISTINCT series FROM candles ${sealed} WHERE candles.source = ? ORDER BY 1`,
        source,
      ).flat() as string[],
    rows: (sql) => db.prepare(sql).all(),
    close: () => void db.close(),
  };
}
