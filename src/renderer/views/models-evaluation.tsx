import { useMemo } from 'react';
import type { StoredModel } from '../../shared/models.ts';
import { BarPlot } from '../chart/plots.tsx';
import { niceTicks } from '../chart/ticks.ts';
import { formatCount, formatDayOf, formatNumber } from '../format.ts';
import { Figure } from '../ui/figure.tsx';
import { FigureRow } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './models.module.css';
import { kindLabel, noEvaluation, skillOf } from './models-words.ts';

type Props = { readonly model: StoredModel; readonly className?: string | undefined };

const nameOf = ({ meta }: StoredModel): string => `${kindLabel(meta.kind)}, ${meta.horizonDays} days ahead`;

/** Shows the rank IC of each held-back month, its mean and its t, and what that means. */
export function MonthsPanel({ model, className }: Props) {
  const { evaluation } = model.meta;
  const skill = skillOf(model.meta);
  const names = useMemo(() => (evaluation?.monthTime ?? []).map((time) => formatDayOf(time).slice(0, 7)), [evaluation]);
  return (
    <Panel title={<Term word="rank IC">Rank IC by month</Term>} note={nameOf(model)} className={className}>
      {evaluation === null || names.length === 0 ? (
        <EmptyState title="Nothing to show">
          {evaluation === null
            ? noEvaluation(model.meta)
            : `No held-back day has an outcome of ${model.meta.horizonDays} days yet: the span after it must have passed.`}
        </EmptyState>
      ) : (
        <>
          <FigureRow
            figures={[
              {
                key: 'mean',
                label: <Term word="rank IC">Mean rank IC</Term>,
                value: <Figure kind="number" value={skill.mean} />,
              },
              {
                key: 't',
                label: <Term word="t value">t</Term>,
                value: <Figure kind="ratio" value={skill.t} why="Too few dates to tell it from chance" />,
              },
              { key: 'dates', label: 'Dates', value: <Figure kind="count" value={skill.dates} /> },
              {
                key: 'from',
                label: <Term word="out of sample">Held back</Term>,
                value: (
                  <span className={styles.small}>
                    <Time at={evaluation.fromTime} show="day" /> to <Time at={evaluation.untilTime} show="as-of" />
                  </span>
                ),
              },
            ]}
          />
          <BarPlot
            label={`Rank IC by month, ${nameOf(model)}`}
            names={names}
            values={evaluation.monthRankIc}
            kind="number"
            height={190}
          />
          <p className={styles.explain}>
            {skill.sentence} Months are those in which the scores were given; the last {model.meta.horizonDays} days
            have no outcome yet.
          </p>
        </>
      )}
    </Panel>
  );
}

/** Shows what became of each tenth of the tokens by score, with intervals. */
export function CalibrationPanel({ model, className }: Props) {
  const { evaluation, horizonDays } = model.meta;
  const calibration = evaluation?.calibration ?? null;
  return (
    <Panel title={<Term word="calibration">Calibration</Term>} note={nameOf(model)} className={className}>
      {calibration === null ? (
        <EmptyState title="Nothing to show">
          {evaluation === null
            ? noEvaluation(model.meta)
            : 'No held-back day had ten tokens with both a score and an outcome, which a tenth needs.'}
        </EmptyState>
      ) : (
        <>
          <CalibrationPlot calibration={calibration} label={`Calibration, ${nameOf(model)}`} />
          <p className={styles.explain}>
            Each point is a tenth of the tokens by score, {formatCount(Math.min(...calibration.count))} or more each.
            The higher the score, the higher the rank that followed should be; on the dashed line both are equal.{' '}
            {calibration.low.some((low) => low !== null)
              ? 'Bars are 95 % intervals of days, because tokens of a day move together.'
              : `There is no interval: the held-back days hold fewer than three separate spans of ${horizonDays} days.`}
          </p>
        </>
      )}
    </Panel>
  );
}

const [WIDTH, HEIGHT] = [600, 280];
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 16, 22, 38];

function CalibrationPlot({
  calibration,
  label,
}: {
  readonly calibration: NonNullable<NonNullable<StoredModel['meta']['evaluation']>['calibration']>;
  readonly label: string;
}) {
  const points = calibration.predicted.flatMap((predicted, tenth) => {
    const realised = calibration.realised[tenth] ?? null;
    if (predicted === null || realised === null) return [];
    return [
      {
        tenth: tenth + 1,
        predicted,
        realised,
        low: calibration.low[tenth] ?? null,
        high: calibration.high[tenth] ?? null,
        count: calibration.count[tenth] ?? 0,
      },
    ];
  });
  const xs = points.map(({ predicted }) => predicted);
  const ys = points.flatMap(({ realised, low, high }) => [realised, low ?? realised, high ?? realised]);
  const xTicks = niceTicks(Math.min(...xs), Math.max(...xs), 6);
  const yTicks = niceTicks(Math.min(0, ...ys), Math.max(0, ...ys), 5);
  const [xLow, xHigh] = [Math.min(...xs, ...xTicks), Math.max(...xs, ...xTicks)];
  const [yLow, yHigh] = [Math.min(...ys, ...yTicks), Math.max(...ys, ...yTicks)];
  const x = (value: number): number => LEFT + ((value - xLow) / (xHigh - xLow || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => TOP + ((yHigh - value) / (yHigh - yLow || 1)) * (HEIGHT - TOP - BOTTOM);
  const [from, to] = [Math.max(xLow, yLow), Math.min(xHigh, yHigh)];
  const read = (point: (typeof points)[number]): string =>
    `Tenth ${point.tenth}: score ${formatNumber(point.predicted, 3)}, rank that followed ${formatNumber(point.realised, 3)}${
      point.low === null ? '' : `, between ${formatNumber(point.low, 3)} and ${formatNumber(point.high, 3)}`
    }, ${formatCount(point.count)} tokens`;
  return (
    <svg
      className={styles.plot}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}. ${points.map(read).join('; ')}`}
    >
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
            {formatNumber(tick, 2)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - 20} textAnchor="middle">
          {formatNumber(tick, 2)}
        </text>
      ))}
      <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
        Mean score, as an expected rank of −1 to 1
      </text>
      <text x={4} y={11}>
        Mean rank of the returns that followed, −1 to 1
      </text>
      {from < to ? (
        <line className={styles.axis} strokeDasharray="4 4" x1={x(from)} y1={y(from)} x2={x(to)} y2={y(to)} />
      ) : null}
      {points.map((point) => (
        <g key={point.tenth}>
          <title>{read(point)}</title>
          {point.low === null || point.high === null ? null : (
            <path
              className={styles.whisker}
              d={`M${x(point.predicted)} ${y(point.low)}V${y(point.high)}M${x(point.predicted) - 4} ${y(point.low)}h8M${x(point.predicted) - 4} ${y(point.high)}h8`}
            />
          )}
          <circle className={styles.dot} cx={x(point.predicted)} cy={y(point.realised)} r={4.5} />
        </g>
      ))}
    </svg>
  );
}
