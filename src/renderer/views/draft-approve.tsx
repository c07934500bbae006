import { useState } from 'react';
import type { Draft } from '../../shared/drafts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { Figure } from '../ui/figure.tsx';
import { Skeleton } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './draft.module.css';
import { ChangesTable, type Comparison } from './draft-comparison.tsx';

/** Asks before a draft is approved and shows what it changes. */
export function ApproveDialog({
  isOpen,
  onClose,
  onApprove,
  isWorking,
  decided,
  draft,
  comparison,
  names,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onApprove: (reason: string) => Promise<void>;
  readonly isWorking: boolean;
  /** Said where somebody decided while this was open. */
  readonly decided: string | undefined;
  readonly draft: Draft;
  readonly comparison: Comparison | undefined;
  readonly names: ReadonlyMap<string, string>;
}) {
  const [reason, setReason] = useState('');
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      isWide
      title={`Approve this draft of ${draft.name}?`}
      description="Its weights are what the index holds from now on; other open drafts of the index expire. No order is sent anywhere: you trade yourself."
      actions={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            kind="primary"
            isWorking={isWorking}
            disabledWhy={decided}
            onClick={() => void onApprove(reason.trim())}
          >
            Approve
          </Button>
        </>
      }
    >
      <p>
        <Figure kind="count" value={draft.weights.length} /> tokens, <Figure kind="share" value={draft.cash} /> cash,{' '}
        <Term word="turnover" /> <Figure kind="share" value={draft.figures?.turnover} />.
      </p>
      <RiskLine draft={draft} />
      {decided !== undefined ? (
        <p role="alert">{decided}. It was decided elsewhere meanwhile; nothing is left to approve.</p>
      ) : comparison === undefined ? (
        <Skeleton label="What changes is being compared" />
      ) : (
        <div className={styles.bordered}>
          <ChangesTable id="draft-approve" label="What changes" changes={comparison.changes} names={names} most={280} />
        </div>
      )}
      <Field label="Note (optional)" help="Kept with the draft for good.">
        <TextArea value={reason} onChange={setReason} rows={2} />
      </Field>
    </Dialog>
  );
}

/** Shows what the draft risks, in a line. */
function RiskLine({ draft: { figures, weights } }: { readonly draft: Draft }) {
  if (figures === null) return null;
  const riskiest = [...weights].sort(
    (left, right) => (right.reason.riskContribution ?? 0) - (left.reason.riskContribution ?? 0),
  )[0];
  const share = riskiest?.reason.riskContribution ?? null;
  return (
    <p>
      Expected <Term word="volatility" />{' '}
      <Figure kind="share" value={figures.expectedVolatility} why="A token has too few returns to measure it" /> a year
      {riskiest === undefined || share === null ? null : (
        <>
          ; largest <Term word="risk contribution" /> <Figure kind="share" value={share} /> ({riskiest.name})
        </>
      )}
      ; <Figure kind="share" value={figures.unknownSector} /> in tokens of an unknown sector
      {figures.unknownSector > 0 ? ', which the sector limit does not hold back' : ''}.
    </p>
  );
}
