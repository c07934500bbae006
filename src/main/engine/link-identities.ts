import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CancelSignal } from '../../shared/errors.ts';
import { sealBatch } from '../store/batches.ts';
import { appendIdentities, areIdentities, beginIdentities, type IdentityLink } from '../store/identities.ts';
import { countLinks } from '../store/status.ts';
import type { EngineContext } from './context.ts';

const LINKS_AT_ONCE = 500;

/**
 * Finds out which asset every daily series of the store is and keeps that.
 *
 * @param onProgress - hears the share that is done, 0..1, and what is being done.
 * @returns how many series another one witnesses too, and how many stand for themselves.
 */
export async function linkIdentities(
  context: EngineContext,
  signal: CancelSignal,
  onProgress: (done: number, note: string) => void,
): Promise<{ readonly linkedSeries: number; readonly unlinkedSeries: number }> {
  const links = await context.pool.run('link-series', {}, signal, {
    onProgress,
    onCheckpoint: () => undefined,
    onDefect: context.onDefect,
  });
  await keepLinks(context, links);
  const { linked, unlinked } = countLinks(context.store);
  return { linkedSeries: linked, unlinkedSeries: unlinked };
}

/** Replaces the links that hold, in short transactions; they hold until the new ones are sealed. Equal ones change nothing. */
export async function keepLinks({ store }: EngineContext, links: readonly IdentityLink[]): Promise<void> {
  if (areIdentities(store, links)) return;
  const batchId = beginIdentities(store);
  for (let from = 0; from < links.length; from += LINKS_AT_ONCE) {
    appendIdentities(store, batchId, links.slice(from, from + LINKS_AT_ONCE));
    await nextTurn();
  }
  sealBatch(store, batchId);
}
