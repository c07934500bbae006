import type { FillCost } from './costs.ts';

/**
 * How an order was filled: at a true open, at a close (the source has no opens, or the money came in during the day), by
 * the end of a crawl at the last close, or by a delisting.
 */
export const FILL_KINDS = ['open', 'close', 'truncated', 'delisted'] as const;
export type FillKind = (typeof FILL_KINDS)[number];

/** Why a part of an order was not filled. */
export const UNFILLED_REASONS = ['volume-cap', 'no-price', 'no-cash', 'gone', 'dust'] as const;
export type UnfilledReason = (typeof UNFILLED_REASONS)[number];

/** One row a fill. A position is the sum of its quantities and nothing else. */
export type Fills = {
  readonly day: Int32Array;
  /** Day at whose close it was decided; for a forced fill the day itself. */
  readonly decidedDay: Int32Array;
  readonly asset: Int32Array;
  /** Units of the asset, positive for a purchase. */
  readonly quantity: Float64Array;
  readonly price: Float64Array;
  readonly fee: Float64Array;
  readonly spread: Float64Array;
  readonly impact: Float64Array;
  /** Index into {@link FILL_KINDS}. */
  readonly kind: Uint8Array;
};

/** What happened in a simulation, as columns. All money in USD, all weights and turnovers as fractions of equity. */
export type Ledger = {
  /** One row a day, at its close. The first row is the start: the initial equity, all in cash. */
  readonly day: Int32Array;
  readonly equity: Float64Array;
  readonly cash: Float64Array;
  /** Value of all positions as a fraction of equity. */
  readonly exposure: Float64Array;
  /** One way: half of the value of the day's fills (delistings left out) by the equity of the close before. */
  readonly turnover: Float64Array;
  /** The three parts of a day's change of equity: `priceMove - cost + delisting`. */
  readonly priceMove: Float64Array;
  readonly cost: Float64Array;
  readonly delisting: Float64Array;
  readonly positionCount: Int32Array;
  /** Positions that were carried at an older close because the day had none. */
  readonly staleCount: Int32Array;
  readonly fills: Fills;
  /** One row a decision; `plannedTurnover` is `½ Σ |target weight - drifted weight|` over assets. */
  readonly decisions: {
    readonly day: Int32Array;
    readonly plannedTurnover: Float64Array;
    readonly orderCount: Int32Array;
  };
  /** Positions at the close of the day after each decision. `weight` is a fraction of equity. */
  readonly holdings: { readonly day: Int32Array; readonly asset: Int32Array; readonly weight: Float64Array };
  readonly unfilled: Readonly<Record<UnfilledReason, { readonly count: number; readonly value: number }>>;
  /** Fills whose day and asset had no known volume, so that no cap could be applied. */
  readonly unknownVolumeCount: number;
};

/** One day's figures, in the units of {@link Ledger}. */
export type DayRow = {
  day: number;
  equity: number;
  cash: number;
  exposure: number;
  turnover: number;
  priceMove: number;
  cost: number;
  delisting: number;
  positionCount: number;
  staleCount: number;
};

/** One fill, in the units of {@link Fills}. */
export type FillRow = FillCost & {
  day: number;
  decidedDay: number;
  asset: number;
  quantity: number;
  price: number;
  kind: FillKind;
};

/** Collects a {@link Ledger} while a simulation runs. */
export type LedgerRecorder = {
  addDay(row: DayRow): void;
  addFill(row: FillRow): void;
  addDecision(row: { day: number; plannedTurnover: number; orderCount: number }): void;
  addHolding(row: { day: number; asset: number; weight: number }): void;
  addUnfilled(reason: UnfilledReason, value: number): void;
  addUnknownVolume(): void;
  finish(): Ledger;
};

/** Returns an empty recorder. Rows are small in number (days, and fills of some hundred decisions) and become columns at the end. */
export function createLedgerRecorder(): LedgerRecorder {
  const days: DayRow[] = [];
  const fills: FillRow[] = [];
  const decisions: Parameters<LedgerRecorder['addDecision']>[0][] = [];
  const holdings: Parameters<LedgerRecorder['addHolding']>[0][] = [];
  const unfilled = Object.fromEntries(UNFILLED_REASONS.map((reason) => [reason, { count: 0, value: 0 }])) as Record<
    UnfilledReason,
    { count: number; value: number }
  >;
  let unknownVolumeCount = 0;
  return {
    addDay: (row) => days.push(row),
    addFill: (row) => fills.push(row),
    addDecision: (row) => decisions.push(row),
    addHolding: (row) => holdings.push(row),
    addUnfilled(reason, value) {
      unfilled[reason].count++;
      unfilled[reason].value += value;
    },
    addUnknownVolume() {
      unknownVolumeCount++;
    },
    finish: () => ({
      day: Int32Array.from(days, ({ day }) => day),
      equity: Float64Array.from(days, ({ equity }) => equity),
      cash: Float64Array.from(days, ({ cash }) => cash),
      exposure: Float64Array.from(days, ({ exposure }) => exposure),
      turnover: Float64Array.from(days, ({ turnover }) => turnover),
      priceMove: Float64Array.from(days, ({ priceMove }) => priceMove),
      cost: Float64Array.from(days, ({ cost }) => cost),
      delisting: Float64Array.from(days, ({ delisting }) => delisting),
      positionCount: Int32Array.from(days, ({ positionCount }) => positionCount),
      staleCount: Int32Array.from(days, ({ staleCount }) => staleCount),
      fills: {
        day: Int32Array.from(fills, ({ day }) => day),
        decidedDay: Int32Array.from(fills, ({ decidedDay }) => decidedDay),
        asset: Int32Array.from(fills, ({ asset }) => asset),
        quantity: Float64Array.from(fills, ({ quantity }) => quantity),
        price: Float64Array.from(fills, ({ price }) => price),
        fee: Float64Array.from(fills, ({ fee }) => fee),
        spread: Float64Array.from(fills, ({ spread }) => spread),
        impact: Float64Array.from(fills, ({ impact }) => impact),
        kind: Uint8Array.from(fills, ({ kind }) => FILL_KINDS.indexOf(kind)),
      },
      decisions: {
        day: Int32Array.from(decisions, ({ day }) => day),
        plannedTurnover: Float64Array.from(decisions, ({ plannedTurnover }) => plannedTurnover),
        orderCount: Int32Array.from(decisions, ({ orderCount }) => orderCount),
      },
      holdings: {
        day: Int32Array.from(holdings, ({ day }) => day),
        asset: Int32Array.from(holdings, ({ asset }) => asset),
        weight: Float64Array.from(holdings, ({ weight }) => weight),
      },
      unfilled,
      unknownVolumeCount,
    }),
  };
}

/** Returns how many fills of each kind a ledger has. */
export function countFills(fills: Fills): Record<FillKind, number> {
  const counts = { open: 0, close: 0, truncated: 0, delisted: 0 };
  for (const kind of fills.kind) counts[FILL_KINDS[kind] as FillKind]++;
  return counts;
}
