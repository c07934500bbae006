import { type ReactNode, useEffect } from 'react';
import { classNames } from './class-names.ts';
import styles from './page.module.css';

/** Shows a page: its heading (which takes the focus when the page is opened), actions, and content. */
export function Page({
  title,
  documentTitle,
  note,
  actions,
  isFilling,
  children,
}: {
  readonly title: ReactNode;
  /** Title of the window where the heading is more than a text. */
  readonly documentTitle?: string | undefined;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** As high as the window, for one large table or chart. */
  readonly isFilling?: boolean | undefined;
  readonly children?: ReactNode;
}) {
  const name = documentTitle ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    document.title = name === undefined ? 'Indexsmith' : `${name} · Indexsmith`;
  }, [name]);
  return (
    <div className={classNames(styles.page, isFilling && styles.fill)}>
      <header className={styles.head}>
        <h1 className={styles.title} tabIndex={-1} data-page-title>
          {title}
        </h1>
        {note === undefined ? null : <span className={styles.note}>{note}</span>}
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Shows panels on twelve columns; they stand below each other where the window is narrow. */
export function Grid({ children }: { readonly children: ReactNode }) {
  return <div className={styles.grid}>{children}</div>;
}

/**
 * Class names for the panels of a Grid; a panel without one takes the whole width. On a very wide window a `part` is a third
 * instead of a half, a `wide` panel a half and a `wider` one two thirds instead of the whole; `rest` stands beside a `part` at any
 * width, `last` takes a half and there the whole.
 */
export const span = {
  half: styles.half,
  third: styles.third,
  twoThirds: styles.twoThirds,
  quarter: styles.quarter,
  part: styles.part,
  wide: styles.wide,
  wider: styles.wider,
  rest: styles.rest,
  last: styles.last,
} as const;

/** One figure of a FigureRow. */
export type LabelledFigure = {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly key: string;
};

/** Shows a row of figures with their names. */
export function FigureRow({ figures }: { readonly figures: readonly LabelledFigure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ key, label, value, note }) => (
        <div key={key} className={styles.figure}>
          <dt>{label}</dt>
          <dd>
            {value}
            {note === undefined ? null : <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
