import type { Anomaly } from '../../shared/anomalies.ts';
import { formatNumber } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { BarList } from '../ui/bar-list.tsx';
import { Figure } from '../ui/figure.tsx';
import { FigureRow } from '../ui/page.tsx';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './anomalies.module.css';
import { ANOMALY_WORDS, figureWords } from './anomalies-words.ts';

/** Shows what one unusual day is, how unusual, and what made it so. */
export function AnomalyReasons({ anomaly }: { readonly anomaly: Anomaly }) {
  const { asset, symbol, kind, score, ownScore, factor, contribution, value, sentence } = anomaly;
  const words = ANOMALY_WORDS[kind];
  return (
    <div className={styles.reasons}>
      <p>
        <Badge kind={words.badge}>{words.label}</Badge> {sentence}
      </p>
      <p className={styles.explain}>{words.meaning}</p>
      <FigureRow
        figures={[
          {
            key: 'score',
            label: <Term word="anomaly score">Score</Term>,
            value: <Figure kind="ratio" value={score} />,
            note: 'against all tokens',
          },
          {
            key: 'own',
            label: <Term word="own score">Own score</Term>,
            value: <Figure kind="ratio" value={ownScore} why="Its own past is too short" />,
            note: 'against its own past',
          },
        ]}
      />
      <BarList
        kind="share"
        maximum={1}
        bars={factor.map((id, place) => {
          const { name, meaning } = figureWords(id);
          return {
            key: id,
            name,
            title: meaning === null ? name : `${name}: ${meaning}`,
            value: contribution[place] ?? null,
            note: <Deviations value={value[place] ?? null} />,
          };
        })}
      />
      <p className={styles.explain}>
        Bars: the part of the score above the ordinary that each brought. The grey number tells in{' '}
        <Term word="robust deviations" /> how far the value lay from the middle of the day.
      </p>
      <p>
        <TokenLink asset={asset} name={`The page of ${symbol || asset}`} />
      </p>
    </div>
  );
}

function Deviations({ value }: { readonly value: number | null }) {
  if (value === null) return null;
  return (
    <span className={styles.deviations} title="Robust standard deviations from the middle of the day">
      {value > 0 ? '+' : ''}
      {formatNumber(value, 1)}
    </span>
  );
}
