import { formatAsOf, formatDayOf, formatLocalMoment, formatMoment, MISSING } from '../format.ts';

/**
 * Shows an instant in UTC, with the local time on hover.
 * @param props.show - `day`, `moment`, or `as-of`: the last day that was seen from the instant.
 */
export function Time({
  at,
  show = 'moment',
  why = 'Not known',
}: {
  readonly at: number | null | undefined;
  readonly show?: 'moment' | 'day' | 'as-of' | undefined;
  readonly why?: string | undefined;
}) {
  if (at === null || at === undefined) return <span title={why}>{MISSING}</span>;
  const text = show === 'moment' ? formatMoment(at) : show === 'day' ? formatDayOf(at) : formatAsOf(at);
  const title = `${formatMoment(at)}; ${formatLocalMoment(at)} where you are`;
  return (
    <time dateTime={new Date(at).toISOString()} title={title}>
      {text}
    </time>
  );
}
