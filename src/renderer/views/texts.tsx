import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { parseDay, startOfDay } from '../../shared/time.ts';
import { formatCount, formatDayOf } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { type CommandState, useCommand } from '../state/commands.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { useSymbols } from '../state/rated-tokens.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { RunStatus } from '../ui/command-status.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { Notes } from '../ui/notes.tsx';
import { Grid, Page, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { tokenColumn } from '../ui/token-column.tsx';
import styles from './texts.module.css';
import { ArticlePanels } from './texts-articles.tsx';
import { ScoresPanel } from './texts-scores.tsx';
import { SentimentCharts } from './texts-sentiment.tsx';
import { TopicPanels } from './texts-topics.tsx';
import { type MentionRow, mentionRows, sentimentWord, staleWords } from './texts-words.ts';

const SPANS = [
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '1095', label: '3 years' },
] as const;
type Span = (typeof SPANS)[number]['value'];

const EVENTS = ['texts.changed', 'data.changed'] as const;

/** Shows the page "Texts": what news say of tokens and topics, how that changes, and how well it is read. */
export function TextsView() {
  const [days, setDays] = usePageMemory<Span>(
    'texts.days',
    '90',
    (kept) => SPANS.find(({ value }) => value === kept)?.value,
  );
  const [narrowed, setNarrowed] = useState<MentionRow | null>(null);
  const market = useQuery('texts.sentiment', { days: Number(days) }, { refreshOn: EVENTS });
  const own = useQuery(
    'texts.sentiment',
    { days: Number(days), asset: narrowed?.asset ?? null },
    { refreshOn: EVENTS, enabled: narrowed !== null },
  );
  const { open, dataDay } = useWorkspace();
  const fetchFeeds = useCommand('texts.fetch');
  const settings = useQuery('settings.get', {}, { refreshOn: ['settings.changed'] });
  const running = useRunningCall('texts.fetch');
  const isWorking = fetchFeeds.state === 'running' || running !== undefined;
  const rows = useMemo(() => (market.value === undefined ? [] : mentionRows(market.value)), [market.value]);
  const { value } = market;
  const symbolOf = useSymbols(rows);
  const panel = { asset: narrowed?.asset ?? null, name: narrowed?.symbol || narrowed?.asset || null, symbolOf };
  const pricesDay = parseDay(dataDay ?? '');
  const stale =
    value === undefined || pricesDay === undefined ? null : staleWords(value.lastTime, startOfDay(pricesDay + 1));
  const isEmpty = value !== undefined && value.articleCount === 0;
  return (
    <Page
      title="Texts"
      note={
        value === undefined || isEmpty ? undefined : (
          <>
            {formatCount(value.articleCount)} articles from <Time at={value.firstTime} show="day" /> to{' '}
            <Time at={value.lastTime} show="day" />
          </>
        )
      }
      actions={
        <Button
          kind="primary"
          isWorking={isWorking}
          disabledWhy={
            open?.id === 'sample'
              ? 'The sample market is simulated and takes no real data; open your own data in the settings'
              : settings.value?.textFeeds.length === 0 && 'Name feeds on the page Settings first'
          }
          onClick={() => void fetchFeeds.run({})}
        >
          {isWorking ? 'Fetching…' : 'Fetch feeds'}
        </Button>
      }
    >
      {stale === null ? null : (
        <p className={styles.stale} role="note">
          {stale}
        </p>
      )}
      <FetchStatus command={fetchFeeds} running={running} />
      {isEmpty ? (
        <Panel title="No article yet">
          <EmptyState title="Nothing to read">
            Name feeds of news on the page <Link href="/settings">Settings</Link> and fetch them here, or import a file
            of articles on the page <Link href="/data">Data</Link>. Ratings then weigh what is said as well.
          </EmptyState>
        </Panel>
      ) : (
        <Grid>
          <QueryPanel
            title={<Term word="sentiment">Sentiment over time</Term>}
            note={narrowed === null ? 'of all articles' : `on ${narrowed.symbol || narrowed.asset}`}
            query={narrowed === null ? market : own}
            className={span.half}
            skeletonLines={10}
            actions={
              <>
                {narrowed === null ? null : (
                  <Button kind="quiet" onClick={() => setNarrowed(null)}>
                    All
                  </Button>
                )}
                <Segmented label="Span" value={days} choices={SPANS} onChange={setDays} />
              </>
            }
          >
            {(found) => <SentimentCharts id="texts" value={found} />}
          </QueryPanel>
          <QueryPanel
            title="Tokens most spoken of"
            note={`${stale === null ? 'last seven days' : `seven days to ${formatDayOf(value?.lastTime)}`}; a row narrows the page`}
            query={market}
            isFlush
            className={span.half}
            empty={({ asset }) =>
              asset.length === 0 ? (
                <EmptyState title="No token was named">No article of the last seven days names a token.</EmptyState>
              ) : null
            }
          >
            {({ notes }) => (
              <>
                <FilteredTable
                  id="texts-tokens"
                  label="Tokens most spoken of"
                  rows={rows}
                  columns={COLUMNS}
                  rowKey={mentionKey}
                  textOf={mentionText}
                  placeholder="Token"
                  initialSort={MOST_FIRST}
                  onOpen={setNarrowed}
                  most={430}
                />
                <Notes notes={notes} className={styles.noteLine} />
              </>
            )}
          </QueryPanel>
          <TopicPanels {...panel} />
          <ArticlePanels {...panel} />
        </Grid>
      )}
      <ScoresPanel />
    </Page>
  );
}

const MOST_FIRST = { column: 'mentions', direction: 'descending' } as const;

const COLUMNS: readonly TableColumn<MentionRow>[] = [
  tokenColumn(92),
  {
    id: 'mentions',
    header: 'Articles',
    help: 'That name it, of the last seven days',
    kind: 'count',
    width: 76,
    value: ({ mentions }) => mentions,
  },
  {
    id: 'sentiment',
    header: 'Sentiment',
    term: 'sentiment',
    kind: 'ratio',
    isChange: true,
    width: 88,
    value: ({ sentiment }) => sentiment,
  },
  { id: 'word', header: 'In a word', width: 82, value: ({ sentiment }) => sentimentWord(sentiment) },
  {
    id: 'change',
    header: 'Change',
    help: 'Against the 30 days before',
    kind: 'ratio',
    isChange: true,
    width: 72,
    value: ({ change }) => change,
  },
  { id: 'risk', header: 'Risk words', term: 'risk words', kind: 'share', width: 84, value: ({ risk }) => risk },
];

const mentionKey = ({ asset }: MentionRow): string => asset;
const mentionText = ({ asset, symbol }: MentionRow): string => `${asset} ${symbol}`;

function FetchStatus({
  command,
  running,
}: {
  readonly command: CommandState<'texts.fetch'>;
  readonly running: ReturnType<typeof useRunningCall>;
}) {
  if (command.state === 'running' || command.state === 'failed' || running !== undefined) {
    return (
      <Panel title="Fetching feeds">
        <RunStatus<'texts.fetch'> command={command} running={running} title="Fetching" />
      </Panel>
    );
  }
  if (command.state !== 'done' || command.value === undefined) return null;
  const { feedCount, fetchedCount, newCount, failures } = command.value;
  return (
    <Panel title="Feeds were fetched">
      <div role="status">
        <p>
          {formatCount(fetchedCount)} of {formatCount(feedCount)} feeds answered, with {formatCount(newCount)} new
          articles.
        </p>
        {failures.map((failure) => (
          <p key={failure} className={styles.explain}>
            {failure}
          </p>
        ))}
      </div>
    </Panel>
  );
}
