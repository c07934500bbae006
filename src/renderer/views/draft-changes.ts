/** What becomes of a holding. */
export type ChangeKind = 'in' | 'out' | 'up' | 'down' | 'same';

/** One token before and after. Weights are fractions. */
export type WeightChange = {
  readonly asset: string;
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly kind: ChangeKind;
};

/** What becomes of a holding, in words. */
export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  in: 'New',
  out: 'Out',
  up: 'More',
  down: 'Less',
  same: 'As before',
};

/** A hundredth of a percent: what is shown as 0.00 % is no change. */
const NOTHING = 0.00005;

/** Returns what changes between two sets of weights by asset, the largest move first, ties by asset. */
export function changesBetween(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): WeightChange[] {
  const assets = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...assets].flatMap((asset): WeightChange[] => {
    const [was, is] = [before[asset] ?? 0, after[asset] ?? 0];
    if (was === 0 && is === 0) return [];
    return [{ asset, before: was, after: is, change: is - was, kind: kindOf(was, is) }];
  });
  return changes.sort(
    (left, right) => Math.abs(right.change) - Math.abs(left.change) || (left.asset < right.asset ? -1 : 1),
  );
}

function kindOf(was: number, is: number): ChangeKind {
  if (was === 0) return 'in';
  if (is === 0) return 'out';
  if (Math.abs(is - was) < NOTHING) return 'same';
  return is > was ? 'up' : 'down';
}

/** Returns how many tokens there are of each kind. */
export function countChanges(changes: readonly WeightChange[]): Record<ChangeKind, number> {
  const counts = { in: 0, out: 0, up: 0, down: 0, same: 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}

/** Returns the weight of each sector, the largest first; those of an unknown sector last, under null. */
export function weightBySector(
  weights: readonly { readonly weight: number; readonly reason: { readonly sector: string | null } }[],
): { readonly sector: string | null; readonly weight: number; readonly count: number }[] {
  const sums = new Map<string | null, { weight: number; count: number }>();
  for (const { weight, reason } of weights) {
    const sum = sums.get(reason.sector) ?? { weight: 0, count: 0 };
    sums.set(reason.sector, { weight: sum.weight + weight, count: sum.count + 1 });
  }
  return [...sums]
    .map(([sector, sum]) => ({ sector, ...sum }))
    .sort((left, right) => Number(left.sector === null) - Number(right.sector === null) || right.weight - left.weight);
}
