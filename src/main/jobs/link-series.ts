/**
 * Which asset every daily series is, decided from the facts alone.
 *
 * 1. {@link readFacts}: each series with its symbol;
 * 2. CoinGecko's keys are the ids of assets (its downloads are named by symbol; where a list says which keys are ids, those
 *    of no list are compared like any other);
 * 3. aggregators, then exchanges: each part of a series (`partsOf`) is compared with the assets that a crosswalk, its own key
 *    or its symbol points to, then with those that had its price (`matchesOf`). It is an asset if the prices agree;
 * 4. what agrees with none stands for itself, under its source's name;
 * 5. {@link markAmbiguous}: such a one is ambiguous if an asset of the same symbol was quoted elsewhere at the same time;
 * 6. `linkSubjects`: whose the measures are.
 *
 * A ticker is no identity, and neither is a crosswalk: both only say where to look (docs/decisions/0008).
 */
import { throwIfCancelled } from '../../shared/errors.ts';
import { EXCLUSION } from '../numeric/panel.ts';
import { type AssetFact, listAssets } from '../store/assets.ts';
import { type CrosswalkRow, listCrosswalk } from '../store/crosswalk.ts';
import { openBatchSet, readDailySeries } from '../store/daily-series.ts';
import type { IdentityLink } from '../store/identities.ts';
import { exclusionOf } from '../store/kinds.ts';
import type { ReadableStore } from '../store/open.ts';
import { listSeries } from '../store/series.ts';
import { baseOfMarket, ownAssetId, sourceKindOf } from '../store/sources.ts';
import { type AssetBook, createAssetBook, type SeriesFacts } from './asset-book.ts';
import type { Job, JobRun } from './job.ts';
import { linkSubjects, listSubjects } from './link-subjects.ts';
import { matchesOf, partsOf } from './match-series.ts';
import type { DayRange } from './price-agreement.ts';

/** Nothing: the facts are the input. */
export type LinkInput = Readonly<Record<string, never>>;

/** Sources in the order in which they are compared: each with those before it. */
const SOURCE_ORDER: readonly string[] = ['coingecko', 'yahoo', 'coinmarketcap'];
const READING_SHARE = 0.5;

/** Returns a link for every stretch of every daily series and every proven subject of measures, by source, key and day. */
export const linkSeries: Job<LinkInput, IdentityLink[]> = (store, _input, run) => {
  const names = new Map(listAssets(store).map((fact) => [`${fact.source}\n${fact.key}`, fact]));
  const facts = readFacts(store, names, run);
  const pairs = new Map(listCrosswalk(store).map((row) => [`${row.fromSource}\n${row.fromKey}`, row]));
  const book = createAssetBook();
  const links: IdentityLink[] = [];
  const listed = new Set([...names.values()].map(({ source }) => source));
  const isRoot = ({ source, key }: SeriesFacts): boolean =>
    source === 'coingecko' && (names.has(`${source}\n${key}`) || !listed.has(source));
  const orderOf = (series: SeriesFacts): number => (isRoot(series) ? -1 : placeOf(series.source));
  const sorted = facts.toSorted((a, b) => orderOf(a) - orderOf(b));
  for (const [i, series] of sorted.entries()) {
    throwIfCancelled(run.signal);
    run.report(READING_SHARE + ((1 - READING_SHARE) * i) / sorted.length, `linking ${series.source}`);
    links.push(...linksOf(series, isRoot(series), book, pairs));
  }
  markAmbiguous(links, facts, book);
  links.push(...linkSubjects(listSubjects(store), book));
  run.report(1, 'linked');
  return links.sort(bySeries);
};

function placeOf(source: string): number {
  const order = SOURCE_ORDER.indexOf(source);
  return order < 0 ? SOURCE_ORDER.length : order;
}

function bySeries(a: IdentityLink, b: IdentityLink): number {
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.fromDay - b.fromDay;
}

function readFacts(store: ReadableStore, names: ReadonlyMap<string, AssetFact>, run: JobRun): SeriesFacts[] {
  const open = openBatchSet(store);
  const all = listSeries(store, '1d');
  return all.flatMap((series, i) => {
    throwIfCancelled(run.signal);
    run.report((READING_SHARE * i) / all.length, `reading ${series.source}`);
    const { source, key } = series;
    const { days, close } = readDailySeries(store, series, Number.MAX_SAFE_INTEGER, open);
    if (days.length === 0) return [];
    // Yahoo's series are named by CoinGecko's ids
    const fact = names.get(`${source}\n${key}`) ?? (source === 'yahoo' ? names.get(`coingecko\n${key}`) : undefined);
    const symbol = fact?.symbol ?? (sourceKindOf(source, key) === 'exchange' ? baseOfMarket(key) : key);
    const naming = { symbol, name: fact?.name ?? null, categories: fact?.categories ?? [] };
    const isClaim = (exclusionOf(naming, new Set()) & EXCLUSION.wrapped) !== 0;
    return [{ source, key, days, close, symbol: symbol.toUpperCase(), isClaim }];
  });
}

function linksOf(
  series: SeriesFacts,
  isRoot: boolean,
  book: AssetBook,
  pairs: ReadonlyMap<string, CrosswalkRow>,
): IdentityLink[] {
  const { source, key, days } = series;
  const whole = { fromDay: days[0]!, untilDay: days.at(-1)! + 1 };
  const link = (
    range: DayRange,
    assetId: string,
    method: string,
    evidence: IdentityLink['evidence'],
  ): IdentityLink => ({
    source,
    key,
    fromDay: range.fromDay,
    untilDay: range.untilDay,
    assetId,
    method,
    isAmbiguous: false,
    evidence,
  });
  const own = ownAssetId(source, key);
  const kind = sourceKindOf(source, key);
  if (kind === 'derivatives') return closed([link(whole, own, 'derivative', {})]);
  if (kind === 'simulated') return closed([link(whole, own, 'simulated', {})]);
  if (isRoot) {
    book.add(key, series, whole);
    return closed([link(whole, key, 'own-id', {})]);
  }
  const pointed = source === 'yahoo' ? key : pairs.get(`${source}\n${key}`)?.toKey;
  const links = partsOf(series).flatMap((part) =>
    matchesOf(series, part, book, pointed).map(({ range, assetId, method, evidence }) => {
      const id = assetId ?? own;
      book.add(id, series, range);
      return link(range, id, method, evidence);
    }),
  );
  return closed(joined(links));
}

/** Returns neighbouring links to one asset as one link each, with the evidence of the longest. */
function joined(links: readonly IdentityLink[]): IdentityLink[] {
  const out: IdentityLink[] = [];
  for (const link of links.toSorted((a, b) => a.fromDay - b.fromDay)) {
    const last = out.at(-1);
    if (last === undefined || last.assetId !== link.assetId || last.method !== link.method) {
      out.push(link);
      continue;
    }
    const isLonger = link.untilDay! - link.fromDay > last.untilDay! - last.fromDay;
    out[out.length - 1] = { ...(isLonger ? link : last), fromDay: last.fromDay, untilDay: link.untilDay };
  }
  return out;
}

/** Returns the links so that they meet: each lasts until the next begins, the last for good. */
function closed(links: readonly IdentityLink[]): IdentityLink[] {
  return links.map((link, i) => ({ ...link, untilDay: links[i + 1]?.fromDay ?? null }));
}

/**
 * Marks the stretches that stand for themselves although an asset of their symbol was quoted by another source at the same
 * time: they may be that asset with wrong prices, or a namesake whose figures got mixed with it. Sets their method to
 * `own-id` where another series was found to be the same asset after all.
 */
function markAmbiguous(links: IdentityLink[], facts: readonly SeriesFacts[], book: AssetBook): void {
  const bySeriesName = new Map(facts.map((series) => [`${series.source}\n${series.key}`, series]));
  links.forEach((link, i) => {
    if (link.method !== 'unlinked') return;
    const members = book.assets.get(link.assetId)?.members ?? [];
    if (members.some(({ series }) => series.source !== link.source || series.key !== link.key)) {
      links[i] = { ...link, method: 'own-id' };
      return;
    }
    const { symbol, days } = bySeriesName.get(`${link.source}\n${link.key}`)!;
    const until = Math.min(link.untilDay ?? Number.POSITIVE_INFINITY, days.at(-1)! + 1);
    const isAmbiguous = book
      .withSymbol(symbol)
      .some(
        ({ id, members }) =>
          id !== link.assetId &&
          members.some(
            ({ series, fromDay, untilDay }) =>
              series.source !== link.source && series.symbol === symbol && fromDay < until && untilDay > link.fromDay,
          ),
      );
    if (isAmbiguous) links[i] = { ...link, isAmbiguous };
  });
}
