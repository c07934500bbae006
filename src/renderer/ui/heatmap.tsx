import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { useColours } from '../chart/colours.ts';
import { type FigureKind, formatFigure } from '../format.ts';
import styles from './heatmap.module.css';

/**
 * Returns the colour of a value between −1 and 1 on a ramp from blue over neutral to orange, which the colour-blind tell apart.
 * Ends after Moreland, "Diverging color maps" (2009).
 */
export function rampColour(value: number, isDark: boolean): string {
  const middle = isDark ? [27, 32, 41] : [244, 245, 247];
  const end = value < 0 ? (isDark ? [86, 180, 233] : [0, 90, 160]) : isDark ? [244, 133, 74] : [190, 74, 0];
  const share = Math.min(1, Math.abs(value));
  const mix = middle.map((part, index) => Math.round(part + ((end[index] ?? 0) - part) * share));
  return `rgb(${mix.join(', ')})`;
}

/**
 * Shows a matrix of values as colours, with a read-out of the cell below the pointer or the one that the arrow keys lead to.
 * @param props.values - row after row; null is left empty.
 */
export function Heatmap({
  label,
  rows,
  columns,
  values,
  kind,
  extent = 1,
  cell,
}: {
  readonly label: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly kind: FigureKind;
  /** The size of a value that has the full colour. */
  readonly extent?: number | undefined;
  /** Pixels a cell; chosen by the count if left out. */
  readonly cell?: number | undefined;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  const colours = useColours();
  const size = cell ?? Math.max(5, Math.min(22, Math.floor(560 / Math.max(1, columns.length))));
  const [width, height] = [columns.length * size, rows.length * size];
  const isDark = (Number(colours.surface.match(/\d+/)?.[0]) || 255) < 128;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const scale = window.devicePixelRatio;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    for (const [row, line] of values.entries()) {
      for (const [column, value] of line.entries()) {
        if (value === null) continue;
        context.fillStyle = rampColour(value / extent, isDark);
        context.fillRect(column * size, row * size, size - (size > 8 ? 1 : 0), size - (size > 8 ? 1 : 0));
      }
    }
    if (at !== null) {
      context.strokeStyle = colours.text;
      context.lineWidth = 2;
      context.strokeRect(at[1] * size, at[0] * size, size, size);
    }
  }, [values, extent, size, width, height, at, colours, isDark]);

  const onMouseMove = (event: MouseEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows.length);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns.length);
    if (row >= 0 && row < rows.length && column >= 0 && column < columns.length) setAt([row, column]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const [row, column] = at ?? [0, 0];
    const keep = (place: number, count: number): number => Math.min(Math.max(place, 0), count - 1);
    setAt([keep(row + (step[0] ?? 0), rows.length), keep(column + (step[1] ?? 0), columns.length)]);
  };
  const read = at === null ? '' : `${rows[at[0]]} and ${columns[at[1]]}: ${formatFigure(kind, values[at[0]]?.[at[1]])}`;
  return (
    <div className={styles.box}>
      {/* a slider is the role of what the arrow keys move and whose value is read out */}
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}, ${rows.length} by ${columns.length}; move with the arrow keys`}
        aria-valuenow={at === null ? 0 : at[0] * columns.length + at[1]}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, rows.length * columns.length - 1)}
        aria-valuetext={read === '' ? 'No cell yet' : read}
        onKeyDown={onKeyDown}
        onMouseMove={onMouseMove}
      >
        <canvas
          ref={canvas}
          className={styles.canvas}
          width={width * window.devicePixelRatio}
          height={height * window.devicePixelRatio}
          style={{ width, aspectRatio: `${width} / ${height}` }}
        />
      </div>
      <div className={styles.scale}>
        <span>{formatFigure(kind, -extent)}</span>
        <span
          className={styles.ramp}
          style={{
            background: `linear-gradient(90deg, ${[-1, -0.5, 0, 0.5, 1].map((value) => rampColour(value, isDark)).join(', ')})`,
          }}
        />
        <span>{formatFigure(kind, extent)}</span>
      </div>
      <div className={styles.read}>{read === '' ? 'Point at a cell to read it.' : read}</div>
    </div>
  );
}
