import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { FactorInfo } from '../../shared/factors.ts';
import type { RatingTable } from '../../shared/ratings.ts';
import { formatCount } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { preferences, setTablePreferences, usePreference } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Page } from '../ui/page.tsx';
import { Panel, QueryContent } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import styles from './ratings.module.css';
import { RatingButtons, RatingStatus, useRatingCommands } from './ratings-actions.tsx';
import { BASE_COLUMNS, baseColumns, DIES_COLUMN, diesColumn, factorColumns } from './ratings-columns.tsx';
import { RatingFilterBar } from './ratings-filter-bar.tsx';
import { factorsOfFilters, filterRows, NO_SECTOR } from './ratings-filters.ts';
import { type FactorColumn, factorColumnsOf, type RatingRow, rowsOf } from './ratings-rows.ts';
import { FactorChooser, ModelsUsed, ViewChooser } from './ratings-tools.tsx';
import {
  RATINGS_TABLE,
  type SavedView,
  useFactorColumns,
  useRatingFilters,
  useRatingSort,
  useSavedViews,
  withView,
} from './ratings-views.ts';

/** Shows the page "Ratings": every rated token in one table. */
export function RatingsView() {
  const table = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  const commands = useRatingCommands();
  const hasNone = table.state === 'failed' && table.error?.code === 'not-found';
  return (
    <Page
      title="Ratings"
      note={table.value === undefined ? undefined : <RatedNote table={table.value} />}
      actions={hasNone || table.value === undefined ? undefined : <RatingButtons commands={commands} />}
      isFilling
    >
      <RatingStatus commands={commands} />
      {hasNone ? (
        <NothingRated commands={commands} />
      ) : (
        <section className={styles.panel} aria-label="Rated tokens" data-state={table.state}>
          <QueryContent query={table} skeletonLines={12}>
            {(value) => <Rated table={value} />}
          </QueryContent>
        </section>
      )}
    </Page>
  );
}

function RatedNote({ table }: { readonly table: RatingTable }) {
  const first = table.asset[0];
  const set = useQuery('ratings.get', { asset: first ?? '-' }, { enabled: first !== undefined });
  const graded = useMemo(() => {
    const count = (scores: readonly (number | null)[]): number => scores.filter((score) => score !== null).length;
    return Math.max(count(table.trader.score), count(table.investor.score));
  }, [table]);
  return (
    <>
      As of <Time at={table.asOf} show="as-of" /> UTC, {formatCount(graded)} of {formatCount(table.eligibleCount)}{' '}
      eligible tokens graded
      {set.value === undefined ? null : (
        <>
          {' by '}
          <ModelsUsed meta={set.value} />
        </>
      )}
    </>
  );
}

const NO_FACTORS: ReadonlyMap<string, FactorColumn> = new Map();
const rowKey = (row: RatingRow): string => row.asset;

function Rated({ table }: { readonly table: RatingTable }) {
  const [, setLocation] = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const [filters, setFilters] = useRatingFilters();
  const [chosen, setChosen] = useFactorColumns();
  const [views, setViews] = useSavedViews();
  const [sort, setSort] = useRatingSort();
  // the line that is typed into comes first, the rows a moment later
  const followed = useDeferredValue(filters);
  const infos = useQuery('factors.list', {}).value?.factors ?? NOTHING;
  const factors = useFactors(
    infos,
    table.asOf,
    [...new Set([...chosen, ...factorsOfFilters(filters.filters)])].toSorted(),
  );

  const rows = useMemo(() => rowsOf(table), [table]);
  const sectors = useMemo(() => {
    const names = new Set(rows.map(({ sector }) => sector ?? NO_SECTOR));
    return [...names].toSorted((left, right) => left.localeCompare(right, 'en'));
  }, [rows]);
  const base = useMemo(() => baseColumns(rows), [rows]);
  const chances = useChancesToDie(table.asOf);
  const columns = useMemo(
    () => [...base, diesColumn(chances), ...factorColumns(chosen, infos, factors.columns)],
    [base, chances, chosen, infos, factors.columns],
  );
  const shown = useMemo(() => filterRows(rows, followed, factors.columns), [rows, followed, factors.columns]);
  const open = useCallback((row: RatingRow) => setLocation(tokenPath(row.asset)), [setLocation]);
  const openView = (view: SavedView): void => {
    setFilters(view.filters);
    setChosen(view.factors);
    setSort(view.sort);
    setTablePreferences(RATINGS_TABLE, view.columns ?? { order: [], hidden: HIDDEN_AT_FIRST });
  };
  const tools = (
    <div className={styles.tools}>
      <RatingFilterBar
        filters={filters}
        onChange={setFilters}
        sectors={sectors}
        infos={infos}
        onDown={() => frame.current?.querySelector<HTMLElement>('[role="grid"]')?.focus()}
      />
      <div className={styles.right}>
        {factors.note === null ? null : (
          <span className={styles.hint} role="status">
            {factors.note}
          </span>
        )}
        <FactorChooser chosen={chosen} infos={infos} onChange={setChosen} />
        <ViewChooser
          views={views}
          onOpen={openView}
          onSave={(name) =>
            setViews(
              withView(views, {
                name,
                filters,
                factors: chosen,
                columns: preferences.getState().tables[RATINGS_TABLE] ?? null,
                sort,
              }),
            )
          }
          onRemove={(name) => setViews(views.filter((view) => view.name !== name))}
        />
      </div>
    </div>
  );
  return (
    <div ref={frame} className={styles.table}>
      <DataTable
        id={RATINGS_TABLE}
        label="Rated tokens"
        rows={shown}
        columns={columns}
        rowKey={rowKey}
        onOpen={open}
        sort={sort}
        onSort={setSort}
        tools={tools}
        total={rows.length}
        empty={
          <EmptyState title="No token meets every filter">
            Change a filter above or clear them all: {formatCount(rows.length)} tokens are rated.
          </EmptyState>
        }
      />
    </div>
  );
}

const NOTHING: readonly never[] = [];
const HIDDEN_AT_FIRST = [...BASE_COLUMNS.filter(({ isHidden }) => isHidden).map(({ id }) => id), DIES_COLUMN];

/** Returns the chance of each token to die within a year; nothing while its column is hidden. */
function useChancesToDie(asOf: number): ReadonlyMap<string, number> {
  const hidden = usePreference('tables')[RATINGS_TABLE]?.hidden ?? HIDDEN_AT_FIRST;
  const { value } = useQuery(
    'quality.list',
    { asOf },
    { refreshOn: ['quality.changed'], enabled: !hidden.includes(DIES_COLUMN) },
  );
  return useMemo(() => new Map(value?.asset.map((asset, row) => [asset, value.dies[row] ?? 0])), [value]);
}

/**
 * Returns the asked factors by token. While more are on their way the ones before stay, so that no column goes empty in between.
 */
function useFactors(
  infos: readonly FactorInfo[],
  asOf: number,
  ids: readonly string[],
): { readonly columns: ReadonlyMap<string, FactorColumn>; readonly note: string | null } {
  const answer = useQuery(
    'factors.at',
    { asOf, ids: ids.length === 0 ? ['return-1d'] : [...ids] },
    { enabled: ids.length > 0 },
  );
  const { value } = answer;
  const [columns, setColumns] = useState(NO_FACTORS);
  useEffect(() => {
    if (value !== undefined)
      setColumns(factorColumnsOf(value, (id) => infos.find((info) => info.id === id)?.unit ?? ''));
  }, [value, infos]);
  if (ids.length === 0) return { columns: NO_FACTORS, note: null };
  if (answer.state === 'failed')
    return { columns, note: `The factors could not be read: ${answer.error?.message ?? ''}` };
  return { columns, note: value === undefined ? 'Reading the factors…' : null };
}

function NothingRated({ commands }: { readonly commands: ReturnType<typeof useRatingCommands> }) {
  const workspace = useWorkspace();
  const hasNoData = workspace.open?.hasData === false;
  return (
    <Panel title="Nothing is rated yet">
      {hasNoData ? (
        <NoData title="There is no data to rate" />
      ) : (
        <EmptyState
          title="No token has a grade"
          action={
            <Button
              kind="primary"
              disabledWhy={commands.isWorking && 'It is being rated already'}
              onClick={() => void commands.rate.run({})}
            >
              Rate every token
            </Button>
          }
        >
          Models are trained first if there are none; that takes from seconds to a few minutes and can be cancelled.
        </EmptyState>
      )}
    </Panel>
  );
}
