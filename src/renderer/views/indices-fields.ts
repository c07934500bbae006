import type { EligibilityRules } from '../../shared/models.ts';
import { formatSpec, MANY, type NumberSpec } from '../ui/number-spec.ts';

/** The numbers that the builder asks for: of the preferences, and of the rules of what may be held at all. */
export type NumberKey =
  | 'size'
  | 'tokenCap'
  | 'sectorCap'
  | 'minimumWeight'
  | 'minimumInvested'
  | 'turnoverCap'
  | 'buffer'
  | 'covarianceDays'
  | 'minimumOverlapDays'
  | 'volatilityTarget'
  | keyof EligibilityRules;

/** One number of the builder. */
export type NumberField = NumberSpec & {
  readonly key: NumberKey;
  readonly unit: 'tokens' | '%' | 'days' | '$' | 'ranks';
};

/** Every number of the builder. Bounds are those of the contract; a test compares them. */
export const NUMBER_FIELDS: readonly NumberField[] = [
  {
    key: 'size',
    label: 'Number of tokens',
    unit: 'tokens',
    minimum: 1,
    maximum: 500,
    step: 1,
    isWhole: true,
    help: 'At most so many are held. More of them spread the risk, fewer lean on the best grades.',
  },
  {
    key: 'tokenCap',
    label: 'Largest token weight',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.01,
    help: 'No token gets more, whatever the weighting asks for.',
  },
  {
    key: 'sectorCap',
    label: 'Largest sector weight',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.05,
    help: 'All tokens of a sector together. Tokens of an unknown sector are not held back by it.',
  },
  {
    key: 'volatilityTarget',
    label: 'Volatility target',
    term: 'volatility',
    unit: '%',
    minimum: 0.01,
    maximum: 3,
    step: 0.05,
    isOptional: true,
    help: 'Largest expected volatility a year. Above it all weights shrink and the rest is cash. Empty: none.',
  },
  {
    key: 'minimumInvested',
    label: 'Minimum invested',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.05,
    help: 'If the limits allow less than this, no index is drafted and the reason is shown.',
  },
  {
    key: 'minimumDollarVolume',
    label: 'Minimum liquidity',
    unit: '$',
    minimum: 0,
    maximum: MANY,
    step: 50_000,
    help: 'Median traded value of a day over 30 days. What trades less is hard to buy and sell.',
  },
  {
    key: 'minimumMarketCap',
    label: 'Minimum market cap',
    unit: '$',
    minimum: 0,
    maximum: MANY,
    step: 1_000_000,
    help: 'Value of all units of a token. Tokens whose market cap is not known are kept.',
  },
  {
    key: 'minimumAgeDays',
    label: 'Minimum age',
    unit: 'days',
    minimum: 1,
    maximum: MANY,
    step: 30,
    isWhole: true,
    help: 'Days of history that a token needs before it may be held.',
  },
  {
    key: 'turnoverCap',
    label: 'Largest turnover',
    term: 'turnover',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.05,
    isOptional: true,
    help: 'How much of what is held may be exchanged by choice. Empty: as much as the weights ask for.',
  },
  {
    key: 'buffer',
    label: 'Buffer',
    unit: 'ranks',
    minimum: 0,
    maximum: MANY,
    step: 1,
    isWhole: true,
    help: 'A held token stays until its rank is worse than the number of tokens plus this. It saves trades.',
  },
  {
    key: 'minimumWeight',
    label: 'Smallest token weight',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.005,
    help: 'A token that would get less is left out.',
  },
  {
    key: 'covarianceDays',
    label: 'Days behind the risk',
    unit: 'days',
    minimum: 30,
    maximum: 2_000,
    step: 30,
    isWhole: true,
    help: 'Days of returns from which volatility and correlation are estimated.',
  },
  {
    key: 'minimumOverlapDays',
    label: 'Shared days of a pair',
    unit: 'days',
    minimum: 10,
    maximum: MANY,
    step: 10,
    isWhole: true,
    help: 'Days that two tokens need in common; pairs with fewer are given the mean correlation.',
  },
  {
    key: 'minimumVolatility',
    label: 'Smallest token volatility',
    term: 'volatility',
    unit: '%',
    minimum: 0,
    maximum: MANY,
    step: 0.01,
    help: 'A token that moves less in a year is pegged to something and is not held.',
  },
];

const FIELD_OF = new Map(NUMBER_FIELDS.map((field) => [field.key, field]));
/** Returns the description of a number of the builder. */
export const numberField = (key: NumberKey): NumberField => FIELD_OF.get(key) as NumberField;

/** Returns a number of the builder as text with its unit; `none` for an empty limit. */
export const formatNumberOf = (key: NumberKey, value: number | null): string => formatSpec(numberField(key), value);
