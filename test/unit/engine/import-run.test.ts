import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportProgress } from '../../../src/main/engine/import-meter.ts';
import { type FileImportReport, type ImportOptions, runImport } from '../../../src/main/engine/import-run.ts';
import type { ImportWriter } from '../../../src/main/engine/import-write.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { type ImportTable, openImportTable } from '../../support/import-table.ts';
import { createFolder, type Folder, IMPORT_TIME } from '../../support/read-table.ts';

const CMC = 'date,asset,open,high,low,close,volume,market_cap';
const clock = () => instantOf(IMPORT_TIME);

let folder: Folder;
let table: ImportTable;
beforeEach(() => {
  folder = createFolder();
  mkdirSync(join(folder.path, 'in'));
  table = openImportTable(join(folder.path, 'table.db'));
});
afterEach(() => {
  table.close();
  folder.remove();
});

const run = (paths: string[], options: Partial<ImportOptions> = {}): Promise<FileImportReport> =>
  runImport(table, paths, { clock, maxRefusedShare: 0.02, ...options });
const day = (index: number): string => new Date(Date.UTC(2018, 0, 1 + index)).toISOString().slice(0, 10);
/** A table whose values tell series and day, so that a misplaced row would show. */
const tableText = (seriesCount: number, dayCount: number, first = 0): string => {
  const rows = [CMC];
  for (let series = first; series < first + seriesCount; series += 1) {
    for (let index = 0; index < dayCount; index += 1) {
      const price = 1 + series + index / 1000;
      rows.push(
        `${day(index)},S${series},${price},${price},${price},${index % 997 === 5 ? -price : price},${series},${index}`,
      );
    }
  }
  return rows.join('\n');
};
const states = (report: FileImportReport): string[] =>
  report.files.map(({ file, state }) => `${file.split('/').at(-1)} ${state}`);

describe('runImport', () => {
  it('imports folders in order, reports each file, and is done once', async () => {
    folder.write('in/b.csv.gz', tableText(3, 40));
    folder.write('in/a.csv', 'date,id,price,volume,market_cap\n2021-11-09,bitcoin,67617,1,2\n');
    folder.write('in/c.csv', 'date,value\n2021-01-01,3\n');
    folder.write('in/note.txt', 'hello');
    folder.write('in/.hidden.csv', 'x');
    mkdirSync(join(folder.path, 'in/meta'));
    folder.write('in/meta/crosswalk.csv', 'asset,slug,id,set,n,err,method\nBTC,bitcoin,bitcoin,coingecko,9,0.001,m\n');
    const told: ImportProgress[] = [];
    const report = await run([join(folder.path, 'in')], {
      onProgress: (progress) => told.push(progress),
      maxRefusedShare: 0.1,
    });
    expect(states(report)).toEqual([
      'a.csv imported',
      'b.csv.gz imported',
      'c.csv not-recognised',
      'crosswalk.csv imported',
      'note.txt not-recognised',
    ]);
    expect(report.files[1]).toMatchObject({
      layout: 'coinmarketcap-daily',
      source: 'coinmarketcap',
      rows: 120,
      inserted: 117,
      identical: 0,
      revised: 0,
      refused: 3,
      refusedBy: [{ reason: 'price not above zero', count: 3 }],
      firstDay: '2018-01-01',
      lastDay: '2018-02-09',
      message: null,
    });
    expect(report).toMatchObject({ rows: 122, inserted: 119, refused: 3 });
    expect(report.refusedRows[0]).toEqual({
      file: join(folder.path, 'in/b.csv.gz'),
      row: 7,
      reason: 'price not above zero',
      text: '2018-01-06,S0,1.005,1.005,1.005,-1.005,0,5',
    });
    expect(table.candles('coingecko', '1d', 'bitcoin')).toEqual([
      [Date.UTC(2021, 10, 8), Date.UTC(2021, 10, 9), null, null, null, 67617, null, 1, 2],
    ]);
    expect(table.candles('coinmarketcap', '1d', 'S2')).toHaveLength(39);
    const last = told.at(-1)!;
    expect(last).toMatchObject({ filesDone: 5, filesCount: 5, rows: 118, remainingSeconds: 0 });
    expect(last.bytesDone).toBe(last.bytesTotal);

    const hash = table.contentHash();
    const again = await run([join(folder.path, 'in')], { maxRefusedShare: 0.1 });
    expect(states(again)).toEqual([
      'a.csv already-imported',
      'b.csv.gz already-imported',
      'c.csv not-recognised',
      'crosswalk.csv already-imported',
      'note.txt not-recognised',
    ]);
    expect(again.inserted).toBe(0);
    expect(table.contentHash()).toBe(hash);
  });

  it('takes a path that is named twice, and bytes that lie in two files, once', async () => {
    const path = folder.write('in/a.csv', tableText(1, 4));
    folder.write('in/b.csv', tableText(1, 4));
    const report = await run([path, join(folder.path, 'in'), path]);
    expect(states(report)).toEqual(['a.csv imported', 'b.csv already-imported']);
  });

  it('refuses each of a folder of broken files, says why, and changes nothing', async () => {
    await run([folder.write('good.csv', tableText(2, 5))]);
    const hash = table.contentHash();
    const rows = tableText(2, 50).replaceAll('-1.005', '1.005').replaceAll('-2.005', '2.005').split('\n');
    folder.write('in/binary.csv', Buffer.from(createBytes(4096)));
    folder.write(
      'in/columns.csv',
      rows.map((row, index) => (index === 0 ? row : row.slice(0, row.lastIndexOf(',')))).join('\n'),
    );
    folder.write('in/duplicates.csv', [...rows, ...rows.slice(1)].join('\n'));
    folder.write('in/empty.csv', '');
    folder.write('in/future.csv', rows.join('\n').replaceAll('2018-', '2038-'));
    mkdirSync(join(folder.path, 'in/folder.csv'));
    folder.write('in/line.csv', `${rows.join('\n')}\n${'x'.repeat(10 << 20)}\n`);
    folder.write(
      'in/nan.csv',
      rows.map((row, index) => (index > 40 && index < 50 ? row.replace(/,[^,]*$/, ',NaN') : row)).join('\n'),
    );
    folder.write('in/truncated.csv.gz', gzipSync(tableText(20, 100)).subarray(0, 3000));
    folder.write('in/utf8.csv', Buffer.from(`${rows.join('\n')}\n2020-01-01,caf\xe9,1,1,1,1,1,1`, 'latin1'));
    const unknown = folder.write('unknown.csv', 'a,b,c\n1,2,3\n');
    const report = await run([join(folder.path, 'in'), unknown, join(folder.path, 'nowhere.csv'), '/dev/null']);
    expect(report.files.map(({ file, message }) => `${file.split('/').at(-1)}: ${message}`)).toEqual([
      expect.stringContaining('binary.csv: line 1 had'),
      expect.stringContaining(
        'columns.csv: 100 of 100 rows cannot be true (100 %), at most 2 % may be: 100 × wrong number of columns; line 2',
      ),
      expect.stringContaining(
        'duplicates.csv: 100 of 200 rows cannot be true (50 %), at most 2 % may be: 100 × second row of the same series and time',
      ),
      expect.stringContaining('empty.csv: the file was empty'),
      'folder.csv: the path was a folder, needs a file',
      expect.stringContaining(
        'future.csv: 100 of 100 rows cannot be true (100 %), at most 2 % may be: 100 × date in the future',
      ),
      expect.stringContaining('line.csv: line 102 was longer than 1048576 bytes'),
      expect.stringContaining(
        'nan.csv: 9 of 100 rows cannot be true (9 %), at most 2 % may be: 9 × text where a number belongs',
      ),
      expect.stringContaining('truncated.csv.gz: the gzip stream was cut off'),
      expect.stringContaining('utf8.csv: line 102 had bytes that are not UTF-8'),
      expect.stringContaining('unknown.csv: header was "a,b,c", which fits no layout; known layouts are'),
      'nowhere.csv: no file or folder is there',
      'null: the path was neither a file nor a folder',
    ]);
    expect(new Set(report.files.map(({ state }) => state))).toEqual(new Set(['refused']));
    expect(report.inserted).toBe(0);
    expect(table.contentHash()).toBe(hash);
    expect(table.rows('SELECT * FROM batches WHERE sealed = 0')).toEqual([]);
    expect(table.rows('SELECT * FROM candles')).toHaveLength(10);
  });

  it('refuses a file that changes between the two readings, and drops what it had begun', async () => {
    const path = folder.write('in/a.csv', tableText(20, 1000));
    const writer: ImportWriter = {
      ...table,
      beginBatch: (start) => {
        writeFileSync(path, tableText(20, 1000, 1));
        return table.beginBatch(start);
      },
    };
    const report = await runImport(writer, [path], { clock, maxRefusedShare: 0.02 });
    expect(report.files[0]).toMatchObject({
      state: 'refused',
      message: expect.stringContaining('the file changed while it was imported'),
    });
    expect(table.rows('SELECT * FROM batches')).toEqual([]);
    expect(table.rows('SELECT * FROM candles')).toEqual([]);
  });

  it('cancelled, leaves an open batch that nobody sees and the next run finishes', async () => {
    const path = folder.write('in/a.csv.gz', tableText(40, 1000));
    const signal = { aborted: false };
    const empty = table.contentHash();
    const writer: ImportWriter = {
      ...table,
      appendCandles: (...call) => {
        signal.aborted = true;
        return table.appendCandles(...call);
      },
    };
    await expect(runImport(writer, [path], { clock, signal, maxRefusedShare: 0.02 })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(table.contentHash()).toBe(empty);
    expect(table.rows('SELECT sealed, rows_done FROM batches')).toEqual([{ sealed: 0, rows_done: expect.any(Number) }]);

    const report = await run([path]);
    expect(report.files[0]).toMatchObject({
      state: 'resumed',
      message: expect.stringMatching(/^went on behind row \d+ of 40000/),
    });
    expect(table.candles('coinmarketcap', '1d', 'S39').map((row) => row[8])).toEqual(
      Array.from({ length: 1000 }, (_, index) => (index === 0 ? null : index)).filter((index) => index !== 5),
    );
    const other = openImportTable(join(folder.path, 'other.db'));
    await runImport(other, [path], { clock, maxRefusedShare: 0.02 });
    expect(table.contentHash()).toBe(other.contentHash());
    other.close();
  });

  it('cancelled while it looks through folders, ends before it reads', async () => {
    for (let file = 0; file < 50; file += 1) folder.write(`in/${file}.csv`, tableText(1, 4));
    let checks = 0;
    const signal = {
      get aborted() {
        checks += 1;
        return checks > 20;
      },
    };
    const told: ImportProgress[] = [];
    const work = run([join(folder.path, 'in')], { signal, onProgress: (progress) => told.push(progress) });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect([checks, told]).toEqual([21, []]);
  });

  it('lets the main thread go on while it goes through files of other kinds', async () => {
    const FILES = 200;
    for (let file = 0; file < FILES; file += 1) folder.write(`in/${file}.txt`, 'x');
    let turns = 0;
    let isDone = false;
    const turn = (): void => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    const work = run([join(folder.path, 'in')], {
      onProgress: ({ filesDone }) => {
        // between the first file and the last nothing is waited for but the main thread itself
        if (filesDone === 1) setImmediate(turn);
        isDone ||= filesDone === FILES;
        const until = performance.now() + 1;
        while (performance.now() < until);
      },
    });
    expect((await work).files).toHaveLength(FILES);
    expect(turns).toBeGreaterThan(FILES / 20);
  });

  it('lets the main thread go on while it imports', async () => {
    const path = folder.write('in/a.csv.gz', tableText(60, 1000));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    let transactions = 0;
    const writer: ImportWriter = {
      ...table,
      appendCandles: (...call) => {
        transactions += 1;
        return table.appendCandles(...call);
      },
    };
    await runImport(writer, [path], { clock, maxRefusedShare: 0.02 });
    isDone = true;
    expect(transactions).toBeGreaterThan(5);
    expect(turns).toBeGreaterThanOrEqual(transactions);
  });
});

describe('an import that is killed', () => {
  it('at any moment, goes on to the same content', async () => {
    for (let file = 0; file < 4; file += 1) folder.write(`in/${file}.csv.gz`, tableText(30, 800, file * 30));
    folder.write(
      'in/assets.csv',
      `asset,symbol,slug,list,first,last\n${Array.from({ length: 1500 }, (_, index) => `S${index},S${index},,x,2018-01-01,`).join('\n')}`,
    );
    await run([join(folder.path, 'in')]);
    const random = createRandom(20, 'kill');
    const killed = join(folder.path, 'killed.db');
    let calls = 0;
    let kills = 0;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const result = await importInChild(killed, join(folder.path, 'in'), 1 + Math.floor(random.uniform() * 25));
      calls += result.calls;
      if (result.isKilled) kills += 1;
    }
    expect(kills).toBe(5);
    expect(calls).toBeGreaterThan(5);
    expect((await importInChild(killed, join(folder.path, 'in'), Number.POSITIVE_INFINITY)).isKilled).toBe(false);
    const resumed = openImportTable(killed);
    expect(resumed.contentHash()).toBe(table.contentHash());
    expect(resumed.rows('SELECT count(*) AS count FROM candles')).toEqual(
      table.rows('SELECT count(*) AS count FROM candles'),
    );
    resumed.close();
  });
});

/** Imports in a process of its own and kills it when it has called its table so often. */
function importInChild(tablePath: string, path: string, killAt: number): Promise<{ calls: number; isKilled: boolean }> {
  const script = fileURLToPath(new URL('../../support/import-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, tablePath, String(IMPORT_TIME), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let calls = 0;
  child.stdout.on('data', (text: Buffer) => {
    calls += text.length;
    if (calls >= killAt) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code, name) => {
      if (code !== 0 && name !== 'SIGKILL') reject(new Error(`The importing process ended with code ${code}`));
      else resolve({ calls, isKilled: name === 'SIGKILL' });
    });
  });
}

function createBytes(count: number): Uint8Array {
  const random = createRandom(7, 'binary');
  return Uint8Array.from({ length: count }, () => Math.floor(random.uniform() * 256));
}
