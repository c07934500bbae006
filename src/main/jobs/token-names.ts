/** What tokens are called in texts, from when to when, and which of several of one name is the largest. */
import { grouped } from '../../shared/grouped.ts';
import { DAY, dayOf } from '../../shared/time.ts';
import { SILENCE_DAYS } from '../numeric/panel.ts';
import { listIdentities } from '../store/identities.ts';
import { capsOf } from '../store/market-caps.ts';
import type { ReadableStore } from '../store/open.ts';
import { baseOfMarket, ownAssetId, sourceKindOf } from '../store/sources.ts';
import { listSpans, type SeriesSpan } from '../store/spans.ts';
import type { CapOf, TokenName } from '../text/recognise.ts';
import { namingsOf } from './asset-names.ts';

/** Names of tokens, and their market caps as of then. */
export type TokenBook = { readonly names: readonly TokenName[]; readonly capOf: CapOf };

type Span = { readonly first: number; readonly last: number };
type Life = { first: number; last: number; readonly series: Set<number> };
/** `endTime` is when the market began to quote another coin. */
type ListedSymbol = Span & { readonly asset: string; readonly symbol: string; readonly endTime: number };

/** Market caps are looked up on every so manyth day: who is larger seldom changes within. */
const CAP_DAYS = 14;

/**
 * Returns the tokens that texts published from `fromTime` to `untilTime` may name.
 *
 * A token is known from the end of its first day with a price, and no longer meant once it has been silent for
 * {@link SILENCE_DAYS}, unless it was still there when the candles of the store end.
 */
export function tokenBookOf(store: ReadableStore, asOf: number, fromTime: number, untilTime: number): TokenBook {
  const { lives, symbols } = seriesOf(store, asOf);
  const newest = Math.max(...[...lives.values()].map(({ last }) => last));
  const namingOf = namingsOf(store, asOf);
  const spanOf = ({ first, last }: Span): Pick<TokenName, 'knownTime' | 'untilTime'> => ({
    knownTime: first + DAY,
    untilTime: newest - last < SILENCE_DAYS * DAY ? Infinity : last + SILENCE_DAYS * DAY,
  });
  const names = [
    ...[...lives].map(([asset, life]) => ({ asset, ...namingOf(asset), ...spanOf(life) })),
    ...symbols.map(({ asset, symbol, endTime, ...span }) => {
      const { knownTime, untilTime } = spanOf(span);
      return { asset, symbol, name: null, knownTime, untilTime: Math.min(untilTime, endTime) };
    }),
  ];
  return { names, capOf: capsThen(store, lives, contestedOf(names), fromTime, untilTime) };
}

/**
 * Returns when each asset had a price, and by which symbols exchanges called it when: providers tell today's symbol alone, but
 * LUNA was another coin until May 2022.
 */
function seriesOf(
  store: ReadableStore,
  asOf: number,
): { readonly lives: ReadonlyMap<string, Life>; readonly symbols: readonly ListedSymbol[] } {
  const links = grouped(listIdentities(store), ({ source, key }) => `${source}\n${key}`);
  const lives = new Map<string, Life>();
  const symbols: ListedSymbol[] = [];
  for (const span of listSpans(store)) {
    const { source, key } = span;
    const kind = sourceKindOf(source, key);
    if (span.timeframe !== '1d' || kind === 'derivatives') continue;
    const own = { assetId: ownAssetId(source, key), fromDay: 0, untilDay: null };
    for (const { assetId, fromDay, untilDay } of links.get(`${source}\n${key}`) ?? [own]) {
      const untilTime = untilDay === null ? Infinity : untilDay * DAY;
      const first = Math.max(span.firstTime, fromDay * DAY);
      const last = Math.min(span.lastTime, untilTime - DAY, asOf - DAY);
      if (first > last) continue;
      addLife(lives, assetId, span, first, last);
      if (kind === 'exchange')
        symbols.push({ asset: assetId, symbol: baseOfMarket(key), first, last, endTime: untilTime });
    }
  }
  return { lives, symbols };
}

function addLife(lives: Map<string, Life>, assetId: string, { id }: SeriesSpan, first: number, last: number): void {
  const life = lives.get(assetId);
  if (life === undefined) {
    lives.set(assetId, { first, last, series: new Set([id]) });
    return;
  }
  life.first = Math.min(life.first, first);
  life.last = Math.max(life.last, last);
  life.series.add(id);
}

/** Returns the assets that share a symbol or a name with another one. */
function contestedOf(names: readonly TokenName[]): ReadonlySet<string> {
  const users = new Map<string, Set<string>>();
  for (const { asset, name, symbol } of names) {
    for (const called of new Set([name, symbol].map((text) => text?.toLowerCase() ?? ''))) {
      const others = users.get(called);
      if (others === undefined) users.set(called, new Set([asset]));
      else others.add(asset);
    }
  }
  return new Set([...users.values()].filter(({ size }) => size > 1).flatMap((assets) => [...assets]));
}

/** Returns what tells the market cap of contested assets: that of the newest looked-up day that was over; the largest of their series'. */
function capsThen(
  store: ReadableStore,
  lives: ReadonlyMap<string, Life>,
  contested: ReadonlySet<string>,
  fromTime: number,
  untilTime: number,
): CapOf {
  const firstStep = Math.floor(dayOf(fromTime) / CAP_DAYS) - 2;
  const lastStep = Math.floor(dayOf(untilTime) / CAP_DAYS);
  const times = Array.from({ length: lastStep - firstStep + 1 }, (_, i) => (firstStep + i) * CAP_DAYS * DAY);
  // few of those that share a name are ever named, and looking up the caps of all of them took longer than reading the articles
  const caps = new Map<string, Float64Array>();
  const capsFor = (asset: string): Float64Array => {
    const { series, last } = lives.get(asset)!;
    // where the candles of a token end before the texts, its last cap stands
    const asked = [...times.filter((time) => time <= last), ...(last < times.at(-1)! ? [last] : [])];
    const most = new Float64Array(times.length);
    for (const id of series) {
      const found = capsOf(store, id, asked);
      for (let i = 0, standing = 0; i < times.length; i++) {
        const cap = found[Math.min(i, found.length - 1)]!;
        if (cap > 0) standing = cap;
        most[i] = Math.max(most[i]!, standing);
      }
    }
    return most;
  };
  return (asset, time) => {
    if (!contested.has(asset)) return Number.NaN;
    let own = caps.get(asset);
    if (own === undefined) caps.set(asset, (own = capsFor(asset)));
    const step = Math.floor((dayOf(time) - 1) / CAP_DAYS) - firstStep;
    return own[Math.max(0, Math.min(step, times.length - 1))]!;
  };
}
