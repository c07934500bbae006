import { useMemo, useState } from 'react';
import type { MarketOverview } from '../../shared/market.ts';
import { formatNumber, formatPercent } from '../format.ts';
import { usePreference } from '../state/preferences.ts';
import type { QueryState } from '../state/query.ts';
import { DataTable } from '../ui/data-table.tsx';
import { span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './market.module.css';
import { QUADRANTS, quadrantOf, spreadLabels } from './market-figures.ts';

type Sector = MarketOverview['sectors'][number];

const COLUMNS: readonly TableColumn<Sector>[] = [
  { id: 'sector', header: 'Sector', width: 134, value: ({ sector }) => sector },
  {
    id: 'quadrant',
    header: 'Stands',
    help: 'Strength beside the market, and whether it rises',
    width: 92,
    value: ({ strength, momentum }) => quadrantOf(strength.at(-1) ?? null, momentum.at(-1) ?? null),
    cell: ({ strength, momentum }) => {
      const quadrant = quadrantOf(strength.at(-1) ?? null, momentum.at(-1) ?? null);
      return quadrant === null ? '–' : <span title={QUADRANTS[quadrant]}>{quadrant}</span>;
    },
  },
  {
    id: 'strength',
    header: 'Strength',
    term: 'sector strength',
    kind: 'ratio',
    width: 90,
    value: ({ strength }) => strength.at(-1) ?? null,
  },
  {
    id: 'momentum',
    header: 'A week',
    term: 'sector momentum',
    kind: 'percent',
    isChange: true,
    width: 86,
    value: ({ momentum }) => momentum.at(-1) ?? null,
  },
  {
    id: 'return7Days',
    header: '7 days',
    help: 'Median return of its tokens',
    kind: 'percent',
    isChange: true,
    width: 82,
    value: ({ return7Days }) => return7Days,
  },
  {
    id: 'return30Days',
    header: '30 days',
    help: 'Median return of its tokens',
    kind: 'percent',
    isChange: true,
    width: 82,
    value: ({ return30Days }) => return30Days,
  },
  {
    id: 'return90Days',
    header: '90 days',
    help: 'Median return of its tokens',
    kind: 'percent',
    isChange: true,
    width: 82,
    isHidden: true,
    value: ({ return90Days }) => return90Days,
  },
  {
    id: 'share',
    header: 'Share',
    help: 'Of the market cap',
    kind: 'share',
    width: 76,
    isHidden: true,
    value: ({ share }) => share,
  },
  { id: 'tokens', header: 'Tokens', kind: 'count', width: 76, isHidden: true, value: ({ tokenCount }) => tokenCount },
];

/** Shows which sectors gain on the market: strength against momentum with the way of eight weeks, and the same as a table. */
export function RotationPanel({ query }: { readonly query: QueryState<MarketOverview> }) {
  const density = usePreference('density');
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <QueryPanel
      title={<Term word="sector rotation">Sector rotation</Term>}
      note="strength beside the market, last 8 weeks"
      query={query}
      className={query.value?.sectors.length === 0 ? undefined : span.wide}
      empty={({ sectors, sectorNote }) =>
        sectors.length === 0 ? <EmptyState title="No sectors to compare">{sectorNote ?? undefined}</EmptyState> : null
      }
    >
      {({ sectors }) => (
        <div className={styles.rotation}>
          <RotationPlot sectors={sectors} chosen={chosen} />
          <DataTable
            id="market-sectors"
            label="Sectors"
            rows={sectors}
            columns={COLUMNS}
            rowKey={({ sector }) => sector}
            onOpen={({ sector }) => setChosen(chosen === sector ? null : sector)}
            initialSort={{ column: 'strength', direction: 'descending' }}
            height={90 + (density === 'compact' ? 28 : 36) * Math.min(sectors.length, 12)}
          />
          <p className={styles.explain}>
            A sector usually travels clockwise: it improves, leads, weakens, lags. That is a habit, not a law. Choose a
            row to bring out its way.
          </p>
        </div>
      )}
    </QueryPanel>
  );
}

const [WIDTH, HEIGHT] = [500, 370];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 128, 20, 36];

function RotationPlot({ sectors, chosen }: { readonly sectors: readonly Sector[]; readonly chosen: string | null }) {
  const ways = useMemo(() => waysOf(sectors), [sectors]);
  const reachX = Math.max(0.02, ...ways.flatMap(({ points }) => points.map(({ x }) => Math.abs(x - 1)))) * 1.08;
  const reachY = Math.max(0.01, ...ways.flatMap(({ points }) => points.map(({ y }) => Math.abs(y)))) * 1.08;
  const x = (value: number): number => LEFT + ((value - 1 + reachX) / (2 * reachX)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => TOP + ((reachY - value) / (2 * reachY)) * (HEIGHT - TOP - BOTTOM);
  const labelY = spreadLabels(
    ways.map(({ points }) => y(points.at(-1)?.y ?? 0)),
    13,
  );
  const summary = ways
    .map(({ sector, quadrant, points }) => {
      const head = points.at(-1);
      return `${sector} ${quadrant ?? ''}, strength ${formatNumber(head?.x, 2)}, momentum ${formatPercent(head?.y)}`;
    })
    .join('; ');
  return (
    <svg
      className={styles.plot}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Strength against momentum of sectors. ${summary}`}
    >
      <line className={styles.rule} x1={x(1)} x2={x(1)} y1={TOP} y2={HEIGHT - BOTTOM} />
      <line className={styles.rule} x1={LEFT} x2={WIDTH - RIGHT} y1={y(0)} y2={y(0)} />
      {(
        [
          ['Improving', LEFT + 6, TOP + 12, 'start'],
          ['Leading', WIDTH - RIGHT - 6, TOP + 12, 'end'],
          ['Lagging', LEFT + 6, HEIGHT - BOTTOM - 6, 'start'],
          ['Weakening', WIDTH - RIGHT - 6, HEIGHT - BOTTOM - 6, 'end'],
        ] as const
      ).map(([name, left, top, anchor]) => (
        <text key={name} className={styles.quadrant} x={left} y={top} textAnchor={anchor}>
          {name}
        </text>
      ))}
      <line className={styles.axis} x1={LEFT} x2={WIDTH - RIGHT} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
      <line className={styles.axis} x1={LEFT} x2={LEFT} y1={TOP} y2={HEIGHT - BOTTOM} />
      {[1 - reachX / 1.08, 1, 1 + reachX / 1.08].map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - BOTTOM + 14} textAnchor="middle">
          {formatNumber(tick, 2)}
        </text>
      ))}
      {[-reachY / 1.08, 0, reachY / 1.08].map((tick) => (
        <text key={tick} x={LEFT - 5} y={y(tick) + 4} textAnchor="end">
          {formatPercent(tick, 1)}
        </text>
      ))}
      <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
        Strength: 1 is where it usually stands beside the market
      </text>
      <text x={4} y={10} textAnchor="start">
        Momentum a week
      </text>
      <g className={styles.ways}>
        {ways.map(({ sector, quadrant, points, colour }, index) => {
          const head = points.at(-1);
          if (head === undefined) return null;
          const isDim = chosen !== null && chosen !== sector;
          return (
            <g key={sector} opacity={isDim ? 0.18 : 1}>
              <title>{`${sector}: ${quadrant ?? ''}, strength ${formatNumber(head.x, 3)}, momentum ${formatPercent(head.y)}`}</title>
              {points.slice(1).map((point, place) => (
                <line
                  key={point.week}
                  x1={x(points[place]?.x ?? 0)}
                  y1={y(points[place]?.y ?? 0)}
                  x2={x(point.x)}
                  y2={y(point.y)}
                  stroke={colour}
                  strokeWidth={chosen === sector ? 2.5 : 1.5}
                  strokeOpacity={0.2 + (0.6 * (place + 1)) / points.length}
                  strokeLinecap="round"
                />
              ))}
              <circle cx={x(head.x)} cy={y(head.y)} r={4.5} fill={colour} />
              <line
                className={styles.leader}
                x1={x(head.x) + 5}
                y1={y(head.y)}
                x2={WIDTH - RIGHT + 6}
                y2={labelY[index] ?? 0}
              />
              <text className={styles.sectorName} x={WIDTH - RIGHT + 9} y={(labelY[index] ?? 0) + 4}>
                {sector}
              </text>
            </g>
          );
        })}
      </g>
    </svg>
  );
}

function waysOf(sectors: readonly Sector[]) {
  return sectors.flatMap(({ sector, strength, momentum }, index) => {
    const points = strength.flatMap((value, week) => {
      const change = momentum[week] ?? null;
      return value === null || change === null ? [] : [{ week, x: value, y: change }];
    });
    if (points.length === 0) return [];
    const head = points.at(-1);
    return [
      {
        sector,
        points,
        quadrant: quadrantOf(head?.x ?? null, head?.y ?? null),
        colour: `var(--series-${(index % 8) + 1})`,
      },
    ];
  });
}
