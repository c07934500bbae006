/** What a grade rests on, and whether that is enough to give one. */
import type { Evidence } from '../../shared/ratings.ts';
import { CLEAR_T, type SkillVerdict } from '../../shared/skill.ts';
import { cellOf, PANEL_FIELDS, type Window } from '../numeric/panel.ts';
import { mean } from '../numeric/stats.ts';

/** Coverage from which evidence is high or medium, if the models were right out of sample too. */
const HIGH_COVERAGE = 0.9;
const MEDIUM_COVERAGE = 0.75;

export type EvidenceInput = {
  readonly coverage: number;
  readonly minimumCoverage: number;
  /** Days since the oldest input was last seen; null where unknown. */
  readonly oldestInputDays: number | null;
  readonly memberCount: number;
  readonly expectedMemberCount: number;
  readonly meanRankIc: number | null;
  /** Of the ensembles that can be judged; see {@link meanT}. */
  readonly rankIcT: number | null;
  /** What may be said of the ensemble of each horizon. */
  readonly verdicts: readonly SkillVerdict[];
  /** Distance to what was learnt from, and where nothing was learnt from any more; null where unknown. */
  readonly dissimilarity: number | null;
  readonly dissimilarityLimit: number | null;
};

/**
 * Returns the evidence of a grade. It is withheld if fewer factors are present than are needed, if a model is missing, or if the
 * token is unlike everything that was learnt from. Otherwise its level is `high` from a coverage of 0.9 if the ensemble of every
 * horizon ordered tokens better than chance on days not learnt from; `medium` from a coverage of 0.75 if those that can be judged
 * did so taken together (mean t of 2, mean rank IC above 0) and none was worse than chance, so that a horizon with too short a
 * record is never more than that; else `low`. That is evidence of order among tokens, not of return.
 */
export function evidenceOf(input: EvidenceInput): Evidence {
  const { minimumCoverage, verdicts, ...rest } = input;
  const withheld = whyWithheld(input);
  return { ...rest, level: withheld === null ? levelOf(input) : 'none', withheld };
}

/** Returns the same evidence for a grade that is withheld after all. */
export function withhold(evidence: Evidence, why: 'no-signal' | 'small-universe', message: string): Evidence {
  return { ...evidence, level: 'none', withheld: { why, message } };
}

/**
 * Returns the mean of the t of those that can be judged; null without any. The mean, because ensembles of one universe and time
 * err together: their agreement adds little.
 */
export function meanT(models: readonly { readonly t: number | null; readonly verdict: SkillVerdict }[]): number | null {
  const known = models.flatMap(({ t, verdict }) => (t === null || !canBeJudged(verdict) ? [] : [t]));
  return known.length > 0 ? mean(known) : null;
}

function canBeJudged(verdict: SkillVerdict): boolean {
  return verdict !== 'too-few' && verdict !== 'unknown';
}

function levelOf({ coverage, meanRankIc, rankIcT, verdicts }: EvidenceInput): 'high' | 'medium' | 'low' {
  const wereRight = meanRankIc !== null && meanRankIc > 0 && rankIcT !== null && rankIcT >= CLEAR_T;
  if (!wereRight || verdicts.includes('wrong') || coverage < MEDIUM_COVERAGE) return 'low';
  return coverage >= HIGH_COVERAGE && verdicts.every((verdict) => verdict === 'skill') ? 'high' : 'medium';
}

function whyWithheld(input: EvidenceInput): Evidence['withheld'] {
  const { coverage, minimumCoverage, memberCount, expectedMemberCount } = input;
  if (coverage < minimumCoverage) {
    const message = `${percent(coverage)} of the factors are present, needs ${percent(minimumCoverage)}`;
    return { why: 'coverage', message };
  }
  if (memberCount < expectedMemberCount || expectedMemberCount === 0) {
    const message = `${memberCount} of ${expectedMemberCount} models scored the token, needs all`;
    return { why: 'missing-member', message };
  }
  const { dissimilarity, dissimilarityLimit } = input;
  if (dissimilarity !== null && dissimilarityLimit !== null && dissimilarity > dissimilarityLimit) {
    const message = `nothing like the token was learnt from: its distance to the nearest is ${dissimilarity.toFixed(2)} of the usual one, needs at most ${dissimilarityLimit.toFixed(2)}`;
    return { why: 'unlike-training', message };
  }
  return null;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

/**
 * Returns how many days ago the oldest of an asset's inputs was last seen on a day: the largest age over the panel's fields
 * that the asset ever had by then; null if it had none.
 */
export function inputAge(window: Window, asset: number, day: number): number | null {
  const from = window.offset[asset];
  const cell = cellOf(window, asset, day);
  if (cell < 0) return null;
  let oldest: number | null = null;
  for (const name of PANEL_FIELDS) {
    const field = window.fields[name];
    let at = cell;
    while (at >= from && Number.isNaN(field[at])) at--;
    if (at >= from) oldest = Math.max(oldest ?? 0, cell - at);
  }
  return oldest;
}
