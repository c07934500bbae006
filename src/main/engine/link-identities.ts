import type { CancelSignal } from '../../shared/errors.ts';
import { saveIdentities } from '../store/identities.ts';
import { countLinks } from '../store/status.ts';
import type { EngineContext } from './context.ts';

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
  saveIdentities(context.store, links);
  const { linked, unlinked } = countLinks(context.store);
  return { linkedSeries: linked, unlinkedSeries: unlinked };
}
