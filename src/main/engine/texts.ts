import type { AppContract } from '../../shared/contract.ts';
import type { Handlers, Output } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import { dayOf, type Instant, instantOf, startOfDay } from '../../shared/time.ts';
import { type FeedState, fetchFeed } from '../feeds/texts/fetch-feed.ts';
import { parseFeedText } from '../feeds/texts/parse-feed.ts';
import { classifierDescription } from '../jobs/text-resources.ts';
import { sentimentNotes } from '../jobs/texts.ts';
import { appendArticles, spanOfArticles } from '../store/articles.ts';
import { beginBatch, discardAbandoned, discardBatch, sealBatch } from '../store/batches.ts';
import { findSetting, saveSetting } from '../store/settings.ts';
import type { EngineContext } from './context.ts';
import { refuseSimulated } from './is-simulated.ts';
import { loadSettings } from './load-settings.ts';
import { asOnlyWriter } from './only-writer.ts';
import { runJob } from './run-job.ts';

type Names = 'texts.sentiment' | 'texts.list' | 'texts.topics' | 'texts.scores' | 'texts.fetch';

/** The setting that keeps what servers said of the copies that were fetched last, by address. */
const FEED_STATES = 'text-feed-states';

/** Returns the handlers of articles and posts. */
export function textHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const instantFor = (asOf: number | null): Instant => (asOf === null ? newestInstantOf(context) : instantOf(asOf));
  return {
    'texts.sentiment': ({ asOf, ...rest }, signal) =>
      runJob(context, 'texts.sentiment', 'text-sentiment', { ...rest, asOf: instantFor(asOf) }, signal),
    'texts.list': ({ asOf, ...rest }, signal) =>
      runJob(context, 'texts.list', 'text-list', { ...rest, asOf: instantFor(asOf) }, signal),
    'texts.topics': ({ asOf, ...rest }, signal) =>
      runJob(context, 'texts.topics', 'text-topics', { ...rest, asOf: instantFor(asOf) }, signal),
    'texts.scores'() {
      const { scores, trainedTexts, sources, notes } = classifierDescription();
      return {
        ...{ scores: [...scores], trainedTexts },
        sources: sources.map(({ name, licence, textCount }) => `${name} (${licence}, ${textCount} texts)`),
        notes: [...notes, ...sentimentNotes()],
      };
    },
    'texts.fetch': (_, signal) => asOnlyWriter(context.store, 'texts.fetch', () => fetchAll(context, signal)),
  };
}

/** Returns the end of the day on which the newest article became known, or now if that day is not over. */
function newestInstantOf({ store, clock }: EngineContext): Instant {
  const now = clock();
  const { lastKnownAt } = spanOfArticles(store, now);
  return lastKnownAt === null ? now : instantOf(Math.min(now, startOfDay(dayOf(lastKnownAt) + 1)));
}

async function fetchAll(context: EngineContext, signal: CancelSignal): Promise<Output<AppContract['texts.fetch']>> {
  const { store, log, events } = context;
  refuseSimulated(store);
  const { textFeeds } = loadSettings(store, log);
  const states = new Map(Object.entries((findSetting(store, FEED_STATES) ?? {}) as Record<string, FeedState>));
  const report = context.reporter('texts.fetch');
  const total = { fetchedCount: 0, newCount: 0 };
  const failures: string[] = [];
  try {
    for (const [i, address] of textFeeds.entries()) {
      report(i / textFeeds.length, new URL(address).host);
      try {
        const fetched = await fetchFeed(address, states.get(address) ?? null, signal);
        if (fetched === null) continue;
        const { fetchedCount, newCount } = keepFeed(context, address, fetched.text);
        total.fetchedCount += fetchedCount;
        total.newCount += newCount;
        states.set(address, fetched.state);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
        failures.push(thrown.message);
      }
    }
  } finally {
    const kept = [...states].filter(([address]) => textFeeds.includes(address));
    saveSetting(store, FEED_STATES, Object.fromEntries(kept));
    if (total.newCount > 0) events.publish('texts.changed', {});
  }
  return { feedCount: textFeeds.length, ...total, failures };
}

/** Stores what is new in a feed, as known now. A feed with nothing new leaves no batch. */
function keepFeed(
  { store, clock }: EngineContext,
  address: string,
  text: string,
): { readonly fetchedCount: number; readonly newCount: number } {
  const now = clock();
  const { articles } = parseFeedText(text, address, now);
  const source = new URL(address).host;
  discardAbandoned(store, source, 'articles', null);
  const { batchId } = beginBatch(store, { source, kind: 'articles', fetchedAt: now, knownSource: 'observed' });
  const newCount = appendArticles(store, batchId, articles);
  if (newCount > 0) sealBatch(store, batchId);
  else discardBatch(store, batchId);
  return { fetchedCount: articles.length, newCount };
}
