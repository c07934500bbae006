/**
 * A simulated market into an empty store.
 *
 * 1. {@link beginSimulation}: the candles, token by token, so that the main thread breathes between;
 * 2. the list of assets and the candles go into one batch, in short transactions;
 * 3. what each series is, is known without looking, and is kept before the batch is sealed: no moment shows candles
 *    without it.
 *
 * Killed anywhere, the open batch stays invisible, and the same simulation goes on behind its last transaction.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Input, Output } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { feeds } from '../../shared/feeds.ts';
import { DAY, formatDay } from '../../shared/time.ts';
import type { SimulatedAsset } from '../feeds/simulated/lives.ts';
import { beginSimulation, type SimulatedMarket } from '../feeds/simulated/simulate-market.ts';
import { type AssetRow, appendAssets } from '../store/assets.ts';
import { beginBatch, discardAbandoned, sealBatch } from '../store/batches.ts';
import { appendCandles } from '../store/candles.ts';
import type { IdentityLink } from '../store/identities.ts';
import type { ReadableStore } from '../store/open.ts';
import { listSeries } from '../store/series.ts';
import { saveSetting } from '../store/settings.ts';
import { ownAssetId } from '../store/sources.ts';
import { hashOf } from './canonical.ts';
import type { EngineContext } from './context.ts';
import { SIMULATION_SETTING } from './is-simulated.ts';
import { keepLinks } from './link-identities.ts';
import { programVersion } from './program-version.ts';
import { createPace, inShortTransactions, sliceOf } from './short-transactions.ts';

type SimulationInput = Input<(typeof feeds)['feeds.simulate']>;
type SimulationOutput = Output<(typeof feeds)['feeds.simulate']>;

const SOURCE = 'simulated';
const KIND = 'simulation';
/** Share of the work that making the candles takes; storing them takes the rest. */
const MAKING_SHARE = 0.3;
/** Milliseconds of making candles between two breaths. */
const BREATH_MS = 10;
const ASSETS_AT_ONCE = 250;

/**
 * Returns how large the market is that was stored. Throws `conflict` unless the store has no candles, and `cancelled`; then
 * it stays as empty as it was.
 */
export async function runSimulation(
  context: EngineContext,
  input: SimulationInput,
  signal: CancelSignal,
): Promise<SimulationOutput> {
  const { store, clock, events } = context;
  refuseFilled(store);
  const report = context.reporter('feeds.simulate');
  const market = await makeMarket(input, signal, (share) => report(MAKING_SHARE * share, 'making candles'));
  const { blocks, assets } = market;
  const candleCount = blocks.reduce((sum, { count }) => sum + count, 0);
  const fileHash = hashOf({ input, programVersion: programVersion() });
  // making the candles took a while, in which the main thread did other things
  refuseFilled(store);
  discardAbandoned(store, SOURCE, KIND, fileHash);
  const { batchId, rowsDone } = beginBatch(store, {
    source: SOURCE,
    kind: KIND,
    fileHash,
    fetchedAt: clock(),
    knownSource: 'assumed',
  });
  for (let from = 0; from < assets.length; from += ASSETS_AT_ONCE) {
    throwIfCancelled(signal);
    appendAssets(store, batchId, assets.slice(from, from + ASSETS_AT_ONCE).map(assetRow));
    await nextTurn();
  }
  const pace = createPace();
  let before = 0;
  for (const block of blocks) {
    const start = Math.min(block.count, Math.max(0, rowsDone - before));
    const rest = sliceOf(block, start, block.count);
    const first = before + start;
    await inShortTransactions(pace, rest, signal, (part, end) => {
      appendCandles(store, batchId, part, first + end);
      report(MAKING_SHARE + (1 - MAKING_SHARE) * ((first + end) / candleCount), 'storing candles');
    });
    before += block.count;
  }
  await keepLinks(context, assets.map(identityOf));
  saveSetting(store, SIMULATION_SETTING, input);
  sealBatch(store, batchId);
  events.publish('data.changed', { source: SOURCE });
  return { candleCount, assetCount: assets.length, ...spanOf(market) };
}

function refuseFilled(store: ReadableStore): void {
  const { length } = listSeries(store);
  if (length === 0) return;
  throw new AppError('conflict', `The store held ${length} series, needs to be empty: choose another folder`);
}

async function makeMarket(
  input: SimulationInput,
  signal: CancelSignal,
  onProgress: (share: number) => void,
): Promise<SimulatedMarket> {
  const simulation = beginSimulation(input);
  let breathedAt = performance.now();
  for (let asset = 0; asset < simulation.assets.length; asset += 1) {
    simulation.write(asset);
    if (performance.now() - breathedAt < BREATH_MS) continue;
    onProgress((asset + 1) / simulation.assets.length);
    await nextTurn();
    throwIfCancelled(signal);
    breathedAt = performance.now();
  }
  return simulation.finish();
}

const KIND_CATEGORY = { token: null, stablecoin: 'Stablecoins', wrapped: 'Wrapped-Tokens' } as const;

/** What a provider would say of the asset. It says so from the first day on: a simulated sector is nobody's afterthought. */
function assetRow({ key, symbol, name, sector, kind, bornDay }: SimulatedAsset): AssetRow {
  const bornAt = bornDay * DAY;
  const category = KIND_CATEGORY[kind];
  return {
    ...{ source: SOURCE, key, symbol, name, platform: null, contract: null, genesisDay: bornDay },
    categories: category === null ? [sector] : [category, sector],
    categoriesKnownAt: bornAt,
    knownAt: bornAt,
  };
}

function identityOf({ key, bornDay }: SimulatedAsset): IdentityLink {
  const link = { source: SOURCE, key, fromDay: bornDay, untilDay: null, assetId: ownAssetId(SOURCE, key) };
  return { ...link, method: 'simulated', isAmbiguous: false, evidence: {} };
}

function spanOf({ blocks }: SimulatedMarket): Pick<SimulationOutput, 'firstDay' | 'lastDay'> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { openTime } of blocks) {
    for (const time of openTime) {
      if (time < first) first = time;
      if (time > last) last = time;
    }
  }
  return { firstDay: formatDay(first / DAY), lastDay: formatDay(last / DAY) };
}
