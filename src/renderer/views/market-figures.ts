import type { Grade } from '../../shared/grades.ts';
import type { MarketOverview } from '../../shared/market.ts';
import type { RatingTable } from '../../shared/ratings.ts';

export type Column = readonly (number | null)[];

/** The spans that the series of the page can show, in days. */
export const RANGES = [
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '730', label: '2 years' },
] as const;
export type Range = (typeof RANGES)[number]['value'];

/** Returns a kept range, or undefined for anything else. */
export const readRange = (kept: unknown): Range | undefined => RANGES.find(({ value }) => value === kept)?.value;

/** Returns the change of the last entry against the one so many days before, as a fraction; null if either is missing. */
export function changeOver(column: Column, days: number): number | null {
  const now = column.at(-1) ?? null;
  const before = column.length > days ? (column[column.length - 1 - days] ?? null) : null;
  return now === null || before === null || before === 0 ? null : now / before - 1;
}

/** Returns each entry's change against the first known one, as a fraction. */
export function sinceFirst(column: Column): (number | null)[] {
  const base = column.find((value) => value !== null && value !== 0) ?? null;
  return column.map((value) => (value === null || base === null ? null : value / base - 1));
}

/** Returns the word for fear and greed at a score of 0..100. Bands as alternative.me publishes them (2018). */
export function moodWord(score: number): string {
  if (score < 25) return 'Extreme fear';
  if (score < 45) return 'Fear';
  if (score <= 55) return 'Neutral';
  return score <= 75 ? 'Greed' : 'Extreme greed';
}

export const QUADRANTS = {
  leading: 'ahead of the market and gaining',
  weakening: 'ahead of the market but losing',
  lagging: 'behind the market and losing',
  improving: 'behind the market but gaining',
} as const;
export type Quadrant = keyof typeof QUADRANTS;

/** Returns where a sector stands: strength beside 1, momentum beside 0; null where one is missing. */
export function quadrantOf(strength: number | null, momentum: number | null): Quadrant | null {
  if (strength === null || momentum === null) return null;
  if (strength >= 1) return momentum >= 0 ? 'leading' : 'weakening';
  return momentum >= 0 ? 'improving' : 'lagging';
}

/** A run of neighbours in the tree that belong to one cluster; `until` is the place after the last. */
export type ClusterRun = { readonly id: number; readonly from: number; readonly until: number };

/** Returns the runs of equal clusters, in order. */
export function clusterRuns(cluster: readonly number[]): ClusterRun[] {
  const runs: ClusterRun[] = [];
  for (const [place, id] of cluster.entries()) {
    const last = runs.at(-1);
    if (last?.id === id) runs[runs.length - 1] = { ...last, until: place + 1 };
    else runs.push({ id, from: place, until: place + 1 });
  }
  return runs;
}

/** Returns heights for labels that are as near to the wanted ones as they can be, each at least `gap` from the next. */
export function spreadLabels(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((_, index) => index).sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0));
  const placed = [...wanted];
  let groups: { members: number[]; middle: number }[] = [];
  for (const index of order) {
    let group = { members: [index], middle: wanted[index] ?? 0 };
    let before = groups.at(-1);
    // a group that reaches into the one above is joined with it, and both are centred on what they wanted
    while (
      before !== undefined &&
      group.middle - before.middle < (gap * (before.members.length + group.members.length)) / 2
    ) {
      const members = [...before.members, ...group.members];
      group = { members, middle: members.reduce((sum, one) => sum + (wanted[one] ?? 0), 0) / members.length };
      groups = groups.slice(0, -1);
      before = groups.at(-1);
    }
    groups.push(group);
  }
  for (const { members, middle } of groups) {
    for (const [place, index] of members.entries()) placed[index] = middle + (place - (members.length - 1) / 2) * gap;
  }
  return placed;
}

/** One token of the table of ratings, as the lists of this page show it. */
export type RatedRow = {
  readonly asset: string;
  readonly name: string;
  readonly at: number;
  readonly score: number | null;
  readonly change: number | null;
};

function rowsOf(table: RatingTable, grade: Grade): RatedRow[] {
  const { score, change7Days } = table[grade];
  return table.asset.map((asset, at) => ({
    asset,
    at,
    name: table.name[at] ?? asset,
    score: score[at] ?? null,
    change: change7Days[at] ?? null,
  }));
}

const byName = (left: RatedRow, right: RatedRow): number =>
  left.name < right.name ? -1 : left.name > right.name ? 1 : 0;

/** Returns the tokens whose grade rose and fell the most over seven days, the largest move first, ties by name. */
export function moversOf(table: RatingTable, grade: Grade, count: number): { up: RatedRow[]; down: RatedRow[] } {
  const rows = rowsOf(table, grade);
  const size = (row: RatedRow): number => Math.abs(row.change ?? 0);
  const pick = (sign: 1 | -1): RatedRow[] =>
    rows
      .filter(({ change }) => change !== null && Math.sign(change) === sign)
      .sort((left, right) => size(right) - size(left) || byName(left, right))
      .slice(0, count);
  return { up: pick(1), down: pick(-1) };
}

/** Returns whether any grade has one of seven days before to be compared with. */
export const hasEarlierGrades = (table: RatingTable): boolean =>
  [...table.trader.change7Days, ...table.investor.change7Days].some((change) => change !== null);

/** Returns the graded tokens with the highest and the lowest scores, the extreme first; no token is in both. */
export function extremesOf(
  table: RatingTable,
  grade: Grade,
  count: number,
): { strongest: RatedRow[]; weakest: RatedRow[] } {
  const graded = rowsOf(table, grade)
    .filter(({ score }) => score !== null)
    .sort((left, right) => (right.score ?? 0) - (left.score ?? 0) || byName(left, right));
  const most = Math.min(count, Math.ceil(graded.length / 2));
  return {
    strongest: graded.slice(0, most),
    weakest: graded.slice(Math.max(most, graded.length - count)).reverse(),
  };
}

/** Returns the last days of the overview's series. */
export function lastDays(
  overview: MarketOverview,
  days: number,
): Pick<MarketOverview, 'dayTime' | 'index' | 'marketCap' | 'bitcoinShare'> & {
  readonly stress: Column;
  readonly mood: Column;
  readonly breadth: MarketOverview['breadth'];
} {
  const cut = <T>(column: readonly T[]): T[] => column.slice(-days);
  const { breadth } = overview;
  return {
    dayTime: cut(overview.dayTime),
    index: cut(overview.index),
    marketCap: cut(overview.marketCap),
    bitcoinShare: cut(overview.bitcoinShare),
    stress: cut(overview.regime.stressProbability),
    mood: cut(overview.fearAndGreed.value),
    breadth: {
      eligibleCount: cut(breadth.eligibleCount),
      aboveAverage50: cut(breadth.aboveAverage50),
      aboveAverage200: cut(breadth.aboveAverage200),
      advancing: cut(breadth.advancing),
      newHighs: cut(breadth.newHighs),
    },
  };
}
