import { invariant } from '../../shared/errors.ts';
import { formatDay } from '../../shared/time.ts';
import type { FillCost } from './costs.ts';
import type { FillKind, LedgerRecorder } from './ledger.ts';

/** Rounding allowed in the accounting identity, as a share of equity. */
export const TOLERANCE = 1e-9;

/** Units held of an asset, and the price at which they were last valued. */
export type Position = { readonly quantity: number; readonly mark: number };

/** Which fill is booked: whose, decided when, how. */
export type FillOrigin = { readonly asset: number; readonly decidedDay: number; readonly kind: FillKind };

/** Cash and positions, whose every change is booked; positions come about by fills alone. */
export type Account = {
  readonly positions: ReadonlyMap<number, Position>;
  readonly cash: number;
  /** Equity at the last close. */
  readonly equity: number;
  /** Values a position at a price; nothing if the asset is not held. */
  mark(asset: number, price: number): void;
  /** Books a fill; the asset must have been marked at its price before. A delisting fill is booked below the mark. */
  fill(origin: FillOrigin, day: number, quantity: number, price: number, cost: FillCost): void;
  /** Ends a day: checks the identity, records the day, and counts `staleCount` positions that had no price. */
  closeDay(day: number, staleCount: number): void;
  /** Returns the drifted weights at the last close, fractions of equity. */
  weights(): ReadonlyMap<number, number>;
};

/** Returns an account that holds cash alone. */
export function createAccount(initialEquity: number, recorder: LedgerRecorder): Account {
  const positions = new Map<number, { quantity: number; mark: number }>();
  let cash = initialEquity;
  let equity = initialEquity;
  let flows = { priceMove: 0, cost: 0, delisting: 0, traded: 0 };

  return {
    positions,
    get cash() {
      return cash;
    },
    get equity() {
      return equity;
    },
    mark(asset, price) {
      const position = positions.get(asset);
      if (position === undefined) return;
      flows.priceMove += position.quantity * (price - position.mark);
      position.mark = price;
    },
    fill({ asset, decidedDay, kind }, day, quantity, price, cost) {
      const position = positions.get(asset) ?? { quantity: 0, mark: price };
      const charged = cost.fee + cost.spread + cost.impact;
      cash -= quantity * price + charged;
      flows.cost += charged;
      if (kind === 'delisted') flows.delisting += quantity * (position.mark - price);
      else flows.traded += Math.abs(quantity * price);
      position.quantity += quantity;
      if (position.quantity === 0) positions.delete(asset);
      else positions.set(asset, position);
      recorder.addFill({ day, decidedDay, asset, quantity, price, ...cost, kind });
    },
    closeDay(day, staleCount) {
      let value = 0;
      for (const position of positions.values()) value += position.quantity * position.mark;
      const before = equity;
      equity = cash + value;
      const expected = before + flows.priceMove - flows.cost + flows.delisting;
      const allowed = TOLERANCE * Math.max(before, equity, Math.abs(flows.priceMove), flows.traded);
      invariant(
        Math.abs(equity - expected) <= allowed && cash >= -allowed,
        `equity of ${formatDay(day)} was ${equity}, ${cash} of it cash, needs ${expected} by price moves, costs and delistings`,
      );
      recorder.addDay({
        day,
        equity,
        cash,
        exposure: equity > 0 ? value / equity : 0,
        turnover: before > 0 ? flows.traded / before / 2 : 0,
        priceMove: flows.priceMove,
        cost: flows.cost,
        delisting: flows.delisting,
        positionCount: positions.size,
        staleCount,
      });
      flows = { priceMove: 0, cost: 0, delisting: 0, traded: 0 };
    },
    weights: () => new Map([...positions].map(([asset, { quantity, mark }]) => [asset, (quantity * mark) / equity])),
  };
}
