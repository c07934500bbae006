import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { BindingConstraint } from '../../shared/drafts.ts';
import { tokenPath } from '../routes.ts';
import { useQuery } from '../state/query.ts';
import { showToast } from '../state/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
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

/** Shows the first characters of a hash, the whole on hover, with a button that copies it. */
export function ShortHash({ hash, label }: { readonly hash: string; readonly label: string }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(hash);
      showToast({ kind: 'done', title: `${label} copied` });
    } catch {
      // a shell may deny the clipboard; the text can still be taken by hand
      showToast({ kind: 'note', title: `${label} could not be copied; here it is`, text: hash });
    }
  };
  return (
    <span className={styles.hash}>
      <code title={hash}>{hash.slice(0, 12)}</code>
      <IconButton label={`Copy ${label}`} onClick={() => void copy()}>
        <Copy />
      </IconButton>
    </span>
  );
}

/** Shows the name of a token as a link to its page. */
export function TokenLink({ asset, name }: { readonly asset: string; readonly name: string }) {
  return (
    <Link href={tokenPath(asset)} title={name === asset ? name : `${name} (${asset})`}>
      {name}
    </Link>
  );
}

/** What pages of indices read of the rated market. */
export type RatedTokens = {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Whether the engine answered that there are no ratings, rather than that it could not answer. */
  readonly isUnrated: boolean;
  readonly tokens: readonly { readonly asset: string; readonly name: string; readonly symbol: string }[];
  /** Name by asset. */
  readonly names: ReadonlyMap<string, string>;
  /** Known sectors with their number of tokens, by name. */
  readonly sectors: readonly { readonly sector: string; readonly count: number }[];
};

/** Returns names and sectors of the rated tokens; none while nothing is rated. */
export function useRatedTokens(): RatedTokens {
  const { state, value, error } = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const sector of value?.sector ?? []) {
      if (sector !== null) counts.set(sector, (counts.get(sector) ?? 0) + 1);
    }
    const tokens = (value?.asset ?? []).map((asset, i) => ({
      asset,
      name: value?.name[i] ?? asset,
      symbol: value?.symbol[i] ?? '',
    }));
    return {
      state,
      isUnrated: state === 'failed' && error?.code === 'not-found',
      tokens,
      names: new Map(tokens.map(({ asset, name }) => [asset, name])),
      sectors: [...counts]
        .map(([sector, count]) => ({ sector, count }))
        .sort((left, right) => (left.sector < right.sector ? -1 : 1)),
    };
  }, [state, value, error]);
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
