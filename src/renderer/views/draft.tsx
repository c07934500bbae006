import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Draft, DraftSummary, IndexSummary } from '../../shared/drafts.ts';
import { draftPath } from '../routes.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { useRatedTokens } from '../state/rated-tokens.ts';
import { showToast } from '../state/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Grid, Page, span } from '../ui/page.tsx';
import { Panel, QueryContent } from '../ui/panel.tsx';
import { ShortHash } from '../ui/short-hash.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './draft.module.css';
import { ApproveDialog } from './draft-approve.tsx';
import { RiskBars, SectorBars } from './draft-bars.tsx';
import { changesBetween } from './draft-changes.ts';
import { type Comparison, ComparisonPanel } from './draft-comparison.tsx';
import { DraftFiguresPanel } from './draft-figures.tsx';
import { BindingList, DraftStateBadge } from './draft-parts.tsx';
import { Asked, Fallbacks, Hashes, History, Skipped } from './draft-record.tsx';
import { ReplayPanel } from './draft-replay.tsx';
import { WeightsTable } from './draft-weights.tsx';
import { formOf } from './indices-form.ts';
import { useBuilderForm, useBuilderOpen } from './indices-memory.ts';

/** Shows one draft: its weights with their reasons, what it changes, what stands behind it, and the decision. */
export function DraftView({ id }: { readonly id: string }) {
  const draft = useQuery('drafts.get', { id }, { refreshOn: ['drafts.changed'] });
  if (draft.value !== undefined) return <LoadedDraft draft={draft.value} onRefresh={draft.refresh} />;
  return (
    <Page title="Draft" note={<code title={id}>{id.slice(0, 12)}</code>}>
      <Panel title="Weights">
        <QueryContent query={draft} skeletonLines={8}>
          {() => null}
        </QueryContent>
        {draft.state === 'failed' ? (
          <p className={styles.centred}>
            <Link href="/indices">See every draft</Link>
          </p>
        ) : null}
      </Panel>
    </Page>
  );
}

const weightsOf = (draft: Pick<Draft, 'weights'>): Record<string, number> =>
  Object.fromEntries(draft.weights.map(({ asset, weight }) => [asset, weight]));

function LoadedDraft({ draft, onRefresh }: { readonly draft: Draft; readonly onRefresh: () => void }) {
  const [, setLocation] = useLocation();
  const drafts = useQuery('drafts.list', {}, { refreshOn: ['drafts.changed', 'settings.changed'] });
  const indices = useQuery('drafts.indices', {}, { refreshOn: ['drafts.changed', 'data.changed'] });
  const held = useQuery('drafts.held', { name: draft.name }, { refreshOn: ['drafts.changed', 'data.changed'] });
  const all = drafts.value?.drafts;
  const summary = all?.find(({ id }) => id === draft.id);
  const index = indices.value?.indices.find(({ name }) => name === draft.name);
  const before = all?.find(
    (other) => other.name === draft.name && other.createdTime < draft.createdTime && other.feasible,
  );
  const previous = useQuery(
    'drafts.get',
    { id: before?.id ?? draft.id },
    { refreshOn: ['drafts.changed'], enabled: before !== undefined },
  );
  const rated = useRatedTokens();
  const names = useMemo(
    () => new Map([...rated.names, ...draft.weights.map(({ asset, name }) => [asset, name] as const)]),
    [rated.names, draft.weights],
  );
  const [, setForm] = useBuilderForm();
  const [, setIsBuilding] = useBuilderOpen();
  const [dialog, setDialog] = useState<'approve' | 'reject' | null>(null);
  const [isReplaying, setIsReplaying] = useState(false);
  const approve = useCommand('drafts.approve');
  const reject = useCommand('drafts.reject');

  // what is held now is this very draft once it is approved: then what was held when it was made says more
  const isHeldNow = held.value?.approvedId === draft.id;
  const isOpen = draft.state === 'proposed';
  const againstHeld = useMemo((): Comparison | undefined => {
    const after = weightsOf(draft);
    if (isOpen && !isHeldNow) {
      if (held.value === undefined) return undefined;
      const { approvedId, asOf, weights } = held.value;
      return {
        changes: changesBetween(weights, after),
        of: approvedId === null ? 'nothing is held yet: everything is new' : { asOf, id: approvedId },
      };
    }
    return {
      changes: changesBetween(draft.current, after),
      of: Object.keys(draft.current).length === 0 ? 'it started from cash' : 'what was held when it was drafted',
    };
  }, [draft, held.value, isHeldNow, isOpen]);
  // with nothing held, a comparison would only say every weight again
  const isAllNew = againstHeld?.changes.every(({ before: was }) => was === 0);
  const isFirst = all !== undefined && before === undefined;
  const againstPrevious = useMemo(
    (): Comparison | undefined =>
      before === undefined || previous.value === undefined
        ? undefined
        : {
            changes: changesBetween(weightsOf(previous.value), weightsOf(draft)),
            of: { asOf: before.asOf, id: before.id },
          },
    [before, previous.value, draft],
  );

  const draftAgain = (): void => {
    setForm(formOf(draft));
    setIsBuilding(true);
    setLocation('/indices');
  };
  const onApprove = async (reason: string): Promise<void> => {
    reject.reset();
    const done = await approve.run({ id: draft.id, reason });
    if (done !== undefined)
      showToast({ kind: 'done', title: `${draft.name} is approved`, text: 'It is what the index holds now.' });
    setDialog(null);
  };
  const onReject = async (reason: string): Promise<void> => {
    approve.reset();
    const done = await reject.run({ id: draft.id, reason });
    if (done !== undefined) showToast({ kind: 'done', title: 'The draft is rejected' });
  };
  const decided = isOpen ? undefined : `It is ${draft.state} already`;
  const failure = approve.error ?? reject.error;
  return (
    <Page
      title={draft.name}
      documentTitle={`Draft of ${draft.name}`}
      note={
        <span className={styles.note}>
          <DraftStateBadge state={draft.state} isFeasible={draft.feasible} />
          {draft.isSimulated ? (
            <Badge kind="warning">
              <Term word="SIMULATED" />
            </Badge>
          ) : null}
          <span>
            as of <Time at={draft.asOf} show="as-of" /> UTC
          </span>
          {summary?.expiresTime ? (
            <span>
              expires <Time at={summary.expiresTime} />
            </span>
          ) : null}
          <ShortHash hash={draft.id} label="the id" />
        </span>
      }
      actions={
        <>
          <Button kind="quiet" onClick={draftAgain}>
            Draft again
          </Button>
          <Button kind="quiet" onClick={() => setIsReplaying(true)} title="Make it again from its recorded inputs">
            Replay
          </Button>
          <Button onClick={() => setDialog('reject')} disabledWhy={decided} isWorking={reject.state === 'running'}>
            Reject
          </Button>
          <Button
            kind="primary"
            onClick={() => setDialog('approve')}
            disabledWhy={decided ?? (!draft.feasible && 'It has no weights; loosen its limits and draft again')}
            isWorking={approve.state === 'running'}
          >
            Approve
          </Button>
        </>
      }
    >
      <Outcome draft={draft} summary={summary} index={index} onDraftAgain={draftAgain} />
      {failure === null ? null : (
        <div className={styles.outcome} data-kind="expired" role="alert">
          <span>
            Your decision was not taken.{' '}
            {failure.code === 'conflict'
              ? 'Somebody decided meanwhile: what stands above is what counts.'
              : failure.message}
          </span>
          <Button
            kind="quiet"
            onClick={() => {
              approve.reset();
              reject.reset();
              onRefresh();
            }}
          >
            Understood
          </Button>
        </div>
      )}
      {isReplaying ? <ReplayPanel id={draft.id} onClose={() => setIsReplaying(false)} /> : null}
      {draft.feasible ? (
        <>
          <DraftFiguresPanel draft={draft} />
          <WeightsTable draft={draft} />
          <Grid>
            <RiskBars draft={draft} className={span.twoThirds} />
            <SectorBars draft={draft} className={span.third} />
            {isAllNew ? null : (
              <ComparisonPanel
                title={isOpen ? 'Against what is held' : 'Against what was held'}
                id="draft-against-held"
                comparison={againstHeld}
                error={isOpen ? held.error : null}
                onRetry={held.refresh}
                names={names}
                className={isFirst ? undefined : span.half}
              />
            )}
            {isFirst ? null : (
              <ComparisonPanel
                title="Against the draft before"
                id="draft-against-previous"
                comparison={againstPrevious}
                error={previous.error ?? drafts.error}
                onRetry={previous.refresh}
                names={names}
                className={isAllNew ? undefined : span.half}
              />
            )}
          </Grid>
          {isAllNew || isFirst ? (
            <p className={styles.muted}>
              {isAllNew
                ? `${isOpen ? 'Nothing is held yet' : 'Nothing was held when it was made'}, so every weight above is new. `
                : ''}
              {isFirst ? 'It is the first draft of this index, so there is none to compare it with.' : ''}
            </p>
          ) : null}
        </>
      ) : (
        <Panel title="No weights meet all of its limits">
          <BindingList binding={draft.binding} />
          <p className={styles.below}>
            <Button onClick={draftAgain}>Change the limits and draft again</Button>
          </p>
        </Panel>
      )}
      <div className={styles.masonry}>
        <Skipped draft={draft} names={names} />
        <Asked draft={draft} names={names} />
        <Fallbacks draft={draft} />
        <History draft={draft} />
        <Hashes draft={draft} />
      </div>
      <ApproveDialog
        isOpen={dialog === 'approve'}
        onClose={() => setDialog(null)}
        onApprove={onApprove}
        isWorking={approve.state === 'running'}
        decided={decided}
        draft={draft}
        comparison={againstHeld}
        names={names}
      />
      <ConfirmDialog
        isOpen={dialog === 'reject'}
        onClose={() => setDialog(null)}
        onConfirm={onReject}
        title={`Reject this draft of ${draft.name}?`}
        description="What is held stays as it is. The draft and your reason are kept for good."
        confirmLabel="Reject"
        isDangerous
        reasonLabel="Why"
      />
    </Page>
  );
}

/** Shows what became of a draft in a sentence; nothing while it awaits a decision. */
function Outcome({
  draft,
  summary,
  index,
  onDraftAgain,
}: {
  readonly draft: Draft;
  readonly summary: DraftSummary | undefined;
  readonly index: IndexSummary | undefined;
  readonly onDraftAgain: () => void;
}) {
  if (draft.state === 'proposed') return null;
  const reason = summary?.decisionReason ?? null;
  const heldId = index?.approvedId ?? null;
  return (
    <div className={styles.outcome} data-kind={draft.state} role="status">
      <span>
        {draft.state === 'approved' ? 'Approved' : draft.state === 'rejected' ? 'Rejected' : 'Expired'}{' '}
        {summary?.decidedTime ? <Time at={summary.decidedTime} /> : null}
        {reason === null ? '.' : draft.state === 'expired' ? `: ${reason}.` : `: “${reason}”.`}{' '}
        {draft.state === 'rejected' ? null : draft.state === 'expired' ? (
          'It can no longer be approved.'
        ) : heldId !== null && heldId !== draft.id ? (
          <>
            A <Link href={draftPath(heldId)}>later draft</Link> has taken its place.
          </>
        ) : (
          'It is what the index holds, drifted with prices since.'
        )}
      </span>
      {draft.state === 'expired' ? (
        <Button kind="quiet" onClick={onDraftAgain}>
          Draft again with the newest data
        </Button>
      ) : null}
    </div>
  );
}
