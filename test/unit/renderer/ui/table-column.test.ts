import { describe, expect, it } from 'vitest';
import {
  cellText,
  changeOf,
  compareCells,
  nextSort,
  type TableColumn,
  toCsv,
} from '../../../../src/renderer/ui/table-column.ts';

type Row = { readonly name: string; readonly change: number | null };
const COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'name', header: 'Token, by name', width: 100, value: (row) => row.name },
  { id: 'change', header: 'Change', width: 100, kind: 'percent', value: (row) => row.change },
];

describe('table columns', () => {
  it('are exported as they are shown, with raw numbers and quoted texts', () => {
    const rows = [
      { name: 'A "B", C', change: 0.123456789 },
      { name: 'line\nbreak', change: null },
    ];
    expect(toCsv(COLUMNS, rows)).toBe('"Token, by name",Change\r\n"A ""B"", C",0.123456789\r\n"line\nbreak",\r\n');
  });

  it('are exported as what stands in their place, or not at all', () => {
    const columns: readonly TableColumn<Row>[] = [
      { ...COLUMNS[0]!, exported: [] },
      {
        ...COLUMNS[1]!,
        exported: [
          { header: 'Change, fraction', value: (row) => row.change },
          { header: 'Name', value: (row) => row.name },
        ],
      },
    ];
    expect(toCsv(columns, [{ name: 'A', change: 0.5 }])).toBe('"Change, fraction",Name\r\n0.5,A\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\tx'])('keeps a spreadsheet from running %j', (name) => {
    expect(toCsv(COLUMNS, [{ name, change: 1 }]).split('\r\n')[1]).toBe(`'${name},1`);
  });

  it('are written by their kind, and ordered by size or by the alphabet', () => {
    expect(cellText(COLUMNS[1]!, { name: '', change: 0.1 })).toBe('+10.00 %');
    expect(cellText(COLUMNS[1]!, { name: '', change: null })).toBe('–');
    const score: TableColumn<Row> = { ...COLUMNS[1]!, kind: 'score', isChange: true };
    expect([3.2, 0.3, 0, -4, null].map((change) => cellText(score, { name: '', change }))).toEqual([
      '+3',
      '0',
      '0',
      '−4',
      '–',
    ]);
    expect(cellText({ ...score, kind: 'percent' }, { name: '', change: 0.1 })).toBe('+10.00 %');
    expect(['+3', '−4', '0', '–', '+0.00 %'].map(changeOf)).toEqual(['gain', 'loss', undefined, undefined, undefined]);
    expect([10, 9, -1].toSorted(compareCells)).toEqual([-1, 9, 10]);
    expect(['token 10', 'Token 9', 'a'].toSorted(compareCells)).toEqual(['a', 'Token 9', 'token 10']);
  });

  it('are ordered from the largest number or from A at first, and the other way round by another click', () => {
    const [name, change] = COLUMNS;
    const first = nextSort(change!, { column: 'name', direction: 'descending' });
    expect(first).toEqual({ column: 'change', direction: 'descending' });
    expect(nextSort(change!, first)).toEqual({ column: 'change', direction: 'ascending' });
    expect(nextSort(name!, undefined)).toEqual({ column: 'name', direction: 'ascending' });
  });
});
