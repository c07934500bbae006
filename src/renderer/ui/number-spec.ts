import { formatCount, formatMoney, formatNumber, formatShare } from '../format.ts';
import type { GlossaryWord } from '../glossary.ts';

/** A number that a form asks for. */
export type NumberSpec = {
  readonly label: string;
  readonly term?: GlossaryWord;
  /** `%` is typed as 15 and meant as 0.15; empty for a bare number. */
  readonly unit: string;
  readonly minimum: number;
  /** `MANY` where there is no bound. */
  readonly maximum: number;
  /** What the arrow keys add. */
  readonly step: number;
  readonly isWhole?: boolean;
  /** Empty means that there is no such limit. */
  readonly isOptional?: boolean;
  readonly help: string;
};

/** The maximum of a number that may be as large as it likes. */
export const MANY = Number.MAX_SAFE_INTEGER;

/** Returns a number of a form as text with its unit; `none` for an empty limit. */
export function formatSpec({ unit }: Pick<NumberSpec, 'unit'>, value: number | null): string {
  if (value === null) return 'none';
  if (unit === '%') return formatShare(value, 1).replace('.0 %', ' %');
  if (unit === '$') return formatMoney(value).replace('.00', '');
  if (unit === '×' || unit === 'bp') return `${formatNumber(value)} ${unit}`;
  return unit === '' ? formatCount(value) : `${formatCount(value)} ${value === 1 ? unit.replace(/s$/, '') : unit}`;
}

/** Returns why a number is refused, or undefined. */
export function findNumberProblem(
  field: Pick<NumberSpec, 'unit' | 'minimum' | 'maximum' | 'isOptional' | 'isWhole'>,
  value: number | null,
): string | undefined {
  const scale = field.unit === '%' ? 100 : 1;
  const unit = field.unit === '%' ? ' %' : '';
  const text = (number: number): string => `${formatNumber(Number((number * scale).toPrecision(12)))}${unit}`;
  const isOpen = field.maximum === MANY;
  const range = isOpen
    ? `${text(field.minimum)} or more`
    : `${text(field.minimum)} to ${text(field.maximum)}${field.isOptional ? ', or nothing' : ''}`;
  if (value === null) return field.isOptional ? undefined : `Is empty, needs ${range}`;
  if (value < field.minimum || value > field.maximum) return `Was ${text(value)}, needs ${range}`;
  if (field.isWhole && !Number.isInteger(value)) return `Was ${text(value)}, needs a whole number`;
  return undefined;
}

/** Returns why a form cannot be sent yet, or false where nothing is wrong with it. */
export const findFormProblem = (count: number): string | false =>
  count > 0 && `${count === 1 ? 'One field needs' : `${count} fields need`} another value`;
