/**
 * Which asset the subject of a measure is. A ticker is believed only with a price that the source gives beside it and that
 * agrees with an asset's (docs/decisions/0008); a CoinGecko id is the asset of that id, if there is one. Whatever else a source
 * tells of somebody is nobody's.
 */
import { DAY } from '../../shared/time.ts';
import { type MeasureLayout, measureLayoutOf } from '../feeds/files/measure-layouts.ts';
import { openBatchSet } from '../store/daily-series.ts';
import type { IdentityLink } from '../store/identities.ts';
import { listMeasureSeries, readMeasures } from '../store/measures.ts';
import type { ReadableStore } from '../store/open.ts';
import type { AssetBook } from './asset-book.ts';
import { matchesOf, partsOf } from './match-series.ts';

/** A subject of a source, with the daily prices that the source gives of it; none if it gives none. */
export type Subject = {
  readonly source: string;
  readonly key: string;
  readonly naming: MeasureLayout['subjects'];
  readonly days: Int32Array;
  readonly close: Float64Array;
};

/** Returns the links of subjects to assets that a book knows, by source, key and day; none for a subject that is not proven. */
export function linkSubjects(subjects: readonly Subject[], book: AssetBook): IdentityLink[] {
  return subjects.flatMap((subject) => {
    if (subject.naming === 'series') return [];
    return subject.naming === 'ids' ? linkById(subject, book) : linkByPrice(subject, book);
  });
}

function linkById({ source, key }: Subject, book: AssetBook): IdentityLink[] {
  const [id] = key.split(' ') as [string];
  if (!book.assets.has(id)) return [];
  const rest = { method: 'id', isAmbiguous: false, evidence: {} };
  return [{ source, key, fromDay: 0, untilDay: null, assetId: id, ...rest }];
}

/** Coin Metrics writes the chain behind the ticker of a token that lives on several. */
function linkByPrice({ source, key, days, close }: Subject, book: AssetBook): IdentityLink[] {
  if (days.length === 0) return [];
  const symbol = key.split('_')[0]!.toUpperCase();
  const series = { source, key, days, close, symbol, isClaim: false };
  const links = partsOf(series).flatMap((part) =>
    matchesOf(series, part, book, undefined).flatMap(({ range, assetId, method, evidence }) =>
      // a price alone may be that of a peg or a claim
      assetId === null || !book.withSymbol(symbol).some(({ id }) => id === assetId)
        ? []
        : [{ source, key, ...range, assetId, method, isAmbiguous: false, evidence }],
    ),
  );
  return links.map((link, i) => (i === links.length - 1 ? { ...link, untilDay: null } : link));
}

/** Returns the subjects of every source of measures, by source and key, prices as known now. */
export function listSubjects(store: ReadableStore): Subject[] {
  const open = openBatchSet(store);
  const subjects = new Map<string, Subject>();
  for (const { id, source, subject: key, metric } of listMeasureSeries(store)) {
    const naming = measureLayoutOf(source, metric)?.subjects ?? 'series';
    const name = `${source}\n${key}`;
    const hasPrice = typeof naming === 'object' && naming.tickers.price === metric;
    if (hasPrice) subjects.set(name, { source, key, naming, ...pricesOf(store, id, open) });
    else if (!subjects.has(name)) {
      subjects.set(name, { source, key, naming, days: new Int32Array(0), close: new Float64Array(0) });
    }
  }
  return [...subjects.values()];
}

/** Returns the newest version of the price of each day. */
function pricesOf(store: ReadableStore, seriesId: number, open: ReadonlySet<number>): Pick<Subject, 'days' | 'close'> {
  const { eventTime, value } = readMeasures(store, seriesId, Number.MAX_SAFE_INTEGER, open);
  const newest = new Map<number, number>();
  eventTime.forEach((time, i) => {
    if (value[i]! > 0) newest.set(time / DAY, value[i]!);
  });
  return { days: Int32Array.from(newest.keys()), close: Float64Array.from(newest.values()) };
}
