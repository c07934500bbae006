import type { BindingConstraint } from '../../shared/drafts.ts';
import { Badge } from '../ui/badge.tsx';
import styles from './draft.module.css';
import { bindingWords, type DraftState, STATE_WORDS } from './draft-words.ts';

const STATE_KINDS = { proposed: 'note', approved: 'done', rejected: 'failed', expired: 'plain' } as const;

/** Shows the state of a draft in a word. */
export function DraftStateBadge({
  state,
  isFeasible = true,
}: {
  readonly state: DraftState;
  readonly isFeasible?: boolean | undefined;
}) {
  // without weights there is nothing to decide on
  if (!isFeasible && state === 'proposed') return <Badge kind="warning">No weights</Badge>;
  return <Badge kind={STATE_KINDS[state]}>{STATE_WORDS[state]}</Badge>;
}

/** Shows what stood in the way of a draft and what to loosen. */
export function BindingList({ binding }: { readonly binding: readonly BindingConstraint[] }) {
  return (
    <ul className={styles.binding}>
      {binding.map((constraint) => {
        const { what, loosen } = bindingWords(constraint);
        return (
          <li key={`${constraint.constraint} ${constraint.subject ?? ''}`}>
            <strong title={constraint.message}>{what}</strong>
            <span>{loosen}</span>
          </li>
        );
      })}
    </ul>
  );
}
