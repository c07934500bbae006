import { ChevronDown, ChevronUp, Columns3 } from 'lucide-react';
import { setTablePreferences } from '../state/preferences.ts';
import { Button, IconButton } from './button.tsx';
import { Checkbox } from './choice.tsx';
import styles from './data-table.module.css';
import { Popover } from './popup.tsx';
import type { TableColumn } from './table-column.ts';

/** Shows which columns a table has, in which order, and lets the user change both. The first column always stays. */
export function ColumnChooser<Row>({
  table,
  columns,
  order,
  hidden,
}: {
  readonly table: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly order: readonly string[];
  readonly hidden: readonly string[];
}) {
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const choosable = columns.slice(1).toSorted((left, right) => place(left.id) - place(right.id));
  const ids = choosable.map(({ id }) => id);
  const move = (id: string, by: number): void => {
    const next = ids.filter((other) => other !== id);
    next.splice(Math.max(0, ids.indexOf(id) + by), 0, id);
    setTablePreferences(table, { order: next, hidden });
  };
  const show = (id: string, isShown: boolean): void =>
    setTablePreferences(table, { order, hidden: isShown ? hidden.filter((other) => other !== id) : [...hidden, id] });
  return (
    <Popover
      title="Columns"
      trigger={
        <IconButton label="Choose columns">
          <Columns3 />
        </IconButton>
      }
    >
      <div className={styles.columns}>
        {choosable.map((column, index) => (
          <div key={column.id} className={styles.columnRow}>
            <Checkbox isChecked={!hidden.includes(column.id)} onChange={(isShown) => show(column.id, isShown)}>
              {column.header}
            </Checkbox>
            <span className={styles.columnMoves}>
              <IconButton
                label={`Move ${column.header} up`}
                disabledWhy={index === 0 && 'It is the first'}
                onClick={() => move(column.id, -1)}
              >
                <ChevronUp />
              </IconButton>
              <IconButton
                label={`Move ${column.header} down`}
                disabledWhy={index === choosable.length - 1 && 'It is the last'}
                onClick={() => move(column.id, 1)}
              >
                <ChevronDown />
              </IconButton>
            </span>
          </div>
        ))}
        <Button
          kind="quiet"
          onClick={() =>
            setTablePreferences(table, {
              order: [],
              hidden: columns.filter(({ isHidden }) => isHidden).map(({ id }) => id),
            })
          }
        >
          As at first
        </Button>
      </div>
    </Popover>
  );
}
