import { describe, expect, it } from 'vitest';
import {
  calendarWords,
  halfYearOf,
  historyWords,
  horizonsOf,
  isMeasured,
  judgeEnsemble,
  memberLabel,
  notesAt,
  reweightingWords,
  skillRows,
  skillText,
  worthOf,
  yearRows,
} from '../../../../src/renderer/views/models-skill.ts';
import type { CalendarCurve, SkillColumns, WeightHistory } from '../../../../src/shared/models.ts';

type Line = readonly [
  member: string,
  role: SkillColumns['role'][number],
  horizonDays: number,
  year: number | null,
  mean: number | null,
  low?: number,
  high?: number,
  t?: number,
];

function skillOf(lines: readonly Line[]): SkillColumns {
  const nothing = lines.map(() => null);
  return {
    member: lines.map(([member]) => member),
    role: lines.map(([, role]) => role),
    horizonDays: lines.map(([, , days]) => days),
    year: lines.map(([, , , year]) => year),
    meanRankIc: lines.map(([, , , , mean]) => mean),
    low: lines.map(([, , , , , low]) => low ?? null),
    high: lines.map(([, , , , , , high]) => high ?? null),
    t: lines.map((line) => line[7] ?? null),
    icRatio: nothing,
    hitRate: nothing,
    calibrationError: nothing,
    coverage: nothing,
    dateCount: lines.map(() => 40),
  };
}

const record = skillOf([
  ['ensemble', 'ensemble', 30, null, 0.04, 0.01, 0.07, 3],
  ['random-forest', 'member', 30, null, 0.09, 0.02, 0.1],
  ['gru-network', 'member', 30, null, 0.02],
  ['low-volatility', 'baseline', 30, null, 0.03],
  ['ensemble', 'ensemble', 7, null, 0.01, 0.001, 0.03, 1.5],
  ['ensemble', 'ensemble', 90, null, -0.05, -0.09, -0.01, -3],
  ['ensemble', 'ensemble', 30, 2021, 0.06],
  ['ensemble', 'ensemble', 30, 2022, null],
  ['random-forest', 'member', 30, 2021, -0.02],
]);

describe('the leaderboard', () => {
  const rows = skillRows(record);

  it('names members, comparisons and rules, also those that are not known here', () => {
    expect(memberLabel('gru-network')).toBe('GRU network');
    expect(memberLabel('equal-weights')).toBe('Equal weights');
    expect(memberLabel('deep-forest')).toBe('Deep forest');
  });

  it('finds its horizons, shortest first', () => {
    expect(horizonsOf(record)).toEqual([7, 30, 90]);
  });

  it('judges the ensemble by the verdict on every model, and calls a gap inside the interval no difference', () => {
    const days = 1_500;
    const { found, sentence } = judgeEnsemble(rows, 30, days);
    expect(found).toBe(true);
    expect(sentence).toContain('better than chance: rank IC 0.040, between 0.010 and 0.070');
    expect(sentence).toContain('It is worse than its best member, random forest (0.090)');
    expect(sentence).toContain('no difference to speak of to the best plain rule, low volatility (0.030)');
    expect(judgeEnsemble(rows, 7, days)).toMatchObject({ found: false });
    expect(judgeEnsemble(rows, 7, days).sentence).toContain('cannot be told from chance');
    expect(judgeEnsemble(rows, 90, days).sentence).toContain('worse than chance');
    expect(judgeEnsemble(rows, 365, days).sentence).toContain('not known');
    expect(judgeEnsemble(rows, 90, 200)).toMatchObject({ found: false });
    expect(judgeEnsemble(rows, 90, 200).sentence).toContain('too short to judge');
  });

  it('lays out years, newest first; a year without a figure stays empty', () => {
    const { years, rows: lines } = yearRows(rows, 30);
    expect(years).toEqual([2022, 2021]);
    expect(lines.map(({ label }) => label)).toEqual(['Ensemble', 'Random forest']);
    expect(lines[0]?.byYear.get(2022)).toBeNull();
    expect(lines[1]?.byYear.get(2021)).toBe(-0.02);
  });

  it('keeps notes on other horizons out of a horizon', () => {
    const notes = ['At 30 days the ensemble lost.', 'At 7 days the ensemble won.', 'Of 700 tokens.'];
    expect(notesAt(notes, 7)).toEqual(notes.slice(1));
  });

  it('writes a rank IC with a sign where it has one to show', () => {
    expect([0.0312, -0.0312, 0.0001, null].map(skillText)).toEqual(['+0.031', '−0.031', '0.000', '–']);
  });
});

describe('re-weighting', () => {
  const history = (regret: (number | null)[], regretOfEqual: (number | null)[], hurtShare: number | null) =>
    ({
      horizonDays: 30,
      members: ['random-forest'],
      time: regret.map((_, at) => Date.UTC(2020, at, 1)),
      weights: [regret.map(() => 1)],
      memberRankIc: [regret.map(() => 0)],
      ensembleRankIc: regret,
      equalRankIc: regret,
      regret,
      regretOfEqual,
      hurtShare,
      stacking: [1],
      now: [1],
    }) satisfies WeightHistory;

  it('finds the stretch in which it lost most against equal weights', () => {
    // gains of 0, 0.3, 0.1, 0.2, 0.4
    const told = history([null, 0, 0.1, 0.5, 0.3, 0.2], [null, 0, 0.4, 0.6, 0.5, 0.6], 0.2);
    const { gained, worst } = worthOf(told);
    expect(gained).toBeCloseTo(0.4);
    expect(worst).toMatchObject({ fromTime: Date.UTC(2020, 2, 1), untilTime: Date.UTC(2020, 3, 1) });
    expect(worst?.lost).toBeCloseTo(0.2);
    const { helped, sentence } = reweightingWords(told);
    expect(helped).toBe(true);
    expect(sentence).toContain('better than equal weights');
    expect(sentence).toContain('hurt at 20 % of the moments');
    expect(sentence).toContain('most from 2020-03-01 to 2020-04-01, when it lost 0.20 in sum');
  });

  it('says where it was worse, made no difference, or never happened', () => {
    expect(reweightingWords(history([0, 1], [0, 0], 1)).sentence).toContain('worse than equal weights');
    expect(reweightingWords(history([0, 0], [0, 0], 0.5))).toMatchObject({ helped: false });
    expect(reweightingWords(history([0, 0], [0, 0], 0.5)).sentence).toContain('no difference');
    expect(reweightingWords(history([], [], null)).sentence).toContain('No forecast has closed');
  });
});

describe('learning curves in words', () => {
  it('tell whether more history was better, and whether that is within the uncertainty', () => {
    const curve = (meanRankIc: number[], low: number[], high: number[]) => ({
      ...{ horizonDays: 30, member: 'random-forest', trainDays: [365, 1_825], meanRankIc, low, high },
    });
    expect(historyWords([curve([0.01, 0.04], [0, 0.03], [0.02, 0.05])])).toBe(
      'Random forest: more history was better (0.010 with 365 days, 0.040 with 1,825).',
    );
    expect(historyWords([curve([0.03, 0.02], [0.01, 0], [0.05, 0.04])])).toContain(
      'no better (0.030 with 365 days, 0.020 with 1,825), within the uncertainty',
    );
    expect(historyWords([{ ...curve([], [], []), trainDays: [] }])).toBe('');
    const young = { ...curve([0.01], [0], [0.02]), trainDays: [365, 1_825] };
    expect(historyWords([young])).toBe(
      'Random forest: 0.010 with 365 days, the only length with enough history to judge. For 1,825 days there is not enough history before the days that are judged.',
    );
    expect([young, { ...young, meanRankIc: [null, null] }].map((one) => isMeasured([one]))).toEqual([true, false]);
  });

  it('count the half years in which the ensemble was better, at equal instants alone', () => {
    const times = [Date.UTC(2020, 0, 1), Date.UTC(2020, 6, 1), Date.UTC(2021, 0, 1)];
    const curve = (
      member: string,
      role: CalendarCurve['role'],
      time: number[],
      meanRankIc: (number | null)[],
    ): CalendarCurve => ({ ...{ horizonDays: 30, member, role, time, meanRankIc, low: [], high: [] } });
    const words = calendarWords([
      curve('ensemble', 'ensemble', times, [0.1, -0.1, null]),
      curve('momentum', 'baseline', times.slice(1), [-0.2, 0.1]),
    ]);
    expect(words).toBe('The ensemble was above zero in 1 of 2 half years; it was better in 1 of 1 than momentum.');
    expect(times.map(halfYearOf)).toEqual(['2020 H1', '2020 H2', '2021 H1']);
  });
});
