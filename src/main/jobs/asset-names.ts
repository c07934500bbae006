import { listAssets } from '../store/assets.ts';
import { listIdentities } from '../store/identities.ts';
import type { ReadableStore } from '../store/open.ts';

/** Returns a name for a person of each asset that some provider named by an instant, by asset id. */
export function namesOf(store: ReadableStore, asOf: number): Map<string, string> {
  const named = new Map(
    listAssets(store, asOf).map(({ source, key, name, symbol }) => [`${source}\n${key}`, name ?? symbol] as const),
  );
  const names = new Map<string, string>();
  for (const { source, key, assetId } of listIdentities(store)) {
    const name = named.get(`${source}\n${key}`);
    // the provider whose key the id is knows best what it is called
    if (name !== undefined && (key === assetId || !names.has(assetId))) names.set(assetId, name);
  }
  return names;
}
