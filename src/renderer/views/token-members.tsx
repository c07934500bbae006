import type { FactorInfo } from '../../shared/factors.ts';
import type { MemberReasons, Reasons } from '../../shared/ratings.ts';
import { formatNumber, formatShare } from '../format.ts';
import type { GlossaryWord } from '../glossary.ts';
import { BarList } from '../ui/bar-list.tsx';
import { Term } from '../ui/term.tsx';
import { Waterfall } from '../ui/waterfall.tsx';
import { kindLabel } from './models-words.ts';
import styles from './token.module.css';
import { FactorName } from './token-factor-name.tsx';

const METHODS: Readonly<Record<MemberReasons['method'], GlossaryWord>> = {
  'tree-shap': 'TreeSHAP',
  'integrated-gradients': 'integrated gradients',
};

const keyOf = ({ kind, horizonDays }: MemberReasons): string => `${kind} ${horizonDays}`;
const nameOf = ({ kind, horizonDays }: MemberReasons): string => `${kindLabel(kind)}, ${horizonDays} days`;

/** Shows how the models add up to the signal of a grade, and each of them by its own factors. */
export function MemberReasonsList({
  reasons,
  signal,
  totalName,
  infos,
}: {
  readonly reasons: Reasons;
  readonly signal: number | null;
  readonly totalName: string;
  readonly infos: readonly FactorInfo[];
}) {
  const members = reasons.members.toSorted((left, right) => Math.abs(right.total) - Math.abs(left.total));
  return (
    <>
      <Waterfall
        base={null}
        parts={members.map((member) => ({
          key: keyOf(member),
          name: nameOf(member),
          value: member.total,
          note: <span title="Weight of the model in the signal">{formatShare(member.weight, 0)}</span>,
        }))}
        rest={0}
        residual={reasons.residual}
        totalName={totalName}
        total={signal}
        format={(value) => formatNumber(value, 3)}
      />
      <h3 className={styles.membersTitle}>Each model by its own factors</h3>
      {members.map((member) => (
        <details key={keyOf(member)} className={styles.member}>
          <summary>
            {nameOf(member)}: {formatNumber(member.total, 3)}
          </summary>
          <p className={styles.hint}>
            Shared out by <Term word={METHODS[member.method]} />.
          </p>
          <BarList kind="number" bars={barsOf(member, infos)} />
        </details>
      ))}
    </>
  );
}

function barsOf(member: MemberReasons, infos: readonly FactorInfo[]) {
  const { factor, contribution, rest, total } = member;
  const base = total - rest - contribution.reduce((sum, value) => sum + value, 0);
  return [
    ...factor.map((id, place) => ({
      key: id,
      name: <FactorName id={id} infos={infos} />,
      value: contribution[place] ?? null,
    })),
    { key: ' rest', name: 'All other factors', value: rest },
    ...(Math.abs(base) < 1e-9 ? [] : [{ key: ' base', name: 'Base', value: base }]),
  ];
}
