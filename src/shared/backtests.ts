import { z } from 'zod';
import { DraftPreferences } from './drafts.ts';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';
import { EnsembleConfig } from './models.ts';

const Fraction = z.number().min(0).max(1);
const Column = z.array(z.number());
const GappyColumn = z.array(z.number().nullable());

/** What trading costs, a side. Basis points are of the traded value. */
export const CostConfig = z.object({
  feeBasisPoints: z.number().min(0).default(10),
  halfSpreadTiers: z
    .array(z.object({ fromDollarVolume: z.number().min(0), basisPoints: z.number().min(0) }))
    .min(1)
    .default([
      { fromDollarVolume: 0, basisPoints: 50 },
      { fromDollarVolume: 1_000_000, basisPoints: 25 },
      { fromDollarVolume: 10_000_000, basisPoints: 10 },
      { fromDollarVolume: 100_000_000, basisPoints: 5 },
    ])
    .describe('half of the spread by mean traded value of a day, USD; the widest where that is unknown'),
  impactCoefficient: z.number().min(0).default(1).describe('c of c * daily volatility * sqrt(order / daily volume)'),
  maximumVolumeShare: Fraction.default(0.05).describe("most that an order takes of a day's traded value"),
  minimumOrderValue: z.number().min(0).default(10).describe('USD; smaller changes are left undone'),
});
export type CostConfig = z.infer<typeof CostConfig>;

/** How the rules are simulated, whatever the rules are. */
export const SimulationConfig = z.object({
  fromTime: InstantSchema.nullable()
    .default(null)
    .describe('first decision; as early as the history allows if left out'),
  untilTime: InstantSchema.nullable().default(null).describe('end of the last day; the newest whole one if left out'),
  cadence: z.enum(['week', 'month', 'quarter']).default('month').describe('decisions at the last close of each'),
  initialEquity: z.number().positive().default(100_000).describe('USD'),
  delistingReturn: z.number().min(-1).max(0).default(-0.5).describe('return after the last close of a delisted token'),
  costs: CostConfig.prefault({}),
  benchmarkSize: z.int().min(1).default(30).describe('tokens of the cap-weighted and equal-weighted benchmarks'),
  bootstrapDrawCount: z.int().min(100).max(10_000).default(1_000),
  seed: z.int().min(0).max(4_294_967_295).default(1),
});
export type SimulationConfig = z.infer<typeof SimulationConfig>;

/** A walk-forward backtest: the ensemble is trained anew before each decision on what was known by then. */
export const BacktestConfig = z.object({
  simulation: SimulationConfig.prefault({}),
  ensemble: EnsembleConfig.prefault({}),
  draft: DraftPreferences.prefault({}).describe('how ratings become weights'),
  retrainMonths: z
    .int()
    .min(1)
    .max(12)
    .default(3)
    .describe('months between trainings; those of the record need no computing'),
});
export type BacktestConfig = z.infer<typeof BacktestConfig>;

/** Figures of one return series, by the conventions of the program: 365 days a year, fractions, drawdowns ≤ 0. */
export const Performance = z.object({
  dayCount: z.int(),
  totalReturn: z.number().nullable(),
  cagr: z.number().nullable(),
  volatility: z.number().nullable(),
  sharpe: z.number().nullable(),
  sortino: z.number().nullable(),
  maximumDrawdown: z.number().nullable(),
  calmar: z.number().nullable(),
  ulcerIndex: z.number().nullable(),
  tailRatio: z.number().nullable(),
  profitFactor: z.number().nullable(),
  gainToPain: z.number().nullable(),
  valueAtRisk95: z.number().nullable(),
  conditionalValueAtRisk95: z.number().nullable(),
  bestDay: z.number().nullable(),
  worstDay: z.number().nullable(),
  positiveMonthShare: z.number().nullable(),
  skewness: z.number().nullable(),
  kurtosis: z.number().nullable(),
  averageExposure: z.number().nullable(),
  annualTurnover: z.number().nullable(),
});
export type Performance = z.infer<typeof Performance>;

/** What stands beside a Sharpe ratio. Sharpe ratios here are annual; null where a figure is not defined. */
export const Luck = z.object({
  sharpe: z.number().nullable(),
  probabilisticSharpe: Fraction.nullable().describe('probability that the true Sharpe ratio is above 0'),
  deflatedSharpe: Fraction.nullable().describe('the same after the best of all trials; null below 5 trials'),
  expectedMaximumSharpe: z.number().nullable().describe('best of as many skill-less trials, annual'),
  minimumTrackRecordDays: z.number().nullable().describe('days needed to be 95 % sure; null if never'),
  minimumBacktestYears: z.number().nullable().describe('years below which the best of the trials proves nothing'),
  sharpeInterval: z
    .object({ low: z.number(), high: z.number(), level: z.number(), blockDays: z.int(), drawCount: z.int() })
    .nullable(),
});
export type Luck = z.infer<typeof Luck>;

/** One line of the ledger of everything that was ever tried. */
export const TrialEntry = z.object({
  id: z.string(),
  recordedTime: InstantSchema,
  name: z.string(),
  configHash: z.string(),
  dataHash: z.string(),
  isSimulated: z.boolean(),
  fromTime: InstantSchema,
  untilTime: InstantSchema,
  dayCount: z.int(),
  dailySharpe: z.number().nullable(),
  annualSharpe: z.number().nullable(),
  cagr: z.number().nullable(),
  maximumDrawdown: z.number().nullable(),
});
export type TrialEntry = z.infer<typeof TrialEntry>;

/** A mean over dates, and its t for overlapping horizons. */
export const MeanWithT = z.object({ mean: z.number().nullable(), t: z.number().nullable() });
export type MeanWithT = z.infer<typeof MeanWithT>;

/** Null where it was not measured, as in reports of before. */
const Measured = MeanWithT.nullable().default(null);

/** A model's rank correlation with what happened, by month of decision. */
export const InformationCoefficient = z.object({
  label: z.string().describe('such as gradient-boosting, 30 days'),
  horizonDays: z.int(),
  isBaseline: z.boolean().describe('a plain rule on the same tokens and dates, for comparison; no model'),
  mean: z.number().nullable(),
  ratio: z.number().nullable().describe('mean by standard deviation over dates'),
  t: z.number().nullable().describe('for overlapping labels: ratio * sqrt(dates / horizon)'),
  dateCount: z.int(),
  afterVolatility: Measured.describe('rank IC of what is left of the scores once 90-day volatility is regressed out'),
  topLessBottom: Measured.describe('return over the horizon, mean of the fifth with the best scores less the worst'),
  topLessUniverse: Measured.describe('return over the horizon, mean of the fifth with the best scores less all'),
  monthTime: z.array(InstantSchema),
  monthMean: GappyColumn,
});
export type InformationCoefficient = z.infer<typeof InformationCoefficient>;

/** A portfolio that a backtest is measured against, over the same days and at the same costs. Equity in USD, one value for each day. */
export const Benchmark = z.object({
  id: z.string(),
  label: z.string(),
  description: z.string(),
  equity: Column,
  performance: Performance,
  luck: Luck,
  costs: z.number().describe('USD over the whole span'),
});
export type Benchmark = z.infer<typeof Benchmark>;

/** A fall from a peak. `depth` is a fraction of the peak, at most 0; days run until the peak was reached again. */
export const Drawdown = z.object({
  startTime: InstantSchema.describe('day of the peak'),
  troughTime: InstantSchema,
  endTime: InstantSchema.nullable().describe('day on which the peak was reached again; null if not yet'),
  depth: z.number(),
  dayCount: z.int(),
});
export type Drawdown = z.infer<typeof Drawdown>;

const CountAndValue = z.object({ count: z.int(), value: z.number().describe('USD') });

/** Probability of backtest overfitting, by combinatorially symmetric cross-validation over the trials' returns. */
export const Overfitting = z.object({
  probability: Fraction,
  lossProbability: Fraction,
  slope: z.number().nullable(),
  trialCount: z.int(),
  splitCount: z.int(),
});
export type Overfitting = z.infer<typeof Overfitting>;

/** What was bought and sold, as columns, oldest first. Money in USD. */
export const Trades = z.object({
  time: z.array(InstantSchema),
  asset: z.array(z.string()),
  side: z.array(z.enum(['buy', 'sell'])),
  value: Column,
  price: Column,
  cost: Column.describe('fee, spread and impact'),
});
export type Trades = z.infer<typeof Trades>;

/** Everything a report shows. Series are columns over `series.dayTime`, the first day being the start in cash. */
export const BacktestReport = z.object({
  id: z.string(),
  name: z.string(),
  createdTime: InstantSchema,
  programVersion: z.string(),
  isSimulated: z.boolean().describe('whether the market itself is made up'),
  headline: z.string(),
  findings: z.array(z.string()),
  config: BacktestConfig,
  hashes: z.record(z.string(), z.string()),
  universe: z.object({
    assetCount: z.int(),
    heldCount: z.int(),
    medianEligibleCount: z.number().nullable(),
    assumedShare: Fraction.nullable().describe('share of the candles whose known-at was assumed, not observed'),
    firstTrainableTime: InstantSchema.nullable()
      .default(null)
      .describe('first decision with enough to learn from, where the history begins earlier'),
    historyFromTime: InstantSchema.nullable().default(null).describe('first day of the history'),
  }),
  series: z.object({
    dayTime: z.array(InstantSchema),
    equity: Column,
    drawdown: Column,
    exposure: Column,
    turnover: Column,
    positionCount: Column,
    staleCount: Column,
    rollingSharpe: GappyColumn,
    rollingVolatility: GappyColumn,
  }),
  performance: Performance,
  luck: Luck,
  decisions: z
    .object({
      count: z.int(),
      infeasibleCount: z.int().describe('on these days nothing changed'),
      lastInfeasibleTime: InstantSchema.nullable(),
      whys: z.array(z.string()).describe('what bound the last infeasible one'),
    })
    .nullable()
    .default(null),
  survivorship: z
    .object({
      years: z
        .array(
          z.object({
            year: z.int(),
            meanEligibleCount: z.number().describe('tokens a day'),
            truncated: z.int().describe("eligible in their last 60 days, then lost to the end of the source's record"),
            delisted: z.int().describe('eligible in their last 60 days, then delisted'),
          }),
        )
        .describe('from the first decision on'),
      pessimistic: Performance.nullable().describe(
        'of the same decisions, had every token that left the record been delisted; null if none left it',
      ),
    })
    .nullable()
    .default(null),
  benchmarks: z.array(Benchmark),
  informationCoefficients: z.array(InformationCoefficient),
  costs: z.object({
    fee: z.number(),
    spread: z.number(),
    impact: z.number(),
    delisting: z.number(),
    annualDrag: z.number().nullable(),
  }),
  fills: z.object({ open: z.int(), close: z.int(), truncated: z.int(), delisted: z.int(), unknownVolume: z.int() }),
  unfilled: z.record(z.string(), CountAndValue),
  drawdowns: z.array(Drawdown),
  years: z.array(z.object({ year: z.int(), months: GappyColumn, total: z.number().nullable() })),
  holdings: z.object({
    dayTime: z.array(InstantSchema),
    assets: z.array(z.string()),
    weights: z.array(Column).describe('for each asset its weight at each decision'),
    rest: Column.describe('weight of all other assets'),
  }),
  trades: Trades.nullable().default(null).describe('null in reports of before they were kept'),
  trials: z.array(TrialEntry),
  trialCount: z.int(),
  overfitting: Overfitting.nullable(),
});
export type BacktestReport = z.infer<typeof BacktestReport>;

export const backtests = {
  'backtests.run': command({
    summary: 'Walk forward over the history, against honest benchmarks; the run enters the trial ledger',
    input: z.object({
      name: z.string().min(1).default('Index'),
      config: BacktestConfig.prefault({}),
      reportPath: z
        .string()
        .nullable()
        .default(null)
        .describe('file for the self-contained HTML report; one in the home folder if left out'),
    }),
    output: BacktestReport.extend({
      reportPath: z.string().nullable().describe('null if it could not be written; a note says why'),
      notes: Notes,
    }),
  }),
  'backtests.get': query({
    summary: 'One backtest with all of its figures',
    input: z.object({ id: z.string() }),
    output: BacktestReport,
  }),
  'backtests.list': query({
    summary: 'The trial ledger: everything that was ever tried, newest first',
    input: z.object({}),
    output: z.object({ trials: z.array(TrialEntry) }),
  }),
  'backtests.changed': event({ summary: 'A backtest was added to the ledger', output: z.object({ id: z.string() }) }),
} as const satisfies Contract;
