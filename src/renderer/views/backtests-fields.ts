import { MANY, type NumberSpec } from '../ui/number-spec.ts';

/** The numbers of a backtest that are no preference of the index. */
export type RunKey =
  | 'retrainMonths'
  | 'initialEquity'
  | 'delistingReturn'
  | 'benchmarkSize'
  | 'bootstrapDrawCount'
  | 'seed'
  | 'feeBasisPoints'
  | 'impactCoefficient'
  | 'maximumVolumeShare'
  | 'minimumOrderValue'
  | 'trainDays'
  | 'strideDays'
  | 'embargoDays'
  | 'minimumCoverage'
  | 'learntDelistingReturn'
  | 'recordMonths'
  | 'weightingRate'
  | 'weightingShare'
  | 'weightingFloor'
  | 'weightingCap'
  | 'modelSeed';

/** One of those numbers. */
export type RunField = NumberSpec & {
  readonly key: RunKey;
  readonly unit: 'months' | '$' | '%' | 'tokens' | 'draws' | 'bp' | '×' | 'days' | '';
};

const SEEDS = 4_294_967_295;

/** Every number that a backtest asks for beside those of an index. Bounds are those of the contract; a test compares them. */
export const RUN_FIELDS: readonly RunField[] = [
  {
    key: 'retrainMonths',
    label: 'Train anew every',
    unit: 'months',
    minimum: 1,
    maximum: 12,
    step: 1,
    isWhole: true,
    help: 'The models learn from what was known by then. More months between are quicker, but forecasts get old.',
  },
  {
    key: 'initialEquity',
    label: 'Money at the start',
    unit: '$',
    minimum: 1,
    maximum: MANY,
    step: 10_000,
    help: 'Large sums move thin markets: their orders cost more and are not always filled.',
  },
  {
    key: 'feeBasisPoints',
    label: 'Exchange fee',
    term: 'basis point',
    unit: 'bp',
    minimum: 0,
    maximum: MANY,
    step: 1,
    help: 'Of the traded value, on each side. 10 basis points are 0.1 %.',
  },
  {
    key: 'impactCoefficient',
    label: 'Market impact',
    term: 'market impact',
    unit: '×',
    minimum: 0,
    maximum: MANY,
    step: 0.1,
    help: 'Times daily volatility and the root of the order’s share of the day’s volume. 1 is usual, 0 is none.',
  },
  {
    key: 'maximumVolumeShare',
    label: 'Most of a day’s volume',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.01,
    help: 'An order takes no more of what a token trades on a day; the rest is left undone.',
  },
  {
    key: 'minimumOrderValue',
    label: 'Smallest order',
    unit: '$',
    minimum: 0,
    maximum: MANY,
    step: 10,
    help: 'Smaller changes are left undone.',
  },
  {
    key: 'delistingReturn',
    label: 'Return when delisted',
    term: 'survivorship',
    unit: '%',
    minimum: -1,
    maximum: 0,
    step: 0.1,
    help: 'What a token still loses after its last close. −100 % is a total loss.',
  },
  {
    key: 'benchmarkSize',
    label: 'Size of the benchmarks',
    term: 'benchmark',
    unit: 'tokens',
    minimum: 1,
    maximum: MANY,
    step: 1,
    isWhole: true,
    help: 'Largest tokens that the benchmarks by size and in equal parts hold.',
  },
  {
    key: 'bootstrapDrawCount',
    label: 'Redraws of the history',
    unit: 'draws',
    minimum: 100,
    maximum: 10_000,
    step: 100,
    isWhole: true,
    help: 'The record is redrawn so often to tell between what bounds the true Sharpe lies.',
  },
  {
    key: 'seed',
    label: 'Seed of the redraws',
    unit: '',
    minimum: 0,
    maximum: SEEDS,
    step: 1,
    isWhole: true,
    help: 'The same seed gives the same result. It changes nothing but the interval.',
  },
  {
    key: 'trainDays',
    label: 'Days to learn from',
    unit: 'days',
    minimum: 180,
    maximum: MANY,
    step: 90,
    isWhole: true,
    help: 'History before each training. More is steadier, less follows the market sooner.',
  },
  {
    key: 'strideDays',
    label: 'Days between lessons',
    unit: 'days',
    minimum: 1,
    maximum: 30,
    step: 1,
    isWhole: true,
    help: 'One day in so many is learnt from; neighbouring days say nearly the same.',
  },
  {
    key: 'embargoDays',
    label: 'Embargo',
    term: 'embargo',
    unit: 'days',
    minimum: 0,
    maximum: MANY,
    step: 1,
    isWhole: true,
    help: 'Days left out before each decision, beyond those that its outcome needs.',
  },
  {
    key: 'minimumCoverage',
    label: 'Smallest coverage',
    term: 'coverage',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.05,
    help: 'Tokens with fewer of their factors known are neither learnt from nor scored.',
  },
  {
    key: 'learntDelistingReturn',
    label: 'Delisting, as learnt',
    unit: '%',
    minimum: -1,
    maximum: 0,
    step: 0.1,
    help: 'What the models are told that a token lost after its last close.',
  },
  {
    key: 'recordMonths',
    label: 'Record renewed every',
    term: 'record',
    unit: 'months',
    minimum: 1,
    maximum: 12,
    step: 1,
    isWhole: true,
    help: 'Months between the trainings by whose forecasts the members are weighted and judged.',
  },
  {
    key: 'weightingRate',
    label: 'Pace of re-weighting',
    term: 're-weighting',
    unit: '×',
    minimum: 0,
    maximum: 50,
    step: 1,
    help: 'How strongly a member gains weight by a forecast that came true. 0 leaves the weights alone.',
  },
  {
    key: 'weightingShare',
    label: 'Weight shared out',
    term: 're-weighting',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.01,
    help: 'Spread over all members at each step, so that one that recovers comes back.',
  },
  {
    key: 'weightingFloor',
    label: 'Least weight of a member',
    unit: '%',
    minimum: 0,
    maximum: 0.5,
    step: 0.01,
    help: 'No member falls below it, however badly it does.',
  },
  {
    key: 'weightingCap',
    label: 'Largest weight of a member',
    unit: '%',
    minimum: 0.05,
    maximum: 1,
    step: 0.05,
    help: 'No member rises above it, however well it does.',
  },
  {
    key: 'modelSeed',
    label: 'Seed of the models',
    unit: '',
    minimum: 0,
    maximum: SEEDS,
    step: 1,
    isWhole: true,
    help: 'The same seed trains the same models. Another one shows how much of the result is chance.',
  },
];

const FIELD_OF = new Map(RUN_FIELDS.map((field) => [field.key, field]));
/** Returns the description of a number of a backtest. */
export const runField = (key: RunKey): RunField => FIELD_OF.get(key) as RunField;
