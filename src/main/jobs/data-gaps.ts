import type { data } from '../../shared/data.ts';
import type { Input, Output } from '../../shared/endpoint.ts';
import { throwIfCancelled } from '../../shared/errors.ts';
import { gapsOf, reasonOf, type SeriesGap } from '../store/gaps.ts';
import { listSpans } from '../store/spans.ts';
import type { Job } from './job.ts';

/** Series between two looks at the signal. */
const SERIES_AT_ONCE = 50;

/**
 * Returns the gaps within series, those that last longest first, then by source, key and time; as many as `limit`, and how many
 * there are in all. A gap has the reason that is recorded for most of it.
 */
export const listGaps: Job<Input<(typeof data)['data.gaps']>, Output<(typeof data)['data.gaps']>> = (
  store,
  { source, limit },
  run,
) => {
  const gaps: SeriesGap[] = [];
  const spans = listSpans(store, source);
  for (const [i, span] of spans.entries()) {
    if (i % SERIES_AT_ONCE === 0) {
      throwIfCancelled(run.signal);
      run.report(i / spans.length, `reading ${span.source}`);
    }
    for (const gap of gapsOf(store, span)) gaps.push(gap);
  }
  // the spans come in order and a sort is stable, so equal gaps stay in that of their series
  gaps.sort((a, b) => b.untilTime - b.fromTime - (a.untilTime - a.fromTime));
  return {
    total: gaps.length,
    gaps: gaps.slice(0, limit).map((gap) => {
      const { span, fromTime, untilTime, missingCount } = gap;
      const { key, timeframe } = span;
      return { source: span.source, key, timeframe, fromTime, untilTime, missingCount, absence: reasonOf(store, gap) };
    }),
  };
};
