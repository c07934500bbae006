import { describe, expect, it } from 'vitest';
import { type Filter, filterRows } from '../../../../src/renderer/ui/filters.ts';

const ROWS = [
  { name: 'Bitcoin Cash', sector: 'payments', score: 70 },
  { name: 'Bitcoin', sector: 'payments', score: 95 },
  { name: 'Aave', sector: 'lending', score: null },
  { name: 'Unknown', sector: null, score: 40 },
];
const VALUES = {
  name: (row: (typeof ROWS)[number]) => row.name,
  sector: (row: (typeof ROWS)[number]) => row.sector,
  score: (row: (typeof ROWS)[number]) => row.score,
};
const names = (filters: Record<string, Filter>): string[] => filterRows(ROWS, filters, VALUES).map(({ name }) => name);

describe('filters', () => {
  it('let everything through while they are empty, and keep the rows as they are', () => {
    const empty: Record<string, Filter> = {
      score: { kind: 'range', atLeast: null, atMost: null },
      sector: { kind: 'set', values: [] },
      name: { kind: 'text', text: '  ' },
      gone: { kind: 'text', text: 'a column that is no more' },
    };
    expect(filterRows(ROWS, empty, VALUES)).toBe(ROWS);
  });

  it('hold together: every one has to be passed, bounds included', () => {
    expect(names({ score: { kind: 'range', atLeast: 70, atMost: null } })).toEqual(['Bitcoin Cash', 'Bitcoin']);
    expect(names({ score: { kind: 'range', atLeast: null, atMost: 70 } })).toEqual(['Bitcoin Cash', 'Unknown']);
    expect(names({ sector: { kind: 'set', values: ['lending'] } })).toEqual(['Aave']);
    expect(
      names({ name: { kind: 'text', text: 'CASH bit' }, score: { kind: 'range', atLeast: 0, atMost: null } }),
    ).toEqual(['Bitcoin Cash']);
  });
});
