import { type ReactNode, useId } from 'react';
import { type FigureKind, formatFigure } from '../format.ts';
import styles from './chart.module.css';
import { niceTicks } from './ticks.ts';

type Plot = { readonly label: string; readonly height?: number | undefined };

/** The drawing area in its own units; it stretches to the width that is there. */
export const WIDTH = 600;

/** Shows the drawing area of a plot with what is read aloud of it. */
export function PlotFrame({
  label,
  height,
  children,
}: Required<Pick<Plot, 'label'>> & { readonly height: number; readonly children: ReactNode }) {
  const id = useId();
  return (
    <svg className={styles.plot} viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={id}>
      <title id={id}>{label}</title>
      {children}
    </svg>
  );
}

/** Shows a bar for each value: months, folds, groups. Missing values leave a place. */
export function BarPlot({
  label,
  names,
  values,
  kind,
  height = 180,
  isPlain = false,
}: Plot & {
  readonly names: readonly string[];
  readonly values: readonly (number | null)[];
  readonly kind: FigureKind;
  /** One colour, where more is neither good nor bad. */
  readonly isPlain?: boolean | undefined;
}) {
  const known = values.filter((value) => value !== null);
  const ticks = niceTicks(Math.min(0, ...known), Math.max(0, ...known));
  const low = Math.min(0, ...known, ...ticks);
  const high = Math.max(0, ...known, ...ticks);
  const [left, bottom, top] = [58, 20, 6];
  const y = (value: number): number => top + ((high - value) / (high - low || 1)) * (height - top - bottom);
  const step = (WIDTH - left) / Math.max(1, values.length);
  const every = Math.ceil(names.length / Math.max(1, Math.floor((WIDTH - left) / 64)));
  return (
    <PlotFrame
      label={`${label}: ${names.map((name, index) => `${name} ${formatFigure(kind, values[index])}`).join(', ')}`}
      height={height}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? styles.axis : styles.rule} x1={left} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {formatFigure(kind, tick)}
          </text>
        </g>
      ))}
      {values.map((value, index) =>
        value === null ? null : (
          <rect
            key={names[index]}
            x={left + index * step + step * 0.14}
            width={Math.max(1, step * 0.72)}
            y={Math.min(y(value), y(0))}
            height={Math.max(1, Math.abs(y(value) - y(0)))}
            fill={isPlain ? 'var(--series-1)' : value < 0 ? 'var(--loss-fill)' : 'var(--gain-fill)'}
          >
            <title>{`${names[index]}: ${formatFigure(kind, value)}`}</title>
          </rect>
        ),
      )}
      {names.map((name, index) =>
        index % every === 0 ? (
          <text key={name} x={left + (index + 0.5) * step} y={height - 4} textAnchor="middle">
            {name}
          </text>
        ) : null,
      )}
    </PlotFrame>
  );
}

/** One point of a ScatterPlot; its name is told on hover. */
export type PlotPoint = {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly colour?: number | undefined;
};

/** Shows points of two figures; `hasDiagonal` draws where both are equal, which makes it a calibration plot. */
export function ScatterPlot({
  label,
  points,
  xName,
  yName,
  xKind,
  yKind,
  hasDiagonal = false,
  isJoined = false,
  height = 300,
}: Plot & {
  readonly points: readonly PlotPoint[];
  readonly xName: string;
  readonly yName: string;
  readonly xKind: FigureKind;
  readonly yKind: FigureKind;
  readonly hasDiagonal?: boolean | undefined;
  readonly isJoined?: boolean | undefined;
}) {
  const [left, bottom, top, right] = [62, 38, 24, 32];
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const xTicks = niceTicks(Math.min(...xs, ...(hasDiagonal ? ys : [])), Math.max(...xs, ...(hasDiagonal ? ys : [])), 6);
  const yTicks = niceTicks(Math.min(...ys, ...(hasDiagonal ? xs : [])), Math.max(...ys, ...(hasDiagonal ? xs : [])));
  if (points.length === 0)
    return (
      <PlotFrame label={`${label}: no points`} height={height}>
        {null}
      </PlotFrame>
    );
  const [xLow, xHigh] = [Math.min(...xs, ...xTicks), Math.max(...xs, ...xTicks)];
  const [yLow, yHigh] = [Math.min(...ys, ...yTicks), Math.max(...ys, ...yTicks)];
  const x = (value: number): number => left + ((value - xLow) / (xHigh - xLow || 1)) * (WIDTH - left - right);
  const y = (value: number): number => top + ((yHigh - value) / (yHigh - yLow || 1)) * (height - top - bottom);
  const [from, to] = [Math.max(xLow, yLow), Math.min(xHigh, yHigh)];
  const read = (point: PlotPoint): string =>
    `${point.name}: ${xName} ${formatFigure(xKind, point.x)}, ${yName} ${formatFigure(yKind, point.y)}`;
  return (
    <PlotFrame label={`${label}. ${points.slice(0, 40).map(read).join('; ')}`} height={height}>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line className={styles.rule} x1={left} x2={WIDTH - right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {formatFigure(yKind, tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} x={x(tick)} y={height - 20} textAnchor="middle">
          {formatFigure(xKind, tick)}
        </text>
      ))}
      <line className={styles.axis} x1={left} x2={WIDTH - right} y1={height - bottom} y2={height - bottom} />
      <text x={(left + WIDTH - right) / 2} y={height - 4} textAnchor="middle">
        {xName}
      </text>
      <text x={4} y={11} textAnchor="start">
        {yName}
      </text>
      {hasDiagonal && from < to ? (
        <line className={styles.axis} strokeDasharray="4 4" x1={x(from)} y1={y(from)} x2={x(to)} y2={y(to)} />
      ) : null}
      {isJoined ? (
        <polyline
          fill="none"
          stroke="var(--series-1)"
          strokeWidth={2}
          points={points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}
        />
      ) : null}
      {points.map((point) => (
        <circle
          key={point.name}
          cx={x(point.x)}
          cy={y(point.y)}
          r={4}
          fill={`var(--series-${point.colour ?? 1})`}
          fillOpacity={0.85}
        >
          <title>{read(point)}</title>
        </circle>
      ))}
    </PlotFrame>
  );
}
