import { describe, expect, it } from 'vitest';
import { duration, fixed, percent, renderTable, whole } from '../../../src/main/shell/table.ts';

describe('renderTable', () => {
  it('aligns columns to their widest cell', () => {
    const text = renderTable<{ name: string; count: number }>(
      [
        { title: 'name', text: ({ name }) => name },
        { title: 'n', align: 'right', text: ({ count }) => whole(count) },
      ],
      [
        { name: 'bitcoin', count: 1_234 },
        { name: 'x', count: 5 },
      ],
    );
    expect(text.split('\n')).toEqual([
      'name         n', //
      '───────  ─────',
      'bitcoin  1,234',
      'x            5',
    ]);
  });

  it('without rows is its header', () => {
    expect(renderTable([{ title: 'name', text: () => '' }], [])).toBe('name\n────');
  });

  it('cuts a cell that is too long', () => {
    const [, , row] = renderTable([{ title: 'a', text: (text: string) => text }], ['x'.repeat(60)]).split('\n');
    expect(row).toBe(`${'x'.repeat(47)}…`);
    const wide = renderTable([{ title: 'a', isWhole: true, text: (text: string) => text }], ['x'.repeat(60)]);
    expect(wide.split('\n')[2]).toBe('x'.repeat(60));
  });
});

it.each([
  [percent(0.1234), '12.3 %'],
  [percent(-1), '-100.0 %'],
  [percent(null), '–'],
  [percent(Number.NaN), '–'],
  [fixed(1.005, 1), '1.0'],
  [fixed(null), '–'],
  [whole(1_234_567.6), '1,234,568'],
  [whole(null), '–'],
  [duration(0.84), '0.8 s'],
  [duration(42.4), '42 s'],
  [duration(59.7), '1 min 00 s'],
  [duration(119.6), '2 min 00 s'],
  [duration(3_725), '62 min 05 s'],
])('%s is %s', (text, expected) => {
  expect(text).toBe(expected);
});
