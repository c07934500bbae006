import { Link } from 'wouter';
import type { AppContract } from '../../shared/contract.ts';
import type { IndexSummary } from '../../shared/drafts.ts';
import type { Output } from '../../shared/endpoint.ts';
import { draftPath } from '../routes.ts';
import type { QueryState } from '../state/query.ts';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { QueryContent } from '../ui/panel.tsx';
import { Popover } from '../ui/popup.tsx';
import { Time } from '../ui/time.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './indices.module.css';

type Held = Output<AppContract['drafts.held']>;

/** Shows what an index holds now, and whether the draft starts from it. */
export function HeldNow({
  index,
  held,
  names,
  usesHeld,
  onChange,
}: {
  readonly index: IndexSummary | undefined;
  readonly held: QueryState<Held>;
  readonly names: ReadonlyMap<string, string>;
  readonly usesHeld: boolean;
  readonly onChange: (usesHeld: boolean) => void;
}) {
  if (index === undefined || index.approvedId === null) {
    return (
      <div className={styles.held}>
        <strong>Held now: nothing</strong>
        <span className={styles.help}>The draft starts from cash.</span>
      </div>
    );
  }
  return (
    <div className={styles.held}>
      <QueryContent query={held} skeletonLines={2}>
        {({ weights, cash, asOf, totalReturn, approvedId }) => {
          const tokens = Object.entries(weights).sort(([, left], [, right]) => right - left);
          return (
            <>
              <strong>
                Held now: {tokens.length} tokens and <Figure kind="share" value={cash} /> cash
              </strong>
              <span className={styles.help}>
                <Time at={asOf} show="as-of" />, <Figure kind="percent" value={totalReturn} isChange /> since{' '}
                {approvedId === null ? 'the approval' : <Link href={draftPath(approvedId)}>the approved draft</Link>},
                without costs
              </span>
              <Popover trigger={<Button>Show what is held</Button>} title={`Held by ${index.name}`} align="start">
                <ul className={styles.heldList}>
                  {tokens.map(([asset, weight]) => (
                    <li key={asset}>
                      <TokenLink asset={asset} name={names.get(asset) ?? asset} />
                      <Figure kind="share" value={weight} />
                    </li>
                  ))}
                  <li>
                    <span>Cash</span>
                    <Figure kind="share" value={cash} />
                  </li>
                </ul>
              </Popover>
            </>
          );
        }}
      </QueryContent>
      <Switch isOn={usesHeld} onChange={onChange}>
        Start from what is held
      </Switch>
      {usesHeld ? null : (
        <span className={styles.help}>Started from cash: turnover limit and buffer have nothing to keep.</span>
      )}
    </div>
  );
}
