import { useMemo } from 'react';
import type { Output } from '../../shared/endpoint.ts';
import type { models } from '../../shared/models.ts';
import { BandPlot, type BandSeries } from '../chart/band-plot.tsx';
import { formatCount, formatDayOf } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { Button } from '../ui/button.tsx';
import { RunStatus } from '../ui/command-status.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Grid, span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './models.module.css';
import { historyWords, isMeasured, memberLabel, skillText } from './models-skill.ts';
import { listOf } from './models-words.ts';

/** Shows how skill grows with the history that is learnt from, and how forecasts that were kept in advance went. */
export function Learning({ horizon }: { readonly horizon: number }) {
  return (
    <Grid>
      <HistoryPanel horizon={horizon} className={span.part} />
      <ForecastsPanel className={span.rest} />
    </Grid>
  );
}

type Placed = { readonly horizon: number; readonly className?: string | undefined };

function HistoryPanel({ horizon, className }: Placed) {
  const history = useQuery('models.history', {}, { refreshOn: ['models.changed'] });
  const measure = useCommand('models.measureHistory');
  const running = useRunningCall('models.measureHistory');
  const isWorking = measure.state === 'running' || running !== undefined;
  const start = async (): Promise<void> => {
    if ((await measure.run({})) !== undefined) history.refresh();
  };
  const button = (
    <Button isWorking={isWorking} onClick={() => void start()}>
      {isWorking ? 'Measuring…' : 'Measure'}
    </Button>
  );
  const status = <RunStatus<'models.measureHistory'> command={measure} running={running} title="Measuring" />;
  return (
    <QueryPanel
      title={<Term word="history curve">How much history helps</Term>}
      note={`${horizon} days ahead`}
      query={history}
      className={className}
      actions={button}
      empty={({ curves }) =>
        curves.length === 0 ? (
          <>
            {status}
            <EmptyState title="Not measured yet">
              Measuring trains the tree models anew on one, two, three and five years of history, as far as the data
              reach, and judges each on the same later days. It takes some minutes and goes on if you leave this page.
            </EmptyState>
          </>
        ) : null
      }
    >
      {({ asOf, curves }) => {
        const own = curves.filter(({ horizonDays }) => horizonDays === horizon);
        const series = own.map(
          (curve, place): BandSeries => ({
            id: curve.member,
            label: memberLabel(curve.member),
            colour: (place % 7) + 1,
            points: curve.trainDays.map((x, at) => ({
              x,
              y: curve.meanRankIc[at] ?? null,
              low: curve.low[at] ?? null,
              high: curve.high[at] ?? null,
            })),
          }),
        );
        return (
          <>
            {status}
            {own.length === 0 ? (
              <EmptyState title={`Nothing measured at ${horizon} days ahead`}>Measure once more to see it.</EmptyState>
            ) : !isMeasured(own) ? (
              <EmptyState title="Not enough history to judge">
                No length of {listOf([...new Set(own.flatMap(({ trainDays }) => trainDays))].map(formatCount))} days
                leaves enough later days with an outcome of {horizon} days. Whether more history helps is not known; a
                longer history tells.
              </EmptyState>
            ) : (
              <>
                <BandPlot
                  label={`Rank IC by days of history, ${horizon} days ahead`}
                  series={series}
                  xName="Days of history that were learnt from"
                  yName="Mean rank IC; bands are 95 % intervals"
                  formatX={formatCount}
                  yKind="number"
                  height={280}
                />
                <p className={styles.explain}>
                  {historyWords(own)} Measured on what was known at the end of <Time at={asOf} show="as-of" /> UTC. Zero
                  is chance.
                </p>
              </>
            )}
          </>
        );
      }}
    </QueryPanel>
  );
}

type Forecasts = Output<(typeof models)['models.forecasts']>;

type ForecastRow = {
  readonly key: string;
  readonly label: string;
  readonly horizonDays: number;
  readonly stored: number;
  readonly closed: number;
  readonly meanRankIc: number | null;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
};

const forecastRows = (value: Forecasts): ForecastRow[] =>
  value.member.map((member, row) => ({
    key: `${member} ${value.horizonDays[row]}`,
    label: memberLabel(member),
    horizonDays: value.horizonDays[row] ?? 0,
    stored: value.storedCount[row] ?? 0,
    closed: value.closedCount[row] ?? 0,
    meanRankIc: value.meanRankIc[row] ?? null,
    firstTime: value.firstTime[row] ?? null,
    lastTime: value.lastTime[row] ?? null,
  }));

const FORECAST_COLUMNS: readonly TableColumn<ForecastRow>[] = [
  { id: 'member', header: 'Who', width: 150, value: ({ label }) => label },
  {
    id: 'horizon',
    header: 'Days ahead',
    term: 'horizon',
    kind: 'count',
    width: 92,
    value: ({ horizonDays }) => horizonDays,
  },
  {
    id: 'stored',
    header: 'Stored days',
    help: 'Days on which a forecast of every token was kept',
    kind: 'count',
    width: 96,
    value: ({ stored }) => stored,
  },
  {
    id: 'closed',
    header: 'Closed days',
    help: 'Of these, days whose horizon has passed, so that the outcome is known',
    kind: 'count',
    width: 96,
    value: ({ closed }) => closed,
  },
  {
    id: 'ic',
    header: 'Rank IC',
    term: 'rank IC',
    kind: 'number',
    isChange: true,
    width: 84,
    value: ({ meanRankIc }) => meanRankIc,
    cell: ({ meanRankIc }) => skillText(meanRankIc),
    title: ({ meanRankIc }) => (meanRankIc === null ? 'None has closed yet' : undefined),
  },
  {
    id: 'first',
    header: 'First',
    width: 92,
    value: ({ firstTime }) => (firstTime === null ? null : formatDayOf(firstTime)),
  },
  {
    id: 'last',
    header: 'Last',
    width: 92,
    value: ({ lastTime }) => (lastTime === null ? null : formatDayOf(lastTime)),
  },
];

function ForecastsPanel({ className }: { readonly className?: string | undefined }) {
  const forecasts = useQuery('models.forecasts', {}, { refreshOn: ['ratings.changed', 'data.changed'] });
  const rows = useMemo(() => (forecasts.value === undefined ? [] : forecastRows(forecasts.value)), [forecasts.value]);
  return (
    <QueryPanel
      title="Forecasts kept in advance"
      note="before their outcome was known"
      query={forecasts}
      className={className}
      isFlush
      empty={({ member }) =>
        member.length === 0 ? (
          <EmptyState title="None yet">
            Each rating keeps what every member forecast of every token, so that nobody can tell a better story later.
          </EmptyState>
        ) : null
      }
    >
      {() => (
        <>
          <FittedTable
            id="models-forecasts"
            label="Stored forecasts"
            rows={rows}
            columns={FORECAST_COLUMNS}
            rowKey={forecastKey}
            most={420}
            isWide
          />
          <p className={styles.noteLine}>
            These are never changed. The ensemble goes on weighing its members by those that have closed.
          </p>
        </>
      )}
    </QueryPanel>
  );
}

const forecastKey = ({ key }: ForecastRow): string => key;
