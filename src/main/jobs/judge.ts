/**
 * What members and ensemble were worth on the days of the record, beside plain rules on the same tokens: rank correlation,
 * hits, calibration and coverage, of all years and of each, and half-year by half-year. The rule that says nothing has a rank
 * correlation of 0, hits of a half and needs no line.
 */
import { throwIfCancelled } from '../../shared/errors.ts';
import type { CalendarCurve, EnsembleConfig, SkillColumns } from '../../shared/models.ts';
import { formatDay, parseDay, startOfDay } from '../../shared/time.ts';
import { yearOf } from '../backtest/schedule.ts';
import { measureCalibration } from '../models/calibration.ts';
import { type DailyFigures, hitRates, rankCorrelations, type ScoredMarket, summaryOf } from '../models/evaluate.ts';
import { blockBootstrapInterval } from '../numeric/bootstrap.ts';
import { mean } from '../numeric/stats.ts';
import type { JobRun } from './job.ts';
import { kindInWords } from './kind-in-words.ts';
import { coverageByDay } from './outcome-bands.ts';
import type { Research } from './research.ts';
import { onlyEvery, type WeighedHorizon } from './weigh.ts';

type Role = SkillColumns['role'][number];

/** Rules that order tokens by one factor. */
export const PLAIN_RULES = [
  { label: 'low volatility', factor: 'volatility-90d', sign: -1 },
  { label: 'momentum', factor: 'return-30d', sign: 1 },
  { label: 'cap weight', factor: 'market-cap', sign: 1 },
] as const;

/** More digits than anybody reads would only make what is kept long. */
const DECIMALS = 6;
const TENTHS = 10;

/** Something that ordered the tokens of each day. */
type Judged = {
  readonly member: string;
  readonly role: Role;
  readonly scores: Float32Array;
  /** The ranks that it forecast, -1..1; null where its scores are none. */
  readonly forecast: Float32Array | null;
};

/** Skill of all years and of each, and half-year by half-year. */
export type Judgement = { readonly skill: SkillColumns; readonly calendar: CalendarCurve[] };

/** Returns the skill of everything that ordered tokens on the days of learning of the record. */
export function judge(
  research: Research,
  config: EnsembleConfig,
  horizons: readonly WeighedHorizon[],
  run: JobRun,
): Judgement {
  const rows: SkillRow[] = [];
  const calendar: CalendarCurve[] = [];
  for (const [h, weighed] of horizons.entries()) {
    const { horizon, labels } = weighed;
    const judged = judgedOf(research, weighed);
    for (const [j, { member, role, scores, forecast }] of judged.entries()) {
      throwIfCancelled(run.signal);
      run.report((h + j / judged.length) / horizons.length, `judging ${kindInWords(member)}, ${horizon} days`);
      const weekly = onlyEvery(research, scores, config.strideDays);
      const ics = rankCorrelations(research, weekly, labels);
      throwIfCancelled(run.signal);
      const hits = hitRates(research, weekly, labels);
      throwIfCancelled(run.signal);
      const coverage = role === 'baseline' ? null : coverageByDay(research, weekly, labels);
      const forecasts = forecast === null ? null : onlyEvery(research, forecast, config.strideDays);
      const block = Math.ceil(horizon / config.strideDays);
      for (const year of [null, ...new Set(ics.days.map(yearOf))]) {
        throwIfCancelled(run.signal);
        const own = within(ics, year);
        const { mean: meanRankIc, ratio, t } = summaryOf(own, horizon);
        const calibration =
          forecasts === null ? null : measureCalibration(yearMarket(research, year), forecasts, labels);
        rows.push({
          ...{ horizonDays: horizon, member, role, year, meanRankIc, t, icRatio: ratio, dateCount: own.days.length },
          ...blockBootstrapInterval(own.values, block, config.seed),
          hitRate: mean(within(hits, year).values),
          calibrationError: calibration === null ? null : calibrationError(calibration),
          coverage: coverage === null ? null : mean(within(coverage, year).values),
        });
      }
      calendar.push({ horizonDays: horizon, member, role, ...halfYears(ics, block, config.seed) });
    }
  }
  return { skill: columnsOf(rows), calendar };
}

/** Returns what a plain rule says of the cells that have a signal; null where its factor is none of the table. */
export function scoresByRule(
  { table }: Research,
  { factor, sign }: (typeof PLAIN_RULES)[number],
  signal: Float32Array,
): Float32Array | null {
  const ranks = table.ranked[table.ids.indexOf(factor)];
  return ranks?.map((rank, cell) => (Number.isNaN(signal[cell]!) ? Number.NaN : sign * rank)) ?? null;
}

function judgedOf(research: Research, { members, signal, evenSignal, forecast }: WeighedHorizon): Judged[] {
  const plain = PLAIN_RULES.flatMap((rule): Judged[] => {
    const scores = scoresByRule(research, rule, signal);
    return scores === null ? [] : [{ member: rule.label, role: 'baseline', scores, forecast: null }];
  });
  return [
    ...members.map(({ member, scores }): Judged => ({ member: member.kind, role: 'member', scores, forecast: scores })),
    { member: 'ensemble', role: 'ensemble', scores: signal, forecast },
    { member: 'equal-weights', role: 'equal-weights', scores: evenSignal, forecast: null },
    ...plain,
  ];
}

/** One row of the columns of skill. */
type SkillRow = { readonly [Name in keyof SkillColumns]: SkillColumns[Name][number] };

function columnsOf(rows: readonly SkillRow[]): SkillColumns {
  const column = <Name extends keyof SkillRow>(name: Name): SkillRow[Name][] => rows.map((row) => row[name]);
  const figures = (
    name: 'meanRankIc' | 'low' | 'high' | 't' | 'icRatio' | 'hitRate' | 'calibrationError' | 'coverage',
  ) => column(name).map(rounded);
  return {
    ...{ horizonDays: column('horizonDays'), member: column('member'), role: column('role'), year: column('year') },
    ...{ meanRankIc: figures('meanRankIc'), low: figures('low'), high: figures('high'), t: figures('t') },
    ...{ icRatio: figures('icRatio'), hitRate: figures('hitRate'), calibrationError: figures('calibrationError') },
    ...{ coverage: figures('coverage'), dateCount: column('dateCount') },
  };
}

/** Returns the figures of a year, or all. */
function within({ days, values }: DailyFigures, year: number | null): DailyFigures {
  if (year === null) return { days, values };
  const places = [...days.keys()].filter((i) => yearOf(days[i]!) === year);
  return { days: places.map((i) => days[i]!), values: Float64Array.from(places, (i) => values[i]!) };
}

/** Returns a market's days of a year, over the same cells. */
function yearMarket(market: ScoredMarket, year: number | null): ScoredMarket {
  if (year === null) return market;
  return spanOf(market, parseDay(`${year}-01-01`) as number, parseDay(`${year + 1}-01-01`) as number);
}

/** Returns a market's days from one to before another, over the same cells. */
export function spanOf({ window, crossSection }: ScoredMarket, fromDay: number, untilDay: number): ScoredMarket {
  const firstDay = Math.max(fromDay, window.firstDay);
  const end = Math.min(untilDay, window.firstDay + window.dayCount);
  const offset = crossSection.offset.subarray(firstDay - window.firstDay, end - window.firstDay + 1);
  return {
    window: { ...window, firstDay, dayCount: Math.max(0, end - firstDay) },
    crossSection: { ...crossSection, offset },
  };
}

/** Returns the mean absolute distance of what was forecast and what came, over the tenths of the forecasts. */
function calibrationError({ predicted, realised }: NonNullable<ReturnType<typeof measureCalibration>>): number {
  return predicted.reduce<number>((sum, own, tenth) => sum + Math.abs(own! - realised[tenth]!), 0) / TENTHS;
}

/** Returns the mean of each half of a year; null where it has no day. */
function halfYears(
  { days, values }: DailyFigures,
  block: number,
  seed: number,
): Pick<CalendarCurve, 'time' | 'meanRankIc' | 'low' | 'high'> {
  const starts = [...new Set(days.map(halfOf))];
  const halves = starts.map((start) => {
    const own = values.filter((_, i) => halfOf(days[i]!) === start);
    return { start, mean: mean(own), ...blockBootstrapInterval(own, block, seed) };
  });
  return {
    time: halves.map(({ start }) => startOfDay(start)),
    meanRankIc: halves.map((half) => rounded(half.mean)),
    low: halves.map(({ low }) => rounded(low)),
    high: halves.map(({ high }) => rounded(high)),
  };
}

function halfOf(day: number): number {
  const text = formatDay(day);
  return parseDay(`${text.slice(0, 5)}${Number(text.slice(5, 7)) <= 6 ? '01' : '07'}-01`) as number;
}

/** Returns a figure with as many digits as anybody reads; null for none. */
export function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toFixed(DECIMALS)) + 0;
}
