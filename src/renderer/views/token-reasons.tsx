import { useMemo, useState } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import type { Grade } from '../../shared/grades.ts';
import type { RatedGrade } from '../../shared/ratings.ts';
import { factorHelp, factorWords, percentileOf } from '../factor-words.ts';
import { formatNumber, formatScore } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Figure } from '../ui/figure.tsx';
import { span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Tooltip } from '../ui/popup.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Waterfall } from '../ui/waterfall.tsx';
import { gradeName } from './ratings-filters.ts';
import styles from './token.module.css';

/** Reasons that are shown before all are asked for. */
const SHOWN = 10;

/** Shows the name of a factor; hover or focus explains it. */
export function FactorName({ id, infos }: { readonly id: string; readonly infos: readonly FactorInfo[] }) {
  const { name } = factorWords(id);
  const help = factorHelp(
    infos.find((info) => info.id === id),
    id,
  );
  return (
    <Tooltip
      text={
        <>
          <strong>{name}</strong>
          {help}
        </>
      }
    >
      <button type="button" className={styles.factor} aria-label={`${name}. ${help}`}>
        {name}
      </button>
    </Tooltip>
  );
}

/** Shows how the factors add up to the signal of a grade. */
export function TokenReasons({
  grade,
  rated,
  infos,
}: {
  readonly grade: Grade;
  readonly rated: RatedGrade;
  readonly infos: readonly FactorInfo[];
}) {
  const [isFull, setIsFull] = useState(false);
  const { reasons, signal, score } = rated;
  const shown = useMemo(() => {
    if (reasons === null) return null;
    const count = isFull ? reasons.factor.length : Math.min(SHOWN, reasons.factor.length);
    const parts = reasons.factor.slice(0, count).map((id, index) => {
      const percentile = percentileOf(reasons.rank[index] ?? null);
      return {
        key: id,
        name: <FactorName id={id} infos={infos} />,
        value: reasons.contribution[index] ?? 0,
        note: (
          <span title={percentile === null ? 'Not known for this token' : 'Percentile among all tokens'}>
            {percentile === null ? 'unknown' : `at ${formatScore(percentile)}`}
          </span>
        ),
      };
    });
    const rest = reasons.contribution.slice(count).reduce((sum, value) => sum + value, reasons.rest);
    return { parts, rest, restCount: reasons.factor.length - count };
  }, [reasons, isFull, infos]);
  return (
    <Panel
      title={`Why this ${grade} grade`}
      className={span.half}
      actions={
        reasons !== null && reasons.factor.length > SHOWN ? (
          <Button kind="quiet" aria-pressed={isFull} onClick={() => setIsFull(!isFull)}>
            {isFull ? 'Strongest only' : `All ${reasons.factor.length} factors`}
          </Button>
        ) : undefined
      }
    >
      {shown === null || reasons === null ? (
        <EmptyState title={`The ${grade} grade is withheld`}>
          {rated.evidence.withheld?.message ?? 'Too little is known to grade this token'}. Nothing is guessed.
        </EmptyState>
      ) : (
        <>
          <p className={classNames(styles.hint, styles.reason)}>
            The <Term word="signal">signal</Term> of <Figure kind="ratio" value={signal} /> is this sum; it places the
            token above {formatNumber(Math.min(score ?? 0, 99.9), 1)} % of all. The grey number is its percentile by
            that factor.
          </p>
          <Waterfall
            base={reasons.base}
            parts={shown.parts}
            rest={shown.rest}
            restName={shown.restCount === 0 ? 'Factors not listed' : `${shown.restCount} other factors`}
            residual={reasons.residual}
            totalName={`${gradeName(grade)} signal`}
            total={signal}
            format={(value) => formatNumber(value, 3)}
          />
        </>
      )}
    </Panel>
  );
}
