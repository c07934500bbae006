import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listBatches } from '../../src/main/store/batches.ts';
import { listIdentities } from '../../src/main/store/identities.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { hashFacts, sourceStatuses } from '../../src/main/store/status.ts';
import type { ImportReport } from '../../src/shared/imports.ts';
import { candleText } from '../support/candle-text.ts';
import { runCommand } from '../support/command-line.ts';
import { inspect } from '../support/killed-process.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-broken-files-'));
const home = join(root, 'home');
const broken = join(root, 'broken');

const rows = candleText(2, 50).split('\n');
const LONG_LINE = 10 << 20;

/** Each of these is refused, and the message says what was wrong and where. */
const BROKEN: readonly { name: string; content: string | Uint8Array; message: string }[] = [
  {
    name: 'columns.csv',
    content: rows.map((row, i) => (i === 0 ? row : row.slice(0, row.lastIndexOf(',')))).join('\n'),
    message: '100 of 100 rows cannot be true (100 %), at most 2 % may be: 100 × wrong number of columns; line 2',
  },
  {
    name: 'duplicates.csv',
    content: [...rows, ...rows.slice(1)].join('\n'),
    message: '100 × second row of the same series and time; line 102',
  },
  { name: 'empty.csv', content: '', message: 'the file was empty' },
  { name: 'future.csv', content: rows.join('\n').replaceAll('2018-', '2918-'), message: '100 × date in the future' },
  { name: 'header.csv', content: rows[0]!, message: 'the file had no rows, needs a header and rows' },
  { name: 'line.csv', content: `${rows.join('\n')}\n${'x'.repeat(LONG_LINE)}\n`, message: 'line 102 was longer than' },
  {
    name: 'nan.csv',
    content: rows.map((row, i) => (i > 40 && i < 50 ? row.replace(/,[^,]*$/, ',NaN') : row)).join('\n'),
    message: '9 of 100 rows cannot be true (9 %), at most 2 % may be: 9 × text where a number belongs; line 42',
  },
  {
    name: 'negative.csv',
    content: rows.map((row, i) => (i % 10 === 1 ? row.replace(/,(\d+),(\d+)$/, ',-$1.5,$2') : row)).join('\n'),
    message: '10 × negative volume; line 2',
  },
  {
    name: 'trailing.csv.gz',
    content: Buffer.concat([gzipSync(rows.join('\n')), Buffer.from('and more')]),
    message: 'gzip',
  },
  { name: 'truncated.csv.gz', content: gzipSync(candleText(20, 100)).subarray(0, 3000), message: 'was cut off' },
  {
    name: 'unzipped.csv.gz',
    content: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    message: 'gzip',
  },
  {
    name: 'utf8.csv',
    content: Buffer.from(`${rows.join('\n')}\n2020-01-01,caf\xe9,1,1,1,1,1,1`, 'latin1'),
    message: 'line 102 had bytes that are not UTF-8',
  },
];

beforeAll(async () => {
  mkdirSync(broken);
  for (const { name, content } of BROKEN) writeFileSync(join(broken, name), content);
  writeFileSync(join(root, 'good.csv'), candleText(3, 60));
  const { exitCode } = await runCommand(['import', join(root, 'good.csv'), '--home', home]);
  expect(exitCode).toBe(0);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const content = (store: WritableStore): unknown => ({
  hash: hashFacts(store),
  sources: sourceStatuses(store),
  identities: listIdentities(store),
  batches: listBatches(store),
});

it('a folder of broken files is refused, each with its reason, and changes nothing', async () => {
  const before = inspect(home, content);
  const { exitCode, output, errors } = await runCommand(['import', broken, '--json', '--home', home]);
  expect({ exitCode, errors }).toEqual({ exitCode: 2, errors: '' });
  const report = JSON.parse(output) as ImportReport;
  expect(report.files.map(({ file, state, message }) => [file, state, message])).toEqual(
    BROKEN.map(({ name, message }) => [join(broken, name), 'refused', expect.stringContaining(message)]),
  );
  expect(report.inserted).toBe(0);
  // where rows were refused, they are listed with file, line and text
  expect(report.refusedRows).toContainEqual({
    file: join(broken, 'nan.csv'),
    row: 42,
    reason: 'text where a number belongs',
    text: expect.stringMatching(/^2018-02-10,S0,.*,NaN$/),
  });
  expect(inspect(home, content)).toEqual(before);
}, 60_000);

it('for a person, each is named with its reason', async () => {
  const { output } = await runCommand(['import', broken, '--home', home]);
  for (const { name, message } of BROKEN) expect(output).toMatch(new RegExp(`${name}: .*${escaped(message)}`));
  expect(output).toContain('0 new');
}, 60_000);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
