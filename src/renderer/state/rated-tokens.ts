import { useMemo } from 'react';
import { useQuery } from './query.ts';

/** What pages that name tokens read of the rated market. */
export type RatedTokens = {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Whether the engine answered that there are no ratings, rather than that it could not answer. */
  readonly isUnrated: boolean;
  readonly tokens: readonly { readonly asset: string; readonly name: string; readonly symbol: string }[];
  /** Name by asset. */
  readonly names: ReadonlyMap<string, string>;
  /** Known sectors with their number of tokens, by name. */
  readonly sectors: readonly { readonly sector: string; readonly count: number }[];
};

/**
 * Returns how a token is called in short: its symbol, or its id where none is known.
 * @param known - tokens with symbols beside the rated ones; keep it stable.
 */
export function useSymbols(
  known: readonly { readonly asset: string; readonly symbol: string }[],
): (asset: string) => string {
  const { tokens } = useRatedTokens();
  return useMemo(() => {
    const symbols = new Map([...tokens, ...known].map(({ asset, symbol }) => [asset, symbol]));
    return (asset) => symbols.get(asset) || asset;
  }, [tokens, known]);
}

/** Returns names and sectors of the rated tokens; none while nothing is rated. */
export function useRatedTokens(): RatedTokens {
  const { state, value, error } = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const sector of value?.sector ?? []) {
      if (sector !== null) counts.set(sector, (counts.get(sector) ?? 0) + 1);
    }
    const tokens = (value?.asset ?? []).map((asset, i) => ({
      asset,
      name: value?.name[i] ?? asset,
      symbol: value?.symbol[i] ?? '',
    }));
    return {
      state,
      isUnrated: state === 'failed' && error?.code === 'not-found',
      tokens,
      names: new Map(tokens.map(({ asset, name }) => [asset, name])),
      sectors: [...counts]
        .map(([sector, count]) => ({ sector, count }))
        .sort((left, right) => (left.sector < right.sector ? -1 : 1)),
    };
  }, [state, value, error]);
}
