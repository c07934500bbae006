import type { BacktestReport } from '../../shared/backtests.ts';
import { formatPercent } from '../format.ts';
import styles from './backtest.module.css';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A return of this size has the full colour. */
const FULL = 0.4;

// a table that is wider than its card is reached and scrolled by keys
const REACHED = { role: 'grid', tabIndex: 0 } as const;

/** Shows the returns of months and years, coloured by size. */
export function MonthTable({ years }: { readonly years: BacktestReport['years'] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.months} aria-label="Returns by month" {...REACHED}>
        <thead>
          <tr>
            <th scope="col">Year</th>
            {MONTHS.map((month) => (
              <th key={month} scope="col">
                {month}
              </th>
            ))}
            <th scope="col">In all</th>
          </tr>
        </thead>
        <tbody>
          {years.map(({ year, months, total }) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              {MONTHS.map((month, index) => (
                <Cell key={month} value={months[index] ?? null} />
              ))}
              <Cell value={total} isTotal />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value, isTotal }: { readonly value: number | null; readonly isTotal?: boolean }) {
  if (value === null) return <td aria-label="outside of the record" />;
  const strength = Math.round(Math.min(1, Math.abs(value) / FULL) * 55);
  return (
    <td
      data-total={isTotal || undefined}
      title={formatPercent(value)}
      style={{
        background: `color-mix(in srgb, var(${value < 0 ? '--loss-fill' : '--gain-fill'}) ${strength}%, transparent)`,
      }}
    >
      {formatPercent(value, 1)}
    </td>
  );
}
