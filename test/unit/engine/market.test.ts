import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { marketHandlers } from '../../../src/main/engine/market.ts';
import type { Pool } from '../../../src/main/jobs/pool.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { DAY, parseDay } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { store } from '../../support/store-rows.ts';

const FIRST = parseDay('2024-01-01')!;
const endOf = (day: string): number => (parseDay(day)! + 1) * DAY;

let context: TestContext;
let asked: { name: string; input: unknown }[];
beforeEach(() => {
  context = openContext();
  asked = [];
});
afterEach(() => context.close());

/** Asks for an overview; the job that it would run is noted and answers with its input. */
function overview(input: { asOf: number | null; days?: number; correlationSize?: number }) {
  const run = async (name: string, given: unknown) => {
    asked.push({ name, input: given });
    return given;
  };
  const handlers = marketHandlers({ ...context, pool: { ...context.pool, run: run as unknown as Pool['run'] } });
  return handlers['market.overview']({ days: 730, correlationSize: 50, ...input }, NEVER_CANCELLED);
}

describe('market.overview', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    key: `t${i % 4}`,
    day: FIRST + Math.floor(i / 4),
    close: 1,
    marketCap: 1,
  }));

  it('is of the newest whole day unless a day is asked for', async () => {
    store(context.store, 'coingecko', rows);
    store(context.store, 'coingecko', [{ key: 't0', day: FIRST + 10, close: 1, marketCap: 1 }]);
    await overview({ asOf: null });
    await overview({ asOf: endOf('2024-01-05') + 1, days: 90, correlationSize: 5 });
    expect(asked).toEqual([
      {
        name: 'market-overview',
        input: { asOf: endOf('2024-01-10'), days: 730, correlationSize: 50, isSimulated: false },
      },
      {
        name: 'market-overview',
        input: { asOf: endOf('2024-01-05'), days: 90, correlationSize: 5, isSimulated: false },
      },
    ]);
  });

  it('says of a made-up market that it is one', async () => {
    store(context.store, 'simulated', rows);
    await overview({ asOf: null });
    expect(asked[0]?.input).toMatchObject({ isSimulated: true });
  });

  it('needs candles', async () => {
    await expect(overview({ asOf: null })).rejects.toMatchObject({ code: 'insufficient-data' });
    expect(asked).toEqual([]);
  });
});
