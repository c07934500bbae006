import { ChartLine, Table2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import styles from './chart.module.css';

/** One row of the table that says the same as the chart. */
export type ChartRow = { readonly key: string; readonly cells: readonly (number | string | null)[] };

/** Shows a chart with its legend, its tools and the credit that the library's licence asks for, or the same numbers as a table. */
export function ChartFrame({
  id,
  label,
  height,
  legend,
  tools,
  columns,
  rows,
  children,
}: {
  readonly id: string;
  readonly label: string;
  readonly height: number;
  readonly legend?: ReactNode;
  readonly tools?: ReactNode;
  readonly columns: readonly TableColumn<ChartRow>[];
  /** Made only when the table is asked for. */
  readonly rows: () => readonly ChartRow[];
  readonly children: ReactNode;
}) {
  const [table, setTable] = useState<readonly ChartRow[] | null>(null);
  return (
    <div className={styles.frame}>
      <div className={styles.head}>
        <div className={styles.legend}>{legend}</div>
        <div className={styles.tools}>
          {tools}
          <IconButton
            label={table === null ? 'Show as table' : 'Show as chart'}
            onClick={() => setTable(table === null ? rows() : null)}
          >
            {table === null ? <Table2 /> : <ChartLine />}
          </IconButton>
        </div>
      </div>
      {table === null ? (
        <>
          {children}
          <span className={styles.source}>
            Ctrl + wheel zooms, dragging moves. Chart: TradingView Lightweight Charts™
          </span>
        </>
      ) : (
        <DataTable
          id={`${id}-chart`}
          label={`${label}, as a table`}
          rows={table}
          columns={columns}
          rowKey={rowKey}
          height={Math.max(height, 180)}
        />
      )}
    </div>
  );
}

/** Shows the button that changes between an even scale and a logarithmic one. */
export function LogSwitch({
  isLog,
  onChange,
}: {
  readonly isLog: boolean;
  readonly onChange: (isLog: boolean) => void;
}) {
  return (
    <Button
      kind="quiet"
      aria-pressed={isLog}
      title="Logarithmic scale: equal steps are equal factors"
      onClick={() => onChange(!isLog)}
    >
      {isLog ? 'Log scale' : 'Even scale'}
    </Button>
  );
}

const rowKey = (row: ChartRow): string => row.key;
