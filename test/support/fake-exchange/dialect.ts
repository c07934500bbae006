import type { Route } from './faults.ts';
import type { FakeMarket, FakeRow } from './truth.ts';

/** An answer that is ready, or candles that can still be spoilt and then written in the exchange's form. */
export type Reply =
  | { readonly status: number; readonly body: unknown }
  | {
      readonly status: number;
      readonly rows: readonly FakeRow[];
      readonly encode: (rows: readonly FakeRow[]) => unknown;
    };

/** How an exchange answers. `spoil` hides candles before the exchange pages through them. */
export type Dialect = {
  readonly routes: Readonly<Record<string, Route>>;
  readonly time: (now: number) => Reply;
  readonly markets: (markets: readonly FakeMarket[], now: number) => Reply;
  readonly candles: (
    markets: readonly FakeMarket[],
    query: URLSearchParams,
    now: number,
    spoil: (rows: readonly FakeRow[]) => readonly FakeRow[],
  ) => Reply;
};
