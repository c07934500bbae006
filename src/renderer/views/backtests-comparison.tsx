import { useMemo, useState } from 'react';
import type { BacktestReport } from '../../shared/backtests.ts';
import { LineChart } from '../chart/lazy.tsx';
import { formatDayOf } from '../format.ts';
import { type QueryState, useQuery } from '../state/query.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';
import { FigureTable, ownLine } from './backtest-figures.tsx';
import { compareSettings, type SettingRow } from './backtest-settings.ts';
import { distinctNames, overlay } from './backtests-compare.ts';

function useReport(id: string | undefined): QueryState<BacktestReport> | undefined {
  const report = useQuery('backtests.get', { id: id ?? '' }, { enabled: id !== undefined });
  return id === undefined ? undefined : report;
}

/** Shows two to five backtests side by side: growth, figures and what differs in their settings. */
export function ComparisonPanel({ ids, onClose }: { readonly ids: readonly string[]; readonly onClose: () => void }) {
  // hooks cannot be called in a loop of changing length
  const asked = [useReport(ids[0]), useReport(ids[1]), useReport(ids[2]), useReport(ids[3]), useReport(ids[4])];
  const failed = asked.find((report) => report?.state === 'failed');
  const [first, second, third, fourth, fifth] = asked.map((report) => report?.value);
  const reports = useMemo(
    () => [first, second, third, fourth, fifth].filter((report) => report !== undefined),
    [first, second, third, fourth, fifth],
  );
  return (
    <Panel
      title="Compared"
      note="side by side"
      actions={
        <Button kind="quiet" onClick={onClose}>
          Clear the choice
        </Button>
      }
    >
      {failed !== undefined ? (
        <ErrorState error={failed.error} onRetry={failed.refresh} title="One of them could not be read" />
      ) : reports.length < ids.length ? (
        <Skeleton lines={8} />
      ) : (
        <Comparison reports={reports} />
      )}
    </Panel>
  );
}

function Comparison({ reports }: { readonly reports: readonly BacktestReport[] }) {
  const names = useMemo(() => distinctNames(reports), [reports]);
  const lines = useMemo(() => reports.map((report, i) => ownLine(report, names[i])), [reports, names]);
  const growth = useMemo(() => overlay(reports.map(({ series }) => series)), [reports]);
  const series = useMemo(
    () => growth?.values.map((values, i) => ({ id: reports[i]?.id ?? '', label: names[i] ?? '', values })),
    [growth, reports, names],
  );
  const isMixed = new Set(reports.map(({ isSimulated }) => isSimulated)).size > 1;
  return (
    <div className={styles.stack}>
      <p className={styles.warning} role="note">
        Comparing is trying: whoever picks the best of several picks some luck with it. All of them stay in the ledger,
        and the <Term word="DSR" /> counts them.
        {isMixed ? ' Some of these are on a made-up market, some on the real one.' : ''}
      </p>
      {growth === undefined || series === undefined ? (
        <p className={styles.muted}>
          These backtests have no day in common, so their growth cannot be laid over each other.
        </p>
      ) : (
        <LineChart
          id="backtests-growth"
          label={`Growth of 1 USD since ${formatDayOf(growth.times[0])}, the first day that all have`}
          times={growth.times}
          series={series}
          kind="ratio"
          height={300}
          hasLogSwitch
          isLogAtFirst
        />
      )}
      {growth === undefined ? null : (
        <p className={styles.muted}>
          Growth of 1 USD since {formatDayOf(growth.times[0])}, the first day that all have, after costs. The figures
          below are each over its own span.
        </p>
      )}
      <div className={styles.bordered}>
        <FigureTable id="backtests-figures" label="Figures of the compared backtests" lines={lines} />
      </div>
      <SettingTable reports={reports} names={names} />
    </div>
  );
}

function SettingTable({
  reports,
  names,
}: {
  readonly reports: readonly BacktestReport[];
  readonly names: readonly string[];
}) {
  const [isWhole, setIsWhole] = useState(false);
  const all = useMemo(() => compareSettings(reports.map(({ config }) => config)), [reports]);
  const rows = useMemo(() => (isWhole ? all : all.filter(({ isDifferent }) => isDifferent)), [all, isWhole]);
  const columns = useMemo(
    (): readonly TableColumn<SettingRow>[] => [
      {
        id: 'label',
        header: 'Setting',
        width: 220,
        value: ({ label }) => label,
        cell: ({ label, isDifferent }) => (isDifferent ? <strong>{label}</strong> : label),
      },
      {
        id: 'differs',
        header: 'Differs',
        width: 75,
        value: ({ isDifferent }) => (isDifferent ? 'yes' : 'no'),
      },
      ...names.map((name, i) => ({
        id: reports[i]?.id ?? name,
        header: name,
        width: 190,
        value: ({ values }: SettingRow) => values[i] ?? null,
        cell: ({ values, isDifferent }: SettingRow) => (
          <span
            className={isDifferent ? styles.different : undefined}
            title={values[i] ?? 'Not there yet in that program'}
          >
            {values[i] ?? '–'}
          </span>
        ),
      })),
    ],
    [names, reports],
  );
  const differing = all.filter(({ isDifferent }) => isDifferent).length;
  return (
    <section className={styles.stack} aria-label="Settings of the compared backtests">
      <div className={styles.tools}>
        <h3>
          {differing === 0
            ? 'Their settings are all equal: the data or the program differs'
            : `${differing} ${differing === 1 ? 'setting differs' : 'settings differ'}`}
        </h3>
        <Checkbox isChecked={isWhole} onChange={setIsWhole}>
          Show the equal ones too
        </Checkbox>
      </div>
      {rows.length === 0 ? null : (
        <div className={styles.bordered}>
          <FittedTable
            id="backtests-settings"
            label="Settings side by side"
            rows={rows}
            columns={columns}
            rowKey={({ path }) => path}
            isPlain
            most={460}
            isWide
          />
        </div>
      )}
    </section>
  );
}
