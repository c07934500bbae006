import type { AppContract } from '../../shared/contract.ts';
import { type Draft, DraftPreferences, type DraftSummary, type IndexSummary } from '../../shared/drafts.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import { DAY, type Instant } from '../../shared/time.ts';
import type { DraftInput } from '../jobs/draft.ts';
import {
  type DraftDecision,
  type DraftRow,
  decideDraft,
  getDraft,
  listApprovals,
  listDraftStates,
  listDrafts,
  proposeDraft,
} from '../store/drafts.ts';
import { hashOf } from './canonical.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { ratedConfigOf } from './ensemble-config.ts';
import { ensureModels } from './ensure-models.ts';
import { findByBeginning } from './find-by-beginning.ts';
import { weightsSince } from './held-weights.ts';
import { isSimulated } from './is-simulated.ts';
import { loadSettings } from './load-settings.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

type Names =
  | 'drafts.create'
  | 'drafts.get'
  | 'drafts.list'
  | 'drafts.replay'
  | 'drafts.approve'
  | 'drafts.reject'
  | 'drafts.history'
  | 'drafts.indices'
  | 'drafts.held';

/** Returns the handlers of drafts. What was approved is a content: the id of a draft is its hash, and no content changes. */
export function draftHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;

  const make = async (call: string, input: DraftInput, signal: CancelSignal): Promise<Draft> => {
    const content = await runJob(context, call, 'draft', input, signal);
    return { id: hashOf(content), ...content, state: 'proposed', createdTime: context.clock() };
  };

  const idOf = (id: string): string => findByBeginning(listDrafts(store), id, 'Draft').id;

  const decide = (id: string, decision: 'approved' | 'rejected', reason: string) => {
    const whole = idOf(id);
    // time may have run out since anybody looked
    expireDrafts(context, context.clock());
    changeStates(context, whole, decision, reason === '' ? null : reason);
    return { id: whole, state: decision, changedTime: listDraftStates(store, whole).at(-1)!.changedTime };
  };

  return {
    async 'drafts.create'({ name, asOf, preferences, eligibility, current }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const draft = await make(
        'drafts.create',
        {
          name,
          asOf: instant,
          preferences,
          eligibility,
          current,
          modelIds: (await ensureModels(context, 'drafts.create', instant, ratedConfigOf(store), signal)).ids,
          programVersion: programVersion(),
          isSimulated: isSimulated(store),
        },
        signal,
      );
      proposeDraft(store, draft);
      context.events.publish('drafts.changed', { id: draft.id });
      // made before, it has the state and the time that it had
      return { ...getDraft(store, draft.id), notes };
    },
    'drafts.get': ({ id }) => getDraft(store, idOf(id)),
    'drafts.list': () => {
      expireDrafts(context, context.clock());
      const days = loadSettings(store, context.log).draftDays;
      return { drafts: listDrafts(store).map((row) => summaryOf(row, days)) };
    },
    async 'drafts.replay'({ id }, signal) {
      const draft = getDraft(store, idOf(id));
      const replayed = await make(
        'drafts.replay',
        {
          name: draft.name,
          asOf: draft.asOf as Instant,
          // one of an earlier program has no word on the preferences that came since
          preferences: DraftPreferences.parse(draft.preferences),
          eligibility: draft.eligibility,
          current: draft.current,
          modelIds: draft.hashes.models,
          programVersion: programVersion(),
          isSimulated: draft.isSimulated,
        },
        signal,
      );
      const differences = differencesOf(draft, replayed);
      return { id: draft.id, replayedId: replayed.id, identical: draft.id === replayed.id, differences };
    },
    'drafts.approve': ({ id, reason }) => decide(id, 'approved', reason),
    'drafts.reject': ({ id, reason }) => decide(id, 'rejected', reason),
    'drafts.history': ({ id }) => {
      const whole = idOf(id);
      return { id: whole, entries: listDraftStates(store, whole) };
    },
    async 'drafts.indices'(_input, signal) {
      const summaries = indicesOf(listDrafts(store), listApprovals(store));
      const approvals = [...listApprovals(store).values()];
      const since = await weightsSince(context, 'drafts.indices', approvals, signal);
      const returnOf = new Map(approvals.map(({ id }, i) => [id, since?.held[i]?.totalReturn ?? null]));
      return {
        indices: summaries.map((index) => ({ ...index, sinceApproval: returnOf.get(index.approvedId ?? '') ?? null })),
      };
    },
    async 'drafts.held'({ name }, signal) {
      const approval = listApprovals(store).get(name);
      if (approval === undefined) {
        return { name, asOf: null, approvedId: null, weights: {}, cash: 1, totalReturn: null };
      }
      const approvedId = approval.id;
      const since = await weightsSince(context, 'drafts.held', [approval], signal);
      if (since !== null) return { name, asOf: since.asOf, approvedId, ...since.held[0]! };
      const { weights, cash, asOf } = getDraft(store, approvedId);
      const asApproved = Object.fromEntries(weights.map(({ asset, weight }) => [asset, weight]));
      return { name, asOf, approvedId, weights: asApproved, cash, totalReturn: null };
    },
  };
}

/**
 * Ends every draft with weights that was proposed longer ago than the settings allow, and tells of each. Returns their ids.
 *
 * @param now - the present; a draft ends once `draftDays` whole days have passed.
 */
export function expireDrafts(context: EngineContext, now: Instant): string[] {
  const { store } = context;
  const days = loadSettings(store, context.log).draftDays;
  const due = listDrafts(store).filter((row) => isOpen(row) && row.changedTime + days * DAY <= now);
  const reason = `Nobody decided within ${days} ${days === 1 ? 'day' : 'days'}`;
  for (const { id } of due) changeStates(context, id, 'expired', reason);
  return due.map(({ id }) => id);
}

function changeStates(context: EngineContext, id: string, decision: DraftDecision, reason: string | null): void {
  for (const changed of decideDraft(context.store, id, decision, reason)) {
    context.events.publish('drafts.changed', { id: changed });
  }
}

/** Whether somebody can still decide on a draft: an attempt that found no weights leaves nothing to decide. */
const isOpen = ({ state, feasible }: Pick<DraftRow, 'state' | 'feasible'>): boolean => state === 'proposed' && feasible;

function summaryOf({ changedTime, reason, ...row }: DraftRow, draftDays: number): DraftSummary {
  return {
    ...row,
    decidedTime: row.state === 'proposed' ? null : changedTime,
    expiresTime: isOpen(row) ? changedTime + draftDays * DAY : null,
    decisionReason: reason,
  };
}

/** Returns the indices by name; `assetCount` is of what is held, so 0 while nothing was approved. */
function indicesOf(
  rows: readonly DraftRow[],
  approvals: ReturnType<typeof listApprovals>,
): Omit<IndexSummary, 'sinceApproval'>[] {
  const byName = new Map<string, DraftRow[]>();
  for (const row of rows) byName.set(row.name, [...(byName.get(row.name) ?? []), row]);
  return [...byName.keys()].sort().map((name) => {
    const own = byName.get(name)!;
    const approval = approvals.get(name);
    return {
      name,
      approvedId: approval?.id ?? null,
      approvedTime: approval?.approvedTime ?? null,
      proposedId: own.find(isOpen)?.id ?? null,
      draftCount: own.length,
      assetCount: own.find(({ id }) => id === approval?.id)?.assetCount ?? 0,
    };
  });
}

/** Returns a sentence for each thing that is not the same, the causes before the effects. */
function differencesOf(draft: Draft, replayed: Draft): string[] {
  const causes = Object.entries({
    data: 'The data known at that instant has changed: facts were imported since',
    factors: 'The registry of factors has changed',
    program: 'The program is another version',
    config: 'The configuration is another',
  }).flatMap(([key, text]) => {
    const [was, is] = [draft.hashes, replayed.hashes].map((hashes) => hashes[key as 'data']);
    return was === is ? [] : [`${text} (was ${was?.slice(0, 24)}, is ${is?.slice(0, 24)})`];
  });
  const weightOf = (of: Draft): Map<string, number> => new Map(of.weights.map(({ asset, weight }) => [asset, weight]));
  const [was, is] = [weightOf(draft), weightOf(replayed)];
  const moved = [...new Set([...was.keys(), ...is.keys()])].filter((asset) => was.get(asset) !== is.get(asset));
  return moved.length === 0
    ? causes
    : [...causes, `The weights of ${moved.length} tokens differ: ${moved.slice(0, 5).join(', ')}`];
}
