import { useMemo } from 'react';
import type { Pattern } from '../../shared/patterns.ts';
import { Badge } from '../ui/badge.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { confirmationWords, patternText } from './patterns-words.ts';

/** Shows the patterns of a search with what they were worth when they were found and later; a row chooses one. */
export function PatternTable({
  patterns,
  holding,
  onChoose,
}: {
  readonly patterns: readonly Pattern[];
  /** Tokens for which each holds today, by id. */
  readonly holding: ReadonlyMap<string, number>;
  readonly onChoose: (id: string) => void;
}) {
  const columns = useMemo(
    (): readonly TableColumn<Pattern>[] => [
      ...COLUMNS,
      {
        id: 'today',
        header: 'Today',
        help: 'Tokens for which it holds on the newest day; only confirmed patterns are looked for',
        kind: 'count',
        width: 66,
        value: ({ id, confirmed }) => (confirmed.isConfirmed ? (holding.get(id) ?? 0) : null),
      },
    ],
    [holding],
  );
  return (
    <FilteredTable
      id="patterns"
      label="Patterns"
      rows={patterns}
      columns={columns}
      rowKey={patternKey}
      textOf={patternText}
      placeholder="Condition"
      onOpen={({ id }) => onChoose(id)}
      rowCount={Math.min(14, patterns.length)}
      isWide
    />
  );
}

const patternKey = ({ id }: Pattern): string => id;

const COLUMNS: readonly TableColumn<Pattern>[] = [
  {
    id: 'conditions',
    header: 'When',
    width: 300,
    value: (pattern) => patternText(pattern),
    title: (pattern) => `${patternText(pattern)}. ${pattern.sentence}`,
  },
  {
    id: 'side',
    header: 'Then it',
    help: 'Whether tokens did better or worse than the middle of the day',
    width: 82,
    value: ({ side }) => (side === 'outperforms' ? '▲ better' : '▼ worse'),
  },
  {
    id: 'confirmed',
    header: 'Later',
    term: 'confirmation',
    width: 124,
    value: (pattern) => confirmationWords(pattern).label,
    cell: (pattern) => {
      const { label, kind } = confirmationWords(pattern);
      return <Badge kind={kind}>{label}</Badge>;
    },
  },
  {
    id: 'hit',
    header: 'Hit rate',
    term: 'pattern hit rate',
    kind: 'share',
    width: 78,
    value: ({ hitRate }) => hitRate,
  },
  {
    id: 'alike',
    header: 'Alike tokens',
    term: 'alike tokens',
    kind: 'share',
    width: 100,
    value: ({ alikeRate }) => alikeRate,
  },
  {
    id: 'later',
    header: 'Hit rate later',
    help: 'On the years after those it was found in',
    kind: 'share',
    width: 106,
    value: ({ confirmed }) => confirmed.hitRate,
  },
  {
    id: 'laterAlike',
    header: 'Alike later',
    term: 'alike tokens',
    kind: 'share',
    width: 90,
    value: ({ confirmed }) => confirmed.alikeRate,
  },
  { id: 'base', header: 'All others', term: 'base rate', kind: 'share', width: 88, value: ({ baseRate }) => baseRate },
  { id: 'lift', header: 'Lift', term: 'lift', kind: 'ratio', width: 60, value: ({ lift }) => lift },
  { id: 'support', header: 'Support', term: 'token weeks', kind: 'count', width: 80, value: ({ support }) => support },
  {
    id: 'weeks',
    header: 'Weeks',
    help: 'Weeks on which it held for at least one token',
    kind: 'count',
    width: 70,
    value: ({ dateCount }) => dateCount,
  },
  {
    id: 'p',
    header: 'Corrected p',
    term: 'corrected p value',
    kind: 'number',
    width: 100,
    value: ({ adjustedPValue }) => adjustedPValue,
  },
  {
    id: 'laterp',
    header: 'Corrected p later',
    help: 'Of the years after those it was found in, for the number of patterns that were tried on them',
    kind: 'number',
    width: 126,
    isHidden: true,
    value: ({ confirmed }) => confirmed.adjustedPValue,
    title: ({ confirmed }) => (confirmed.adjustedPValue === null ? 'Too few later weeks for a p value' : undefined),
  },
];
