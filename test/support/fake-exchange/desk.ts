/** A stand-in, a client that asks it, and a table to write to, all on one clock that is moved by hand. */
import { type BudgetState, createBudget } from '../../../src/main/exchange/budget.ts';
import { openExchange } from '../../../src/main/exchange/client.ts';
import { ingestCandles } from '../../../src/main/feeds/live/candle-feed.ts';
import type { Timeframe } from '../../../src/shared/candles.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';
import type { Fault } from './faults.ts';
import { createHandClock } from './hand-clock.ts';
import { createMemoryTable } from './memory-table.ts';
import { startFakeExchange } from './server.ts';
import type { FakeMarket } from './truth.ts';

export async function openDesk(parts: {
  id: 'binance' | 'kraken';
  now: number;
  markets: readonly FakeMarket[];
  timeframe?: Timeframe;
  faults?: readonly Fault[];
}) {
  const { timeframe = '1d' } = parts;
  const time = createHandClock(parts.now);
  const fake = await startFakeExchange({ ...parts, clock: time.clock });
  let saved: BudgetState | null = null;
  const storage = {
    load: () => saved,
    save: (state: BudgetState) => {
      saved = state;
    },
  };
  const budget = createBudget({ clock: time.clock, sleep: time.sleep, storage });
  const exchange = await openExchange({
    id: parts.id,
    clock: time.clock,
    sleep: time.sleep,
    random: () => 0.5,
    budget,
    origin: fake.origin,
  });
  const table = createMemoryTable(timeframe);
  return {
    ...{ time, fake, budget, exchange, table, storage },
    ingest: (question: { markets: readonly string[]; from: number; until?: number }) =>
      ingestCandles({
        exchange,
        timeframe,
        markets: question.markets,
        from: instantOf(question.from),
        until: question.until === undefined ? null : instantOf(question.until),
        clock: time.clock,
        signal: NEVER_CANCELLED,
        findSpan: table.findSpan,
        findGaps: table.findGaps,
        write: table.write,
      }),
    /** Requests for candles so far. */
    candleRequests: () => fake.requests.filter(({ route }) => route === 'candles').length,
    close: async () => {
      await exchange.close();
      await fake.close();
    },
  };
}
