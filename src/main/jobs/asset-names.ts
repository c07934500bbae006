import { listAssets } from '../store/assets.ts';
import { listIdentities } from '../store/identities.ts';
import type { ReadableStore } from '../store/open.ts';
import { baseOfMarket, ownSeriesOf, sourceKindOf } from '../store/sources.ts';

/** What follows the id of an asset that came back after a silence: `~2` and so on, see `store/chain.ts`. */
const LATER_LIFE = /~\d+$/;

/** Returns what tells a name for a person of an asset id: what some provider called it by an instant, or the id itself. */
export function namesOf(store: ReadableStore, asOf: number): (assetId: string) => string {
  const namingOf = namingsOf(store, asOf);
  return (assetId) => namingOf(assetId).name;
}

/** What an asset is called; `symbol` is null where no provider told one. */
export type AssetNaming = { readonly name: string; readonly symbol: string | null };

/** Returns what tells name and symbol of an asset id, as {@link namesOf} tells the name. */
export function namingsOf(store: ReadableStore, asOf: number): (assetId: string) => AssetNaming {
  const named = new Map(
    listAssets(store, asOf).map(({ source, key, name, symbol }) => [
      `${source}\n${key}`,
      { name: name ?? symbol, symbol },
    ]),
  );
  const namings = new Map<string, AssetNaming>();
  for (const { source, key, assetId } of listIdentities(store)) {
    const naming = named.get(`${source}\n${key}`);
    // the provider whose key the id is knows best what it is called
    if (naming !== undefined && (key === assetId || !namings.has(assetId))) namings.set(assetId, naming);
  }
  return (assetId) => namings.get(assetId) ?? namings.get(firstLifeOf(assetId)) ?? ownNamingOf(assetId);
}

/** Returns what tells the symbol of an asset id; one that no provider described is called as its exchange calls it. */
export function symbolsOf(store: ReadableStore, asOf: number): (assetId: string) => string {
  const namingOf = namingsOf(store, asOf);
  return (assetId) => namingOf(assetId).symbol ?? baseOfMarket(firstLifeOf(assetId).replace(/^[^:]*:/, ''));
}

/** Returns how an asset that no provider names is called: a market of an exchange by what it quotes, such as `PERP on binance`. */
function ownNamingOf(assetId: string): AssetNaming {
  const series = ownSeriesOf(firstLifeOf(assetId));
  // Yahoo's own keys are symbols, too
  const hasSymbol = series !== null && (series.source === 'yahoo' || isExchange(series));
  if (!hasSymbol) return { name: assetId, symbol: null };
  const symbol = baseOfMarket(series.key);
  return { name: `${symbol} on ${series.source}`, symbol };
}

/** Returns the id under which an asset's series are known: without what tells its lives apart. */
export function firstLifeOf(assetId: string): string {
  return assetId.replace(LATER_LIFE, '');
}

const isExchange = ({ source, key }: { readonly source: string; readonly key: string }): boolean =>
  sourceKindOf(source, key) === 'exchange';
