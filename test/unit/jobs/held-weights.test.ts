import { expect, it } from 'vitest';
import { driftHoldings } from '../../../src/main/jobs/held-weights.ts';
import { DAY, instantOf } from '../../../src/shared/time.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { memoryStore, store } from '../../support/store-rows.ts';

const asOf = instantOf(103 * DAY);

it('drifts each holding from its own instant, by the closes of the store that is asked', async () => {
  const [rising, falling] = [
    [4, 5, 10],
    [4, 5, 1],
  ].map((closes) => {
    const own = memoryStore();
    store(
      own,
      'test',
      closes.map((close, i) => ({ key: 'A', day: 100 + i, close })),
    );
    return own;
  });
  const holdings = [101, 102].map((day) => ({ asOf: instantOf(day * DAY), weights: { 'test:A': 0.5 } }));
  const returnsOf = async (of: typeof rising): Promise<number[]> =>
    (await driftHoldings(of!, { holdings, asOf, delistingReturn: -0.5 }, plainRun())).map(
      ({ totalReturn }) => totalReturn,
    );
  expect(await returnsOf(rising)).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.5, 12)]);
  // two stores in memory have one name between them, and the market that a thread keeps must not be taken for another's
  expect(await returnsOf(falling)).toEqual([expect.closeTo(-0.375, 12), expect.closeTo(-0.4, 12)]);
  rising?.close();
  falling?.close();
});
