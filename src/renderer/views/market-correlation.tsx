import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { MarketOverview } from '../../shared/market.ts';
import { useColours } from '../chart/colours.ts';
import { rampColour } from '../chart/ramp-colour.ts';
import { formatNumber } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { usePageMemory } from '../state/preferences.ts';
import { type QueryState, useQuery } from '../state/query.ts';
import { Segmented } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './market.module.css';
import { clusterRuns } from './market-figures.ts';

type Correlation = MarketOverview['correlation'];

const SIZES = [
  { value: '25', label: '25 tokens' },
  { value: '50', label: '50' },
  { value: '100', label: '100' },
] as const;
type Size = (typeof SIZES)[number]['value'];

/** The size that the page's own question already brings. */
const USUAL: Size = '50';

/** Shows how the largest tokens move together: a map in the order of the tree, and its clusters. */
export function CorrelationPanel({
  query,
  isAlone,
}: {
  readonly query: QueryState<MarketOverview>;
  /** Nothing stands beside it. */
  readonly isAlone: boolean;
}) {
  const [size, setSize] = usePageMemory<Size>(
    'market.correlation',
    USUAL,
    (kept) => SIZES.find(({ value }) => value === kept)?.value,
  );
  const isUsual = size === USUAL;
  const other = useQuery(
    'market.overview',
    { days: 90, correlationSize: Number(size) },
    { refreshOn: ['data.changed'], enabled: !isUsual },
  );
  return (
    <QueryPanel
      title={<Term word="correlation">What moves together</Term>}
      note="largest tokens, last 180 days"
      query={isUsual ? query : other}
      className={isAlone ? undefined : span.wide}
      actions={<Segmented label="Tokens on the map" value={size} onChange={setSize} choices={SIZES} />}
      empty={({ correlation }) =>
        correlation.assets.length < 2 ? 'Fewer than two tokens have enough days in common to be compared' : null
      }
    >
      {({ correlation }) => <CorrelationMap correlation={correlation} />}
    </QueryPanel>
  );
}

const EDGE = 560;
const NAME_WIDTH = 92;

function CorrelationMap({ correlation }: { readonly correlation: Correlation }) {
  const { assets, names, cluster, clusters } = correlation;
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  const byId = useMemo(() => new Map(clusters.map((one) => [one.id, one])), [clusters]);
  const runs = useMemo(() => clusterRuns(cluster), [cluster]);
  const nameOf = (asset: string): string => names[assets.indexOf(asset)] ?? asset;
  const read = at === null ? null : readCell(correlation, at);
  return (
    <div className={styles.correlation}>
      <MapCanvas correlation={correlation} at={at} onMove={setAt} />
      <div className={styles.clusters}>
        <p className={styles.read} role="status" aria-live="off">
          {read === null ? (
            'Point at a cell, or move over the map with the arrow keys. A click or Enter opens the token of the row.'
          ) : (
            <>
              <strong>{formatNumber(read.value, 2)}</strong> <TokenLink asset={read.row.asset} name={read.row.name} />
              {read.row.asset === read.column.asset ? (
                <> with itself</>
              ) : (
                <>
                  {' '}
                  and <TokenLink asset={read.column.asset} name={read.column.name} />
                </>
              )}
              , cluster{' '}
              {read.row.cluster === read.column.cluster
                ? read.row.cluster
                : `${read.row.cluster} and ${read.column.cluster}`}
            </>
          )}
        </p>
        <table className={styles.states}>
          <caption className="hidden-text">Clusters of the map</caption>
          <thead>
            <tr>
              <th scope="col">
                <Term word="cluster">Cluster</Term>
              </th>
              <th scope="col">Led by</th>
              <th scope="col">Tokens</th>
              <th scope="col">
                <Term word="correlation">Mean</Term>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ id, from, until }, place) => {
              const own = byId.get(id);
              const isHere = at !== null && cluster[at[0]] === id;
              return (
                <tr key={from} aria-current={isHere || undefined} title={names.slice(from, until).join(', ')}>
                  <th scope="row">{place + 1}</th>
                  <td>
                    <TokenLink asset={own?.leader ?? ''} name={nameOf(own?.leader ?? '')} />
                  </td>
                  <td>
                    <Figure kind="count" value={own?.size} />
                  </td>
                  <td>
                    <Figure kind="ratio" value={own?.meanCorrelation} why="A token alone has nothing to move with" />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p className={styles.explain}>
          {meaningOf(correlation.meanCorrelation)} Frames hold the clusters; holding one token of each spreads more than
          holding many of one.
        </p>
      </div>
    </div>
  );
}

function meaningOf(mean: number | null): string {
  if (mean === null) return '';
  const number = formatNumber(mean, 2);
  if (mean >= 0.6) return `Mean ${number}: most tokens move in step, so holding many of them spreads little.`;
  if (mean >= 0.3) return `Mean ${number}: tokens move together in part; spreading helps, but not in a crash.`;
  return `Mean ${number}: tokens move mostly on their own, so spreading helps much.`;
}

function readCell({ assets, names, cluster, matrix }: Correlation, [row, column]: readonly [number, number]) {
  const places = new Map(clusterRuns(cluster).map(({ id }, place) => [id, place + 1]));
  const side = (place: number) => ({
    asset: assets[place] ?? '',
    name: names[place] ?? '',
    cluster: places.get(cluster[place] ?? 0) ?? 0,
  });
  return { value: matrix[row * assets.length + column] ?? null, row: side(row), column: side(column) };
}

function MapCanvas({
  correlation,
  at,
  onMove,
}: {
  readonly correlation: Correlation;
  readonly at: readonly [number, number] | null;
  readonly onMove: (at: readonly [number, number]) => void;
}) {
  const [, setLocation] = useLocation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const { assets, names, cluster, matrix } = correlation;
  const count = assets.length;
  const cell = Math.max(4, Math.floor((EDGE - NAME_WIDTH) / count));
  const left = cell >= 8 ? NAME_WIDTH : 0;
  const edge = count * cell;
  const isDark = (Number(colours.surface.match(/\d+/)?.[0]) || 255) < 128;

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const scale = window.devicePixelRatio;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, left + edge, edge);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        context.fillStyle = rampColour(matrix[row * count + column] ?? 0, isDark);
        context.fillRect(left + column * cell, row * cell, cell, cell);
      }
    }
    if (left > 0) {
      context.font = `${Math.min(11, cell)}px ${getComputedStyle(document.body).fontFamily}`;
      context.textBaseline = 'middle';
      context.textAlign = 'right';
      for (const [row, name] of names.entries()) {
        context.fillStyle = at?.[0] === row || at?.[1] === row ? colours.text : colours['text-muted'];
        context.fillText(fitted(context, name, left - 8), left - 5, (row + 0.5) * cell);
      }
    }
    context.strokeStyle = colours.text;
    context.lineWidth = 1;
    for (const { from, until } of clusterRuns(cluster)) {
      context.strokeRect(
        left + from * cell + 0.5,
        from * cell + 0.5,
        (until - from) * cell - 1,
        (until - from) * cell - 1,
      );
    }
    if (at !== null) {
      context.lineWidth = 2;
      context.strokeStyle = colours.accent;
      context.strokeRect(left + at[1] * cell, at[0] * cell, cell, cell);
    }
  }, [matrix, names, cluster, count, cell, left, edge, at, colours, isDark]);

  const cellUnder = (event: MouseEvent): readonly [number, number] | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const zoom = box.width / (left + edge);
    const column = Math.floor(((event.clientX - box.left) / zoom - left) / cell);
    const row = Math.floor((event.clientY - box.top) / zoom / cell);
    return row >= 0 && row < count && column < count ? [row, Math.max(column, 0)] : null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && at !== null) setLocation(tokenPath(assets[at[0]] ?? ''));
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const keep = (place: number): number => Math.min(Math.max(place, 0), count - 1);
    onMove(at === null ? [0, 0] : [keep(at[0] + (step[0] ?? 0)), keep(at[1] + (step[1] ?? 0))]);
  };
  const read = at === null ? null : readCell(correlation, at);
  return (
    <div>
      {/* a slider is the role of what the arrow keys move and whose value is read out */}
      <div
        className={styles.map}
        role="slider"
        tabIndex={0}
        aria-label={`Correlations of ${count} tokens; move with the arrow keys, Enter opens the token of the row`}
        aria-valuemin={0}
        aria-valuemax={count * count - 1}
        aria-valuenow={at === null ? 0 : at[0] * count + at[1]}
        aria-valuetext={
          read === null ? 'No cell yet' : `${read.row.name} and ${read.column.name}: ${formatNumber(read.value, 2)}`
        }
        onKeyDown={onKeyDown}
        onMouseMove={(event) => {
          const under = cellUnder(event);
          if (under !== null && (under[0] !== at?.[0] || under[1] !== at[1])) onMove(under);
        }}
        onClick={(event) => {
          const under = cellUnder(event);
          if (under !== null) setLocation(tokenPath(assets[under[0]] ?? ''));
        }}
      >
        <canvas
          ref={canvas}
          width={(left + edge) * window.devicePixelRatio}
          height={edge * window.devicePixelRatio}
          style={{ width: left + edge, aspectRatio: `${left + edge} / ${edge}` }}
        />
      </div>
      <div className={styles.scale}>
        <span>−1 opposed</span>
        <span
          style={{
            background: `linear-gradient(90deg, ${[-1, -0.5, 0, 0.5, 1].map((value) => rampColour(value, isDark)).join(', ')})`,
          }}
        />
        <span>1 in step</span>
      </div>
    </div>
  );
}

function fitted(context: CanvasRenderingContext2D, name: string, width: number): string {
  if (context.measureText(name).width <= width) return name;
  let length = name.length - 1;
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > width) length--;
  return `${name.slice(0, length)}…`;
}
