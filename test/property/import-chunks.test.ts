import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText, createRowSplitter } from '../../src/main/feeds/files/row-splitter.ts';
import { createFolder, readTable } from '../support/read-table.ts';

type Split = { line: number; cells: string[] };

/** Splits bytes that arrive in pieces which end at the given offsets. */
function split(bytes: Buffer, ends: readonly number[]): Split[] | string {
  const rows: Split[] = [];
  const splitter = createRowSplitter((row) => {
    rows.push({ line: row.line, cells: Array.from({ length: row.cellCount }, (_, index) => cellText(row, index)) });
  });
  try {
    let from = 0;
    for (const end of [...ends, bytes.length]) {
      splitter.push(bytes.subarray(from, end));
      from = end;
    }
    splitter.end();
    return rows;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const cell = fc.string({
  unit: fc.constantFrom('a', '7', ',', '"', '\n', '\r', 'é', '币', '😀', '.', '-', ' '),
  maxLength: 6,
});

describe('pieces of a file', () => {
  it('give the same rows wherever one cut is made', () => {
    const text = '\uFEFFdate,"na""me",x\r\n2020-01-01,"Ünï,\n😀",1.5\r\n\r\n,币,\n"","a""b",end';
    const bytes = Buffer.from(text);
    const whole = split(bytes, []);
    expect(whole).toHaveLength(4);
    for (let cut = 0; cut <= bytes.length; cut += 1) expect(split(bytes, [cut])).toEqual(whole);
    expect(split(bytes, Array.from(bytes.keys()))).toEqual(whole);
  });

  it('give back any table that was written by RFC 4180, cut anywhere', () => {
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    const cuts = fc.array(fc.nat(200), { maxLength: 10 });
    fc.assert(
      fc.property(table, cuts, fc.constantFrom('\n', '\r\n'), (rows, at, lineEnd) => {
        const bytes = Buffer.from(rows.map((row) => row.map(quoted).join(',')).join(lineEnd));
        const ends = at.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
        const result = split(bytes, ends);
        expect(typeof result === 'string' ? result : result.map(({ cells }) => cells)).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it('give the same rows or the same refusal for any bytes at all', () => {
    const byte = fc.oneof(
      fc.constantFrom(10, 13, 34, 44, 65, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0xef, 0xbb, 0xbf),
      fc.nat(255),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 6 }), (content, at) => {
        const bytes = Buffer.from(content);
        const ends = at.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
        const whole = split(bytes, []);
        const cut = split(bytes, ends);
        if (typeof whole === 'string') expect(typeof cut).toBe('string');
        else expect(cut).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('blocks', () => {
  it('of any size, continued at any row, hold the same candles', async () => {
    const folder = createFolder();
    const day = (index: number): string => new Date(Date.UTC(2019, 0, 1 + index)).toISOString().slice(0, 10);
    const rows = Array.from(
      { length: 300 },
      (_, index) => `${day(index % 40)},S${index % 11},${index % 17 === 0 ? -1 : index},${index % 5}`,
    );
    const path = folder.write(
      'table.csv.gz',
      ['date,id,price,volume,market_cap', ...rows.map((row) => `${row},0`)].join('\n'),
    );
    const whole = await readTable(path, { blockRows: 1000 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.nat(320), async (blockRows, skipRows) => {
        const { candles, summary, blockSizes } = await readTable(path, { blockRows, skipRows });
        expect(candles).toEqual(whole.candles.filter(({ row }) => row > skipRows));
        expect(summary).toEqual(whole.summary);
        expect(Math.max(0, ...blockSizes)).toBeLessThanOrEqual(blockRows);
      }),
      { numRuns: 60 },
    );
    folder.remove();
  });
});
