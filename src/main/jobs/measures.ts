import type { Output } from '../../shared/endpoint.ts';
import type { measures } from '../../shared/measures.ts';
import { DAY, instantOf } from '../../shared/time.ts';
import { measureLayoutOf } from '../feeds/files/measure-layouts.ts';
import { listIdentities } from '../store/identities.ts';
import { listMeasureSeries, listMeasureSpans } from '../store/measures.ts';
import type { Job } from './job.ts';

export type MeasureCoverageInput = { readonly asOf: number };
export type MeasureCoverage = Output<(typeof measures)['measures.coverage']>;

/** Returns what was known of measures at an instant, one entry for each figure of each source, by source and name. */
export const describeMeasures: Job<MeasureCoverageInput, MeasureCoverage> = (store, { asOf }) => {
  const linked = new Set(listIdentities(store).map(({ source, key }) => `${source}\n${key}`));
  const spans = new Map(listMeasureSpans(store, asOf).map((span) => [span.seriesId, span]));
  const groups = new Map<string, ReturnType<typeof emptyGroup>>();
  for (const { id, source, subject, metric } of listMeasureSeries(store)) {
    const span = spans.get(id);
    const layout = measureLayoutOf(source, metric);
    if (span === undefined || layout === undefined) continue;
    const group = groups.get(`${source}\n${metric}`) ?? emptyGroup(source, metric, layout);
    groups.set(`${source}\n${metric}`, group);
    group.subjectCount++;
    if (layout.subjects === 'series' || linked.has(`${source}\n${subject}`)) group.linkedCount++;
    group.valueCount += span.valueCount;
    group.firstTime = Math.min(group.firstTime, span.firstTime);
    group.lastTime = Math.max(group.lastTime, span.lastTime);
    group.lagTime += span.lagTime;
    group.assumedCount += span.assumedCount;
  }
  const rows = [...groups.values()];
  return {
    source: rows.map(({ source }) => source),
    metric: rows.map(({ metric }) => metric),
    group: rows.map(({ layout }) => layout.group),
    unit: rows.map(({ unit }) => unit),
    subjectCount: rows.map(({ subjectCount }) => subjectCount),
    linkedCount: rows.map(({ linkedCount }) => linkedCount),
    valueCount: rows.map(({ valueCount }) => valueCount),
    firstTime: rows.map(({ firstTime }) => instantOf(firstTime)),
    lastTime: rows.map(({ lastTime }) => instantOf(lastTime)),
    lagDays: rows.map(({ lagTime, valueCount }) => lagTime / valueCount / DAY),
    assumedShare: rows.map(({ assumedCount, valueCount }) => assumedCount / valueCount),
  };
};

function emptyGroup(source: string, metric: string, layout: NonNullable<ReturnType<typeof measureLayoutOf>>) {
  const [, unit] = Object.values(layout.metrics).find(([name]) => name === metric)!;
  const counts = { subjectCount: 0, linkedCount: 0, valueCount: 0, lagTime: 0, assumedCount: 0 };
  const times = { firstTime: Number.POSITIVE_INFINITY, lastTime: Number.NEGATIVE_INFINITY };
  return { source, metric, layout, unit, ...counts, ...times };
}
