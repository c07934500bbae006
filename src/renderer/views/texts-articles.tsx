import { useMemo, useState } from 'react';
import type { Article } from '../../shared/texts.ts';
import { formatDayOf, formatMoment } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { Badge } from '../ui/badge.tsx';
import { BarList } from '../ui/bar-list.tsx';
import { Figure } from '../ui/figure.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { FigureRow, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { TokenLink, TokenLinks } from '../ui/token-link.tsx';
import styles from './texts.module.css';
import { sentimentWord, type TextPanelProps } from './texts-words.ts';

const columnsOf = (symbolOf: (asset: string) => string): readonly TableColumn<Article>[] => [
  { id: 'title', header: 'Title', width: 240, value: ({ title }) => title, title: ({ title }) => title },
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
    id: 'time',
    header: 'Published',
    width: 92,
    value: ({ time }) => formatMoment(time).replace(' UTC', ''),
    cell: ({ time }) => formatDayOf(time),
    title: ({ time }) => formatMoment(time),
  },
  {
    id: 'publisher',
    header: 'Publisher',
    width: 96,
    value: ({ publisher }) => publisher,
    title: ({ publisher }) => publisher,
  },
  {
    id: 'assets',
    header: 'Tokens',
    width: 84,
    value: ({ assets }) => assets.map(symbolOf).join(', '),
    cell: ({ assets }) => <TokenLinks assets={assets} symbolOf={symbolOf} />,
    title: ({ assets }) => assets.join(', '),
  },
  {
    id: 'risks',
    header: 'Risk words',
    term: 'risk words',
    width: 84,
    value: ({ risks }) => risks.join(', '),
    title: ({ risks }) => risks.join(', '),
  },
  { id: 'source', header: 'Source', width: 130, isHidden: true, value: ({ source }) => source },
];

const LIMIT = 200;

/** Shows the newest articles, of all tokens or of one, and what was read in the one that is chosen. */
export function ArticlePanels({ asset, name, symbolOf }: TextPanelProps) {
  const list = useQuery('texts.list', { asset, limit: LIMIT }, { refreshOn: ['texts.changed', 'data.changed'] });
  const columns = useMemo(() => columnsOf(symbolOf), [symbolOf]);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const all = list.value?.articles ?? [];
  const chosen = all.find(({ id }) => id === chosenId) ?? all[0];
  return (
    <>
      <QueryPanel
        title="Newest articles"
        note={name === null ? 'a row shows beside what was read in it' : `that name ${name}`}
        query={list}
        isFlush
        className={chosen === undefined ? undefined : span.twoThirds}
        empty={({ articles }) => (articles.length === 0 ? <EmptyState title="No article" /> : null)}
      >
        {({ articles }) => (
          <FilteredTable
            id="texts-articles"
            label="Articles"
            rows={articles}
            columns={columns}
            rowKey={articleKey}
            textOf={articleText}
            placeholder="Word, publisher or token"
            onOpen={({ id }) => setChosenId(id)}
            most={460}
            isWide
          />
        )}
      </QueryPanel>
      {chosen === undefined ? null : (
        <Panel title="What was read" className={span.third}>
          <Reading article={chosen} symbolOf={symbolOf} />
        </Panel>
      )}
    </>
  );
}

const articleKey = ({ id }: Article): string => String(id);
const articleText = ({ title, publisher, assets, risks }: Article): string =>
  `${title} ${publisher} ${assets.join(' ')} ${risks.join(' ')}`;

function Reading({ article, symbolOf }: { readonly article: Article; readonly symbolOf: (asset: string) => string }) {
  const {
    title,
    time,
    publisher,
    sentiment,
    reader,
    wordListSentiment,
    classifierSentiment,
    words,
    weights,
    assets,
    risks,
    url,
  } = article;
  const isByList = reader === 'word-list';
  return (
    <div className={styles.reading}>
      <p>
        <strong>{title}</strong>
      </p>
      <p className={styles.explain}>
        {publisher}, <Time at={time} />
        {url === null ? null : (
          <>
            , <code className={styles.address}>{url}</code>
          </>
        )}
      </p>
      <FigureRow
        figures={[
          {
            key: 'sentiment',
            label: <Term word="sentiment">Sentiment, {isByList ? 'by the word list' : 'by the classifier'}</Term>,
            value: <Figure kind="ratio" value={sentiment} />,
            note: (
              <>
                {sentimentWord(sentiment)} ({isByList ? 'the classifier' : 'the word list'} says{' '}
                <Figure kind="ratio" value={isByList ? classifierSentiment : wordListSentiment} />)
              </>
            ),
          },
        ]}
      />
      {words.length === 0 ? (
        <p className={styles.explain}>No word of it weighs for or against.</p>
      ) : (
        <>
          <p className={styles.explain}>
            Words that weighed most. A weight above zero speaks for good, below for bad; weights have no unit and do not
            add up to the sentiment.
          </p>
          <BarList
            kind="ratio"
            bars={words.map((word, place) => ({ key: word, name: `“${word}”`, value: weights[place] ?? null }))}
          />
        </>
      )}
      <p>
        {assets.length === 0 ? (
          <span className={styles.explain}>It names no token that is known here.</span>
        ) : (
          assets.map((one) => (
            <span key={one} className={styles.named}>
              <TokenLink asset={one} name={symbolOf(one)} />
            </span>
          ))
        )}
        {risks.map((risk) => (
          <Badge key={risk} kind="warning">
            {risk}
          </Badge>
        ))}
      </p>
    </div>
  );
}
