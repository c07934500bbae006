import { Link } from 'wouter';
import { useQuery } from '../state/query.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { ANOMALY_WORDS } from './anomalies-words.ts';
import styles from './token.module.css';

type Props = { readonly asset: string; readonly className?: string | undefined };

/** Days that are looked back for unusual ones. */
const DAYS = 90;
/** Signs that are shown before the rest is only counted. */
const SHOWN = 6;

/** Shows the unusual days of a token. */
export function TokenAnomalies({ asset, className }: Props) {
  const anomalies = useQuery('anomalies.list', { asset, days: DAYS }, { refreshOn: ['data.changed'] });
  return (
    <QueryPanel
      title="Unusual days"
      note={`last ${DAYS} days`}
      query={anomalies}
      className={className}
      empty={({ anomalies: found }) =>
        found.length === 0 ? <EmptyState title="None">No day of it stood out.</EmptyState> : null
      }
    >
      {({ anomalies: found }) => (
        <ul className={styles.signs}>
          {found.slice(0, SHOWN).map(({ time, kind, score, sentence }) => (
            <li key={`${time} ${kind}`}>
              <span className={styles.signHead}>
                <Time at={time} show="day" />
                <Badge kind={ANOMALY_WORDS[kind].badge} title={ANOMALY_WORDS[kind].meaning}>
                  {ANOMALY_WORDS[kind].label}
                </Badge>
                <span className={styles.muted}>
                  <Term word="anomaly score">score</Term> <Figure kind="ratio" value={score} />
                </span>
              </span>
              {sentence}
            </li>
          ))}
          {found.length > SHOWN ? (
            <li className={styles.muted}>
              and {found.length - SHOWN} more on the page <Link href="/anomalies">Anomalies</Link>
            </li>
          ) : null}
        </ul>
      )}
    </QueryPanel>
  );
}

/** Shows the confirmed patterns that hold for a token on the newest day. */
export function TokenPatterns({ asset, className }: Props) {
  const today = useQuery('patterns.today', { asset }, { refreshOn: ['patterns.changed', 'data.changed'] });
  const list = useQuery('patterns.list', {}, { refreshOn: ['patterns.changed'] });
  const search = list.value?.search ?? null;
  return (
    <QueryPanel
      title="Patterns that hold today"
      note="confirmed ones"
      query={today}
      className={className}
      empty={({ patternId }) =>
        patternId.length === 0 ? (
          <EmptyState title={search === null ? 'Not searched yet' : 'None'}>
            {search === null ? (
              <>
                The page <Link href="/patterns">Patterns</Link> searches them.
              </>
            ) : (
              'No confirmed pattern holds for it on the newest day.'
            )}
          </EmptyState>
        ) : null
      }
    >
      {({ patternId }) => (
        <ul className={styles.signs}>
          {patternId.slice(0, SHOWN).map((id) => {
            const pattern = search?.patterns.find((one) => one.id === id);
            if (pattern === undefined) return null;
            return (
              <li key={id}>
                <span className={styles.signHead}>
                  <Badge kind={pattern.side === 'outperforms' ? 'done' : 'failed'}>
                    {pattern.side === 'outperforms' ? '▲ better' : '▼ worse'}
                  </Badge>
                </span>
                {pattern.sentence}
              </li>
            );
          })}
          {patternId.length > SHOWN ? (
            <li className={styles.muted}>
              and {patternId.length - SHOWN} more on the page <Link href="/patterns">Patterns</Link>
            </li>
          ) : null}
        </ul>
      )}
    </QueryPanel>
  );
}
