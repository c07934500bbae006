import { describe, expect, it } from 'vitest';
import { cellText, createRowSplitter, MAX_ROW_BYTES } from '../../../../src/main/feeds/files/row-splitter.ts';

type Split = { line: number; cells: string[]; malformed: boolean };

/** Splits a text that arrives in pieces of a size. */
function split(text: string | Uint8Array, pieceBytes = 1 << 16): Split[] {
  const bytes = Buffer.from(text as string);
  const rows: Split[] = [];
  const splitter = createRowSplitter((row) => {
    const cells = Array.from({ length: row.cellCount }, (_, index) => cellText(row, index));
    rows.push({ line: row.line, cells, malformed: row.malformed });
  });
  for (let from = 0; from < bytes.length; from += pieceBytes) splitter.push(bytes.subarray(from, from + pieceBytes));
  splitter.end();
  return rows;
}
const cellsOf = (text: string): string[][] => split(text).map(({ cells }) => cells);

describe('createRowSplitter', () => {
  it('splits at commas and line ends, with or without a last line end', () => {
    expect(cellsOf('a,b\n1,2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(cellsOf('a,b\n1,2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(cellsOf(',\n,,')).toEqual([
      ['', ''],
      ['', '', ''],
    ]);
  });

  it('accepts CRLF and a byte order mark, and leaves blank lines out', () => {
    expect(split('\uFEFFa,b\r\n\r\n1,"2"\r\n\n3,\r\n')).toEqual([
      { line: 1, cells: ['a', 'b'], malformed: false },
      { line: 3, cells: ['1', '2'], malformed: false },
      { line: 5, cells: ['3', ''], malformed: false },
    ]);
  });

  it('reads quoted cells with commas, quotes and line ends in them', () => {
    expect(split('"a,b","say ""hi""",""\n"two\nlines",x,y\nlast,1,2')).toEqual([
      { line: 1, cells: ['a,b', 'say "hi"', ''], malformed: false },
      { line: 2, cells: ['two\nlines', 'x', 'y'], malformed: false },
      { line: 4, cells: ['last', '1', '2'], malformed: false },
    ]);
  });

  it('marks quotes where none may stand', () => {
    expect(split('a"b,c\n"a"b,c\n"a" ,c\n"a",c').map(({ malformed }) => malformed)).toEqual([true, true, true, false]);
  });

  it('keeps text of every script', () => {
    expect(cellsOf('币安人生,Ünïcode,😀\n')).toEqual([['币安人生', 'Ünïcode', '😀']]);
  });

  it('refuses bytes that are not UTF-8, by line', () => {
    const bad = Buffer.concat([Buffer.from('a\nb\nc'), Buffer.of(0xe9), Buffer.from('\nd\n')]);
    expect(() => split(bad)).toThrow('line 3 had bytes that are not UTF-8');
    expect(() => split(bad, 1)).toThrow('line 3 had bytes that are not UTF-8');
    expect(() => split(Buffer.concat([Buffer.from('a\nb'), Buffer.of(0xf0, 0x9f)]))).toThrow(
      'line 2 had bytes that are not UTF-8',
    );
    expect(() => split(Buffer.of(0xff, 0xfe, 0x61, 0x0a))).toThrow('line 1 had bytes that are not UTF-8');
  });

  it('refuses a NUL byte, by line', () => {
    expect(() => split('a\nb\0c\n')).toThrow('line 2 had a NUL byte');
  });

  it('refuses a line over the limit by its number, and takes one at the limit', () => {
    expect(cellsOf(`a\n${'x'.repeat(MAX_ROW_BYTES)}\nb`)[1]![0]).toHaveLength(MAX_ROW_BYTES);
    expect(() => split(`a\n${'x'.repeat(MAX_ROW_BYTES + 1)}\nb`)).toThrow('line 2 was longer than');
    expect(() => split(`a\nb\n${'x'.repeat(10 * MAX_ROW_BYTES)}`)).toThrow('line 3 was longer than');
  });

  it('refuses a quote that is never closed', () => {
    expect(() => split('a\n"b,c\nd')).toThrow('line 2 opens a quote that the file never closes');
    expect(() => split(`a\n"${'x\n'.repeat(MAX_ROW_BYTES)}`)).toThrow('line 2 opens a quote that is not closed');
  });
});
