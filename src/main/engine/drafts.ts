import type { AppContract } from '../../shared/contract.ts';
import { type Draft, DraftSummary } from '../../shared/drafts.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import { EligibilityRules, EnsembleConfig } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import type { DraftInput } from '../jobs/draft.ts';
import { listDrafts, saveDraft } from '../store/drafts.ts';
import { hashOf } from './canonical.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { ensureModels } from './ensure-models.ts';
import { findByBeginning } from './find-by-beginning.ts';
import { isSimulated } from './is-simulated.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

type Names = 'drafts.create' | 'drafts.get' | 'drafts.list' | 'drafts.replay';

/** Returns the handlers of drafts. */
export function draftHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;

  const make = async (call: string, input: DraftInput, signal: CancelSignal): Promise<Draft> => {
    const content = await runJob(context, call, 'draft', input, signal);
    return { id: hashOf(content), ...content, state: 'proposed', createdTime: context.clock() };
  };

  const findDraft = (id: string): Draft => findByBeginning(listDrafts(store), id, 'Draft', '`drafts`');

  return {
    async 'drafts.create'({ name, asOf, preferences, current }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const draft = await make(
        'drafts.create',
        {
          name,
          asOf: instant,
          preferences,
          eligibility: EligibilityRules.parse({}),
          current,
          modelIds: await ensureModels(context, 'drafts.create', instant, EnsembleConfig.parse({}), signal),
          programVersion: programVersion(),
          isSimulated: isSimulated(store),
        },
        signal,
      );
      saveDraft(store, draft);
      context.events.publish('drafts.changed', { id: draft.id });
      return { ...draft, notes };
    },
    'drafts.get': ({ id }) => findDraft(id),
    'drafts.list': () => ({
      drafts: listDrafts(store).map((draft) => DraftSummary.parse({ ...draft, assetCount: draft.weights.length })),
    }),
    async 'drafts.replay'({ id }, signal) {
      const draft = findDraft(id);
      const replayed = await make(
        'drafts.replay',
        {
          name: draft.name,
          asOf: draft.asOf as Instant,
          preferences: draft.preferences,
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
  };
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
