import { listAssets } from '../store/assets.ts';
import { listIdentities } from '../store/identities.ts';
import type { ReadableStore } from '../store/open.ts';

/** What follows the id of an asset that came back after a silence: `~2` and so on, see `store/chain.ts`. */
const LATER_LIFE = /~\d+$/;

/** Returns what tells a name for a person of an asset id: what some provider called it by an instant, or the id itself. */
export function namesOf(store: ReadableStore, asOf: number): (assetId: string) => string {
  const named = new Map(
    listAssets(store, asOf).map(({ source, key, name, symbol }) => [`${source}\n${key}`, name ?? symbol] as const),
  );
  const names = new Map<string, string>();
  for (const { source, key, assetId } of listIdentities(store)) {
    const name = named.get(`${source}\n${key}`);
    // the provider whose key the id is knows best what it is called
    if (name !== undefined && (key === assetId || !names.has(assetId))) names.set(assetId, name);
  }
  return (assetId) => names.get(assetId) ?? names.get(assetId.replace(LATER_LIFE, '')) ?? assetId;
}
