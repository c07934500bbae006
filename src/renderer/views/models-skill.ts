import type { CalendarCurve, HistoryCurve, SkillColumns, WeightHistory } from '../../shared/models.ts';
import { type SkillVerdict, verdictOf } from '../../shared/skill.ts';
import { formatCount, formatDayOf, formatNumber, formatShare } from '../format.ts';
import { kindLabel, listOf } from './models-words.ts';

/** Returns a member, the ensemble or a plain rule in words. */
export function memberLabel(member: string): string {
  const label = kindLabel(member);
  if (label !== member) return label;
  const text = member.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One line of the leaderboard. */
export type SkillRow = {
  readonly key: string;
  readonly horizonDays: number;
  readonly member: string;
  readonly label: string;
  readonly role: SkillColumns['role'][number];
  readonly year: number | null;
  readonly meanRankIc: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly t: number | null;
  readonly icRatio: number | null;
  readonly hitRate: number | null;
  readonly calibrationError: number | null;
  readonly coverage: number | null;
  readonly dateCount: number;
};

/** Returns the columns of the record as rows, in their order. */
export function skillRows(skill: SkillColumns): SkillRow[] {
  return skill.member.map((member, row) => {
    const [horizonDays, year] = [skill.horizonDays[row] ?? 0, skill.year[row] ?? null];
    return {
      key: `${member} ${horizonDays} ${year ?? 'all'}`,
      horizonDays,
      member,
      label: memberLabel(member),
      role: skill.role[row] ?? 'member',
      year,
      meanRankIc: skill.meanRankIc[row] ?? null,
      low: skill.low[row] ?? null,
      high: skill.high[row] ?? null,
      t: skill.t[row] ?? null,
      icRatio: skill.icRatio[row] ?? null,
      hitRate: skill.hitRate[row] ?? null,
      calibrationError: skill.calibrationError[row] ?? null,
      coverage: skill.coverage[row] ?? null,
      dateCount: skill.dateCount[row] ?? 0,
    };
  });
}

/** Returns the horizons of a record, shortest first. */
export const horizonsOf = (skill: SkillColumns): number[] =>
  [...new Set(skill.horizonDays)].sort((left, right) => left - right);

/** Rank ICs nearer to each other are called the same. */
const SAME = 0.0005;

/** Returns a name as it stands within a sentence: small, unless it begins with an abbreviation. */
const nameInText = (label: string): string => (/^[A-Z]{2}/.test(label) ? label : label.toLowerCase());

type Judgement = { readonly found: boolean; readonly sentence: string };

const ic = (value: number | null): string => formatNumber(value, 3);

/** Returns a rank IC with its sign and three decimals: the fourth is noise. */
export const skillText = (skill: number | null): string => `${skill !== null && skill >= SAME ? '+' : ''}${ic(skill)}`;

/** What is said of the ensemble, by the verdict of `shared/skill.ts`. */
const ENSEMBLE_WORDS: Readonly<Record<Exclude<SkillVerdict, 'unknown'>, string>> = {
  skill: 'the ensemble ordered tokens better than chance',
  chance: 'the ensemble cannot be told from chance',
  wrong: 'the order of the ensemble was worse than chance',
  'too-few': 'the record is too short to judge the ensemble',
};

/**
 * Returns what the ensemble was worth at one horizon on the `days` of the record, against chance, its best member and the plain
 * rules, in plain sentences. A gap that lies inside the interval of the ensemble is no difference to speak of.
 */
export function judgeEnsemble(rows: readonly SkillRow[], horizonDays: number, days: number): Judgement {
  const own = rows.filter((row) => row.horizonDays === horizonDays && row.year === null && row.meanRankIc !== null);
  const ensemble = own.find(({ role }) => role === 'ensemble');
  const verdict = ensemble === undefined ? 'unknown' : verdictOf({ ...ensemble, days });
  if (ensemble === undefined || verdict === 'unknown') {
    return {
      found: false,
      sentence: `What the ensemble is worth at ${horizonDays} days ahead is not known: no forecast of the record has an outcome yet.`,
    };
  }
  const best = (role: SkillRow['role']): SkillRow | undefined =>
    own
      .filter((row) => row.role === role)
      .toSorted((left, right) => (right.meanRankIc ?? 0) - (left.meanRankIc ?? 0))[0];
  const { low, high } = ensemble;
  const against = (other: SkillRow | undefined, name: string): string => {
    if (other === undefined) return '';
    const gain = (ensemble.meanRankIc ?? 0) - (other.meanRankIc ?? 0);
    const beside = `${name}, ${nameInText(other.label)} (${ic(other.meanRankIc)})`;
    const isInside = low !== null && high !== null && (other.meanRankIc ?? 0) >= low && (other.meanRankIc ?? 0) <= high;
    if (isInside || Math.abs(gain) < SAME) return ` There is no difference to speak of to ${beside}.`;
    return ` It is ${gain > 0 ? 'better' : 'worse'} than ${beside}.`;
  };
  const interval = low === null || high === null ? '' : `, between ${ic(low)} and ${ic(high)}`;
  return {
    found: verdict === 'skill',
    sentence: `At ${horizonDays} days ahead ${ENSEMBLE_WORDS[verdict]}: rank IC ${ic(ensemble.meanRankIc)}${interval}, t ${formatNumber(ensemble.t, 2)}.${against(best('member'), 'its best member')}${against(best('baseline'), 'the best plain rule')}`,
  };
}

/** The rank IC of each year of one member, with the years of all. */
export type YearRow = {
  readonly key: string;
  readonly label: string;
  readonly role: SkillRow['role'];
  readonly byYear: ReadonlyMap<number, number | null>;
};

/** Returns one row a member with its rank IC by year at a horizon, and the years, newest first. */
export function yearRows(rows: readonly SkillRow[], horizonDays: number): { years: number[]; rows: YearRow[] } {
  const own = rows.filter((row) => row.horizonDays === horizonDays && row.year !== null);
  const years = [...new Set(own.map(({ year }) => year ?? 0))].sort((left, right) => right - left);
  const members = [...new Set(own.map(({ member }) => member))];
  return {
    years,
    rows: members.map((member) => {
      const lines = own.filter((row) => row.member === member);
      return {
        key: member,
        label: memberLabel(member),
        role: lines[0]?.role ?? 'member',
        byYear: new Map(lines.map(({ year, meanRankIc }) => [year ?? 0, meanRankIc])),
      };
    }),
  };
}

/** How re-weighting went against equal weights, from the sums so far. */
export type ReweightingWorth = {
  /** Sum of the rank IC that re-weighting gained over equal weights; below 0 it lost. */
  readonly gained: number | null;
  /** The same a closed forecast. */
  readonly mean: number | null;
  readonly hurtShare: number | null;
  /** The stretch over which it lost most against equal weights; null where it never lost. */
  readonly worst: { readonly fromTime: number; readonly untilTime: number; readonly lost: number } | null;
};

/** Returns what re-weighting gained over equal weights, and the stretch in which it lost most. */
export function worthOf({ time, regret, regretOfEqual, hurtShare }: WeightHistory): ReweightingWorth {
  const gains = time.map((_, at) => {
    const [own, equal] = [regret[at] ?? null, regretOfEqual[at] ?? null];
    return own === null || equal === null ? null : equal - own;
  });
  let worst: ReweightingWorth['worst'] = null;
  let peak = { gain: Number.NEGATIVE_INFINITY, at: 0 };
  for (const [at, gain] of gains.entries()) {
    if (gain === null) continue;
    if (gain > peak.gain) peak = { gain, at };
    else if (peak.gain - gain > (worst?.lost ?? 0)) {
      worst = { fromTime: time[peak.at] ?? 0, untilTime: time[at] ?? 0, lost: peak.gain - gain };
    }
  }
  const gained = gains.findLast((gain) => gain !== null) ?? null;
  return { gained, mean: gained === null ? null : gained / time.length, hurtShare, worst };
}

/** Returns in plain sentences whether re-weighting helped, and when it hurt. */
export function reweightingWords(history: WeightHistory): { readonly helped: boolean; readonly sentence: string } {
  const { mean, hurtShare, worst } = worthOf(history);
  if (mean === null || hurtShare === null)
    return { helped: false, sentence: 'No forecast has closed yet, so nothing was re-weighted.' };
  const sum =
    Math.abs(mean) < SAME
      ? 'Re-weighting made no difference to speak of against equal weights'
      : `Re-weighting was ${mean > 0 ? 'better' : 'worse'} than equal weights by ${formatNumber(Math.abs(mean), 4)} of rank IC on average`;
  const hurt = ` It hurt at ${formatShare(hurtShare, 0)} of the moments at which forecasts closed`;
  const when =
    worst === null
      ? '.'
      : `, most from ${formatDayOf(worst.fromTime)} to ${formatDayOf(worst.untilTime)}, when it lost ${formatNumber(worst.lost, 2)} in sum.`;
  return { helped: mean >= SAME, sentence: `${sum}.${hurt}${when}` };
}

/** Returns the notes that are of a horizon or of all: one that begins with other days ahead stands where those are shown. */
export const notesAt = (notes: readonly string[], horizonDays: number): string[] =>
  notes.filter((note) => {
    const named = [...note.matchAll(/\bAt (\d+) days\b/g)].map(([, days]) => Number(days));
    return named.length === 0 || named.includes(horizonDays);
  });

/** Returns whether any length of history could be judged: a market that is too young has none. */
export const isMeasured = (curves: readonly HistoryCurve[]): boolean =>
  curves.some(({ meanRankIc }) => meanRankIc.some((skill) => skill !== null));

/** Returns what a curve over training history says: at how many days the members did best, and whether more helped. */
export function historyWords(curves: readonly HistoryCurve[]): string {
  const sentences = curves.flatMap(({ member, trainDays, meanRankIc, low, high }) => {
    const known = trainDays.flatMap((days, at) => {
      const [skill, from, to] = [meanRankIc[at] ?? null, low[at] ?? null, high[at] ?? null];
      return skill === null ? [] : [{ days, skill, from, to }];
    });
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (first === last) {
      return [
        `${memberLabel(member)}: ${ic(first.skill)} with ${formatCount(first.days)} days, the only length with enough history to judge.`,
      ];
    }
    const apart = (last.from ?? last.skill) > (first.to ?? first.skill) || (last.to ?? 0) < (first.from ?? 0);
    const way = last.skill > first.skill ? 'more history was better' : 'more history was no better';
    return [
      `${memberLabel(member)}: ${way} (${ic(first.skill)} with ${formatCount(first.days)} days, ${ic(last.skill)} with ${formatCount(last.days)})${apart ? '' : ', within the uncertainty'}.`,
    ];
  });
  const missing = [
    ...new Set(
      curves.flatMap(({ trainDays, meanRankIc }) => trainDays.filter((_, at) => (meanRankIc[at] ?? null) === null)),
    ),
  ];
  if (missing.length > 0 && sentences.length > 0) {
    sentences.push(
      `For ${listOf(missing.map(formatCount))} days there is not enough history before the days that are judged.`,
    );
  }
  return sentences.join(' ');
}

/** Members that a calendar chart shows beside the ensemble: what it has to beat. */
export const shownInCalendar = ({ role }: Pick<CalendarCurve, 'role'>): boolean =>
  role === 'ensemble' || role === 'baseline';

/** Returns how often the ensemble was better than each plain rule, by half years. */
export function calendarWords(curves: readonly CalendarCurve[]): string {
  const ensemble = curves.find(({ role }) => role === 'ensemble');
  if (ensemble === undefined) return '';
  const known = ensemble.meanRankIc.filter((skill) => skill !== null);
  const better = curves
    .filter(({ role }) => role === 'baseline')
    .map((rule) => {
      const pairs = ensemble.time.flatMap((time, at) => {
        const [own, other] = [ensemble.meanRankIc[at] ?? null, rule.meanRankIc[rule.time.indexOf(time)] ?? null];
        return own === null || other === null ? [] : [own > other];
      });
      return `${pairs.filter(Boolean).length} of ${pairs.length} than ${nameInText(memberLabel(rule.member))}`;
    });
  const above = known.filter((skill) => skill > 0).length;
  const than = better.length === 0 ? '' : `; it was better in ${listOf(better)}`;
  return `The ensemble was above zero in ${above} of ${known.length} half years${than}.`;
}

/** Returns the half year of an instant, such as `2023 H2`. */
export const halfYearOf = (time: number): string => {
  const [year, month] = formatDayOf(time).split('-');
  return `${year} H${Number(month) <= 6 ? 1 : 2}`;
};
