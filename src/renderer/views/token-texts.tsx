import { useQuery } from '../state/query.ts';
import { Figure } from '../ui/figure.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { SentimentCharts } from './texts-sentiment.tsx';
import { sentimentWord, staleWords } from './texts-words.ts';
import styles from './token.module.css';

const EVENTS = ['texts.changed', 'data.changed'] as const;
const DAYS = 365;
const SHOWN = 5;

/** Shows what is written of a token: sentiment and articles by day, and the newest titles. */
export function TokenTexts({ asset, className }: { readonly asset: string; readonly className?: string | undefined }) {
  const sentiment = useQuery('texts.sentiment', { asset, days: DAYS }, { refreshOn: EVENTS });
  const list = useQuery('texts.list', { asset, limit: SHOWN }, { refreshOn: EVENTS });
  return (
    <QueryPanel
      title={<Term word="sentiment">What is written of it</Term>}
      note={
        sentiment.value === undefined || sentiment.value.articleCount === 0 ? undefined : (
          <>
            in the year to <Time at={sentiment.value.asOf} show="as-of" />
          </>
        )
      }
      query={sentiment}
      className={className}
      empty={({ mentions, articleCount }) =>
        articleCount === 0 ? (
          <EmptyState title="Nothing">There are no articles in this market.</EmptyState>
        ) : mentions.every((count) => count === 0) ? (
          <EmptyState title="Nothing">No article of that year names it.</EmptyState>
        ) : null
      }
    >
      {(value) => (
        <>
          <p className={styles.hint}>{staleWords(value.lastTime, value.asOf)}</p>
          <SentimentCharts id="token" value={value} />
          <ul className={styles.signs}>
            {(list.value?.articles ?? []).map(({ id, time, title, publisher, sentiment: own }) => (
              <li key={id}>
                <span className={styles.signHead}>
                  <Time at={time} show="day" />
                  <span className={styles.muted}>
                    {publisher}, <Figure kind="ratio" value={own} title={sentimentWord(own)} />
                  </span>
                </span>
                {title}
              </li>
            ))}
          </ul>
        </>
      )}
    </QueryPanel>
  );
}
