import type { AssetFacts } from '../../shared/assets.ts';
import type { Grade } from '../../shared/grades.ts';
import type { RatedGrade } from '../../shared/ratings.ts';
import { formatScore, formatShare } from '../format.ts';
import { Badge, GradeBadge } from '../ui/badge.tsx';
import { Delta, Figure } from '../ui/figure.tsx';
import { FigureRow } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { EVIDENCE_WORDS } from './ratings-rows.ts';
import styles from './token.module.css';
import { endingText } from './token-words.ts';

const RETURNS = [
  ['return1Day', '1 day'],
  ['return7Days', '7 days'],
  ['return30Days', '30 days'],
  ['return90Days', '90 days'],
  ['return365Days', '365 days'],
] as const;

/** Shows price, returns and size of a token, and both grades. */
export function TokenHeader({
  facts,
  trader,
  investor,
  notRated,
  ratedAsOf,
}: {
  readonly facts: AssetFacts;
  readonly trader: RatedGrade | null;
  readonly investor: RatedGrade | null;
  /** Why there is no grade, where there is none. */
  readonly notRated: string | null;
  readonly ratedAsOf: number | null;
}) {
  const ending = endingText(facts);
  return (
    <Panel
      title="At a glance"
      note={
        <>
          figures of <Time at={facts.lastDayTime} show="day" /> UTC
          {ratedAsOf === null ? null : (
            <>
              , grades as of <Time at={ratedAsOf} show="as-of" />
            </>
          )}
        </>
      }
    >
      {ending === null ? null : (
        <p className={styles.notice} role="note">
          <Badge kind="warning">{ending.title}</Badge> Last candle on <Time at={facts.lastDayTime} show="day" />.{' '}
          {ending.text}
        </p>
      )}
      <div className={styles.glance}>
        <div className={styles.grades}>
          {investor === null || trader === null ? (
            <p className={styles.hint}>{notRated ?? 'Reading its grades…'}</p>
          ) : (
            <>
              <GradeBlock grade="investor" rated={investor} />
              <GradeBlock grade="trader" rated={trader} />
            </>
          )}
        </div>
        <FigureRow
          figures={[
            { key: 'close', label: 'Price', value: <Figure kind="price" value={facts.close} /> },
            ...RETURNS.map(([key, label]) => ({
              key,
              label,
              value: <Figure kind="percent" value={facts[key]} isChange why="Too young, or a gap at its beginning" />,
            })),
            { key: 'cap', label: 'Market cap', value: <Figure kind="money" value={facts.marketCap} /> },
            {
              key: 'volume',
              label: <span title="Median of 30 days; the chart below tells each day">Traded a day, 30 d</span>,
              value: <Figure kind="money" value={facts.dollarVolume} />,
            },
            {
              key: 'volatility',
              label: <Term word="volatility">Volatility, 90 d</Term>,
              value: <Figure kind="share" value={facts.volatility} why="Too few days" />,
            },
            {
              key: 'drawdown',
              label: <Term word="drawdown">From the high</Term>,
              value: <Figure kind="percent" value={facts.drawdown} isChange />,
            },
          ]}
        />
      </div>
    </Panel>
  );
}

function GradeBlock({ grade, rated }: { readonly grade: Grade; readonly rated: RatedGrade }) {
  const { letter, score, evidence, change7Days, interval } = rated;
  return (
    <div className={styles.grade}>
      <span className={styles.gradeName}>
        <Term word={grade === 'trader' ? 'trader grade' : 'investor grade'}>
          {grade === 'trader' ? 'Trader, next days' : 'Investor, next months'}
        </Term>
      </span>
      <GradeBadge
        letter={letter}
        score={score}
        evidence={evidence.level}
        coverage={evidence.coverage}
        why={evidence.withheld === null ? null : `Withheld: ${evidence.withheld.message}`}
        isLarge
      />
      <span className={styles.muted}>
        {evidence.withheld === null ? (
          <>
            {change7Days === null ? null : (
              <>
                <Delta kind="score" value={change7Days} /> since 7 days ago ·{' '}
              </>
            )}
            {change7Days === null ? EVIDENCE_WORDS[evidence.level] : EVIDENCE_WORDS[evidence.level].toLowerCase()}{' '}
            <Term word="evidence">evidence</Term>
          </>
        ) : (
          `Withheld: ${evidence.withheld.message}`
        )}
      </span>
      {interval === null ? null : (
        <span className={styles.muted}>
          Its return ranks{' '}
          <Term word="conformal interval">
            {formatScore(interval.low)} to {formatScore(interval.high)} of 100
          </Term>{' '}
          with {formatShare(interval.level, 0)} chance
        </span>
      )}
    </div>
  );
}
