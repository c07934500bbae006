/**
 * A walk over days: what was decided at one close is filled at the first price that trades after it.
 *
 * 1. `fillOrders(day, 'open')`: orders of earlier days are filled at the day's true open, where there is one.
 * 2. `closeEnded`: positions whose series has been silent for `SILENCE_DAYS` are delisted, or sold at their last close if only
 *    the crawl ended. Until then nobody can tell an end from a pause, so they are carried at their last close and decisions
 *    see them as held.
 * 3. `fillOrders(day, 'close')`: orders whose asset has no open that day, and purchases that waited for a sale's money.
 * 4. `markToClose`: every position is valued at its close, or carried at the last one; the account checks its identity.
 * 5. `takeDecision`: target weights become orders, which are first looked at on the next day.
 *
 * So the decision's own price can never be a fill price, and no step reads a later day.
 */
import type { CostConfig } from '../../shared/backtests.ts';
import { AppError } from '../../shared/errors.ts';
import { formatDay } from '../../shared/time.ts';
import { cellOf, endOf, SILENCE_DAYS } from '../numeric/panel.ts';
import { createAccount, TOLERANCE } from './account.ts';
import { type FillCost, fillCost, type Liquidity, liquidityAt, type PricedLayout } from './costs.ts';
import { createLedgerRecorder, type Ledger } from './ledger.ts';

/** Fractions of equity by index of the asset in the market's layout. What they leave of 1 stays cash. */
export type TargetWeights = ReadonlyMap<number, number>;

/**
 * Returns the weights wanted from the next day on, or null to leave everything as it is.
 *
 * @param day - it has just closed; nothing later may be used.
 * @param held - gives the drifted weights at that close.
 */
export type Decide = (day: number, held: () => TargetWeights) => TargetWeights | null;

export type Simulation = {
  readonly market: PricedLayout;
  /** How assets ended, by asset id; used for each only `SILENCE_DAYS` after its last cell. */
  readonly endings: ReadonlyMap<string, 'truncated' | 'delisted'>;
  readonly decide: Decide;
  readonly costs: CostConfig;
  /** Return after the last close of a delisted asset, -1..0. */
  readonly delistingReturn: number;
  /** USD, all in cash at the close of `fromDay`. */
  readonly initialEquity: number;
  /** First day at whose close a decision may be taken, and last day to simulate. */
  readonly fromDay: number;
  readonly untilDay: number;
};

/** Either a quantity to sell or a value to spend; the other is 0. */
type Order = {
  readonly asset: number;
  readonly decidedDay: number;
  readonly liquidity: Liquidity;
  /** Units still to sell. */
  quantity: number;
  /** USD still to spend. */
  value: number;
  /** Whether a price was met, so that what is left waits for money alone. */
  wasPriced: boolean;
};

type Quote = { readonly order: Order; readonly price: number; readonly cap: number };

const NO_COST: FillCost = { fee: 0, spread: 0, impact: 0 };

/**
 * Returns what the decisions would have come to.
 *
 * Sales come before purchases; purchases share what cash there is in proportion, and wait for the sales of the same
 * decision as long as one of those is unfilled. An order takes at most `maximumVolumeShare` of a day's traded value, at an open
 * of the mean traded value that was known at the decision; what is above stays unfilled. A day with a price but a volume of 0
 * did not trade. Cash earns nothing.
 *
 * Throws `invalid-input` if target weights are negative, not finite or sum to more than 1.
 */
export function simulate(simulation: Simulation): Ledger {
  const { market, endings, costs, fromDay, untilDay } = simulation;
  const { open, close, volume } = market.fields;
  const recorder = createLedgerRecorder();
  const account = createAccount(simulation.initialEquity, recorder);
  let orders: Order[] = [];

  const hasEnded = (asset: number, day: number): boolean =>
    day >= endOf(market, asset) + SILENCE_DAYS && endings.has(market.assets[asset]);

  /** Most that an order takes of a traded value, USD; no limit where that is unknown. */
  const capOf = (traded: number): number =>
    Number.isNaN(traded) ? Number.POSITIVE_INFINITY : costs.maximumVolumeShare * traded;

  const quotesAt = (day: number, kind: 'open' | 'close'): Quote[] => {
    const quotes: Quote[] = [];
    for (const order of orders) {
      const cell = cellOf(market, order.asset, day);
      if (cell < 0 || volume[cell] === 0) continue;
      const price = kind === 'open' ? open[cell] : close[cell];
      if (!(price > 0)) continue;
      // Nobody knows at the open what the day will trade; by its close everybody has seen it.
      quotes.push({ order, price, cap: capOf(kind === 'open' ? order.liquidity.dollarVolume : volume[cell]) });
    }
    return quotes;
  };

  const book = ({ order, price, cap }: Quote, day: number, kind: 'open' | 'close', quantity: number): void => {
    if (cap === Number.POSITIVE_INFINITY) recorder.addUnknownVolume();
    const cost = fillCost(costs, order.liquidity, Math.abs(quantity * price));
    account.fill({ asset: order.asset, decidedDay: order.decidedDay, kind }, day, quantity, price, cost);
  };

  const sell = (quote: Quote, day: number, kind: 'open' | 'close'): void => {
    const { order, price, cap } = quote;
    const above = order.quantity * price - cap;
    if (above > 0) recorder.addUnfilled('volume-cap', above);
    const quantity = above > 0 ? cap / price : order.quantity;
    order.quantity = 0;
    if (quantity > 0) book(quote, day, kind, -quantity);
  };

  const buy = (quotes: readonly Quote[], day: number, kind: 'open' | 'close'): void => {
    let needed = 0;
    for (const { order, cap } of quotes) {
      if (order.value > cap) recorder.addUnfilled('volume-cap', order.value - cap);
      order.value = Math.min(order.value, cap);
      const cost = fillCost(costs, order.liquidity, order.value);
      needed += order.value + cost.fee + cost.spread + cost.impact;
    }
    const scale = needed > account.cash ? Math.max(0, account.cash) / needed : 1;
    for (const quote of quotes) {
      const { order, price } = quote;
      const spent = order.value * scale;
      if (scale < 1 && spent < costs.minimumOrderValue) continue;
      order.value = scale < 1 ? order.value - spent : 0;
      if (spent > 0) book(quote, day, kind, spent / price);
    }
  };

  const fillOrders = (day: number, kind: 'open' | 'close'): void => {
    const quotes = quotesAt(day, kind);
    if (quotes.length === 0) return;
    for (const { order, price } of quotes) {
      account.mark(order.asset, price);
      order.wasPriced = true;
    }
    for (const quote of quotes) if (quote.order.quantity > 0) sell(quote, day, kind);
    buy(
      quotes.filter(({ order }) => order.value > 0),
      day,
      kind,
    );
    const hasSales = orders.some(({ quantity }) => quantity > 0);
    orders = orders.filter((order) => {
      if (order.quantity === 0 && order.value === 0) return false;
      if (hasSales || !order.wasPriced) return true;
      recorder.addUnfilled('no-cash', order.value);
      return false;
    });
  };

  const closeEnded = (day: number): void => {
    orders = orders.filter(({ asset, value }) => {
      if (!hasEnded(asset, day)) return true;
      if (value > 0) recorder.addUnfilled('gone', value);
      return false;
    });
    for (const [asset, { quantity, mark }] of account.positions) {
      if (!hasEnded(asset, day)) continue;
      if (endings.get(market.assets[asset]) === 'truncated') {
        const liquidity = liquidityAt(market, asset, endOf(market, asset) - 1);
        const cost = fillCost(costs, liquidity, quantity * mark);
        account.fill({ asset, decidedDay: day, kind: 'truncated' }, day, -quantity, mark, cost);
      } else {
        const price = mark * (1 + simulation.delistingReturn);
        account.fill({ asset, decidedDay: day, kind: 'delisted' }, day, -quantity, price, NO_COST);
      }
    }
  };

  const markToClose = (day: number): void => {
    let staleCount = 0;
    for (const asset of account.positions.keys()) {
      const cell = cellOf(market, asset, day);
      if (cell >= 0 && close[cell] > 0) account.mark(asset, close[cell]);
      else staleCount++;
    }
    account.closeDay(day, staleCount);
  };

  const dropOrders = (): void => {
    for (const { asset, quantity, value, wasPriced } of orders) {
      const mark = account.positions.get(asset)?.mark ?? 0;
      recorder.addUnfilled(wasPriced ? 'no-cash' : 'no-price', value + quantity * mark);
    }
    orders = [];
  };

  /**
   * Makes all purchases smaller in proportion, so that what sales are expected to bring pays for them and for every cost.
   * Costs and caps are those of the decision, so only a price that moves until the fill can leave a purchase without cash. What has no price on
   * the day of the decision may never be bought, and takes nothing from the others.
   */
  const reserveCosts = (day: number): void => {
    let available = account.cash;
    let needed = 0;
    for (const { asset, liquidity, quantity, value } of orders) {
      const worth = quantity > 0 ? quantity * (account.positions.get(asset)?.mark ?? 0) : value;
      const expected = Math.min(worth, capOf(liquidity.dollarVolume));
      const { fee, spread, impact } = fillCost(costs, liquidity, expected);
      if (quantity > 0) available += expected - fee - spread - impact;
      else if (close[cellOf(market, asset, day)] > 0) needed += expected + fee + spread + impact;
    }
    if (needed <= available) return;
    const scale = Math.max(0, available) / needed;
    for (const order of orders) order.value *= scale;
  };

  const takeDecision = (day: number): boolean => {
    const target = simulation.decide(day, account.weights);
    if (target === null) return false;
    checkWeights(target, day);
    dropOrders();
    const { equity, positions } = account;
    const assets = [...new Set([...positions.keys(), ...target.keys()])].sort((a, b) => a - b);
    let change = 0;
    for (const asset of assets) {
      const { quantity, mark } = positions.get(asset) ?? { quantity: 0, mark: 0 };
      const wanted = (target.get(asset) ?? 0) * equity;
      const difference = wanted - quantity * mark;
      if (difference === 0) continue;
      change += Math.abs(difference);
      const isExit = wanted === 0;
      if (hasEnded(asset, day)) recorder.addUnfilled('gone', Math.abs(difference));
      else if (!isExit && Math.abs(difference) < costs.minimumOrderValue)
        recorder.addUnfilled('dust', Math.abs(difference));
      else {
        orders.push({
          asset,
          decidedDay: day,
          liquidity: liquidityAt(market, asset, day),
          quantity: isExit ? quantity : difference < 0 ? -difference / mark : 0,
          value: Math.max(0, difference),
          wasPriced: false,
        });
      }
    }
    reserveCosts(day);
    recorder.addDecision({ day, plannedTurnover: equity > 0 ? change / equity / 2 : 0, orderCount: orders.length });
    return true;
  };

  let isSnapshotDue = false;
  for (let day = fromDay; day <= untilDay; day++) {
    fillOrders(day, 'open');
    closeEnded(day);
    fillOrders(day, 'close');
    markToClose(day);
    if (isSnapshotDue) for (const [asset, weight] of account.weights()) recorder.addHolding({ day, asset, weight });
    isSnapshotDue = takeDecision(day);
  }
  dropOrders();
  return recorder.finish();
}

function checkWeights(target: TargetWeights, day: number): void {
  let sum = 0;
  for (const weight of target.values()) {
    if (!(weight >= 0)) {
      throw new AppError(
        'invalid-input',
        `A target weight decided on ${formatDay(day)} was ${weight}, needs 0 or more`,
      );
    }
    sum += weight;
  }
  if (!(sum <= 1 + TOLERANCE)) {
    throw new AppError('invalid-input', `Target weights decided on ${formatDay(day)} sum to ${sum}, need at most 1`);
  }
}
