import type { CancelSignal } from '../../shared/errors.ts';
import { type IdentityLink, saveIdentities } from '../store/identities.ts';
import type { EngineContext } from './context.ts';

/** How many series were found to be an asset that others know too, and how many stand for themselves. */
export type LinkCount = { readonly linkedSeries: number; readonly unlinkedSeries: number };

/**
 * Finds out which asset every daily series of the store is, keeps that, and returns how many were found.
 *
 * @param onProgress - hears the share that is done, 0..1, and what is being done.
 */
export async function linkIdentities(
  context: EngineContext,
  signal: CancelSignal,
  onProgress: (done: number, note: string) => void,
): Promise<LinkCount> {
  const links = await context.pool.run('link-series', {}, signal, {
    onProgress,
    onCheckpoint: () => undefined,
    onDefect: context.onDefect,
  });
  saveIdentities(context.store, links);
  return countLinks(links);
}

/** Returns how many series the links name, by whether they were found to be anything. A series with several links is one. */
export function countLinks(links: readonly IdentityLink[]): LinkCount {
  const seriesOf = (rows: readonly IdentityLink[]): Set<string> =>
    new Set(rows.map(({ source, key }) => `${source}\n${key}`));
  const linked = seriesOf(links.filter(({ method }) => method !== 'unlinked'));
  return { linkedSeries: linked.size, unlinkedSeries: seriesOf(links).size - linked.size };
}
