import type { Condition, Pattern, PatternSearch } from '../../shared/patterns.ts';
import { factorWords } from '../factor-words.ts';
import { formatCount, formatNumber } from '../format.ts';

const TEST_WORDS: Readonly<Record<Condition['test'], string>> = {
  'top-fifth': 'in the top fifth',
  'bottom-fifth': 'in the bottom fifth',
  rising: 'rising',
  falling: 'falling',
};

/** Returns a condition in words, such as `Return, 30 days in the top fifth`. */
export const conditionText = ({ factor, test }: Condition): string => `${factorWords(factor).name} ${TEST_WORDS[test]}`;

/** Returns the conditions of a pattern in words. */
export const patternText = ({ conditions }: Pick<Pattern, 'conditions'>): string =>
  conditions.map(conditionText).join(' + ');

/** Returns whether a pattern held up on the years after those it was found in. */
export function confirmationWords({ confirmed }: Pick<Pattern, 'confirmed'>): {
  readonly label: string;
  readonly kind: 'done' | 'failed' | 'plain';
} {
  if (confirmed.isConfirmed) return { label: 'confirmed', kind: 'done' };
  if (confirmed.hitRate === null || confirmed.support === 0) return { label: 'never held again', kind: 'plain' };
  return { label: 'not confirmed', kind: 'failed' };
}

/** Returns what a search came to, in plain sentences that do not make it more than it is. */
export function searchWords(search: PatternSearch): { readonly found: boolean; readonly sentence: string } {
  const { searchedCount, conditionCount, significantCount, chanceCount, confirmedCount, patterns } = search;
  const looked = `${formatCount(searchedCount)} combinations of ${formatCount(conditionCount)} conditions were looked at.`;
  if (significantCount === 0) {
    return {
      found: false,
      sentence: `${looked} After correcting for so many tries none was more than luck. That is a result: there is no pattern of this kind to rely on.`,
    };
  }
  const chance = `${formatCount(significantCount)} ${significantCount === 1 ? 'was' : 'were'} significant in the years they were found in, where about ${formatNumber(chanceCount, chanceCount < 10 ? 1 : 0)} would be so by luck alone.`;
  const tried = `Of ${formatCount(patterns.length)} patterns that were tried on later years`;
  const later =
    confirmedCount === 0
      ? `There is no pattern to rely on. ${tried} none held up clearly enough, so none is shown as holding today.`
      : `${tried} ${formatCount(confirmedCount)} held up.`;
  return { found: confirmedCount > 0, sentence: `${later} ${looked} ${chance}` };
}

/** The patterns that hold for one token today. */
export type TokenPatterns = { readonly asset: string; readonly symbol: string; readonly patternIds: readonly string[] };

/** Returns the tokens for which patterns hold, those with most first. */
export function tokensOf(today: {
  readonly patternId: readonly string[];
  readonly asset: readonly string[];
  readonly symbol: readonly string[];
}): TokenPatterns[] {
  const byAsset = new Map<string, { asset: string; symbol: string; patternIds: string[] }>();
  for (const [row, asset] of today.asset.entries()) {
    const found = byAsset.get(asset) ?? { asset, symbol: today.symbol[row] ?? '', patternIds: [] };
    found.patternIds.push(today.patternId[row] ?? '');
    byAsset.set(asset, found);
  }
  return [...byAsset.values()].sort(
    (left, right) => right.patternIds.length - left.patternIds.length || (left.symbol < right.symbol ? -1 : 1),
  );
}
