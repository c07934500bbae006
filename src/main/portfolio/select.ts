import type { DraftPreferences, SkippedCandidate } from '../../shared/drafts.ts';
import type { ReturnTable } from './covariance.ts';
import type { Holdings } from './turnover.ts';

/** What the selection reads of a candidate. */
type Scored = {
  readonly asset: string;
  readonly score: number;
  readonly marketCap: number;
  readonly sector: string | null;
};
export type Ranked = Scored & { readonly rank: number };

export type Selection = {
  /** How many tokens have a score, and how many of those the preferences leave out. */
  readonly scoredCount: number;
  readonly excludedCount: number;
  /** At most `size` tokens, from the best rank down. */
  readonly chosen: readonly Ranked[];
  /** 1 is the best score; ties by asset id. Tokens without a score have no rank. */
  readonly rankOf: ReadonlyMap<string, number>;
  /** Held tokens that rank below `size` and stay. */
  readonly keptByBuffer: ReadonlySet<string>;
  /** Tokens that ranked well enough and could not be chosen, with the reason. */
  readonly skipped: readonly SkippedCandidate[];
};

/** Returns why the preferences leave a token out, or null. An unknown sector is none of those included. */
export function whyExcluded(
  { asset, sector }: Pick<Scored, 'asset' | 'sector'>,
  { sectorsIncluded, sectorsExcluded, assetsExcluded }: DraftPreferences,
): string | null {
  if (assetsExcluded.includes(asset)) return 'is left out by your preferences';
  if (sector !== null && sectorsExcluded.includes(sector))
    return `its sector, ${sector}, is left out by your preferences`;
  if (sectorsIncluded.length === 0 || (sector !== null && sectorsIncluded.includes(sector))) return null;
  return sector === null
    ? 'its sector is not known, and your preferences name those to hold'
    : `its sector, ${sector}, is not among those of your preferences`;
}

/**
 * Returns the tokens to hold: first the held ones whose place is at most `size + buffer`, then the best of the others until
 * `size` is reached. So a token at the edge is not bought and sold each time two ranks change places. The place of a token is
 * its rank among those that the preferences do not leave out.
 *
 * @param needsReturns - whether a token with too few or constant returns must be passed over (weights depend on risk).
 */
export function selectTokens(
  candidates: readonly Scored[],
  returns: ReturnTable,
  table: ReadonlyMap<string, number>,
  current: Holdings,
  preferences: DraftPreferences,
  needsReturns: boolean,
): Selection {
  const { size, buffer } = preferences;
  const ranked = candidates
    .filter((candidate) => Number.isFinite(candidate.score))
    .sort((a, b) => b.score - a.score || (a.asset < b.asset ? -1 : 1))
    .map((candidate, i): Ranked => ({ ...candidate, rank: i + 1 }));
  const skipped: SkippedCandidate[] = [];
  const reasons = new Map<string, string | null>();
  const placeOf = new Map<string, number>();
  for (const token of ranked) {
    const why = whyExcluded(token, preferences);
    if (why === null) placeOf.set(token.asset, placeOf.size + 1);
    else reasons.set(token.asset, why);
  }
  const excludedCount = ranked.length - placeOf.size;
  const told = new Set<string>();
  const isUsable = (token: Ranked): boolean => {
    let why = reasons.get(token.asset);
    if (why === undefined) {
      why = needsReturns ? findDefect(token.asset, returns, table, preferences) : null;
      reasons.set(token.asset, why);
    }
    if (why !== null && !told.has(token.asset)) skipped.push({ asset: token.asset, rank: token.rank, why });
    told.add(token.asset);
    return why === null;
  };
  const isHeld = (token: Ranked): boolean => (current.get(token.asset) ?? 0) > 0;
  const isWithin = ({ asset }: Ranked, places: number): boolean => (placeOf.get(asset) ?? 0) <= places;
  const chosen = ranked
    .filter((token) => isHeld(token) && isWithin(token, size + buffer) && isUsable(token))
    .slice(0, size);
  const taken = new Set(chosen.map((token) => token.asset));
  for (const token of ranked) {
    if (chosen.length >= size) break;
    if (taken.has(token.asset) || !isUsable(token)) continue;
    chosen.push(token);
    taken.add(token.asset);
  }
  chosen.sort((a, b) => a.rank - b.rank);
  return {
    scoredCount: ranked.length,
    excludedCount,
    chosen,
    rankOf: new Map(ranked.map((token) => [token.asset, token.rank])),
    keptByBuffer: new Set(
      chosen.filter((token) => !isWithin(token, size) && isHeld(token)).map((token) => token.asset),
    ),
    skipped: skipped.sort((a, b) => a.rank - b.rank),
  };
}

/** Returns why the risk of a token cannot be measured, or null. */
export function findDefect(
  asset: string,
  returns: ReturnTable,
  table: ReadonlyMap<string, number>,
  { covarianceDays, minimumOverlapDays }: DraftPreferences,
): string | null {
  const row = table.get(asset);
  if (row === undefined) return 'has no daily returns';
  const end = (row + 1) * returns.dayCount;
  let [count, first, varies] = [0, Number.NaN, false];
  for (let t = end - Math.min(covarianceDays, returns.dayCount); t < end; t++) {
    const value = returns.data[t];
    if (!Number.isFinite(value)) continue;
    if (count++ === 0) first = value;
    else if (value !== first) varies = true;
  }
  const needed = Math.max(2, minimumOverlapDays);
  if (count < needed) return `has ${count} daily returns of the last ${covarianceDays} days, needs ${needed}`;
  return varies ? null : `its return never varied in ${count} days`;
}
