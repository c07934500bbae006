import { useMemo, useState } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import type { Grade } from '../../shared/grades.ts';
import type { RatedGrade } from '../../shared/ratings.ts';
import { percentileOf } from '../factor-words.ts';
import { formatNumber, formatScore } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { classNames } from '../ui/class-names.ts';
import { Figure } from '../ui/figure.tsx';
import { span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Waterfall } from '../ui/waterfall.tsx';
import { gradeName } from './ratings-filters.ts';
import styles from './token.module.css';
import { FactorName } from './token-factor-name.tsx';
import { MemberReasonsList } from './token-members.tsx';

const SPLITS = [
  { value: 'factor', label: 'By factor', title: 'What each factor added, over all models' },
  { value: 'member', label: 'By model', title: 'What each model added, and through which factors' },
] as const;
type Split = (typeof SPLITS)[number]['value'];

/** Reasons that are shown before all are asked for. */
const SHOWN = 10;

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
  const [split, setSplit] = usePageMemory<Split>(
    'token.split',
    'factor',
    (kept) => SPLITS.find(({ value }) => value === kept)?.value,
  );
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
  const hasMembers = (reasons?.members.length ?? 0) > 0;
  const isByMember = hasMembers && split === 'member';
  return (
    <Panel
      title={`Why this ${grade} grade`}
      className={span.half}
      actions={
        <>
          {reasons !== null && !isByMember && reasons.factor.length > SHOWN ? (
            <Button kind="quiet" aria-pressed={isFull} onClick={() => setIsFull(!isFull)}>
              {isFull ? 'Strongest' : `All ${reasons.factor.length}`}
            </Button>
          ) : null}
          {hasMembers ? (
            <Segmented label={`How the ${grade} grade is split`} value={split} choices={SPLITS} onChange={setSplit} />
          ) : null}
        </>
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
            token above {formatNumber(Math.min(score ?? 0, 99.9), 1)} % of all. The grey number is{' '}
            {isByMember ? 'the weight of the model.' : 'its percentile by that factor.'}
          </p>
          {isByMember ? (
            <MemberReasonsList
              reasons={reasons}
              signal={signal}
              totalName={`${gradeName(grade)} signal`}
              infos={infos}
            />
          ) : (
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
          )}
        </>
      )}
    </Panel>
  );
}
