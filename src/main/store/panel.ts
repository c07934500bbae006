/**
 * The panel of a store: one history an asset, in decision time.
 *
 * 1. {@link gatherAssets}: which stretches of which series are which asset, from the identities; what they do not name
 *    stands for itself;
 * 2. `readDailySeries`: each series as it could be known at the end of each day;
 * 3. `chainStretches`: one history of each asset;
 * 4. `dropDoubtful`: without the prices that cannot be believed;
 * 5. {@link livesOf}: cut where it was silent for too long, and each life's ending judged by `isCrawlEnd`;
 * 6. {@link assemble}: the cells of all lives side by side, over shared memory.
 */
import { dayOf, type Instant } from '../../shared/time.ts';
import {
  ENDING,
  PANEL_FIELDS,
  Panel,
  type PanelContent,
  type PanelFields,
  SILENCE_DAYS,
  sharedFloat64,
} from '../numeric/panel.ts';
import { type AssetLink, linkAssets } from './asset-links.ts';
import { type Chain, chainStretches, firstRow, type Stretch } from './chain.ts';
import { reading } from './connection.ts';
import { type DailySeries, openBatchSet, readDailySeries } from './daily-series.ts';
import { dropDoubtful } from './doubt.ts';
import { addSeriesDays, createSourceDays, isCrawlEnd, type SourceDays } from './endings.ts';
import { listIdentities } from './identities.ts';
import type { ReadableStore } from './open.ts';
import { listSeries, type Series } from './series.ts';
import { marketOrderOf, priceOrderOf, sourceKindOf } from './sources.ts';
import { type AssetParts, createTraits, type Traits } from './traits.ts';

export type PanelOptions = {
  /** Nothing that became known later is in the panel. */
  readonly asOf: Instant;
  /** First day to load; all if left out. Which life of an asset a cell belongs to does not depend on it. */
  readonly fromDay?: number;
  /** Is called before each asset is read with the share that is done; what it throws ends the reading. */
  readonly onAsset?: (done: number) => void;
};

type Asset = AssetParts & { readonly links: readonly AssetLink[] };

/** Cells `from` to before `until` of a chain. */
type Life = {
  readonly id: string;
  readonly chain: Chain;
  readonly from: number;
  readonly until: number;
  readonly ending: number;
  readonly peggedDay: number;
  readonly traits: Traits;
};

/** Days of an asset's first life that tell whether it is pegged to the dollar, and how many of them may stray. */
const PEG = { days: 60, strays: 3, low: 0.95, high: 1.05 } as const;
const NEVER = 2 ** 31 - 1;

/** Share of a panel's time that reading its candles takes; putting them together takes the rest. */
const READING_SHARE = 0.7;

/**
 * Returns the market as it was known at `asOf`. An empty store gives a panel without assets.
 *
 * The 3.7 million candles of ten years of five sources take about 3 s and, beside the panel's own 48 bytes a cell, as much
 * memory again while it is built.
 */
export function loadPanel(store: ReadableStore, options: PanelOptions): Panel {
  const { asOf, fromDay = Number.NEGATIVE_INFINITY, onAsset = () => undefined } = options;
  return reading(store, () => {
    const assets = gatherAssets(store);
    const { read, letGo } = createReader(store, asOf);
    // a crawl's end is told by all series of a source, so all are read before the first asset is judged
    const sources = readSources(assets, read, (share) => onAsset(READING_SHARE * share));
    const traitsOf = createTraits(store, asOf);
    const lives: Life[] = [];
    for (const [i, asset] of assets.entries()) {
      onAsset(READING_SHARE + ((1 - READING_SHARE) * i) / assets.length);
      const stretches = asset.links.map((link) => stretchOf(link, read(link.series)));
      const endingOf = (day: number): number => endingAt(stretches, sources, day);
      lives.push(...livesOf(asset, chainStretches(stretches), dayOf(asOf), fromDay, endingOf, traitsOf(asset)));
      for (const { series } of asset.links) letGo(series);
    }
    lives.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    return new Panel(assemble(lives));
  });
}

/** Returns the assets of all daily series but those of futures, each with its series in the order of being believed. */
function gatherAssets(store: ReadableStore): Asset[] {
  const assets = new Map<string, { id: string; isAmbiguous: boolean; links: AssetLink[] }>();
  for (const link of linkAssets(listSeries(store, '1d'), listIdentities(store))) {
    const asset = assets.get(link.assetId) ?? { id: link.assetId, isAmbiguous: false, links: [] };
    asset.links.push(link);
    assets.set(link.assetId, { ...asset, isAmbiguous: asset.isAmbiguous || link.isAmbiguous });
  }
  return [...assets.values()].map((asset) => ({ ...asset, parts: asset.links.map(({ series }) => series) }));
}

/** Reads series, and keeps them until they are let go. */
type Reader = { read(series: Series): DailySeries; letGo(series: Series): void };

function createReader(store: ReadableStore, asOf: number): Reader {
  const open = openBatchSet(store);
  const kept = new Map<number, DailySeries>();
  return {
    read(series) {
      let daily = kept.get(series.id);
      if (daily === undefined) {
        daily = readDailySeries(store, series, asOf, open);
        kept.set(series.id, daily);
      }
      return daily;
    },
    letGo: (series) => void kept.delete(series.id),
  };
}

function readSources(
  assets: readonly Asset[],
  read: (series: Series) => DailySeries,
  onAsset: (share: number) => void,
): ReadonlyMap<string, SourceDays> {
  const sources = new Map<string, SourceDays>();
  const seen = new Set<number>();
  for (const [i, { links }] of assets.entries()) {
    onAsset(i / assets.length);
    for (const { series } of links) {
      if (seen.has(series.id)) continue;
      seen.add(series.id);
      const days = sources.get(series.source) ?? createSourceDays();
      sources.set(series.source, days);
      addSeriesDays(days, read(series).days);
    }
  }
  return sources;
}

function stretchOf({ series, fromDay, untilDay }: AssetLink, daily: DailySeries): Stretch {
  const { source, key } = series;
  return {
    source,
    series: daily,
    fromDay,
    untilDay,
    priceOrder: priceOrderOf(source),
    marketOrder: marketOrderOf(source),
    isWholeMarket: sourceKindOf(source, key) !== 'exchange',
  };
}

/**
 * Returns the lives of an asset that have cells from `fromDay` on: the first under its id, the n-th under `id~n`.
 *
 * @param today - the first day of which nothing is known yet.
 */
function livesOf(
  asset: Asset,
  chain: Chain,
  today: number,
  fromDay: number,
  endingOf: (day: number) => number,
  traits: Traits,
): Life[] {
  const lives: Life[] = [];
  const { firstDay, close } = chain;
  const births = new Set(dropDoubtful(chain));
  let count = 0;
  let from = firstCandle(close, 0);
  while (from < close.length) {
    let last = from;
    let next = from + 1;
    while (next < close.length && next - last <= SILENCE_DAYS && !births.has(next)) {
      if (!Number.isNaN(close[next]!)) last = next;
      next++;
    }
    const begin = from;
    from = firstCandle(close, next);
    count++;
    const until = last + 1;
    const hasEnded = firstDay + until + SILENCE_DAYS <= today;
    const shown = Math.max(begin, fromDay - firstDay);
    if (shown >= until) continue;
    lives.push({
      id: count === 1 ? asset.id : `${asset.id}~${count}`,
      chain,
      from: firstCandle(close, shown),
      until,
      // where what was counted changed, nobody took the asset off
      ending: !hasEnded ? ENDING.alive : births.has(from) ? ENDING.truncated : endingOf(firstDay + last),
      peggedDay: peggedDayOf(chain, begin, until),
      traits,
    });
  }
  return lives;
}

function firstCandle(close: Float64Array, from: number): number {
  let cell = from;
  while (cell < close.length && Number.isNaN(close[cell]!)) cell++;
  return cell;
}

/** Returns how a life ended on a day: with a crawl, if that of any source that quoted it then did; else by being taken off. */
function endingAt(stretches: readonly Stretch[], sources: ReadonlyMap<string, SourceDays>, day: number): number {
  const isTruncated = stretches.some(
    ({ source, series, fromDay, untilDay }) =>
      day >= fromDay &&
      day < untilDay &&
      series.days[firstRow(series.days, day)] === day &&
      isCrawlEnd(sources.get(source)!, day),
  );
  return isTruncated ? ENDING.truncated : ENDING.delisted;
}

/**
 * Returns the day at whose end a life had shown that it is pegged to the dollar, {@link NEVER} if it did not. Judged once, on
 * its first days: so it needs nothing of the future, and a peg that breaks later does not make a stablecoin eligible.
 */
function peggedDayOf({ firstDay, close }: Chain, begin: number, until: number): number {
  let [count, strays] = [0, 0];
  for (let cell = begin; cell < until; cell++) {
    const price = close[cell]!;
    if (Number.isNaN(price)) continue;
    count++;
    if (price < PEG.low || price > PEG.high) strays++;
    if (strays > PEG.strays) return NEVER;
    if (count === PEG.days) return firstDay + cell;
  }
  return NEVER;
}

function assemble(lives: readonly Life[]): PanelContent {
  const start = new Int32Array(lives.length);
  const offset = new Int32Array(lives.length + 1);
  let [firstDay, endDay] = [Number.POSITIVE_INFINITY, 0];
  lives.forEach(({ chain, from, until }, i) => {
    start[i] = chain.firstDay + from;
    offset[i + 1] = offset[i]! + until - from;
    firstDay = Math.min(firstDay, start[i]!);
    endDay = Math.max(endDay, chain.firstDay + until);
  });
  const cells = offset[lives.length]!;
  const fields = Object.fromEntries(PANEL_FIELDS.map((field) => [field, sharedFloat64(cells)])) as PanelFields;
  const lateCells: number[] = [];
  const lateKnownAt: number[] = [];
  lives.forEach(({ chain, from, until }, i) => {
    for (const field of PANEL_FIELDS) fields[field].set(chain[field].subarray(from, until), offset[i]!);
    for (let cell = from; cell < until; cell++) {
      if (chain.lateKnownAt[cell] === 0) continue;
      lateCells.push(offset[i]! + cell - from);
      lateKnownAt.push(chain.lateKnownAt[cell]!);
    }
  });
  const sectorNames = [...new Set(lives.flatMap(({ traits }) => traits.sector ?? []))].sort();
  return {
    layout: {
      assets: lives.map(({ id }) => id),
      firstDay: lives.length === 0 ? 0 : firstDay,
      dayCount: lives.length === 0 ? 0 : endDay - firstDay,
      start,
      offset,
    },
    fields,
    traits: {
      sector: Int16Array.from(lives, ({ traits }) =>
        traits.sector === null ? -1 : sectorNames.indexOf(traits.sector),
      ),
      sectorNames,
      sectorFromDay: Int32Array.from(lives, ({ traits }) => traits.sectorFromDay),
      exclusion: Uint8Array.from(lives, ({ traits }) => traits.exclusion),
    },
    peggedDay: Int32Array.from(lives, ({ peggedDay }) => peggedDay),
    ending: Uint8Array.from(lives, ({ ending }) => ending),
    late: { cells: Int32Array.from(lateCells), knownAt: Float64Array.from(lateKnownAt) },
  };
}
