import type { ReactNode } from 'react';
import { formatNumber } from '../format.ts';
import styles from './bars.module.css';
import { classNames } from './class-names.ts';
import { Term } from './term.tsx';
import { waterfallSteps } from './waterfall-steps.ts';

/** One contribution to a total. */
export type WaterfallPart = {
  readonly key: string;
  readonly name: ReactNode;
  readonly value: number;
  readonly note?: ReactNode;
};

/** Shows how contributions add up to a total: base, parts in their order, rest, residual, total. */
export function Waterfall({
  base,
  parts,
  rest,
  restName = 'All other factors',
  residual,
  totalName,
  total,
  format = (value) => formatNumber(value, 3),
}: {
  /** Null where there is none. */
  readonly base: number | null;
  readonly parts: readonly WaterfallPart[];
  readonly rest: number;
  readonly restName?: ReactNode;
  readonly residual: number;
  readonly totalName: ReactNode;
  /** The total as it was given; shown beside the sum if they differ. */
  readonly total?: number | null | undefined;
  readonly format?: ((value: number) => string) | undefined;
}) {
  const steps = waterfallSteps({ base, parts, rest, residual });
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const low = Math.min(0, ...ends);
  const range = Math.max(0, ...ends) - low || 1;
  const place = (value: number): number => ((value - low) / range) * 100;
  const names = new Map(parts.map((part) => [part.key, part]));
  const sum = steps.at(-1)?.value ?? 0;
  const isOff = total !== undefined && total !== null && Math.abs(total - sum) > 1e-6 * Math.max(1, Math.abs(total));
  return (
    <ul className={classNames(styles.list, styles.wide)}>
      {steps.map((step) => {
        const part = names.get(step.key);
        const name =
          step.kind === 'base' ? (
            <Term word="base">Base</Term>
          ) : step.kind === 'residual' ? (
            <Term word="residual">Residual</Term>
          ) : step.kind === 'rest' ? (
            restName
          ) : step.kind === 'total' ? (
            totalName
          ) : (
            part?.name
          );
        const isSum = step.kind === 'base' || step.kind === 'total';
        return (
          <li key={step.key} className={step.kind === 'total' ? styles.strong : undefined}>
            <span className={styles.name} title={typeof name === 'string' ? name : undefined}>
              {name}
            </span>
            <span className={styles.track} aria-hidden="true">
              <span
                className={classNames(styles.bar, isSum ? styles.sum : step.value < 0 ? styles.loss : styles.gain)}
                style={{
                  left: `${place(Math.min(step.from, step.to))}%`,
                  width: `${place(Math.abs(step.value) + low)}%`,
                }}
              />
              <span className={styles.zero} style={{ left: `${place(0)}%` }} />
            </span>
            <span className={styles.value}>
              {step.value >= 0.0005 && !isSum ? '+' : ''}
              {step.kind === 'residual' && Math.abs(step.value) < 0.0005 ? '0' : format(step.value)}
              {part?.note === undefined ? null : <span className={styles.muted}> {part.note}</span>}
            </span>
          </li>
        );
      })}
      {isOff ? (
        <li className={styles.muted} role="alert">
          The parts add up to {format(sum)}, not to {format(total)}: this is an error of the program.
        </li>
      ) : null}
    </ul>
  );
}
