import { useMemo } from 'react';
import type { Output } from '../../shared/endpoint.ts';
import type { PatternSearch, patterns } from '../../shared/patterns.ts';
import type { QueryState } from '../state/query.ts';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import { tokenColumn } from '../ui/token-column.tsx';
import { patternText, type TokenPatterns, tokensOf } from './patterns-words.ts';

type Row = TokenPatterns & { readonly better: number; readonly worse: number; readonly words: string };

const COLUMNS: readonly TableColumn<Row>[] = [
  tokenColumn(130),
  {
    id: 'better',
    header: '▲ Better',
    help: 'Patterns after which tokens did better than the middle',
    kind: 'count',
    width: 90,
    value: ({ better }) => better,
  },
  {
    id: 'worse',
    header: '▼ Worse',
    help: 'Patterns after which tokens did worse than the middle',
    kind: 'count',
    width: 90,
    value: ({ worse }) => worse,
  },
  { id: 'words', header: 'Which', width: 700, value: ({ words }) => words, title: ({ words }) => words },
];

/** Shows the tokens for which confirmed patterns hold on the newest day. */
export function PatternsToday({
  search,
  today,
}: {
  readonly search: PatternSearch;
  readonly today: QueryState<Output<(typeof patterns)['patterns.today']>>;
}) {
  const rows = useMemo(() => {
    const byId = new Map(search.patterns.map((pattern) => [pattern.id, pattern]));
    return tokensOf(today.value ?? { patternId: [], asset: [], symbol: [] }).map((token): Row => {
      const own = token.patternIds.flatMap((id) => byId.get(id) ?? []);
      const better = own.filter(({ side }) => side === 'outperforms').length;
      return { ...token, better, worse: own.length - better, words: own.map(patternText).join('; ') };
    });
  }, [today.value, search]);
  return (
    <QueryPanel
      title="Holding today"
      note={
        today.value === undefined ? undefined : (
          <>
            confirmed patterns on <Time at={today.value.asOf} show="as-of" />
          </>
        )
      }
      query={today}
      isFlush
      empty={({ asset }) =>
        asset.length === 0 ? (
          <EmptyState title="None holds today">No confirmed pattern holds for any token on the newest day.</EmptyState>
        ) : null
      }
    >
      {() => (
        <FilteredTable
          id="patterns-today"
          label="Tokens with patterns today"
          rows={rows}
          columns={COLUMNS}
          rowKey={tokenKey}
          textOf={tokenText}
          placeholder="Token or condition"
          initialSort={{ column: 'better', direction: 'descending' }}
          most={420}
          isWide
        />
      )}
    </QueryPanel>
  );
}

const tokenKey = ({ asset }: Row): string => asset;
const tokenText = ({ asset, symbol, words }: Row): string => `${asset} ${symbol} ${words}`;
