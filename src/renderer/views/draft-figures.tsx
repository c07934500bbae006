import type { ReactNode } from 'react';
import type { Draft } from '../../shared/drafts.ts';
import { formatCount, formatShare } from '../format.ts';
import type { GlossaryWord } from '../glossary.ts';
import { Figure } from '../ui/figure.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './draft.module.css';

const NO_RISK = 'A held token has too few returns for the risk of the whole to be measured';

type Item = { readonly label: string; readonly term?: GlossaryWord; readonly value: ReactNode; readonly note: string };

/** Shows the figures of a draft, each with what it means. Nothing for one without weights. */
export function DraftFiguresPanel({ draft }: { readonly draft: Draft }) {
  const { figures, preferences } = draft;
  if (figures === null) return null;
  const { coverage, diversificationRatio: ratio, effectiveAssets, turnover, voluntaryTurnover } = figures;
  const forced = turnover - voluntaryTurnover;
  const items: readonly Item[] = [
    {
      label: 'Expected volatility',
      term: 'volatility',
      value: <Figure kind="share" value={figures.expectedVolatility} why={NO_RISK} />,
      note:
        figures.expectedVolatility === null
          ? 'not known'
          : 'a year: two years in three should end within so much of the mean',
    },
    {
      label: 'Diversification ratio',
      term: 'diversification ratio',
      value: <Figure kind="ratio" value={ratio} why={NO_RISK} />,
      note:
        ratio === null ? 'not known' : `together they move ${formatShare(1 - 1 / ratio, 0)} less than each on average`,
    },
    {
      label: 'Effective assets',
      term: 'effective number of assets',
      value: <Figure kind="number" value={Math.round(effectiveAssets * 10) / 10} />,
      note: `as spread out as so many equal holdings; ${formatCount(draft.weights.length)} are held`,
    },
    {
      label: 'Invested',
      value: <Figure kind="share" value={figures.invested} />,
      note: `${formatShare(draft.cash)} is cash`,
    },
    {
      label: 'Turnover',
      term: 'turnover',
      value: <Figure kind="share" value={turnover} />,
      note:
        forced > 0.0005
          ? `${formatShare(voluntaryTurnover)} by choice, the rest had to be sold`
          : 'of the whole changes hands, all by choice',
    },
    {
      label: 'Unknown sector',
      value: <Figure kind="share" value={figures.unknownSector} />,
      note:
        figures.unknownSector > 0
          ? `the sector limit of ${formatShare(preferences.sectorCap, 0)} does not hold these back`
          : 'the sector of every token is known',
    },
    {
      label: 'Risk data',
      term: 'covariance coverage',
      value: (
        <Figure
          kind="share"
          value={coverage && coverage.pairCount > 0 ? coverage.estimatedPairCount / coverage.pairCount : null}
          why={NO_RISK}
        />
      ),
      note:
        coverage === null
          ? 'not known'
          : `of ${formatCount(coverage.pairCount)} pairs share enough of ${formatCount(coverage.dayCount)} days; the fewest are ${formatCount(coverage.smallestOverlap)}`,
    },
  ];
  return (
    <Panel title="What to expect" note="estimates from past prices, before costs; not a promise">
      <dl className={styles.figures}>
        {items.map(({ label, term, value, note }) => (
          <div key={label}>
            <dt>{term === undefined ? label : <Term word={term}>{label}</Term>}</dt>
            <dd>{value}</dd>
            <dd className={styles.figureNote}>{note}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
