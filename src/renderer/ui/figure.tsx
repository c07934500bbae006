import { type FigureKind, formatFigure, formatFull, MISSING } from '../format.ts';
import { classNames } from './class-names.ts';
import styles from './figure.module.css';

/** What Figure is given. */
export type FigureProps = {
  readonly kind: FigureKind;
  readonly value: number | null | undefined;
  /** Colours by sign, and adds an arrow where the kind has no sign of its own. */
  readonly isChange?: boolean | undefined;
  /** Why the number is missing, shown on hover. */
  readonly why?: string | null | undefined;
  /** Another text for hover than the figure in full. */
  readonly title?: string | undefined;
};

/** Shows a number: the short form, with the full one on hover; `–` with the reason where there is none. */
export function Figure({ kind, value, isChange, why, title }: FigureProps) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    const reason = why ?? 'Not known';
    return (
      <span className={styles.missing} title={reason}>
        {MISSING}
        <span className="hidden-text">{reason}</span>
      </span>
    );
  }
  const text = formatFigure(kind, value);
  const isMoved = isChange && /[1-9]/.test(text);
  return (
    <span
      className={classNames(styles.figure, isMoved && value > 0 && styles.gain, isMoved && value < 0 && styles.loss)}
      title={title ?? formatFull(kind, value)}
    >
      {text}
    </span>
  );
}

/** Shows a change with an arrow and its sign, so that colour is never all that tells up from down. */
export function Delta({ kind, value, why }: Pick<FigureProps, 'kind' | 'value' | 'why'>) {
  if (value === null || value === undefined) return <Figure kind={kind} value={value} why={why} />;
  const text = formatFigure(kind, value);
  const isZero = !/[1-9]/.test(text);
  const sign = value > 0 && !isZero && !text.startsWith('+') ? '+' : '';
  return (
    <span
      className={classNames(styles.figure, !isZero && (value > 0 ? styles.gain : styles.loss))}
      title={formatFull(kind, value)}
    >
      <span aria-hidden="true">{isZero ? '' : value > 0 ? '▲ ' : '▼ '}</span>
      {sign}
      {text}
    </span>
  );
}
