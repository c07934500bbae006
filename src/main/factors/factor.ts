import { PANEL_FIELDS } from '../numeric/panel.ts';
import { reachOf } from './reach.ts';
import type { Series } from './series.ts';

export const FACTOR_GROUPS = ['momentum', 'liquidity', 'volatility', 'cross-asset', 'valuation'] as const;
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
type Definition = Omit<Factor, Derived> & { readonly missingPolicy?: string };

const MISSING = 'A missing day is no observation; nothing is filled in.';
const KNOWN_AT = 'At the end of the day, from candles known by then.';

/** Returns a factor; its inputs, lookback and minimum of observations are read off the expression. */
export function defineFactor(definition: Definition): Factor {
  return {
    missingPolicy: MISSING,
    ...definition,
    ...reachOf(definition.compute),
    inputs: inputsOf(definition.compute),
    knownAtRule: KNOWN_AT,
    isOptional: false,
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
    for (const input of OTHER_INPUTS[node.op] ?? []) found.add(input);
    for (const arg of node.args) visit(arg);
  };
  visit(series);
  const fields = PANEL_FIELDS.filter((name) => found.has(name));
  return [...fields, ...[...found].filter((name) => !(fields as string[]).includes(name))];
}
