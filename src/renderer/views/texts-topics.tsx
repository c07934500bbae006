import { useMemo } from 'react';
import type { Output } from '../../shared/endpoint.ts';
import type { Campaign, Topic, texts } from '../../shared/texts.ts';
import { formatDayOf } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Notes } from '../ui/notes.tsx';
import { span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { TokenLink, TokenLinks } from '../ui/token-link.tsx';
import styles from './texts.module.css';
import { campaignWords, sentimentWord, type TextPanelProps } from './texts-words.ts';

const topicColumns = (symbolOf: (asset: string) => string): readonly TableColumn<Topic>[] => [
  {
    id: 'words',
    header: 'Words',
    width: 140,
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
  { id: 'articles', header: 'Articles', kind: 'count', width: 70, value: ({ articleCount }) => articleCount },
  {
    id: 'before',
    header: 'Expected',
    help: 'Articles expected by the four weeks before',
    kind: 'ratio',
    width: 78,
    value: ({ before }) => before,
  },
  {
    id: 'sentiment',
    header: 'Sentiment',
    term: 'sentiment',
    kind: 'ratio',
    isChange: true,
    width: 80,
    value: ({ sentiment }) => sentiment,
    title: ({ sentiment }) => sentimentWord(sentiment),
  },
  {
    id: 'assets',
    header: 'Tokens',
    width: 76,
    value: ({ assets }) => assets.map(symbolOf).join(', '),
    cell: ({ assets }) => <TokenLinks assets={assets} symbolOf={symbolOf} />,
    title: ({ assets }) => assets.join(', '),
  },
];

const campaignColumns = (symbolOf: (asset: string) => string): readonly TableColumn<Campaign>[] => [
  {
    id: 'title',
    header: 'First title',
    width: 150,
    value: ({ title }) => title,
    title: (campaign) => `${campaign.title}. ${campaignWords(campaign)}`,
  },
  {
    id: 'asset',
    header: 'Token',
    width: 110,
    value: ({ asset }) => (asset === null ? null : symbolOf(asset)),
    cell: ({ asset }) => (asset === null ? '–' : <TokenLink asset={asset} name={symbolOf(asset)} />),
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

type Found = Output<(typeof texts)['texts.topics']>;

/** Shows topics that rise, and what looks as if somebody had arranged it; of one token where it is chosen. */
export function TopicPanels({ asset, name, symbolOf }: TextPanelProps) {
  const topicColumnsNow = useMemo(() => topicColumns(symbolOf), [symbolOf]);
  const campaignColumnsNow = useMemo(() => campaignColumns(symbolOf), [symbolOf]);
  const topics = useQuery('texts.topics', {}, { refreshOn: ['texts.changed', 'data.changed'] });
  const topicsOf = ({ topics: all }: Found): readonly Topic[] =>
    asset === null ? all : all.filter(({ assets }) => assets.includes(asset));
  const campaignsOf = ({ campaigns }: Found): readonly Campaign[] =>
    asset === null ? campaigns : campaigns.filter((one) => one.asset === asset);
  return (
    <>
      <QueryPanel
        title={<Term word="rise of a topic">Topics that rise</Term>}
        note={name === null ? 'of the last week, rise in deviations' : `of the last week, that name ${name}`}
        query={topics}
        isFlush
        className={span.half}
        empty={(value) =>
          topicsOf(value).length === 0 ? (
            <EmptyState title={name === null ? 'No topic rises' : `No topic that rises names ${name}`}>
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
              rows={topicsOf(value)}
              columns={topicColumnsNow}
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
        note={name === null ? 'texts that look arranged' : `on ${name}, that look arranged`}
        query={topics}
        isFlush
        className={span.half}
        empty={(value) =>
          campaignsOf(value).length === 0 ? (
            <EmptyState title={name === null ? 'None was seen' : `None was seen on ${name}`}>
              No burst of articles that are nearly the same, or from few publishers, in the last week.
            </EmptyState>
          ) : null
        }
      >
        {(value) => (
          <FittedTable
            id="texts-campaigns"
            label="Campaigns"
            rows={campaignsOf(value)}
            columns={campaignColumnsNow}
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
