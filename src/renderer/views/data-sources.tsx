import { useMemo } from 'react';
import type { SystemStatus } from '../../shared/system.ts';
import { Button } from '../ui/button.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { timeframeWord } from './data-words.ts';

/** What is held of one source and timeframe. */
export type SourceStatus = SystemStatus['sources'][number];

/** Shows one row for each source and timeframe. */
export function SourceTable({
  sources,
  chosen,
  onChoose,
}: {
  readonly sources: readonly SourceStatus[];
  /** The source that is shown below, empty for all. */
  readonly chosen: string;
  readonly onChoose: (source: string) => void;
}) {
  const columns = useMemo(
    (): readonly TableColumn<SourceStatus>[] => [
      {
        id: 'source',
        header: 'Source',
        help: 'Who told these prices: an exchange, or a provider that gathers many.',
        width: 150,
        value: ({ source }) => source,
        cell: ({ source }) => (source === chosen ? <strong>{source}</strong> : source),
      },
      {
        id: 'timeframe',
        header: 'Candles of',
        help: 'The span of time that one candle is of.',
        width: 100,
        value: ({ timeframe }) => timeframeWord(timeframe),
      },
      {
        id: 'series',
        header: 'Series',
        help: 'What a source says of one token or market under its own name.',
        kind: 'count',
        width: 90,
        value: ({ seriesCount }) => seriesCount,
      },
      {
        id: 'candles',
        header: 'Candles',
        term: 'candle',
        kind: 'count',
        width: 110,
        value: ({ candleCount }) => candleCount,
      },
      { id: 'earliest', header: 'Earliest day', width: 110, value: ({ earliestDay }) => earliestDay },
      { id: 'latest', header: 'Latest day', width: 110, value: ({ latestDay }) => latestDay },
      { id: 'gaps', header: 'Gaps', term: 'gap', kind: 'count', width: 90, value: ({ gapCount }) => gapCount },
      {
        id: 'stale',
        header: 'Silent series',
        term: 'stale',
        kind: 'count',
        width: 110,
        value: ({ staleSeriesCount }) => staleSeriesCount,
      },
      {
        id: 'choose',
        header: 'Below',
        isSortable: false,
        width: 120,
        value: () => null,
        cell: ({ source }) => (
          <Button
            kind="quiet"
            aria-label={source === chosen ? 'Show all sources below' : `Show alone: ${source}`}
            onClick={() => onChoose(source === chosen ? '' : source)}
          >
            {source === chosen ? 'Show all' : 'Show alone'}
          </Button>
        ),
      },
    ],
    [chosen, onChoose],
  );
  return (
    <FittedTable
      id="sources"
      label="Sources"
      rows={sources}
      columns={columns}
      rowKey={({ source, timeframe }) => `${source} ${timeframe}`}
      onOpen={({ source }) => onChoose(source === chosen ? '' : source)}
      initialSort={{ column: 'candles', direction: 'descending' }}
      most={360}
    />
  );
}
