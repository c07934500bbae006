/** The assets that were found so far, by symbol and by price. */
import { type Closes, closesWithin, type DayRange, type Joint, jointDays } from './price-agreement.ts';

/** A daily series with what its provider calls it. */
export type SeriesFacts = Closes & {
  readonly source: string;
  readonly key: string;
  /** In capitals: the provider's symbol, or what the market quotes. */
  readonly symbol: string;
  /** Whether its names say that it is a claim on another asset. */
  readonly isClaim: boolean;
};

/** A part of a series that is an asset. */
export type Member = DayRange & { readonly series: SeriesFacts; readonly closes: Closes };

/** An asset as far as it is known while series are linked: the parts of series that are its, and the symbols they go by. */
export type BookAsset = {
  readonly id: string;
  readonly members: Member[];
  readonly symbols: Set<string>;
  readonly number: number;
};

/** The assets that linking has found so far. */
export type AssetBook = {
  /** Every asset, in the order of being found. */
  readonly assets: ReadonlyMap<string, BookAsset>;
  /** Adds a part of a series to an asset, a new one if there is none of that id. */
  add(id: string, series: SeriesFacts, range: DayRange): void;
  withSymbol(symbol: string): readonly BookAsset[];
  /** Returns the assets whose price was nearly that of the series on most of a few of its days. */
  withPriceOf(closes: Closes): readonly BookAsset[];
};

/** Days of a series on which its price is looked for, and on how many of them it has to be found. */
const PROBES = 9;
/** Prices are kept of every so many days, which are enough to look on. */
const EVERY_DAYS = 8;
const HITS = 5;
const NEAR = 0.03;

/** Returns an empty book. */
export function createAssetBook(): AssetBook {
  const assets = new Map<string, BookAsset>();
  const bySymbol = new Map<string, BookAsset[]>();
  const inOrder: BookAsset[] = [];
  // for each day: numbers of assets and their closes, in turn
  const prices = new Map<number, number[]>();
  return {
    assets,
    add(id, series, range) {
      let asset = assets.get(id);
      if (asset === undefined) {
        asset = { id, members: [], symbols: new Set(), number: inOrder.length };
        assets.set(id, asset);
        inOrder.push(asset);
      }
      const { number } = asset;
      const closes = closesWithin(series, range);
      asset.members.push({ ...range, series, closes });
      if (!asset.symbols.has(series.symbol)) {
        asset.symbols.add(series.symbol);
        bySymbol.set(series.symbol, [...(bySymbol.get(series.symbol) ?? []), asset]);
      }
      for (let i = 0; i < closes.days.length; i++) {
        const day = closes.days[i]!;
        if (day % EVERY_DAYS !== 0) continue;
        const found = prices.get(day);
        if (found === undefined) prices.set(day, [number, closes.close[i]!]);
        else found.push(number, closes.close[i]!);
      }
    },
    withSymbol: (symbol) => bySymbol.get(symbol) ?? [],
    withPriceOf({ days, close }) {
      const hits = new Map<BookAsset, number>();
      const kept = [...days.keys()].filter((i) => days[i]! % EVERY_DAYS === 0);
      for (let probe = 0; probe < PROBES && kept.length >= PROBES; probe++) {
        const i = kept[Math.floor(((probe + 0.5) / PROBES) * kept.length)]!;
        const known = prices.get(days[i]!) ?? [];
        const seen = new Set<BookAsset>();
        for (let at = 0; at < known.length; at += 2) {
          if (Math.abs(Math.log(known[at + 1]! / close[i]!)) <= NEAR) seen.add(inOrder[known[at]!]!);
        }
        for (const asset of seen) hits.set(asset, (hits.get(asset) ?? 0) + 1);
      }
      return [...hits].filter(([, count]) => count >= HITS).map(([asset]) => asset);
    },
  };
}

/** Returns the joint days of closes and an asset: of several members that have a close of a day the first counts. */
export function jointWith(closes: Closes, { members }: BookAsset): Joint {
  const apart = new Map<number, number>();
  for (const member of members) {
    const joint = jointDays(closes, member.closes);
    joint.days.forEach((day, i) => {
      if (!apart.has(day)) apart.set(day, joint.apart[i]!);
    });
  }
  const days = Int32Array.from(apart.keys()).sort();
  return { days, apart: Float64Array.from(days, (day) => apart.get(day)!) };
}

/** Returns whether an asset already has a series of that source on any of those days. */
export function isTaken({ members }: BookAsset, source: string, { fromDay, untilDay }: DayRange): boolean {
  return members.some(
    (member) => member.series.source === source && member.fromDay < untilDay && member.untilDay > fromDay,
  );
}
