import { studentQuantile } from './student-quantile.ts';

/** What may be said of a model's order of tokens on days that it had not learnt from: one rule for grades and for pages. */

/** What held-back days say of a model; `unknown` where nothing was measured. */
export const SKILL_VERDICTS = ['skill', 'chance', 'wrong', 'too-few', 'unknown'] as const;
export type SkillVerdict = (typeof SKILL_VERDICTS)[number];

/** Below so many separate spans of the horizon, figures of the held-back days rest on too little to be judged. */
export const FEWEST_SPANS = 3;
/** A t over fewer dates says nothing, however large. */
export const FEWEST_DATES = 12;
/** A mean of many separate outcomes whose t is smaller in size may well be chance. */
export const CLEAR_T = 2;

/** What was measured of a model on held-back days. */
export type HeldBack = {
  readonly meanRankIc: number | null;
  readonly t: number | null;
  readonly dateCount: number | null;
  /** Days that were held back; null where no record of them was kept. */
  readonly days: number | null;
  readonly horizonDays: number;
};

/**
 * Returns how many separate outcomes held-back days hold. Outcomes of overlapping spans tell the same twice, and the last span
 * has no outcome yet.
 */
export function separateSpans(days: number, horizonDays: number): number {
  return Math.max(0, (days - horizonDays) / horizonDays);
}

/**
 * Returns the verdict on a model: only where 3 spans and 12 dates are held back it is judged, and only a t beyond the 97.5 % quantile
 * of Student's distribution for so many separate spans is no chance: 2 for many of them, 4.3 for three.
 */
export function verdictOf({ meanRankIc, t, dateCount, days, horizonDays }: HeldBack): SkillVerdict {
  if (days === null || meanRankIc === null) return 'unknown';
  const spans = separateSpans(days, horizonDays);
  if (t === null || spans < FEWEST_SPANS || (dateCount ?? 0) < FEWEST_DATES) return 'too-few';
  const clear = Math.max(CLEAR_T, studentQuantile(spans - 1));
  if (t >= clear) return 'skill';
  return t <= -clear ? 'wrong' : 'chance';
}
