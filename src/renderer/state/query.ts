import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { AppContract } from '../../shared/contract.ts';
import type { CallName, EventName, Output, Query, Sent } from '../../shared/endpoint.ts';
import type { ErrorShape } from '../../shared/errors.ts';
import { transport } from '../api.ts';
import { createQueryCache, LOADING, queryKey } from './query-cache.ts';

/** The cache of this window. */
export const queries = createQueryCache(transport);

/** The names of the contract's queries. */
export type QueryName = {
  [N in CallName<AppContract>]: AppContract[N] extends Query ? N : never;
}[CallName<AppContract>];

/** What a page sees of a question. */
export type QueryState<Value> = {
  readonly state: 'loading' | 'ready' | 'failed';
  /** The last value, also while it is asked again; undefined before the first. */
  readonly value: Value | undefined;
  readonly error: ErrorShape | null;
  readonly isRefreshing: boolean;
  readonly refresh: () => void;
};

/**
 * Returns the state of a question and keeps it fresh while the component is on the page. Equal questions are asked once.
 * @param options.refreshOn - events after which it is asked again; workspaces and reconnects are seen to anyway.
 * @param options.enabled - false asks nothing yet.
 */
export function useQuery<N extends QueryName>(
  name: N,
  input: Sent<AppContract[N]>,
  options: { readonly refreshOn?: readonly EventName<AppContract>[]; readonly enabled?: boolean } = {},
): QueryState<Output<AppContract[N]>> {
  const { refreshOn = [], enabled = true } = options;
  const key = queryKey(name, input);
  const events = refreshOn.join(' ');
  // biome's rule wants `input` here; the key stands for it, because callers write it as a literal that is new each time
  const question = useMemo(() => JSON.parse(key.slice(name.length + 1)) as unknown, [key, name]);
  useEffect(() => {
    if (!enabled) return;
    return queries.look(name, question, events === '' ? [] : events.split(' '));
  }, [name, question, events, enabled]);
  const snapshot = useStore(queries.store, (snapshots) => snapshots[key]) ?? LOADING;
  return useMemo(
    () => ({
      state: snapshot.state,
      value: snapshot.value as Output<AppContract[N]> | undefined,
      error: snapshot.error,
      isRefreshing: snapshot.isRefreshing,
      refresh: () => queries.refresh(name, question),
    }),
    [snapshot, name, question],
  );
}
