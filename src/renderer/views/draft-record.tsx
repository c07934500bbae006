import { useMemo } from 'react';
import type { Draft } from '../../shared/drafts.ts';
import { useQuery } from '../state/query.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { ShortHash } from '../ui/short-hash.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './draft.module.css';
import { DraftStateBadge } from './draft-parts.tsx';
import { RANK_HELP, WEIGHTING_WORDS } from './draft-words.ts';
import { formatNumberOf, NUMBER_FIELDS } from './indices-fields.ts';
import { formOf, INITIAL_FORM } from './indices-form.ts';

type PartProps = { readonly draft: Draft };
type Names = { readonly names: ReadonlyMap<string, string> };

/** Shows the candidates that ranked well enough and were passed over, with the reason of each. */
export function Skipped({ draft, names }: PartProps & Names) {
  return (
    <Panel title="Passed over" note="ranked well enough and not held" isFlush>
      {draft.skipped.length === 0 ? (
        <EmptyState title="Nobody was passed over">The best ranks are all held.</EmptyState>
      ) : (
        <div className={styles.skipped}>
          <table>
            <caption className="hidden-text">Passed over, the best rank first</caption>
            <thead>
              <tr>
                <th scope="col">Token</th>
                <th scope="col" title={RANK_HELP} className={styles.number}>
                  Rank
                </th>
                <th scope="col">Why not</th>
              </tr>
            </thead>
            <tbody>
              {draft.skipped.map(({ asset, rank, why }) => (
                <tr key={asset}>
                  <th scope="row">
                    <TokenLink asset={asset} name={names.get(asset) ?? asset} />
                  </th>
                  <td className={styles.number}>
                    <Figure kind="count" value={rank} />
                  </td>
                  <td>{why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

/** Shows which weightings were tried in which order. */
export function Fallbacks({ draft }: PartProps) {
  return (
    <Panel title="How it was weighted" note="if a weighting fails, the next is taken">
      {draft.fallbackChain.length === 0 ? (
        <EmptyState title="No weighting was reached">No token was left to weigh.</EmptyState>
      ) : (
        <ol className={styles.lines}>
          {draft.fallbackChain.map(({ method, isUsed, why }) => {
            const { label, term, sentence } = WEIGHTING_WORDS[method];
            return (
              <li key={method}>
                <Badge kind={isUsed ? 'done' : 'failed'}>{isUsed ? 'Used' : 'Failed'}</Badge>
                <span>
                  <strong>{term === undefined ? label : <Term word={term}>{label}</Term>}</strong>{' '}
                  <span className={styles.muted}>{why ?? sentence}</span>
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}

/** Shows what the draft was asked for; what is not at its default stands out. */
export function Asked({ draft, names }: PartProps & Names) {
  const form = useMemo(() => formOf(draft), [draft]);
  const lists = [
    { label: 'Only these sectors', values: form.sectorsIncluded },
    { label: 'Never these sectors', values: form.sectorsExcluded },
    { label: 'Tokens never held', values: form.assetsExcluded.map((asset) => names.get(asset) ?? asset) },
  ].filter(({ values }) => values.length > 0);
  return (
    <Panel title="What was asked" note="bold where it is not the default">
      <dl className={styles.pairs}>
        <div data-changed={form.grade !== INITIAL_FORM.grade || undefined}>
          <dt>Grade that selects</dt>
          <dd>
            <Term word={form.grade === 'trader' ? 'trader grade' : 'investor grade'}>{form.grade}</Term>
          </dd>
        </div>
        <div data-changed={form.weighting !== INITIAL_FORM.weighting || undefined}>
          <dt>Weighting</dt>
          <dd>{WEIGHTING_WORDS[form.weighting].label}</dd>
        </div>
        {NUMBER_FIELDS.map(({ key, label, help }) => (
          <div key={key} data-changed={form.numbers[key] !== INITIAL_FORM.numbers[key] || undefined}>
            <dt title={help}>{label}</dt>
            <dd>{formatNumberOf(key, form.numbers[key])}</dd>
          </div>
        ))}
        {lists.map(({ label, values }) => (
          <div key={label} data-changed>
            <dt>{label}</dt>
            <dd>{values.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Shows the states that a draft went through. */
export function History({ draft }: PartProps) {
  const history = useQuery('drafts.history', { id: draft.id }, { refreshOn: ['drafts.changed'] });
  return (
    <QueryPanel title="What became of it" query={history} skeletonLines={2}>
      {({ entries }) => (
        <ol className={styles.lines} aria-label="States">
          {entries.map(({ state, changedTime, reason }) => (
            <li key={`${state} ${String(changedTime)}`}>
              <DraftStateBadge state={state} />
              <span>
                <Time at={changedTime} /> {reason === null ? null : <span className={styles.muted}>{reason}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </QueryPanel>
  );
}

/** Shows the fingerprints of everything that decided the draft. */
export function Hashes({ draft }: PartProps) {
  const { hashes } = draft;
  const lines = [
    { label: 'Draft', hash: draft.id },
    { label: 'Data known then', hash: hashes.data },
    { label: 'Factors', hash: hashes.factors },
    { label: 'Preferences', hash: hashes.config },
    ...hashes.models.map((hash, i) => ({ label: `Model ${i + 1}`, hash })),
  ];
  return (
    <Panel
      title="Fingerprints"
      note={
        <>
          the same <Term word="hash">hashes</Term> give the same weights, bit for bit
        </>
      }
    >
      <dl className={styles.pairs}>
        {lines.map(({ label, hash }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <ShortHash hash={hash} label={`the hash of ${label.toLowerCase()}`} />
            </dd>
          </div>
        ))}
        <div>
          <dt>Program</dt>
          <dd>
            <code>{hashes.program}</code>
          </dd>
        </div>
        <div>
          <dt title="Where chance is used in training, it begins here">Seed</dt>
          <dd>
            <code>{hashes.seed}</code>
          </dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>
            <Time at={draft.createdTime} />
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
