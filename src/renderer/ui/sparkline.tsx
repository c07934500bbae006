import { memo } from 'react';
import { sparkPath } from './spark-path.ts';

/** Shows the course of a value as a small line; green or red by its ends, which a figure beside it should say too. */
export const Sparkline = memo(function Sparkline({
  values,
  width = 84,
  height = 20,
}: {
  readonly values: readonly (number | null)[];
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}) {
  const first = values.find((value) => value !== null);
  const last = values.findLast((value) => value !== null);
  const isUp = first === undefined || last === undefined || first === null || last === null || last >= first;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      style={{ verticalAlign: 'middle' }}
    >
      <path
        d={sparkPath(values, width, height)}
        fill="none"
        stroke={isUp ? 'var(--gain-fill)' : 'var(--loss-fill)'}
        strokeWidth={1.4}
        strokeLinejoin="round"
      />
    </svg>
  );
});
