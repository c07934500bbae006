/**
 * A walk-forward backtest: what an investor would have had who trained, rated and drafted by the same code at each close.
 *
 * 1. `loadResearch`: candles, factors and labels.
 * 2. `walkRecord`, `weighRecord`: the record that trainings keep, and the members' weights on each of its days.
 * 3. `simulate`: each decision is a draft of that day's scores, filled later, with costs.
 * 4. `simulate` again with the same decisions, had everything that left the record been delisted.
 * 5. `simulate` again for every benchmark, over the same universe, calendar and costs.
 * 6. `composeReport`: the figures, what luck could have done, and the skill of each member.
 */
import { createHash } from 'node:crypto';
import type { BacktestConfig, BacktestReport, SimulationConfig, TrialEntry } from '../../shared/backtests.ts';
import type { DraftPreferences } from '../../shared/drafts.ts';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { dayOf, formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { benchmarkRules } from '../backtest/benchmarks.ts';
import { renderHtmlReport } from '../backtest/html-report/render.ts';
import type { Ledger } from '../backtest/ledger.ts';
import { returnsOf } from '../backtest/performance.ts';
import { composeReport } from '../backtest/report.ts';
import { decisionDays } from '../backtest/schedule.ts';
import { type Decide, simulate, type TargetWeights } from '../backtest/simulate.ts';
import { allDelisted, endingsByYear } from '../backtest/survivorship.ts';
import { median } from '../numeric/stats.ts';
import { limitWeights } from '../portfolio/constraints.ts';
import { constructWeights } from '../portfolio/construct.ts';
import { horizonsOf } from '../ratings/grades.ts';
import { combineSignals } from '../ratings/signals.ts';
import { listTrialReturns, listTrials } from '../store/backtests.ts';
import { assumedShareOf } from '../store/status.ts';
import { candidatesAt, refuseUnknownNames } from './candidates.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import { trainingSetOf } from './ensemble.ts';
import type { Job, JobRun } from './job.ts';
import { hashWindow } from './market.ts';
import { foldsOf, walkRecord } from './record.ts';
import { hashFactors, loadResearch, type Research } from './research.ts';
import { shareOfRun } from './share-of-run.ts';
import { skillsOf } from './skills.ts';
import { type WeighedHorizon, weighRecord } from './weigh.ts';

export type BacktestInput = {
  readonly name: string;
  readonly config: BacktestConfig;
  /** End of the last day. */
  readonly asOf: Instant;
  readonly createdTime: Instant;
  readonly programVersion: string;
  readonly isSimulated: boolean;
};
/** A backtest: its report, its entry in the ledger, and its daily returns, which later trials are judged with. */
export type BacktestOutput = {
  readonly report: BacktestReport;
  readonly entry: TrialEntry;
  /** Day number of the first of `returns`. */
  readonly firstDay: number;
  readonly returns: Float64Array;
  /** The report as a page: 26 ms that the engine's own thread need not spend. */
  readonly html: string;
};

/**
 * Returns the report of a walk-forward backtest. Throws `insufficient-data` if the history is too short to learn from, and
 * `invalid-input` if the span has no day of decision or the preferences leave no weights on any of them.
 */
export const runBacktest: Job<BacktestInput, BacktestOutput> = async (store, input, run) => {
  const { name, config, asOf, createdTime, programVersion, isSimulated } = input;
  const { simulation, ensemble } = config;
  checkSpan(simulation.fromTime, dayOf(asOf) - 1);
  checkPreferences(config.draft);
  const research = loadResearch(store, asOf, ensemble, shareOfRun(run, 0, 0.25));
  refuseUnknownNames(research.window, config.draft);
  const hashes = {
    config: createHash('sha256').update(JSON.stringify(config)).digest('hex'),
    data: hashWindow(research.window),
    factors: hashFactors(),
    program: programVersion,
  };
  const recorded: EnsembleConfig = { ...ensemble, recordMonths: config.retrainMonths };
  const days = daysOf(research, recorded, simulation);
  const record = await walkRecord(store, research, recorded, programVersion, shareOfRun(run, 0.25, 0.88));
  const weighed = weighRecord(research, recorded, record, shareOfRun(run, 0.88, 0.9));
  run.report(0.9, 'simulating the index');
  const shared = {
    market: research.window,
    endings: research.endings,
    costs: simulation.costs,
    delistingReturn: simulation.delistingReturn,
    initialEquity: simulation.initialEquity,
    fromDay: days[0]!,
    untilDay: research.lastDay,
  };
  const index = indexRule(research, config, days, weighed, run);
  const ledger = simulate({ ...shared, decide: index.decide });
  checkFeasible(index);
  const years = endingsByYear(research, research.endings, shared.fromDay, shared.untilDay);
  const hasLost = years.some(({ truncated }) => truncated > 0);
  const replay: Decide = (day) => index.targets.get(day) ?? null;
  const pessimistic = hasLost ? simulate({ ...shared, endings: allDelisted(research.endings), decide: replay }) : null;
  const isDecisionDay = new Set(days);
  const rules = benchmarkRules(research, (day) => isDecisionDay.has(day), simulation.benchmarkSize);
  const benchmarks: { id: string; label: string; description: string; ledger: Ledger }[] = [];
  for (const { decide, ...rule } of rules) {
    throwIfCancelled(run.signal);
    run.report(0.94, `simulating ${rule.label}`);
    benchmarks.push({ ...rule, ledger: simulate({ ...shared, decide }) });
  }
  run.report(0.97, 'measuring');
  const eligibleCounts = days.map((day) => eligibleOf(research, day).length);
  const report = composeReport({
    id: createHash('sha256')
      .update(JSON.stringify([name, hashes, createdTime]))
      .digest('hex'),
    name,
    createdTime,
    programVersion,
    isSimulated,
    config,
    hashes,
    assets: research.window.assets,
    medianEligibleCount: median(Float64Array.from(eligibleCounts)),
    assumedShare: assumedShareOf(store),
    historyFromDay: research.window.firstDay,
    firstTrainableDay: simulation.fromTime === null ? days[0]! : null,
    ledger,
    decisions: {
      count: days.length,
      infeasibleCount: index.infeasible.length,
      lastInfeasibleTime: lastOf(index)?.time ?? null,
      whys: lastOf(index)?.whys ?? [],
    },
    endingsByYear: years,
    pessimistic,
    benchmarks,
    informationCoefficients: skillsOf(research, recorded, weighed, days[0]!),
    trials: listTrials(store),
    trialReturns: listTrialReturns(store),
  });
  run.report(1, 'done');
  return {
    report,
    entry: report.trials[0]!,
    firstDay: ledger.day[0]! + 1,
    returns: returnsOf(ledger.equity),
    html: renderHtmlReport(report),
  };
};

const eligibleOf = (research: Research, day: number): Int32Array =>
  eligibleCellsOf(research.window, research.crossSection, research.eligible, day);

/** A record of fewer days has a Sharpe ratio, and it means nothing. */
const MINIMUM_DAYS = 30;

/**
 * Returns the days of decision: from the first fold at which every horizon has enough to learn from, or from the one asked for if
 * that is later; the first of them is a day that the record scores.
 */
function daysOf(research: Research, config: EnsembleConfig, { fromTime, cadence }: SimulationConfig): number[] {
  const { window, lastDay } = research;
  const longest = research.labels[config.horizons.indexOf(Math.max(...config.horizons))]!;
  const folds = foldsOf(research, config);
  const first = folds.findIndex(({ day }) => trainingSetOf(research, longest, config, startOfDay(day + 1)) !== null);
  const wanted = fromTime === null ? window.firstDay : dayOf(fromTime);
  const scored = first < 0 ? [] : folds.slice(first).flatMap(({ scoredDays }) => scoredDays);
  const day = scored.find((own) => own >= wanted);
  if (day === undefined) {
    throw new AppError(
      'insufficient-data',
      `The history from ${formatDay(window.firstDay)} to ${formatDay(lastDay)} has too few labelled rows to learn from, needs some 20 weeks of 50 eligible tokens beyond the longest horizon, and the end of a quarter after them`,
    );
  }
  if (lastDay - day < MINIMUM_DAYS) {
    throw new AppError(
      'invalid-input',
      `The record from ${formatDay(day)} to ${formatDay(lastDay)} has ${lastDay - day} days, needs at least ${MINIMUM_DAYS}: of less, no figure means anything`,
    );
  }
  return decisionDays(cadence, day, lastDay);
}

/** The index's decisions, and what became of them as they were taken. */
type IndexRule = {
  readonly decide: Decide;
  /** By day; a day without new weights is absent. */
  readonly targets: ReadonlyMap<number, TargetWeights>;
  readonly infeasible: readonly Infeasible[];
};
type Infeasible = { readonly time: Instant; readonly whys: string[] };

const lastOf = ({ infeasible }: IndexRule): Infeasible | undefined => infeasible.at(-1);

/** Returns the index's rule: on each decision day a draft of that day's scores; without scores, or weights, nothing changes. */
function indexRule(
  research: Research,
  config: BacktestConfig,
  days: readonly number[],
  weighed: readonly WeighedHorizon[],
  run: JobRun,
): IndexRule {
  const { window, crossSection } = research;
  const indexOf = new Map(window.assets.map((asset, i) => [asset, i]));
  const horizons = horizonsOf(config.draft.grade, config.ensemble.horizons);
  const own = weighed
    .filter(({ horizon }) => horizons.includes(horizon))
    .map(({ members, weightsAt }) => ({ members, weights: new Map(weightsAt(days).map((now, d) => [days[d]!, now])) }));
  const targets = new Map<number, TargetWeights>();
  const infeasible: Infeasible[] = [];
  const decide: Decide = (day, held) => {
    if (own[0]?.weights.has(day) !== true) return null;
    throwIfCancelled(run.signal);
    const cells = eligibleOf(research, day);
    const { signal } = combineSignals(
      own.flatMap(({ members }) => members.map(({ scores }) => Float32Array.from(cells, (cell) => scores[cell]!))),
      null,
      own.flatMap(({ weights }) => Array.from(weights.get(day)!)),
    );
    const isScored = signal.some((value) => !Number.isNaN(value));
    if (!isScored) return null;
    const current = new Map([...held()].map(([asset, weight]) => [window.assets[asset]!, weight]));
    const built = constructWeights({
      ...candidatesAt({ ...research, crossSection }, day, cells, signal, config.draft.covarianceDays),
      preferences: config.draft,
      current,
    });
    if (!built.feasible) {
      infeasible.push({ time: startOfDay(day), whys: built.binding.map(({ message }) => message) });
      return null;
    }
    const target = new Map(built.weights.map(({ asset, weight }) => [indexOf.get(asset)!, weight]));
    targets.set(day, target);
    return target;
  };
  return { decide, targets, infeasible };
}

/** Throws `invalid-input` if the first decision is asked for after the last day on which one could still be filled. */
function checkSpan(fromTime: number | null, lastDay: number): void {
  if (fromTime === null || dayOf(fromTime) < lastDay) return;
  throw new AppError(
    'invalid-input',
    `The first decision was asked for on ${formatDay(dayOf(fromTime))}, needs a day before the last one, ${formatDay(lastDay)}`,
  );
}

/** Throws `invalid-input` if the preferences leave no weights even of as many unlike tokens as may be held: no market can cure that. */
function checkPreferences(draft: DraftPreferences): void {
  const tokens = Array.from({ length: draft.size }, (_, i) => ({ asset: String(i), wanted: 1, sector: null }));
  const limited = limitWeights(tokens, draft);
  if (limited.feasible) return;
  const whys = limited.binding.map(({ message }) => message).join('; ');
  throw new AppError('invalid-input', `The preferences leave no weights of any market: ${whys}`);
}

/** Throws `invalid-input` if no draft was ever feasible: cash alone is no trial of anything. */
function checkFeasible(index: IndexRule): void {
  const last = lastOf(index);
  if (last === undefined || index.targets.size > 0) return;
  throw new AppError(
    'invalid-input',
    `No draft was feasible on any of ${index.infeasible.length} decisions, needs weaker constraints: ${last.whys.join('; ')}`,
  );
}
