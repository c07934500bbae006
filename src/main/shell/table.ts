/** Tables and numbers for a terminal. */

/** One column of a table in the terminal. */
export type Column<Row> = {
  readonly title: string;
  readonly align?: 'left' | 'right';
  readonly text: (row: Row) => string;
  /** Shows every cell to its end, however long. */
  readonly isWhole?: boolean;
};

/** Returns a table with a header line, a rule and one line a row; widths follow the content, at most 48 characters a cell if not told otherwise. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ text, isWhole }) => (isWhole === true ? text(row) : clip(text(row))))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => (columns[i]?.align === 'right' ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [lines[0], widths.map((width) => '─'.repeat(width)).join('  '), ...lines.slice(1)].join('\n');
}

function clip(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

const MISSING = '–';

/** Returns a fraction as a percentage with sign; a dash where it is missing. */
export function percent(fraction: number | null, digits = 1): string {
  return fraction === null || !Number.isFinite(fraction) ? MISSING : `${(fraction * 100).toFixed(digits)} %`;
}

/** Returns a number with a fixed number of digits; a dash where it is missing. */
export function fixed(value: number | null, digits = 2): string {
  return value === null || !Number.isFinite(value) ? MISSING : value.toFixed(digits);
}

/** Returns a whole number with thin groups of thousands. */
export function whole(value: number | null): string {
  return value === null ? MISSING : Math.round(value).toLocaleString('en-US');
}

/** Returns a count with its noun, as in `1 asset` and `2,000 assets`. */
export function counted(count: number, one: string): string {
  return `${whole(count)} ${count === 1 ? one : `${one}s`}`;
}

/** Returns a duration for a person: `0.8 s`, `2 min 05 s`. */
export function duration(seconds: number): string {
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
}
