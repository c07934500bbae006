/** What is known of the data itself: series that lag, rows that were refused, reasons for absences, batches. */
import type { data } from '../../shared/data.ts';
import type { Input, Output } from '../../shared/endpoint.ts';
import { DAY } from '../../shared/time.ts';
import { countAbsencesBySource, listAbsences } from '../store/absences.ts';
import { listAssets } from '../store/assets.ts';
import { listBatchSummaries } from '../store/batches.ts';
import { type IdentityLink, listIdentities } from '../store/identities.ts';
import type { ReadableStore } from '../store/open.ts';
import { countRefusalReasons, countRefusals, listRefusals } from '../store/refusals.ts';
import { ownAssetId } from '../store/sources.ts';
import { groupSpans, lagOf, listSpans } from '../store/spans.ts';
import type { Job } from './job.ts';

type Data = typeof data;

/** Returns the series that lag behind their source, the longest behind first, with the asset that each was at its end. */
export const listStale: Job<Input<Data['data.stale']>, Output<Data['data.stale']>> = (store, { source, limit }) => {
  const lag = lagOf(store);
  const behind = groupSpans(listSpans(store, source)).flatMap((group) => {
    const { latestTime, stale } = lag(group);
    return stale.map((span) => ({ span, daysBehind: (latestTime - span.lastTime) / DAY }));
  });
  behind.sort((a, b) => b.daysBehind - a.daysBehind);
  const assetOf = behind.length === 0 ? null : assetBook(store);
  return {
    total: behind.length,
    series: behind.slice(0, limit).map(({ span, daysBehind }) => {
      const { key, timeframe, lastTime } = span;
      return { source: span.source, key, timeframe, ...assetOf!(span.source, key, lastTime), lastTime, daysBehind };
    }),
  };
};

/** Returns a function that tells which asset a series was on a day, and its name; null where nobody says. */
function assetBook(
  store: ReadableStore,
): (source: string, key: string, time: number) => { asset: string; name: string | null } {
  const links = new Map<string, IdentityLink[]>();
  for (const link of listIdentities(store)) {
    const series = `${link.source}\n${link.key}`;
    links.set(series, [...(links.get(series) ?? []), link]);
  }
  const facts = listAssets(store);
  const bySeries = new Map(facts.map((fact) => [`${fact.source}\n${fact.key}`, fact.name]));
  const byAsset = new Map(facts.filter(({ source }) => source === 'coingecko').map(({ key, name }) => [key, name]));
  return (source, key, time) => {
    const day = time / DAY;
    const isThen = ({ fromDay, untilDay }: IdentityLink): boolean =>
      fromDay <= day && (untilDay === null || day < untilDay);
    const series = `${source}\n${key}`;
    const asset = links.get(series)?.find(isThen)?.assetId ?? ownAssetId(source, key);
    return { asset, name: bySeries.get(series) ?? byAsset.get(asset) ?? null };
  };
}

/** Returns refused rows, newest batch first, and how many were refused for each reason. Of a file the first thousand are listed. */
export const describeRefusals: Job<Input<Data['data.refusals']>, Output<Data['data.refusals']>> = (
  store,
  { limit },
) => ({
  total: countRefusals(store),
  reasons: countRefusalReasons(store),
  rows: listRefusals(store, limit),
});

/** Returns why there are no candles where some were asked for: counts by source and kind, and what became known last. */
export const describeAbsences: Job<Input<Data['data.absences']>, Output<Data['data.absences']>> = (
  store,
  { source, limit },
) => ({
  counts: countAbsencesBySource(store, source),
  rows: listAbsences(store, source, limit),
});

/** Returns what was brought in, newest first. */
export const describeBatches: Job<Input<Data['data.batches']>, Output<Data['data.batches']>> = (store, { limit }) =>
  listBatchSummaries(store, limit);
