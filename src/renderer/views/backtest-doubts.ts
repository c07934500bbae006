/** As many findings stand before the others. */
const LEADING = 3;

/**
 * What makes a finding weigh against a backtest, the heaviest first: by how it begins, because a report keeps its findings as
 * sentences (`backtest/findings.ts` writes them; a test holds the two together).
 */
const DOUBTS: readonly RegExp[] = [
  /^Could be luck|^Only .* it could be luck|^Whether it is luck cannot be told/,
  /^Had every lost token been delisted/,
  /^No length of record|so it is too short\.$/,
  /^Did not beat/,
  /^Probability of backtest overfitting .* was worth nothing/,
  /^One day,/,
  /^No model's (skill|rank IC)|^No return spread/,
  /^No feasible draft/,
  /^No fair comparison/,
  /^Only .* trials? (is|are) on record/,
  /^The mean number of eligible tokens a day falls/,
  /ended because the source's record ends/,
  /^Not filled in whole/,
];

/** Returns the findings that weigh most against a backtest, one of each kind, and all others in the order of the report. */
export function splitFindings(findings: readonly string[]): {
  readonly worst: readonly string[];
  readonly others: readonly string[];
} {
  const found = DOUBTS.flatMap((doubt) => findings.find((finding) => doubt.test(finding)) ?? []);
  const worst = [...new Set(found)].slice(0, LEADING);
  return { worst, others: findings.filter((finding) => !worst.includes(finding)) };
}
