import { type ReactNode, useMemo, useState } from 'react';
import { usePreference } from '../state/preferences.ts';
import { DataTable, type DataTableProps, ROW_HEIGHT } from './data-table.tsx';
import { SearchField } from './field.tsx';
import styles from './fitted-table.module.css';

/** Header and tools of a DataTable with their lines, and the bar that scrolls it sideways, pixels. */
const HEAD = 34;
const TOOLS = 45;
const SCROLLBAR = 12;

type Fit = {
  /** Pixels at most; it scrolls within them. */
  readonly most?: number | undefined;
  /** Rows to keep room for, where a filter leaves fewer. */
  readonly rowCount?: number | undefined;
  /** Keeps room for a scrollbar, where the columns may be wider than the card. */
  readonly isWide?: boolean | undefined;
};

/** Shows a table that is as high as its rows at the density of the user, three at least. */
export function FittedTable<Row>({
  most = Number.POSITIVE_INFINITY,
  rowCount,
  isWide = false,
  ...table
}: Omit<DataTableProps<Row>, 'height'> & Fit) {
  const rowHeight = ROW_HEIGHT[usePreference('density')];
  const rows = Math.max(3, rowCount ?? table.rows.length);
  const hasTools = !table.isPlain || table.tools !== undefined;
  const height = HEAD + rowHeight * rows + (hasTools ? TOOLS : 0) + (isWide ? SCROLLBAR : 0);
  return <DataTable {...table} height={Math.min(most, height)} />;
}

/**
 * Returns the rows whose text contains what was typed, and the line to type it into.
 * @param textOf - what of a row is looked at; keep it stable.
 */
export function useTextFilter<Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
  line: { readonly label: string; readonly placeholder: string },
): { readonly found: readonly Row[]; readonly field: ReactNode } {
  const [text, setText] = useState('');
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return wanted === '' ? rows : rows.filter((row) => textOf(row).toLowerCase().includes(wanted));
  }, [rows, text, textOf]);
  const field = (
    <div className={styles.search}>
      <SearchField {...line} value={text} onChange={setText} />
    </div>
  );
  return { found, field };
}

/** Shows a fitted table with a line that filters it by any of its texts, and other filters beside it. */
export function FilteredTable<Row>({
  textOf,
  placeholder = 'Filter',
  tools,
  ...table
}: Omit<DataTableProps<Row>, 'height'> &
  Fit & {
    /** What of a row the filter looks at; keep it stable. */
    readonly textOf: (row: Row) => string;
    readonly placeholder?: string | undefined;
  }) {
  const { found, field } = useTextFilter(table.rows, textOf, { label: `Filter: ${table.label}`, placeholder });
  return (
    <FittedTable
      rowCount={table.rows.length}
      {...table}
      rows={found}
      tools={
        <div className={styles.tools}>
          {field}
          {tools}
        </div>
      }
    />
  );
}
