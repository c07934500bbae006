/** What is known of each asset of a panel besides its candles. */

import { DAY } from '../../shared/time.ts';
import { EXCLUSION } from '../numeric/panel.ts';
import { type AssetFact, listAssets } from './assets.ts';
import { exclusionOf, sectorOf } from './kinds.ts';
import type { ReadableStore } from './open.ts';
import { baseOfMarket, sourceKindOf } from './sources.ts';

/** Which series an asset consists of. */
export type AssetParts = {
  readonly id: string;
  readonly isAmbiguous: boolean;
  readonly parts: readonly { readonly source: string; readonly key: string }[];
};

/** What an asset is, as far as it decides whether it may be held. */
export type Traits = {
  readonly exclusion: number;
  readonly sector: string | null;
  /** First day at whose end the sector was known. */
  readonly sectorFromDay: number;
};

/**
 * Returns a function from an asset to its traits, as known at `asOf`.
 *
 * What a token is by construction was so from its first day, whenever it was written down; so exclusions are read off the
 * newest list. A sector counts from the day on which it was recorded (docs/decisions/0005).
 */
export function createTraits(store: ReadableStore, asOf: number): (asset: AssetParts) => Traits {
  const nameOf = (source: string, key: string): string => `${source}\n${key}`;
  const newest = new Map(listAssets(store).map((fact) => [nameOf(fact.source, fact.key), fact]));
  const known = new Map(listAssets(store, asOf).map((fact) => [nameOf(fact.source, fact.key), fact]));
  const symbols = new Set([...newest.values()].map(({ symbol }) => symbol.toUpperCase()));
  return ({ isAmbiguous, parts }) => {
    const facts = parts.map(({ source, key }) => newest.get(nameOf(source, key)));
    let exclusion = isAmbiguous ? EXCLUSION.ambiguous : 0;
    for (const fact of facts) if (fact !== undefined) exclusion |= exclusionOf(fact, symbols);
    if (facts.every((fact) => fact === undefined)) {
      for (const { source, key } of parts) {
        const symbol = sourceKindOf(source, key) === 'exchange' ? baseOfMarket(key) : key;
        exclusion |= exclusionOf({ symbol, name: null, categories: [] }, symbols);
      }
    }
    return {
      exclusion,
      ...sectorAt(
        parts.map(({ source, key }) => known.get(nameOf(source, key))),
        asOf,
      ),
    };
  };
}

function sectorAt(facts: readonly (AssetFact | undefined)[], asOf: number): Pick<Traits, 'sector' | 'sectorFromDay'> {
  for (const fact of facts) {
    const sector = fact === undefined ? null : sectorOf(fact.source, fact.categories);
    if (fact !== undefined && sector !== null && fact.categoriesKnownAt <= asOf) {
      return { sector, sectorFromDay: Math.ceil(fact.categoriesKnownAt / DAY) - 1 };
    }
  }
  return { sector: null, sectorFromDay: 0 };
}
