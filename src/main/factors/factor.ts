import { DAY_SERIES, MEASURES } from '../numeric/observations.ts';
import { PANEL_FIELDS } from '../numeric/panel.ts';
import { leavesOf } from './plan.ts';
import { reachOf } from './reach.ts';
import type { Series } from './series.ts';

export const FACTOR_GROUPS = [
  'momentum',
  'liquidity',
  'volatility',
  'cross-asset',
  'valuation',
  'on-chain',
  'developer',
  'sentiment',
  'macro',
] as const;
export type FactorGroup = (typeof FACTOR_GROUPS)[number];

/** A number for each asset at each day, made of what was known at that day's end. */
export type Factor = {
  /** Names the factor for good; a changed formula raises `version`, a changed meaning takes a new id. */
  readonly id: string;
  readonly version: number;
  readonly group: FactorGroup;
  /** What the raw value is measured in. */
  readonly unit: string;
  /** Panel fields, sectors and other assets that it is computed from. */
  readonly inputs: readonly string[];
  /** Days back that can move the value by more than the rounding of a Float32. */
  readonly lookback: number;
  /** Days with candles, up to and with the day, without which the value is missing. */
  readonly minimumObservations: number;
  readonly missingPolicy: string;
  /**
   * How a model sees it. `day`: its rank among the eligible assets of the day, in [-1, 1]. `shared`: it is one figure for all of
   * them, of which ranks would say nothing, so the bounds of its expected range become -1 and 1.
   */
  readonly ranking: 'day' | 'shared';
  /** Bounds that raw values keep on an ordinary market; a figure far outside is an error of data or unit. */
  readonly expectedRange: readonly [low: number, high: number];
  readonly knownAtRule: string;
  /** Whether it needs facts that not every token has, so that coverage does not count it. */
  readonly isOptional: boolean;
  readonly formula: string;
  /** Author and year, or the convention that it follows. */
  readonly reference: string;
  readonly compute: Series;
};

type Derived = 'inputs' | 'isOptional' | 'lookback' | 'minimumObservations' | 'missingPolicy' | 'knownAtRule';
type Definition = Omit<Factor, Derived | 'ranking'> & {
  readonly missingPolicy?: string;
  readonly ranking?: Factor['ranking'];
};

const MISSING = 'A missing day is no observation; nothing is filled in.';
const KNOWN_AT = 'At the end of the day, from candles known by then.';
const ALSO_KNOWN_AT =
  'What is no candle counts from the day at whose end it was known: a source is a day, a weekend or a week late.';

/** Returns a factor; its inputs, lookback and minimum of observations are read off the expression. */
export function defineFactor(definition: Definition): Factor {
  const { compute } = definition;
  const isObserved = leavesOf(compute, 'measure').length + leavesOf(compute, 'day-series').length > 0;
  return {
    missingPolicy: MISSING,
    ranking: 'day',
    ...definition,
    ...reachOf(compute),
    inputs: inputsOf(compute),
    knownAtRule: isObserved ? ALSO_KNOWN_AT : KNOWN_AT,
    isOptional: isObserved,
  };
}

const OTHER_INPUTS: Readonly<Record<string, readonly string[]>> = {
  'of-reference': ['reference asset'],
  'mean-of-day': ['eligible universe'],
  'cap-weighted': ['eligible universe', 'marketCap'],
  'mean-of-sector': ['eligible universe', 'sector'],
  'rank-of-day': ['all assets'],
  'cluster-stability': ['eligible universe'],
};

/** Returns the fields in the order of the panel, then what else the expression reads. */
function inputsOf(series: Series): string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (node: Series): void => {
    if (visited.has(node.key)) return;
    visited.add(node.key);
    if (node.scope === 'field') found.add(PANEL_FIELDS[node.params[0]]);
    if (node.scope === 'measure') found.add(MEASURES[node.params[0]]);
    if (node.scope === 'day-series') found.add(DAY_SERIES[node.params[0]]);
    for (const input of OTHER_INPUTS[node.op] ?? []) found.add(input);
    for (const arg of node.args) visit(arg);
  };
  visit(series);
  const fields = PANEL_FIELDS.filter((name) => found.has(name));
  return [...fields, ...[...found].filter((name) => !(fields as string[]).includes(name))];
}
