import { GRADES, type Grade, LETTER_BANDS } from '../../shared/grades.ts';
import { factorKind, factorWords, percentileOf } from '../factor-words.ts';
import { type FigureKind, formatMoney, formatNumber, formatPrice, formatScore, formatShare } from '../format.ts';
import {
  EVIDENCE_ORDER,
  EVIDENCE_WORDS,
  type EvidenceLevel,
  type FactorColumn,
  type Letter,
  type RatingRow,
} from './ratings-rows.ts';

/** One condition that a token has to meet; several must all be met. A token whose figure is missing meets no range. */
export type Filter =
  | { readonly kind: 'sector'; readonly sectors: readonly string[] }
  | { readonly kind: 'grade'; readonly grade: Grade; readonly letter: Letter }
  | { readonly kind: 'evidence'; readonly grade: Grade; readonly level: EvidenceLevel }
  | { readonly kind: 'range'; readonly field: string; readonly from: number | null; readonly to: number | null };

/** All filters of the ratings. */
export type RatingFilters = {
  readonly text: string;
  readonly filters: readonly Filter[];
  /** Whether tokens of which both grades are withheld are shown. */
  readonly hasWithheld: boolean;
};

/** Filters that let every token through. */
export const NO_FILTERS: RatingFilters = { text: '', filters: [], hasWithheld: true };

/** How a figure is typed and written: money in millions, fractions as percentages. */
export type FieldUnit = 'millions' | 'price' | 'percent' | 'score' | 'number';

type Field = {
  readonly id: string;
  readonly label: string;
  readonly unit: FieldUnit;
  readonly read: (row: RatingRow) => number | null;
};

/** The figures of the table that can be bounded. */
export const RANGE_FIELDS: readonly Field[] = [
  { id: 'marketCap', label: 'Market cap', unit: 'millions', read: (row) => row.marketCap },
  { id: 'dollarVolume', label: 'Traded value', unit: 'millions', read: (row) => row.dollarVolume },
  { id: 'close', label: 'Price', unit: 'price', read: (row) => row.close },
  { id: 'coverage', label: 'Coverage', unit: 'percent', read: (row) => row.coverage },
  { id: 'return1Day', label: 'Return, 1 day', unit: 'percent', read: (row) => row.return1Day },
  { id: 'return7Days', label: 'Return, 7 days', unit: 'percent', read: (row) => row.return7Days },
  { id: 'return30Days', label: 'Return, 30 days', unit: 'percent', read: (row) => row.return30Days },
  { id: 'return90Days', label: 'Return, 90 days', unit: 'percent', read: (row) => row.return90Days },
  { id: 'return365Days', label: 'Return, 365 days', unit: 'percent', read: (row) => row.return365Days },
  { id: 'volatility', label: 'Volatility', unit: 'percent', read: (row) => row.volatility },
  { id: 'traderScore', label: 'Trader score', unit: 'score', read: (row) => row.trader.score },
  { id: 'investorScore', label: 'Investor score', unit: 'score', read: (row) => row.investor.score },
  { id: 'traderChange', label: 'Trader change, 7 days', unit: 'score', read: (row) => row.trader.change },
  { id: 'investorChange', label: 'Investor change, 7 days', unit: 'score', read: (row) => row.investor.change },
];

const VALUE = 'factor:';
const PERCENTILE = 'percentile:';

/** Returns the field of a factor's value, or of its percentile. */
export const factorField = (id: string, of: 'value' | 'percentile'): string =>
  `${of === 'value' ? VALUE : PERCENTILE}${id}`;

/** Returns the factor that a field or column stands for, or null for a figure of the table. */
export function factorOfField(field: string): { readonly id: string; readonly of: 'value' | 'percentile' } | null {
  if (field.startsWith(VALUE)) return { id: field.slice(VALUE.length), of: 'value' };
  if (field.startsWith(PERCENTILE)) return { id: field.slice(PERCENTILE.length), of: 'percentile' };
  return null;
}

const FIELD_UNITS: Readonly<Partial<Record<FigureKind, FieldUnit>>> = {
  percent: 'percent',
  share: 'percent',
  money: 'millions',
};

/** Returns name and unit of a field; `unitOf` gives the unit of a factor's value. */
export function fieldWords(
  field: string,
  unitOf: (factor: string) => string,
): { readonly label: string; readonly unit: FieldUnit } {
  const factor = factorOfField(field);
  if (factor === null) {
    const { label, unit } = RANGE_FIELDS.find(({ id }) => id === field) ?? { label: field, unit: 'number' as const };
    return { label, unit };
  }
  const { name } = factorWords(factor.id);
  if (factor.of === 'percentile') return { label: `${name}, percentile`, unit: 'score' };
  const kind = factorKind(factor.id, unitOf(factor.id));
  return { label: name, unit: FIELD_UNITS[kind] ?? 'number' };
}

/** Returns what a filter asks for, as the text of its chip. */
export function filterText(filter: Filter, unitOf: (factor: string) => string): string {
  if (filter.kind === 'sector' && filter.sectors.length === 0) return 'Any sector';
  if (filter.kind === 'sector')
    return filter.sectors.length <= 2
      ? `Sector is ${filter.sectors.join(' or ')}`
      : `Sector is one of ${filter.sectors.length}`;
  if (filter.kind === 'grade') return `${gradeName(filter.grade)} grade ${filter.letter} or better`;
  if (filter.kind === 'evidence')
    return `${gradeName(filter.grade)} evidence ${EVIDENCE_WORDS[filter.level].toLowerCase()}${filter.level === 'high' ? '' : ' or more'}`;
  const { label, unit } = fieldWords(filter.field, unitOf);
  const write = (value: number): string => writeBound(value, unit);
  if (filter.from !== null && filter.to !== null) return `${label} ${write(filter.from)} to ${write(filter.to)}`;
  if (filter.from !== null) return `${label} at least ${write(filter.from)}`;
  if (filter.to !== null) return `${label} at most ${write(filter.to)}`;
  return `${label} is known`;
}

function writeBound(value: number, unit: FieldUnit): string {
  if (unit === 'millions') return formatMoney(value);
  if (unit === 'price') return formatPrice(value);
  if (unit === 'percent') return formatShare(value, Number.isInteger(Number((value * 100).toFixed(6))) ? 0 : 2);
  return unit === 'score' ? formatScore(value) : formatNumber(value);
}

/** Returns the name of a grade. */
export const gradeName = (grade: Grade): string => (grade === 'trader' ? 'Trader' : 'Investor');

/** Returns the lowest score of a letter. */
const scoreOf = (letter: Letter): number => LETTER_BANDS.find((band) => band.letter === letter)?.fromScore ?? 0;

/** Returns whether a filter is about the same thing as another, so that a new one takes its place. */
export function isSameSubject(left: Filter, right: Filter): boolean {
  if (left.kind === 'range' && right.kind === 'range') return left.field === right.field;
  if (left.kind === 'sector' || right.kind === 'sector') return left.kind === right.kind;
  return left.kind === right.kind && 'grade' in left && 'grade' in right && left.grade === right.grade;
}

/** Returns the factors that filters need to know. */
export const factorsOfFilters = (filters: readonly Filter[]): string[] => [
  ...new Set(filters.flatMap((filter) => (filter.kind === 'range' ? (factorOfField(filter.field)?.id ?? []) : []))),
];

/**
 * Returns the rows that meet every filter, in their order. A range of a factor that is not known yet holds back nothing: its
 * column is still on its way.
 */
export function filterRows(
  rows: readonly RatingRow[],
  { text, filters, hasWithheld }: RatingFilters,
  factors: ReadonlyMap<string, FactorColumn>,
): readonly RatingRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const tests = filters.map((filter) => testOf(filter, factors));
  if (words.length === 0 && tests.length === 0 && hasWithheld) return rows;
  return rows.filter(
    (row) =>
      (hasWithheld || row.trader.score !== null || row.investor.score !== null) &&
      words.every((word) => row.text.includes(word)) &&
      tests.every((test) => test(row)),
  );
}

function testOf(filter: Filter, factors: ReadonlyMap<string, FactorColumn>): (row: RatingRow) => boolean {
  if (filter.kind === 'sector') {
    const wanted = new Set(filter.sectors);
    return (row) => wanted.size === 0 || wanted.has(row.sector ?? NO_SECTOR);
  }
  if (filter.kind === 'grade') {
    const least = scoreOf(filter.letter);
    return (row) => (row[filter.grade].score ?? -1) >= least;
  }
  if (filter.kind === 'evidence') {
    const least = EVIDENCE_ORDER[filter.level];
    return (row) => EVIDENCE_ORDER[row[filter.grade].evidence] >= least;
  }
  const read = readerOf(filter.field, factors);
  if (read === null) return () => true;
  const { from, to } = filter;
  return (row) => {
    const value = read(row);
    return value !== null && (from === null || value >= from) && (to === null || value <= to);
  };
}

function readerOf(
  field: string,
  factors: ReadonlyMap<string, FactorColumn>,
): ((row: RatingRow) => number | null) | null {
  const factor = factorOfField(field);
  if (factor === null) return RANGE_FIELDS.find(({ id }) => id === field)?.read ?? null;
  const column = factors.get(factor.id);
  if (column === undefined) return null;
  return factor.of === 'value'
    ? (row) => column.value.get(row.asset) ?? null
    : (row) => percentileOf(column.rank.get(row.asset) ?? null);
}

/** What stands for a token that no source puts into a sector. */
export const NO_SECTOR = 'No sector';

/** Returns filters that were kept, or undefined for what is none. */
export function readFilters(kept: unknown): RatingFilters | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { text, filters, hasWithheld } = kept as Record<string, unknown>;
  if (typeof text !== 'string' || !Array.isArray(filters) || typeof hasWithheld !== 'boolean') return undefined;
  // the same object where nothing is wrong with it: what is derived from it stays too
  return filters.every(isFilter) ? (kept as RatingFilters) : { text, hasWithheld, filters: filters.filter(isFilter) };
}

const isBound = (value: unknown): boolean => value === null || typeof value === 'number';

function isFilter(kept: unknown): kept is Filter {
  if (typeof kept !== 'object' || kept === null) return false;
  const { kind, sectors, grade, letter, level, field, from, to } = kept as Record<string, unknown>;
  if (kind === 'sector') return Array.isArray(sectors) && sectors.every((sector) => typeof sector === 'string');
  if (kind === 'range') return typeof field === 'string' && isBound(from) && isBound(to);
  if (!GRADES.some((known) => known === grade)) return false;
  if (kind === 'grade') return LETTER_BANDS.some((band) => band.letter === letter);
  return kind === 'evidence' && typeof level === 'string' && level in EVIDENCE_ORDER;
}
