/** What the schedule does when it is due, step by step, each with its reason, also where it is left out. */
import type { AppContract } from '../../shared/contract.ts';
import type { CallName, Output, Sent } from '../../shared/endpoint.ts';
import { AppError, toErrorShape } from '../../shared/errors.ts';
import type { ScheduleEntry, Settings } from '../../shared/settings.ts';
import { DAY, dayOf, formatDay } from '../../shared/time.ts';
import { findRatingSet } from '../store/ratings.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { expireDrafts } from './drafts.ts';
import { isSimulated } from './is-simulated.ts';

/** Makes a call of the contract. Rejects with AppError. */
export type ScheduleCall = (name: string, input: unknown) => Promise<unknown>;

/** What became of one step. */
export type StepOutcome = Pick<ScheduleEntry, 'outcome' | 'message'>;

/** One step of a run; its key tells it from the others when a run is taken up again. */
export type Step = {
  readonly key: string;
  readonly step: ScheduleEntry['step'];
  /** What its message begins with, such as the name of an index. */
  readonly subject?: string;
  take(): Promise<StepOutcome>;
};

const done = (message: string): StepOutcome => ({ outcome: 'done', message });
const skipped = (message: string): StepOutcome => ({ outcome: 'skipped', message });
const failed = (message: string): StepOutcome => ({ outcome: 'failed', message });

/**
 * Yields the steps of a run: fetch candles, rate, draft each approved index, end old drafts. Each is asked for when the one before
 * was taken, because the drafts depend on what came in.
 */
export async function* stepsOf(
  context: EngineContext,
  settings: Settings,
  untyped: ScheduleCall,
): AsyncGenerator<Step, void> {
  const call = untyped as <N extends CallName<AppContract>>(
    name: N,
    input: Sent<AppContract[N]>,
  ) => Promise<Output<AppContract[N]>>;
  const { schedule } = settings;
  let hasNews = false;
  yield {
    key: 'ingest',
    step: 'ingest',
    async take() {
      const { exchange, markets } = schedule;
      if (exchange === null) return skipped('No exchange is set');
      if (isSimulated(context.store)) return skipped('A simulated market takes no candles of an exchange');
      const report = await call('feeds.ingest', { exchange, markets });
      const candles = report.markets.reduce((sum, { inserted, revised }) => sum + inserted + revised, 0);
      hasNews = candles > 0;
      const lost = report.markets.filter(({ error }) => error !== null);
      if (markets.length === 0)
        return done(`${counted(report.listingCount, 'listing')} of ${exchange}; no markets are set`);
      const told = `${counted(candles, 'candle')} of ${counted(markets.length, 'market')} of ${exchange}`;
      if (lost.length === 0) return done(told);
      return failed(`${told}; ${lost.map(({ market, error }) => `${market}: ${error}`).join('; ')}`);
    },
  };
  yield {
    key: 'rate',
    step: 'rate',
    async take() {
      if (!schedule.rates) return skipped('Rating is off');
      const { instant } = decisionTimeOf(context.store, null);
      const rated = findRatingSet(context.store, Number.MAX_SAFE_INTEGER);
      if (!hasNews && rated !== undefined && rated.asOf >= instant) {
        return skipped(`Nothing is new since the end of ${endedDay(rated.asOf)} was rated`);
      }
      const { asOf, ratings, notes } = await call('ratings.create', {});
      const why = notes.find((note) => note.startsWith('Models were trained'));
      const told = `${counted(ratings.length, 'token')} rated at the end of ${endedDay(asOf)}`;
      return done(why === undefined ? told : `${told}. ${why}`);
    },
  };
  if (!schedule.drafts) {
    yield { key: 'draft', step: 'draft', take: async () => skipped('Drafting is off') };
  } else {
    let names: string[] = [];
    yield {
      key: 'indices',
      step: 'draft',
      async take() {
        const { indices } = await call('drafts.indices', {});
        names = indices.filter(({ approvedId }) => approvedId !== null).map(({ name }) => name);
        return names.length === 0 ? skipped('No index is approved') : done(`Approved: ${names.join(', ')}`);
      },
    };
    for (const name of names) {
      yield { key: `draft:${name}`, step: 'draft', subject: name, take: () => draftAnew(name) };
    }
  }
  yield {
    key: 'expire',
    step: 'expire',
    async take() {
      const { length } = expireDrafts(context, context.clock());
      const days = counted(settings.draftDays, 'day');
      return length === 0
        ? skipped(`No draft has waited for ${days}`)
        : done(`${counted(length, 'draft')} expired, because nobody decided within ${days}`);
    },
  };

  async function draftAnew(name: string): Promise<StepOutcome> {
    const { instant } = decisionTimeOf(context.store, null);
    const { indices } = await call('drafts.indices', {});
    const index = indices.find((one) => one.name === name);
    if (index === undefined || index.approvedId === null) return skipped('is not approved any more');
    const approved = await call('drafts.get', { id: index.approvedId });
    const proposed = index.proposedId === null ? null : await call('drafts.get', { id: index.proposedId });
    if (!hasNews && Math.max(approved.asOf, proposed?.asOf ?? 0) >= instant) {
      return skipped(`nothing is new since its last draft of the end of ${endedDay(instant)}`);
    }
    const { weights } = await call('drafts.held', { name });
    const { preferences, eligibility } = approved;
    const draft = await call('drafts.create', { name, preferences, eligibility, current: weights });
    if (!draft.feasible) {
      return failed(draft.binding.map(({ message }) => message).join('; ') || 'no weights are possible');
    }
    return done(`${counted(draft.weights.length, 'token')} proposed`);
  }
}

/** Returns what became of a step; what it throws is a failure, of which `onDefect` hears where nobody expected it. */
export async function takeStep(step: Step, onDefect: (stack: string) => void): Promise<StepOutcome> {
  const { outcome, message } = await outcomeOf(step, onDefect);
  return { outcome, message: step.subject === undefined ? message : `${step.subject}: ${message}` };
}

async function outcomeOf(step: Step, onDefect: (stack: string) => void): Promise<StepOutcome> {
  try {
    return await step.take();
  } catch (thrown) {
    if (!(thrown instanceof AppError)) onDefect((thrown as Error).stack ?? String(thrown));
    return failed(toErrorShape(thrown).message);
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Returns the day that was over at an instant. */
function endedDay(instant: number): string {
  return formatDay(dayOf(instant - DAY));
}
