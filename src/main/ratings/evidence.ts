/** What a grade rests on, and whether that is enough to give one. */
import type { Evidence } from '../../shared/ratings.ts';
import { cellOf, PANEL_FIELDS, type Window } from '../numeric/panel.ts';

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
};

/**
 * Returns the evidence of a grade. It is withheld if fewer factors are present than are needed or if a model is missing.
 * Otherwise its level is `high` from a coverage of 0.9, `medium` from 0.75, both only if the models' mean out-of-sample rank
 * IC is known to be above 0; else `low`.
 */
export function evidenceOf(input: EvidenceInput): Evidence {
  const { minimumCoverage, ...rest } = input;
  const withheld = whyWithheld(input);
  return { ...rest, level: withheld === null ? levelOf(input) : 'none', withheld };
}

/** Returns the same evidence for a grade that is withheld after all. */
export function withhold(evidence: Evidence, why: 'no-signal' | 'small-universe', message: string): Evidence {
  return { ...evidence, level: 'none', withheld: { why, message } };
}

function levelOf({ coverage, meanRankIc }: EvidenceInput): 'high' | 'medium' | 'low' {
  if (meanRankIc === null || !(meanRankIc > 0) || coverage < MEDIUM_COVERAGE) return 'low';
  return coverage >= HIGH_COVERAGE ? 'high' : 'medium';
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
