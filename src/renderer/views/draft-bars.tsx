import { useState } from 'react';
import type { Draft } from '../../shared/drafts.ts';
import { formatShare } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { Figure } from '../ui/figure.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './draft-bars.module.css';
import { weightBySector } from './draft-changes.ts';

/** As many as are read at a glance; the rest opens on demand. */
const SHOWN = 20;

/** Shows weight and risk contribution of each token as a pair of bars. */
export function RiskBars({ draft, className }: { readonly draft: Draft; readonly className?: string | undefined }) {
  const [isWhole, setIsWhole] = useState(false);
  const { weights } = draft;
  const shown = isWhole ? weights : weights.slice(0, SHOWN);
  // risk contributions add up to the whole, so weights are compared as parts of what is invested
  const invested = Math.max(1 - draft.cash, 1e-9);
  const hasCash = draft.cash > 0.0005;
  const most = Math.max(
    ...weights.map(({ weight, reason }) => Math.max(weight / invested, reason.riskContribution ?? 0)),
    1e-9,
  );
  return (
    <Panel
      title="Weight and risk"
      className={className}
      actions={
        <span className={styles.legend}>
          <span data-series="weight">{hasCash ? 'Weight in what is invested' : 'Weight'}</span>
          <span data-series="risk">
            <Term word="risk contribution">Risk contribution</Term>
          </span>
        </span>
      }
    >
      <p className={styles.lead}>
        Where the risk is longer than the weight, a token brings more than its share of the ups and downs.
      </p>
      <ol className={styles.pairs} aria-label="Weight and risk contribution by token">
        {shown.map(({ asset, name, weight, reason }) => (
          <li key={asset}>
            <span className={styles.name}>
              <TokenLink asset={asset} name={name} />
            </span>
            <span className={styles.tracks} aria-hidden="true">
              <Bar series="weight" share={weight / invested / most} />
              <Bar series="risk" share={(reason.riskContribution ?? 0) / most} />
            </span>
            <span className={styles.figure}>
              <span className="hidden-text">weight </span>
              <Figure kind="share" value={weight / invested} />
            </span>
            <span className={styles.figure}>
              <span className="hidden-text">risk </span>
              <Figure kind="share" value={reason.riskContribution} why="Too few returns to measure it" />
            </span>
          </li>
        ))}
      </ol>
      {weights.length > SHOWN ? (
        <Button kind="quiet" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? `The largest ${SHOWN} only` : `Show all ${weights.length}`}
        </Button>
      ) : null}
    </Panel>
  );
}

/** Shows the weight of each sector against the largest that is allowed. */
export function SectorBars({ draft, className }: { readonly draft: Draft; readonly className?: string | undefined }) {
  const sectors = weightBySector(draft.weights);
  const cap = draft.preferences.sectorCap;
  const most = Math.max(cap, ...sectors.map(({ weight }) => weight), 1e-9);
  const knownCount = sectors.filter(({ sector }) => sector !== null).length;
  return (
    <Panel
      title="Sectors"
      className={className}
      note={knownCount === 0 ? undefined : `the mark is the limit, ${formatShare(cap, 0)}`}
    >
      <ol className={styles.sectors} aria-label="Weight by sector">
        {sectors.map(({ sector, weight, count }) => (
          <li key={sector ?? ''}>
            <span className={styles.name} title={sector ?? 'No source told its sector'}>
              {sector ?? 'Unknown'} <span className={styles.count}>{count}</span>
            </span>
            <span className={styles.tracks} aria-hidden="true">
              <Bar series={sector === null ? 'unknown' : 'weight'} share={weight / most} />
              {sector === null ? null : <span className={styles.mark} style={{ left: `${(cap / most) * 100}%` }} />}
            </span>
            <span className={styles.figure}>
              <Figure kind="share" value={weight} />
            </span>
          </li>
        ))}
      </ol>
      {knownCount === 0 ? (
        <p className={styles.note}>
          This data tells no sectors, so the sector limit holds nothing back. Import a listing with categories to know
          them.
        </p>
      ) : null}
    </Panel>
  );
}

function Bar({ series, share }: { readonly series: 'weight' | 'risk' | 'unknown'; readonly share: number }) {
  return (
    <span className={styles.bar} data-series={series} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
  );
}
