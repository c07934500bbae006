import {
  columnOrderingFeature,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Download } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatCount } from '../format.ts';
import { GLOSSARY } from '../glossary.ts';
import { usePreference } from '../state/preferences.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { ColumnChooser } from './column-chooser.tsx';
import styles from './data-table.module.css';
import { downloadText } from './download.ts';
import { EmptyState } from './states.tsx';
import { cellText, changeOf, compareCells, nextSort, type TableColumn, type TableSort, toCsv } from './table-column.ts';
import { slotsOf } from './table-slots.ts';

export type DataTableProps<Row> = {
  /** Names the table in preferences and in the file of an export. */
  readonly id: string;
  readonly label: string;
  /** Keep both stable (useMemo, module scope): new ones build the table anew. */
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Click, or Enter on the row that the keys lead to. */
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly initialSort?: TableSort | undefined;
  /** Takes the place of `initialSort` where the page keeps the order itself; `onSort` then tells which one is wished. */
  readonly sort?: TableSort | undefined;
  readonly onSort?: ((sort: TableSort) => void) | undefined;
  /** Filters, at the left of the tools. */
  readonly tools?: ReactNode;
  /** Leaves out count, export and column chooser, for small tables. */
  readonly isPlain?: boolean | undefined;
  /** Rows that there are without filters, where that is to be told. */
  readonly total?: number | undefined;
  /** What is shown where there are no rows. */
  readonly empty?: ReactNode;
  /** Height in pixels; a table without one fills what it stands in, which then needs a height. */
  readonly height?: number | undefined;
};

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  columnOrderingFeature,
  sortedRowModel: createSortedRowModel(),
});

const NO_COLUMNS = { order: [], hidden: undefined } as const;
const HEAD_HEIGHT = 31;
/** Height of a row by density, pixels. */
export const ROW_HEIGHT = { compact: 28, comfortable: 36 } as const;

/**
 * Shows a table of any length: sorted by each column, columns chosen by the user, first column and header in place, rows reached
 * with the arrow keys, export of what is shown. A frame that replaces every row of 6,000 × 19 costs 20 ms, 45 ms at most (Chromium
 * on one of two shared cores); keep it so: no element comes, goes or moves while rows pass by, and no row restyles its cells.
 */
export function DataTable<Row>({
  id,
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  initialSort,
  sort: keptSort,
  onSort,
  tools,
  isPlain,
  total,
  empty,
  height,
}: DataTableProps<Row>) {
  const density = usePreference('density');
  const kept = usePreference('tables')[id] ?? NO_COLUMNS;
  const rowHeight = ROW_HEIGHT[density];
  const scroller = useRef<HTMLDivElement>(null);
  const base = useId();
  const [active, setActive] = useState(-1);
  const [ownSort, setOwnSort] = useState(initialSort);
  const sort = keptSort ?? ownSort;
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row) => column.value(row) ?? undefined,
        enableSorting: column.isSortable !== false,
        sortUndefined: 'last' as const,
        sortFn: (left: { getValue: (id: string) => unknown }, right: { getValue: (id: string) => unknown }) =>
          compareCells(left.getValue(column.id) as string, right.getValue(column.id) as string),
      })),
    [columns],
  );
  const hidden = kept.hidden ?? columns.filter(({ isHidden }) => isHidden).map((column) => column.id);
  const hiddenKey = hidden.join('\n');
  const orderKey = kept.order.join('\n');
  const columnState = useMemo(
    () => ({
      columnVisibility: Object.fromEntries(hiddenKey.split('\n').map((column) => [column, false])),
      columnOrder: orderKey === '' ? [] : orderKey.split('\n'),
    }),
    [hiddenKey, orderKey],
  );
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const sorting = useMemo(
    // a column that is gone, such as a factor that is no longer shown, orders nothing
    () =>
      sort === undefined || !byId.has(sort.column) ? [] : [{ id: sort.column, desc: sort.direction === 'descending' }],
    [sort, byId],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows as Row[] & { [K in keyof Row]: never }[],
    getRowId: rowKey as (row: unknown) => string,
    state: { ...columnState, sorting },
  } as never) as unknown as TableView<Row>;
  const first = columns[0]?.id;
  const leaves = table.getVisibleLeafColumns();
  const shownKey = leaves.map((column) => column.id).join('\n');
  const shown = useMemo(() => {
    const found = shownKey.split('\n').flatMap((column) => byId.get(column) ?? []);
    return [...found.filter((column) => column.id === first), ...found.filter((column) => column.id !== first)];
  }, [shownKey, byId, first]);
  const width = shown.reduce((sum, column) => sum + column.width, 0);
  const sorted = table.getRowModel().rows;

  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 0,
    paddingStart: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    useFlushSync: false,
  });
  useEffect(() => {
    if (virtual.options.estimateSize(0) === rowHeight) virtual.measure();
  }, [virtual, rowHeight]);

  const slots = slotsOf(
    sorted.length,
    virtual.getVirtualItems()[0]?.index ?? 0,
    virtual.scrollRect?.height ?? 0,
    rowHeight,
  );
  const moveTo = (row: number): void => {
    const next = Math.min(Math.max(row, 0), sorted.length - 1);
    setActive(next);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: sorted.length - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveTo(next);
    } else if (event.key === 'Enter') {
      const row = sorted[active];
      if (row !== undefined) onOpen?.(row.original);
    }
  };
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>('tr[data-index]')?.dataset.index ?? -1);
    const row = sorted[index];
    // a link or button within the row goes its own way
    if (row === undefined || target.closest('a, button') !== null) return;
    setActive(index);
    onOpen?.(row.original);
  };
  const exportCsv = (): void =>
    downloadText(
      `${id}.csv`,
      'text/csv;charset=utf-8',
      toCsv(
        shown,
        sorted.map((row) => row.original),
      ),
    );

  const slotId = (index: number): string => `${base}row${index % slots.length}`;
  const activeId = slots.includes(active) ? slotId(active) : undefined;
  // a table that leads its own rows with the arrow keys is a grid (ARIA Authoring Practices, \"Data grid\")
  const grid = { role: 'grid', tabIndex: 0, 'aria-activedescendant': activeId };
  return (
    <div className={styles.frame} style={height === undefined ? undefined : { height }}>
      {isPlain && tools === undefined ? null : (
        <div className={styles.tools}>
          <div>{tools}</div>
          {isPlain ? null : (
            <>
              <span className={styles.count} role="status">
                {formatCount(sorted.length)}
                {total === undefined ? '' : ` of ${formatCount(total)}`}{' '}
                {(total ?? sorted.length) === 1 ? 'row' : 'rows'}
              </span>
              <IconButton label="Export what is shown as CSV" onClick={exportCsv}>
                <Download />
              </IconButton>
              <ColumnChooser table={id} columns={columns} order={kept.order} hidden={hidden} />
            </>
          )}
        </div>
      )}
      <div ref={scroller} className={styles.scroller} data-table={id}>
        <table
          className={styles.content}
          {...grid}
          aria-label={label}
          aria-rowcount={sorted.length + 1}
          aria-colcount={shown.length}
          onKeyDown={onKeyDown}
          onClick={onClick}
          style={{ width, height: virtual.getTotalSize() }}
        >
          <thead className={styles.head}>
            <tr className={styles.headRow} aria-rowindex={1}>
              {shown.map((column, index) => (
                <HeadCell
                  key={column.id}
                  column={column as TableColumn<never>}
                  isPinned={index === 0}
                  direction={sort?.column === column.id ? sort.direction : 'none'}
                  onSort={() => (onSort ?? setOwnSort)(nextSort(column, sort))}
                />
              ))}
            </tr>
          </thead>
          {/* the slots stand in any order: what reads the table aloud is told the one that is seen */}
          <tbody
            className={styles.rows}
            aria-owns={slots
              .toSorted((a, b) => a - b)
              .map(slotId)
              .join(' ')}
          >
            {slots.map((index) => {
              const row = sorted[index];
              return row === undefined ? null : (
                <Row
                  key={index % slots.length}
                  id={slotId(index)}
                  row={row.original}
                  index={index}
                  top={HEAD_HEIGHT + index * rowHeight}
                  columns={shown as readonly TableColumn<unknown>[]}
                  isActive={index === active}
                  canOpen={onOpen !== undefined}
                />
              );
            })}
          </tbody>
        </table>
        {sorted.length === 0
          ? (empty ?? <EmptyState title="Nothing matches">Loosen the filters to see more.</EmptyState>)
          : null}
      </div>
    </div>
  );
}

/** The part of the table library that is used here. */
type TableView<Row> = {
  getVisibleLeafColumns(): { readonly id: string }[];
  getRowModel(): { rows: { readonly id: string; readonly original: Row }[] };
};

function HeadCell({
  column,
  isPinned,
  direction,
  onSort,
}: {
  readonly column: TableColumn<never>;
  readonly isPinned: boolean;
  readonly direction: TableSort['direction'] | 'none';
  readonly onSort: () => void;
}) {
  const help = column.term === undefined ? column.help : GLOSSARY[column.term];
  const label = <span className={styles.headLabel}>{column.header}</span>;
  return (
    <th
      scope="col"
      aria-sort={column.isSortable === false ? undefined : direction}
      className={classNames(
        styles.headCell,
        column.kind !== undefined && styles.right,
        isPinned && styles.pinned,
        direction !== 'none' && styles.sorted,
      )}
      style={{ width: column.width }}
      title={help === undefined ? column.header : `${column.header}: ${help}`}
    >
      {column.isSortable === false ? (
        <span className={styles.headButton}>{label}</span>
      ) : (
        <button type="button" className={styles.headButton} onClick={onSort}>
          {label}
          {direction === 'ascending' ? <ArrowUp aria-hidden="true" /> : null}
          {direction === 'descending' ? <ArrowDown aria-hidden="true" /> : null}
        </button>
      )}
    </th>
  );
}

const Row = memo(function Row({
  id,
  row,
  index,
  top,
  columns,
  isActive,
  canOpen,
}: {
  readonly id: string;
  readonly row: unknown;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly TableColumn<unknown>[];
  readonly isActive: boolean;
  readonly canOpen: boolean;
}) {
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={isActive}
      data-index={index}
      data-open={canOpen || undefined}
      className={styles.row}
      style={{ top }}
    >
      {columns.map((column, position) => {
        const content = column.cell?.(row) ?? cellText(column, row);
        const Cell = position === 0 ? 'th' : 'td';
        return (
          <Cell
            key={column.id}
            scope={position === 0 ? 'row' : undefined}
            className={classNames(
              styles.cell,
              column.kind !== undefined && styles.right,
              position === 0 && styles.pinned,
            )}
            style={{ width: column.width }}
            title={column.title?.(row)}
            data-change={column.isChange ? changeOf(content) : undefined}
          >
            {content}
          </Cell>
        );
      })}
    </tr>
  );
});
