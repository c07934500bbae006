import type { ReactNode } from 'react';
import type { FigureKind } from '../format.ts';
import styles from './bars.module.css';
import { classNames } from './class-names.ts';
import { Figure } from './figure.tsx';

/** One named value. */
export type Bar = {
  readonly key: string;
  readonly name: ReactNode;
  /** Shown when the name is hovered, such as what a long one is in full. */
  readonly title?: string | undefined;
  readonly value: number | null;
  readonly note?: ReactNode;
};

/** Shows named values as bars below each other; bars of negative values reach to the left of zero. */
export function BarList({
  bars,
  kind,
  maximum,
}: {
  readonly bars: readonly Bar[];
  readonly kind: FigureKind;
  /** The value of a full bar; the largest if left out. */
  readonly maximum?: number | undefined;
}) {
  const sizes = bars.map(({ value }) => value ?? 0);
  const high = Math.max(0, maximum ?? 0, ...sizes);
  const low = Math.min(0, ...sizes);
  const range = high - low || 1;
  const zero = (-low / range) * 100;
  return (
    <ul className={styles.list}>
      {bars.map(({ key, name, title, value, note }) => (
        <li key={key}>
          <span className={styles.name} title={title ?? (typeof name === 'string' ? name : undefined)}>
            {name}
          </span>
          <span className={styles.track} aria-hidden="true">
            {value === null ? null : (
              <span
                className={classNames(styles.bar, value < 0 && styles.loss)}
                style={{
                  left: `${value < 0 ? zero + (value / range) * 100 : zero}%`,
                  width: `${(Math.abs(value) / range) * 100}%`,
                }}
              />
            )}
            {low < 0 ? <span className={styles.zero} style={{ left: `${zero}%` }} /> : null}
          </span>
          <span className={styles.value}>
            <Figure kind={kind} value={value} /> {note}
          </span>
        </li>
      ))}
    </ul>
  );
}
