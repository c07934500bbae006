import type { Campaign, Topic } from '../../shared/texts.ts';
import { formatDayOf } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Notes } from '../ui/notes.tsx';
import { span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './texts.module.css';
import { campaignWords, sentimentWord } from './texts-words.ts';

const TOPIC_COLUMNS: readonly TableColumn<Topic>[] = [
  {
    id: 'words',
    header: 'Words',
    width: 190,
    value: ({ words }) => words.join(', '),
    title: ({ words }) => words.join(', '),
  },
  {
    id: 'rise',
    header: 'Rise',
    term: 'rise of a topic',
    kind: 'ratio',
    width: 66,
    value: ({ rise }) => rise,
  },
  { id: 'articles', header: 'Articles', kind: 'count', width: 76, value: ({ articleCount }) => articleCount },
  {
    id: 'before',
    header: 'Expected',
    help: 'Articles expected by the four weeks before',
    kind: 'ratio',
    width: 84,
    value: ({ before }) => before,
  },
  {
    id: 'sentiment',
    header: 'Sentiment',
    term: 'sentiment',
    kind: 'ratio',
    isChange: true,
    width: 88,
    value: ({ sentiment }) => sentiment,
    title: ({ sentiment }) => sentimentWord(sentiment),
  },
  {
    id: 'assets',
    header: 'Tokens',
    width: 200,
    value: ({ assets }) => assets.join(', '),
    title: ({ assets }) => assets.join(', '),
  },
];

const CAMPAIGN_COLUMNS: readonly TableColumn<Campaign>[] = [
  {
    id: 'title',
    header: 'First title',
    width: 210,
    value: ({ title }) => title,
    title: (campaign) => `${campaign.title}. ${campaignWords(campaign)}`,
  },
  {
    id: 'asset',
    header: 'Token',
    width: 110,
    value: ({ asset }) => asset,
    cell: ({ asset }) => (asset === null ? '–' : <TokenLink asset={asset} name={asset} />),
  },
  { id: 'articles', header: 'Articles', kind: 'count', width: 76, value: ({ articleCount }) => articleCount },
  {
    id: 'publishers',
    header: 'Publishers',
    kind: 'count',
    width: 88,
    value: ({ publisherCount }) => publisherCount,
  },
  {
    id: 'similarity',
    header: 'Alike',
    help: 'Mean share of phrases that two of the articles have in common',
    kind: 'share',
    width: 74,
    value: ({ similarity }) => similarity,
  },
  { id: 'why', header: 'Why it is here', width: 200, value: ({ why }) => why.join(', ') },
  { id: 'from', header: 'From', width: 96, value: ({ fromTime }) => formatDayOf(fromTime) },
];

/** Shows topics that rise, and what looks as if somebody had arranged it. */
export function TopicPanels() {
  const topics = useQuery('texts.topics', {}, { refreshOn: ['texts.changed', 'data.changed'] });
  return (
    <>
      <QueryPanel
        title={<Term word="rise of a topic">Topics that rise</Term>}
        note="of the last week"
        query={topics}
        isFlush
        className={span.half}
        empty={(value) =>
          value.topics.length === 0 ? (
            <EmptyState title="No topic rises">
              No words appeared together more often than the four weeks before would let expect.
            </EmptyState>
          ) : null
        }
      >
        {(value) => (
          <>
            <FittedTable
              id="texts-topics"
              label="Topics"
              rows={value.topics}
              columns={TOPIC_COLUMNS}
              rowKey={topicKey}
              initialSort={{ column: 'rise', direction: 'descending' }}
              most={360}
            />
            <Notes notes={value.notes} className={styles.noteLine} />
          </>
        )}
      </QueryPanel>
      <QueryPanel
        title={<Term word="campaign">Campaigns</Term>}
        note="texts that look arranged"
        query={topics}
        isFlush
        className={span.half}
        empty={({ campaigns }) =>
          campaigns.length === 0 ? (
            <EmptyState title="None was seen">
              No burst of articles that are nearly the same, or from few publishers, in the last week.
            </EmptyState>
          ) : null
        }
      >
        {({ campaigns }) => (
          <FittedTable
            id="texts-campaigns"
            label="Campaigns"
            rows={campaigns}
            columns={CAMPAIGN_COLUMNS}
            rowKey={campaignKey}
            initialSort={{ column: 'articles', direction: 'descending' }}
            most={360}
          />
        )}
      </QueryPanel>
    </>
  );
}

const topicKey = ({ words }: Topic): string => words.join(' ');
const campaignKey = ({ fromTime, title, asset }: Campaign): string => `${fromTime} ${asset} ${title}`;
