import type { EnsembleConfig } from '../../shared/models.ts';
import type { Rating, RatingSetMeta } from '../../shared/ratings.ts';

/** Returns the members that were asked for and are not among those that rated, such as `random-forest 90 days`. */
export function missingMembers({ kinds, horizons }: EnsembleConfig, { members }: RatingSetMeta): string[] {
  const nameOf = (kind: string, days: number): string => `${kind} ${days} days`;
  const present = new Set(members.map(({ kind, horizonDays }) => nameOf(kind, horizonDays)));
  return horizons.flatMap((days) => kinds.map((kind) => nameOf(kind, days))).filter((name) => !present.has(name));
}

/** Returns a sentence for each grade that no token has: the commonest reason, and what would help. */
export function withheldNotes(ratings: readonly Rating[], missing: readonly string[]): string[] {
  return (['trader', 'investor'] as const).flatMap((grade) => {
    if (ratings.length === 0 || ratings.some((rating) => rating[grade].letter !== null)) return [];
    const counts = new Map<string, number>();
    for (const rating of ratings) {
      const { withheld } = rating[grade].evidence;
      if (withheld !== null) counts.set(withheld.message, (counts.get(withheld.message) ?? 0) + 1);
    }
    const [commonest] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? ['no model scored it'];
    const cure =
      missing.length === 0
        ? ''
        : `; too little history to train ${missing.join(', ')}: import more, or rate a later day`;
    return [`No token has the ${grade}'s grade: ${commonest}${cure}`];
  });
}
