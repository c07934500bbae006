import { describe, expect, it } from 'vitest';
import { describeFindings, describeHeadline } from '../../../src/main/backtest/findings.ts';
import type { Ledger } from '../../../src/main/backtest/ledger.ts';
import { returnsOf } from '../../../src/main/backtest/performance.ts';
import { composeReport } from '../../../src/main/backtest/report.ts';
import { distinctTrials, overfittingOf, type TrialReturns } from '../../../src/main/backtest/trials.ts';
import { twoAndTwenty } from '../../../src/main/backtest/two-and-twenty.ts';
import { BacktestReport, type TrialEntry } from '../../../src/shared/backtests.ts';
import { formatDay, startOfDay } from '../../../src/shared/time.ts';
import { sampleInput } from './sample-report.ts';

const SAMPLE = { days: 800, tokens: 30, seed: 5 };
const input = sampleInput(SAMPLE);
const report = composeReport(input);

const trial = (i: number, change: Partial<TrialEntry> = {}): TrialEntry => ({
  ...report.trials[0],
  ...{ id: `trial-${i}`, name: `trial ${i}`, configHash: `config-${i}`, dailySharpe: 0.01 * i },
  ...change,
});

/** The report of the same run with other trials in the ledger. */
const withTrials = (trials: readonly TrialEntry[], trialReturns: readonly TrialReturns[] = []): BacktestReport =>
  composeReport({ ...input, trials, trialReturns });

describe('composeReport', () => {
  it('is what the wire promises, and the same again for the same input', () => {
    expect(BacktestReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(composeReport(sampleInput(SAMPLE))).toEqual(report);
  });

  it('shows series over the days of the ledger, the first being the start in cash', () => {
    const { series } = report;
    const lengths = new Set(Object.values(series).map((column) => column.length));
    expect([...lengths]).toEqual([input.ledger.day.length]);
    expect([series.equity[0], series.exposure[0], series.drawdown[0]]).toEqual([100_000, 0, 0]);
    expect(series.dayTime[0]).toBe(startOfDay(input.ledger.day[0]));
    for (const benchmark of report.benchmarks) expect(benchmark.equity).toHaveLength(series.equity.length);
  });

  it('adds the index inside a 2-and-20 fund to the benchmarks', () => {
    expect(report.benchmarks.map(({ id }) => id)).toEqual([
      ...['bitcoin', 'cap-weighted', 'cci30', 'equal-weighted', 'two-and-twenty'],
    ]);
    expect(report.benchmarks.at(-1)?.equity).toEqual([...twoAndTwenty(input.ledger.equity, input.ledger.day)]);
  });

  it('accounts for all costs: the components sum to what the days were charged', () => {
    const { fee, spread, impact, delisting } = report.costs;
    const charged = input.ledger.cost.reduce((sum, value) => sum + value, 0);
    expect(fee + spread + impact).toBeCloseTo(charged, 6);
    expect(delisting).toBeGreaterThanOrEqual(0);
    const { open, close, truncated, delisted } = report.fills;
    expect(open + close + truncated + delisted).toBe(input.ledger.fills.day.length);
  });

  it('tells the trades, which account for the costs and the positions', () => {
    const { trades, fills, costs } = report;
    const count = fills.open + fills.close + fills.truncated + fills.delisted;
    expect(count).toBeLessThan(2_000);
    for (const column of Object.values(trades ?? {})) expect(column).toHaveLength(count);
    const charged = trades?.cost.reduce((sum, cost) => sum + cost, 0) ?? 0;
    expect(Math.abs(charged - costs.fee - costs.spread - costs.impact)).toBeLessThan(0.005 * count);
    expect(trades?.side.slice(0, 12)).toEqual(Array(12).fill('buy'));
  });

  it('names the latest and the largest holdings and sums the rest', () => {
    const { holdings } = report;
    const { day, weight } = input.ledger.holdings;
    holdings.dayTime.forEach((time, at) => {
      let total = 0;
      day.forEach((own, i) => {
        if (startOfDay(own) === time) total += weight[i];
      });
      const shown = holdings.weights.reduce((sum, weights) => sum + weights[at], holdings.rest[at]);
      expect(shown).toBeCloseTo(total, 12);
    });
    expect(holdings.rest.at(-1)).toBe(0);
  });

  it('enters itself into the ledger of trials, first', () => {
    const { trials, trialCount } = withTrials([trial(1), trial(2)]);
    expect(trials.map(({ id }) => id)).toEqual([input.id, 'trial-1', 'trial-2']);
    expect(trialCount).toBe(3);
    expect(trials[0]).toMatchObject({ configHash: input.hashes.config, annualSharpe: report.performance.sharpe });
    expect(trials[0].dailySharpe).toBeCloseTo((report.performance.sharpe as number) / Math.sqrt(365), 12);
  });

  it('refuses benchmarks over other days', () => {
    const short: Ledger = { ...input.ledger, day: input.ledger.day.subarray(1) };
    const benchmarks = [{ id: 'x', label: 'x', description: 'x', ledger: short }];
    expect(() => composeReport({ ...input, benchmarks })).toThrow('benchmark x covers');
  });

  it('copes with a run in which nothing was ever bought', () => {
    const { ledger } = sampleInput(SAMPLE);
    const length = ledger.day.length;
    const zeros = new Float64Array(length);
    const idle: Ledger = {
      ...ledger,
      ...{ equity: new Float64Array(length).fill(100_000), cash: new Float64Array(length).fill(100_000) },
      ...{ exposure: zeros, turnover: zeros, cost: zeros, delisting: zeros, priceMove: zeros },
      ...{ positionCount: new Int32Array(length), staleCount: new Int32Array(length) },
      holdings: { day: new Int32Array(0), asset: new Int32Array(0), weight: new Float64Array(0) },
      fills: { ...ledger.fills, day: new Int32Array(0), asset: new Int32Array(0), kind: new Uint8Array(0) },
    };
    const empty = composeReport({ ...input, ledger: idle, benchmarks: [] });
    expect(() => BacktestReport.parse(empty)).not.toThrow();
    expect(empty.findings).toContain('Nothing was ever traded.');
    expect(empty.headline).toContain('Sharpe ratio of –');
  });
});

describe('trials', () => {
  it('count each configuration over the same data once, on the same kind of market', () => {
    const counted = distinctTrials(report.trials[0], [
      trial(1),
      trial(1, { id: 'again' }),
      trial(2, { isSimulated: false }),
      trial(3, { dataHash: 'other', configHash: 'config-1' }),
      { ...report.trials[0], id: 'the same as the newest' },
    ]);
    expect(counted.map(({ id }) => id)).toEqual([input.id, 'trial-1', 'trial-3']);
  });

  it('deflate the Sharpe ratio from five on, and the report says which it is', () => {
    const four = withTrials([1, 2, 3].map((i) => trial(i)));
    expect(four.luck.deflatedSharpe).toBeNull();
    expect(four.findings.some((text) => text.startsWith('Only 4 trials are on record'))).toBe(true);
    const five = withTrials([1, 2, 3, 4].map((i) => trial(i)));
    expect(five.luck.deflatedSharpe).not.toBeNull();
    expect(five.findings.some((text) => text.includes('DSR 0.'))).toBe(true);
    const lucky = withTrials(Array.from({ length: 60 }, (_, i) => trial(i, { dailySharpe: i % 2 === 0 ? 0.2 : -0.2 })));
    expect(lucky.findings.some((text) => text.startsWith('Could be luck: DSR'))).toBe(true);
  });

  const returns = returnsOf(input.ledger.equity);
  const own: TrialReturns = { id: input.id, firstDay: input.ledger.day[0] + 1, returns };
  const other = (i: number, from: number, length: number): TrialReturns => ({
    ...{
      id: `trial-${i}`,
      firstDay: own.firstDay + from,
      returns: returns.slice(0, length).map((r, t) => r * Math.cos(t + i)),
    },
  });

  it('measure overfitting over the days that comparable ones share', () => {
    const trials = [report.trials[0], ...[1, 2, 3, 4, 5].map((i) => trial(i))];
    const whole = [1, 2, 3].map((i) => other(i, 0, returns.length));
    const late = other(4, 20, returns.length - 20);
    expect(overfittingOf(trials, [own, ...whole, late])).toMatchObject({ trialCount: 5, splitCount: 252 });
    expect(overfittingOf(trials, [own, ...whole, late, other(5, 0, 300)])?.trialCount).toBe(5);
    expect(overfittingOf(trials, [own, ...whole, other(5, 0, 300)])).toBeNull();
  });

  it('have no probability of overfitting where there is nothing to compare', () => {
    const trials = [report.trials[0], trial(1)];
    expect(overfittingOf(trials, [own])).toBeNull();
    expect(overfittingOf(trials, [other(1, 0, returns.length)])).toBeNull();
    expect(overfittingOf(trials, [own, other(1, 5000, returns.length)])).toBeNull();
    const gap = other(1, 0, returns.length);
    gap.returns[50] = Number.NaN;
    expect(overfittingOf(trials, [own, gap])).toBeNull();
    const four = [1, 2, 3, 4];
    const enough = withTrials(
      four.map((i) => trial(i)),
      four.map((i) => other(i, 0, returns.length)),
    );
    expect(enough.overfitting?.trialCount).toBe(5);
    expect(enough.findings.join()).toContain('over 5 comparable trials');
  });
});

describe('findings', () => {
  const rival = (cagr: number, sharpe: number, exposure = 1) => {
    const [first, ...others] = report.benchmarks;
    const performance = { ...first.performance, cagr, sharpe, averageExposure: exposure };
    return { ...report, benchmarks: [{ ...first, label: 'Rival', performance }, ...others.slice(3)] };
  };

  it('say plainly who was beaten and who was not', () => {
    const { cagr, sharpe } = report.performance as { cagr: number; sharpe: number };
    const first = (of: BacktestReport): string => describeFindings(of)[0];
    expect(first(rival(cagr - 1, sharpe - 1))).toMatch(/^Beat Rival: /);
    expect(first(rival(cagr + 1, sharpe + 1))).toMatch(/^Did not beat Rival: /);
    expect(first(rival(cagr - 1, sharpe + 1))).toMatch(/^Did not beat Rival for the risk taken/);
    expect(first(rival(cagr + 1, sharpe - 1))).toMatch(/^Did not beat Rival in return/);
    expect(first(rival(cagr, sharpe))).toMatch(/^Did not beat Rival/);
    expect(describeFindings(rival(0, 0, 0.1))[1]).toMatch(/^No fair comparison with Rival \(10 % invested\)/);
    expect(describeHeadline(rival(cagr + 1, sharpe + 1))).toContain('it beat none of 1 benchmark in');
    expect(describeHeadline({ ...report, isSimulated: false })).not.toContain('simulated');
    expect(describeHeadline(report)).toMatch(/^On a simulated market, /);
  });

  it('tell the whole return of a record below a year, and a return a year only above', () => {
    const short = composeReport(sampleInput({ ...SAMPLE, days: 210 }));
    const told = [short.headline, ...short.findings.filter((text) => /^(Beat|Did not beat|Inside)/.test(text))];
    expect(told).toHaveLength(6);
    for (const text of told) {
      expect(text).toContain(' % in 169 days');
      expect(text).not.toContain('a year');
    }
    expect(report.headline).toMatch(/ % a year after costs/);
    expect(describeHeadline({ ...report, isSimulated: false, name: 'index' })).toMatch(/^Index returned/);
  });

  it('tell of assumptions: closes, delistings, known-at, risk-free rate', () => {
    const text = report.findings.join('\n');
    for (const part of ['at the close of the day after', 'assumed return of −50 %', 'for 92.0 %', 'risk-free rate']) {
      expect(text).toContain(part);
    }
    expect(composeReport({ ...input, assumedShare: 0 }).findings.join()).not.toContain('When a candle became known');
    expect(composeReport({ ...input, assumedShare: 1 }).findings.join()).toContain('observed for none of them');
    const started = { ...input, historyFromDay: 15_823, firstTrainableDay: 17_317 };
    expect(composeReport(started).findings.join()).toContain(
      'The history begins on 2013-04-28; until 2017-05-31 too few',
    );
    expect(composeReport({ ...started, firstTrainableDay: null }).findings.join()).not.toContain('history begins');
  });

  it('tell what the record lost, by year, and what would be left had all of it been delisted', () => {
    const text = report.findings.join('\n');
    const { years, pessimistic } = report.survivorship as NonNullable<BacktestReport['survivorship']>;
    const lost = years.reduce((sum, { truncated }) => sum + truncated, 0);
    expect(lost).toBeGreaterThan(0);
    expect(text).toContain(`${lost} were lost to the end of the source's record (`);
    expect(pessimistic?.totalReturn).toBeLessThan(report.performance.totalReturn as number);
    expect(text).toContain('Had every lost token been delisted at −50 %, the same decisions would have returned');
    const year = { year: 2021, meanEligibleCount: 800, truncated: 900, delisted: 0 };
    const endingsByYear = [year, { ...year, year: 2022, meanEligibleCount: 300, truncated: 0 }];
    const shrunk = composeReport({ ...input, endingsByYear, pessimistic: null }).findings.join('\n');
    expect(shrunk).toContain('falls from 800 in 2021 to 300 in 2022');
    expect(shrunk).not.toContain('Had every lost token');
    expect(composeReport({ ...input, endingsByYear: [] }).findings.join()).not.toContain('Survivorship');
  });

  it('tell what one extraordinary day was worth', () => {
    expect(report.findings.join()).not.toContain('One day, ');
    const equity = input.ledger.equity.map((value, i) => (i < 100 ? value : value * 2));
    const jumped = composeReport({ ...input, ledger: { ...input.ledger, equity } });
    const day = formatDay(input.ledger.day[100]);
    expect(jumped.findings.find((text) => text.startsWith(`One day, ${day}, brought +`))).toContain(
      'without it the index would have returned',
    );
  });

  it('tell of decisions that no draft was feasible on', () => {
    const decisions = {
      ...{ count: 6, infeasibleCount: 2, lastInfeasibleTime: startOfDay(19_000) },
      whys: ['The caps allow 0.4500 of equity in 3 tokens, needs 0.5'],
    };
    expect(composeReport({ ...input, decisions }).findings).toContain(
      'No feasible draft on 2 of 6 decisions, the last on 2022-01-08, so nothing was changed: The caps allow 0.4500 of equity in 3 tokens, needs 0.5.',
    );
    expect(report.findings.join()).not.toContain('feasible');
  });

  it('believe no model below t = 3', () => {
    const [skill] = input.informationCoefficients;
    const said = (t: number): string =>
      composeReport({ ...input, informationCoefficients: [{ ...skill, t }] }).findings.find((text) =>
        text.includes(skill.label),
      ) ?? '';
    expect(said(2.9)).toContain('skill is not shown');
    expect(said(3.1)).toContain('1 of 1 rank IC out of sample reaches t = 3');
    expect(said(3.1)).toContain('none of 1 shows a spread of returns with t = 2');
  });

  it('tell order from return: the spread of the ensemble at each horizon, beside the best rule', () => {
    const [skill] = input.informationCoefficients;
    const ensemble = { ...skill, label: 'ensemble, 7 days', mean: 0.13, t: 24 };
    const rule = { ...ensemble, label: 'low volatility alone, 7 days', isBaseline: true };
    const said = (t: number, own = 24): string => {
      const spread = { mean: 0.0029, t };
      const informationCoefficients = [skill, { ...ensemble, t: own, topLessBottom: spread }, rule];
      const { findings } = composeReport({ ...input, informationCoefficients });
      return findings.filter((text) => text.includes('against the worst fifth')).join('\n');
    };
    expect(said(0.5)).toBe(
      'No return spread at 7 days: the scores order medians, not means. The best fifth by ensemble, 7 days, returned +0.29 % (t 0.50) against the worst fifth and +0.10 % (t 0.30) against all; the rank IC of 0.1300 is 0.0100 (t 0.80) once volatility is taken out. The best plain rule (low volatility alone, 7 days) had +0.29 % (t 0.50).',
    );
    expect(said(0.5, 1)).toMatch(/^No return spread at 7 days\. /);
    expect(said(2)).toMatch(/^At 7 days the order of the scores was worth money\. /);
    const before = { ...ensemble, topLessBottom: null, topLessUniverse: null, afterVolatility: null };
    expect(() => composeReport({ ...input, informationCoefficients: [before] })).not.toThrow();
  });

  it('say so where no skill could be measured', () => {
    const unmeasured = input.informationCoefficients.map((skill) => ({ ...skill, mean: null, t: null, dateCount: 0 }));
    const { findings } = composeReport({ ...input, informationCoefficients: unmeasured });
    expect(findings).toContain("No model's skill could be measured: no scored day is followed by a whole horizon.");
    expect(findings.join()).not.toContain('–');
  });

  it('hold each model against a rule without one', () => {
    const [skill] = input.informationCoefficients;
    const said = (mean: number): string => {
      const rule = { ...skill, label: 'low volatility alone', isBaseline: true, mean };
      const report = composeReport({ ...input, informationCoefficients: [{ ...skill, mean: 0.1 }, rule] });
      return report.findings.find((text) => text.includes('plain rule')) ?? '';
    };
    expect(said(0.09)).toContain('is above that of the best plain rule: 0.1000');
    expect(said(0.1)).toContain('nothing was learnt beyond it: 0.1000');
  });
});
