import { averageRanks } from './rank.ts';

/**
 * Returns the area under the receiver operating characteristic: the chance that one of the wanted has a higher score than one of
 * the others, ties counted half. 0.5 by chance; NaN unless there are both.
 *
 * @param isWanted - 1 for what should score high, 0 for the others.
 * @see Hanley & McNeil (1982).
 */
export function areaUnderCurve(scores: ArrayLike<number>, isWanted: ArrayLike<number>): number {
  const ranks = averageRanks(scores);
  let wanted = 0;
  let sum = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (isWanted[i] !== 1) continue;
    wanted++;
    sum += ranks[i];
  }
  const others = ranks.length - wanted;
  return wanted === 0 || others === 0 ? Number.NaN : (sum - (wanted * (wanted + 1)) / 2) / (wanted * others);
}
