import { describe, expect, it } from 'vitest';
import {
  factorOfColumn,
  parseSequenceColumns,
  sequenceColumnsOf,
} from '../../../../src/main/models/network/sequence-columns.ts';

const SPEC = {
  branches: [
    { name: 'd', steps: 3, factors: ['return_7', 'volume'] },
    { name: 'w', steps: 2, factors: ['return_7'] },
  ],
  statics: ['size', 'd/x'],
} as const;
const COLUMNS = [
  ...['d/return_7@2', 'd/volume@2', 'd/return_7@1', 'd/volume@1', 'd/return_7@0', 'd/volume@0'],
  ...['w/return_7@7', 'w/return_7@0', 'size', 'd/x'],
];

describe('sequenceColumnsOf', () => {
  it('lays steps out oldest first, a week between those of the weekly branch', () => {
    expect(sequenceColumnsOf(SPEC)).toEqual(COLUMNS);
    expect(sequenceColumnsOf({ branches: SPEC.branches.toReversed(), statics: SPEC.statics })).toEqual(COLUMNS);
    expect(sequenceColumnsOf({ branches: [], statics: ['a', 'b'] })).toEqual(['a', 'b']);
  });
});

describe('parseSequenceColumns', () => {
  it('reads what was laid out', () => {
    expect(parseSequenceColumns(COLUMNS)).toEqual({ branches: SPEC.branches, statics: 2 });
    expect(parseSequenceColumns(['a', 'b'])).toEqual({ branches: [], statics: 2 });
    expect(parseSequenceColumns(COLUMNS.slice(6, 8))).toEqual({ branches: [SPEC.branches[1]], statics: 0 });
  });

  it.each([
    [
      'the newest step first',
      COLUMNS.with(0, 'd/return_7@1').with(2, 'd/return_7@2'),
      /Column 1 .* was d\/return_7@1, needs d\/return_7@2/,
    ],
    ['a step that lacks a factor', COLUMNS.toSpliced(1, 1), /Column 2 .* was d\/return_7@1, needs d\/volume@2/],
    [
      'weeks that are no weeks apart',
      COLUMNS.with(6, 'w/return_7@6'),
      /Column 7 .* was w\/return_7@6, needs w\/return_7@7/,
    ],
    [
      'static columns before the steps',
      [...COLUMNS.slice(8), ...COLUMNS.slice(0, 8)],
      /Column 1 .* was size, needs d\/return_7@2/,
    ],
    ['weeks before days', [...COLUMNS.slice(6, 8), ...COLUMNS.slice(0, 6)], /Column 1 .* was w\/return_7@7/],
  ])('refuses %s, by name', (_name, columns, message) => {
    expect(() => parseSequenceColumns(columns)).toThrow(message);
  });
});

describe('factorOfColumn', () => {
  it('takes branch and lag away', () => {
    expect(['d/return_7@12', 'w/a/b@7', 'size', 'd/x'].map(factorOfColumn)).toEqual(['return_7', 'a/b', 'size', 'd/x']);
  });
});
