import { type FigureKind, formatFigure } from '../format.ts';
import styles from './chart.module.css';
import { PlotFrame, WIDTH } from './plots.tsx';
import { niceTicks } from './ticks.ts';

/** One line of a BandPlot, with a band of uncertainty around it where `low` and `high` are known. */
export type BandSeries = {
  readonly id: string;
  readonly label: string;
  /** 1..8 of the theme. */
  readonly colour: number;
  readonly isDashed?: boolean | undefined;
  readonly points: readonly {
    readonly x: number;
    readonly y: number | null;
    readonly low?: number | null | undefined;
    readonly high?: number | null | undefined;
  }[];
};

const [LEFT, RIGHT, TOP, BOTTOM] = [58, 14, 22, 36];

/** Shows a few lines over one measure, each with its band; a line of zero where it is in view. Missing values leave a gap. */
export function BandPlot({
  label,
  series,
  xName,
  yName,
  formatX,
  yKind,
  height = 260,
}: {
  readonly label: string;
  readonly series: readonly BandSeries[];
  readonly xName: string;
  readonly yName: string;
  readonly formatX: (x: number) => string;
  readonly yKind: FigureKind;
  readonly height?: number | undefined;
}) {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((left, right) => left - right);
  const ys = series.flatMap(({ points }) =>
    points.flatMap(({ y, low, high }) => [y, low ?? null, high ?? null].filter((value) => value !== null)),
  );
  const yTicks = niceTicks(Math.min(0, ...ys), Math.max(0, ...ys), 5);
  const [xLow, xHigh] = [xs[0] ?? 0, xs.at(-1) ?? 1];
  const [yLow, yHigh] = [Math.min(0, ...ys, ...yTicks), Math.max(0, ...ys, ...yTicks)];
  const x = (value: number): number => LEFT + ((value - xLow) / (xHigh - xLow || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => TOP + ((yHigh - value) / (yHigh - yLow || 1)) * (height - TOP - BOTTOM);
  const every = Math.ceil(xs.length / 8);
  const told = series.map((one) => {
    const last = one.points.findLast((point) => point.y !== null);
    return `${one.label}: ${last === undefined ? 'nothing known' : `${formatFigure(yKind, last.y)} at ${formatX(last.x)}`}`;
  });
  return (
    <div className={styles.frame}>
      <div className={styles.legend}>
        {series.map((one) => (
          <span key={one.id} className={styles.entry}>
            <span className={styles.swatch} style={{ background: `var(--series-${one.colour})` }} />
            <span>{one.label}</span>
          </span>
        ))}
      </div>
      <PlotFrame label={`${label}. ${told.join('; ')}`} height={height}>
        {yTicks.map((tick) => (
          <g key={tick}>
            <line
              className={tick === 0 ? styles.axis : styles.rule}
              x1={LEFT}
              x2={WIDTH - RIGHT}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {formatFigure(yKind, tick)}
            </text>
          </g>
        ))}
        {xs.map((value, place) =>
          place % every === 0 ? (
            <text key={value} x={x(value)} y={height - 20} textAnchor={place === 0 ? 'start' : 'middle'}>
              {formatX(value)}
            </text>
          ) : null,
        )}
        <text x={(LEFT + WIDTH - RIGHT) / 2} y={height - 4} textAnchor="middle">
          {xName}
        </text>
        <text x={4} y={11}>
          {yName}
        </text>
        {series.map((one) => (
          <g key={one.id}>
            <path className={styles.band} d={bandPath(one, x, y)} style={{ fill: `var(--series-${one.colour})` }} />
            <path
              className={styles.line}
              d={linePath(one, x, y)}
              strokeDasharray={one.isDashed ? '5 4' : undefined}
              style={{ stroke: `var(--series-${one.colour})` }}
            />
            {one.points.map((point) =>
              point.y === null ? null : (
                <circle
                  key={point.x}
                  cx={x(point.x)}
                  cy={y(point.y)}
                  r={3}
                  style={{ fill: `var(--series-${one.colour})` }}
                >
                  <title>{readPoint(one.label, formatX(point.x), point, yKind)}</title>
                </circle>
              ),
            )}
          </g>
        ))}
      </PlotFrame>
    </div>
  );
}

type Point = BandSeries['points'][number];

function readPoint(name: string, at: string, { y, low, high }: Point, kind: FigureKind): string {
  const band =
    low === null || low === undefined || high === null || high === undefined
      ? ''
      : `, between ${formatFigure(kind, low)} and ${formatFigure(kind, high)}`;
  return `${name}, ${at}: ${formatFigure(kind, y)}${band}`;
}

/** Returns the runs of points of which everything asked for is known. */
function runsOf(points: readonly Point[], isKnown: (point: Point) => boolean): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (isKnown(point)) runs.at(-1)?.push(point);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

type Scale = (value: number) => number;

const linePath = ({ points }: BandSeries, x: Scale, y: Scale): string =>
  runsOf(points, (point) => point.y !== null)
    .map((run) => `M${run.map((point) => `${x(point.x)} ${y(point.y ?? 0)}`).join('L')}`)
    .join('');

const bandPath = ({ points }: BandSeries, x: Scale, y: Scale): string =>
  runsOf(points, ({ low, high }) => typeof low === 'number' && typeof high === 'number')
    .map((run) => {
      const upper = run.map((point) => `${x(point.x)} ${y(point.high ?? 0)}`);
      const lower = run.toReversed().map((point) => `${x(point.x)} ${y(point.low ?? 0)}`);
      return `M${[...upper, ...lower].join('L')}Z`;
    })
    .join('');
