import type {
  BacktestConfig,
  BacktestReport,
  Benchmark,
  InformationCoefficient,
  TrialEntry,
} from '../../shared/backtests.ts';
import { invariant } from '../../shared/errors.ts';
import { type Instant, startOfDay } from '../../shared/time.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { describeFindings, describeHeadline, FUND } from './findings.ts';
import { countFills, type Ledger } from './ledger.ts';
import { measureLuck } from './luck.ts';
import { DAYS_PER_YEAR, dailySharpe, drawdownsOf, measurePerformance, returnsOf } from './performance.ts';
import { rollingYear, worstDrawdowns, yearTable } from './return-tables.ts';
import type { YearOfEndings } from './survivorship.ts';
import { tradesOf } from './trades.ts';
import { distinctTrials, overfittingOf, type TrialReturns } from './trials.ts';
import { twoAndTwenty } from './two-and-twenty.ts';

/** What a benchmark came to: a rule of `benchmarkRules` run through `simulate` like the index. */
export type BenchmarkRun = {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Over the same days as the index's. */
  readonly ledger: Ledger;
};

/** Everything that a report is made of. */
export type ReportInput = {
  readonly id: string;
  readonly name: string;
  readonly createdTime: Instant;
  readonly programVersion: string;
  readonly isSimulated: boolean;
  readonly config: BacktestConfig;
  /** `config` and `data` name the trial; others are shown beside them. */
  readonly hashes: Readonly<Record<string, string>> & { readonly config: string; readonly data: string };
  /** Asset ids by the index that ledgers use. */
  readonly assets: readonly string[];
  /** Median over the decision days; null if unknown. */
  readonly medianEligibleCount: number | null;
  /** Share of the candles whose known-at was assumed, not observed; null if unknown. */
  readonly assumedShare: number | null;
  /** First day number of the history, and of the first decision with enough to learn from; null if an earlier one was not tried. */
  readonly historyFromDay: number;
  readonly firstTrainableDay: number | null;
  readonly ledger: Ledger;
  /** How the decisions went. */
  readonly decisions: BacktestReport['decisions'];
  /** See `endingsByYear`. */
  readonly endingsByYear: readonly YearOfEndings[];
  /** The same decisions, had everything that left the record been delisted; null if nothing left it. */
  readonly pessimistic: Ledger | null;
  readonly benchmarks: readonly BenchmarkRun[];
  readonly informationCoefficients: readonly InformationCoefficient[];
  /** The ledger of trials so far, newest first, without this one. */
  readonly trials: readonly TrialEntry[];
  /** Returns of those trials that have them. */
  readonly trialReturns: readonly TrialReturns[];
};

const DRAWDOWN_COUNT = 10;
/** Holdings that are named: so many of the latest, and so many of the largest over the whole span. */
const LATEST_HOLDINGS = 40;
const LARGEST_HOLDINGS = 12;

/**
 * Returns the report of a backtest: every figure from the ledgers, in one convention, with what luck could have done beside it.
 *
 * The first of its `trials` is its own entry for the ledger of trials; the others are the input's. `trialCount` counts each
 * configuration over the same data once, on the same kind of market. Below five trials the deflated Sharpe ratio is null.
 * The index inside a 2-and-20 fund is added to the benchmarks. A pure function of its input.
 */
export function composeReport(input: ReportInput): BacktestReport {
  const { id, name, createdTime, programVersion, isSimulated, config, hashes, ledger } = input;
  for (const benchmark of input.benchmarks) {
    invariant(
      benchmark.ledger.day.length === ledger.day.length && benchmark.ledger.day[0] === ledger.day[0],
      `benchmark ${benchmark.id} covers ${benchmark.ledger.day.length} days, needs the ${ledger.day.length} of the index`,
    );
  }
  const bootstrap = { drawCount: config.simulation.bootstrapDrawCount, seed: config.simulation.seed };
  const returns = returnsOf(ledger.equity);
  const performance = measurePerformance(ledger);
  const entry = entryOf(input, performance, returns);
  const counted = distinctTrials(entry, input.trials);
  const dailySharpes = counted.map((trial) => trial.dailySharpe ?? Number.NaN);
  const own: TrialReturns = { id, firstDay: ledger.day[0] + 1, returns };
  const rolling = rollingYear(ledger.equity);
  const report: Omit<BacktestReport, 'headline' | 'findings'> = {
    id,
    name,
    createdTime,
    programVersion,
    isSimulated,
    config,
    hashes: { ...hashes },
    universe: {
      assetCount: input.assets.length,
      heldCount: new Set(ledger.fills.asset).size,
      medianEligibleCount: input.medianEligibleCount,
      assumedShare: input.assumedShare,
      historyFromTime: startOfDay(input.historyFromDay),
      firstTrainableTime: input.firstTrainableDay === null ? null : startOfDay(input.firstTrainableDay),
    },
    series: {
      dayTime: Array.from(ledger.day, startOfDay),
      equity: [...ledger.equity],
      drawdown: [...drawdownsOf(ledger.equity)],
      exposure: [...ledger.exposure],
      turnover: [...ledger.turnover],
      positionCount: [...ledger.positionCount],
      staleCount: [...ledger.staleCount],
      rollingSharpe: rolling.sharpe,
      rollingVolatility: rolling.volatility,
    },
    performance,
    luck: measureLuck(returns, { dailySharpes }, bootstrap),
    decisions: input.decisions,
    survivorship: {
      years: [...input.endingsByYear],
      pessimistic: input.pessimistic === null ? null : measurePerformance(input.pessimistic),
    },
    benchmarks: [...input.benchmarks.map((benchmark) => benchmarkOf(benchmark, bootstrap)), fundOf(ledger, bootstrap)],
    informationCoefficients: [...input.informationCoefficients],
    costs: costsOf(ledger),
    fills: { ...countFills(ledger.fills), unknownVolume: ledger.unknownVolumeCount },
    unfilled: { ...ledger.unfilled },
    drawdowns: worstDrawdowns(ledger.day, ledger.equity, DRAWDOWN_COUNT),
    years: yearTable(ledger.day, ledger.equity),
    holdings: holdingsOf(ledger, input.assets),
    trades: tradesOf(ledger.fills, input.assets),
    trials: [entry, ...input.trials],
    trialCount: counted.length,
    overfitting: overfittingOf(counted, [own, ...input.trialReturns]),
  };
  return { ...report, headline: describeHeadline(report), findings: describeFindings(report) };
}

type Bootstrap = { readonly drawCount: number; readonly seed: number };

function entryOf(input: ReportInput, performance: BacktestReport['performance'], returns: Float64Array): TrialEntry {
  const { day } = input.ledger;
  return {
    id: input.id,
    recordedTime: input.createdTime,
    name: input.name,
    configHash: input.hashes.config,
    dataHash: input.hashes.data,
    isSimulated: input.isSimulated,
    fromTime: startOfDay(day[0]),
    untilTime: startOfDay(day[day.length - 1] + 1),
    dayCount: performance.dayCount,
    dailySharpe: finiteOrNull(dailySharpe(returns)),
    annualSharpe: performance.sharpe,
    cagr: performance.cagr,
    maximumDrawdown: performance.maximumDrawdown,
  };
}

function benchmarkOf({ id, label, description, ledger }: BenchmarkRun, bootstrap: Bootstrap): Benchmark {
  return {
    id,
    label,
    description,
    equity: [...ledger.equity],
    performance: measurePerformance(ledger),
    luck: measureLuck(returnsOf(ledger.equity), null, bootstrap),
    costs: ledger.cost.reduce((sum, cost) => sum + cost, 0),
  };
}

/** Its costs are the index's, and what the fund's fees left the investor short of at the end. */
function fundOf(ledger: Ledger, bootstrap: Bootstrap): Benchmark {
  const equity = twoAndTwenty(ledger.equity, ledger.day);
  const shortfall = (ledger.equity.at(-1) ?? 0) - (equity.at(-1) ?? 0);
  return {
    id: FUND,
    label: 'Index in a 2-and-20 fund',
    description:
      "the index after a management fee of 2 % a year, taken daily, and 20 % of each calendar year's gain above the highest value so far",
    equity: [...equity],
    performance: measurePerformance({ ...ledger, equity }),
    luck: measureLuck(returnsOf(equity), null, bootstrap),
    costs: ledger.cost.reduce((sum, cost) => sum + cost, 0) + shortfall,
  };
}

/** `delisting` is what was lost, positive; `annualDrag` the mean yearly sum of daily trading costs as shares of equity. */
function costsOf(ledger: Ledger): BacktestReport['costs'] {
  const { fills, equity, cost, delisting } = ledger;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  let shares = 0;
  for (let i = 1; i < equity.length; i++) if (equity[i - 1] > 0) shares += cost[i] / equity[i - 1];
  return {
    fee: sum(fills.fee),
    spread: sum(fills.spread),
    impact: sum(fills.impact),
    delisting: Math.abs(sum(delisting)),
    annualDrag: finiteOrNull((shares * DAYS_PER_YEAR) / (equity.length - 1)),
  };
}

/**
 * The largest assets over the whole span, and what is held last, from the largest sum of weights down; the rest summed. One
 * column a decision that held something.
 */
function holdingsOf({ holdings }: Ledger, assets: readonly string[]): BacktestReport['holdings'] {
  const days = [...new Set(holdings.day)];
  const columnOf = new Map(days.map((day, column) => [day, column]));
  const total = new Map<number, number>();
  const latest = new Map<number, number>();
  holdings.asset.forEach((asset, i) => {
    total.set(asset, (total.get(asset) ?? 0) + holdings.weight[i]);
    if (holdings.day[i] === days.at(-1)) latest.set(asset, holdings.weight[i]);
  });
  const kept = new Set([...largestOf(total, LARGEST_HOLDINGS), ...largestOf(latest, LATEST_HOLDINGS)]);
  const named = largestOf(total, total.size).filter((asset) => kept.has(asset));
  const rowOf = new Map(named.map((asset, row) => [asset, row]));
  const weights = named.map(() => Array<number>(days.length).fill(0));
  const rest = Array<number>(days.length).fill(0);
  holdings.day.forEach((day, i) => {
    const row = rowOf.get(holdings.asset[i]);
    const column = columnOf.get(day) as number;
    (row === undefined ? rest : weights[row])[column] += holdings.weight[i];
  });
  return { dayTime: days.map(startOfDay), assets: named.map((asset) => assets[asset]), weights, rest };
}

function largestOf(weights: ReadonlyMap<number, number>, count: number): number[] {
  const sorted = [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return sorted.slice(0, count).map(([asset]) => asset);
}
