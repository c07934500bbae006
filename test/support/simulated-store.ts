import { type SimulationOptions, simulateMarket } from '../../src/main/feeds/simulated/simulate-market.ts';
import type { JobRun } from '../../src/main/jobs/job.ts';
import { TEAM_JOBS } from '../../src/main/jobs/team-jobs.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { soloTeam } from '../../src/main/numeric/team.ts';
import { appendAssets } from '../../src/main/store/assets.ts';
import { sealBatch } from '../../src/main/store/batches.ts';
import { appendCandles } from '../../src/main/store/candles.ts';
import { saveIdentities } from '../../src/main/store/identities.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { CANDLE_VALUES, type CandleBlock } from '../../src/shared/candles.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { DAY } from '../../src/shared/time.ts';
import { storeObservations } from './simulated-observations.ts';
import { begin, memoryStore } from './store-rows.ts';

/** What is done to candles known after an instant: nothing, taken away, or replaced by other prices. */
export type Future = { readonly after: number; readonly fate: 'kept' | 'deleted' | 'scrambled' };

/**
 * Returns a store in memory with a simulated market whose reserve token is `bitcoin`.
 *
 * @param isObserved - whether it has measures and articles beside candles.
 */
export function simulatedStore(
  options: SimulationOptions,
  future: Future = { after: 0, fate: 'kept' },
  isObserved = false,
): WritableStore {
  const { blocks, assets } = simulateMarket(options);
  const store = memoryStore();
  const batchId = begin(store, 'simulated');
  appendAssets(
    store,
    batchId,
    assets.map(({ key, symbol, name, sector, kind, bornDay }) => ({
      ...{ source: 'simulated', key, symbol, name, platform: null, contract: null, genesisDay: bornDay },
      categories:
        kind === 'stablecoin' ? ['Stablecoins', sector] : kind === 'wrapped' ? ['Wrapped-Tokens', sector] : [sector],
      categoriesKnownAt: bornDay * 86_400_000,
      knownAt: bornDay * 86_400_000,
    })),
  );
  let rows = 0;
  for (const block of blocks) {
    const changed = changedBlock(block, future);
    rows += changed.count;
    appendCandles(store, batchId, changed, rows);
  }
  sealBatch(store, batchId);
  const firstDay = Math.min(...assets.map(({ bornDay }) => bornDay));
  const lastDay = Math.max(...blocks.map(({ openTime }) => openTime.at(-1)! / DAY));
  const days = { firstDay, dayCount: lastDay + 1 - firstDay };
  saveIdentities(store, [
    ...(isObserved ? storeObservations(store, assets, days, future) : []),
    ...assets.map(({ key, bornDay }, i) => ({
      ...{ source: 'simulated', key, fromDay: bornDay, untilDay: null, assetId: i === 0 ? 'bitcoin' : key },
      ...{ method: 'simulated', isAmbiguous: false, evidence: {} },
    })),
  ]);
  return store;
}

function changedBlock(block: CandleBlock, { after, fate }: Future): CandleBlock {
  if (fate === 'kept') return block;
  const kept: number[] = [];
  for (let i = 0; i < block.count; i++) if (fate === 'scrambled' || block.knownAt[i]! <= after) kept.push(i);
  const pick = (column: Float64Array): Float64Array<ArrayBuffer> => Float64Array.from(kept, (i) => column[i]!);
  const values = Object.fromEntries(CANDLE_VALUES.map((name) => [name, pick(block[name])])) as Pick<
    CandleBlock,
    (typeof CANDLE_VALUES)[number]
  >;
  const random = createRandom(99, block.count);
  kept.forEach((i, at) => {
    if (fate !== 'scrambled' || block.knownAt[i]! <= after) return;
    const factor = Math.exp(2 * random.normal());
    for (const name of CANDLE_VALUES) values[name][at] = values[name][at]! * factor;
  });
  return {
    ...block,
    ...values,
    count: kept.length,
    seriesIndex: Int32Array.from(kept, (i) => block.seriesIndex[i]!),
    openTime: pick(block.openTime),
    knownAt: pick(block.knownAt),
  };
}

/** Returns a run on the caller's own thread that nobody cancels and that keeps nothing. */
export function plainRun(): JobRun {
  return {
    signal: NEVER_CANCELLED,
    team: soloTeam(TEAM_JOBS),
    report: () => undefined,
    saveCheckpoint: () => undefined,
  };
}
