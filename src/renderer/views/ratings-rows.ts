import type { Output } from '../../shared/endpoint.ts';
import type { factors } from '../../shared/factors.ts';
import { type Grade, SPARKLINE_POINTS } from '../../shared/grades.ts';
import type { RatingTable } from '../../shared/ratings.ts';
import { shownValue } from '../factor-words.ts';

export type Letter = NonNullable<RatingTable['trader']['letter'][number]>;
export type EvidenceLevel = RatingTable['trader']['evidence'][number];
export type WithheldWhy = NonNullable<RatingTable['trader']['withheld'][number]>;

/** One grade of a row. */
export type RowGrade = {
  readonly score: number | null;
  readonly letter: Letter | null;
  readonly change: number | null;
  readonly evidence: EvidenceLevel;
  readonly withheld: WithheldWhy | null;
};

/** One token of the table. */
export type RatingRow = Readonly<Record<Grade, RowGrade>> & {
  /** Place in the columns of the answer. */
  readonly index: number;
  /** By investor score, from 1; null where that grade is withheld. */
  readonly rank: number | null;
  readonly asset: string;
  readonly name: string;
  readonly symbol: string;
  readonly sector: string | null;
  readonly coverage: number;
  readonly close: number | null;
  readonly marketCap: number | null;
  readonly dollarVolume: number | null;
  readonly return1Day: number | null;
  readonly return7Days: number | null;
  readonly return30Days: number | null;
  readonly return90Days: number | null;
  readonly return365Days: number | null;
  readonly volatility: number | null;
  readonly sparkline: readonly (number | null)[];
  /** What a text filter looks in, in small letters. */
  readonly text: string;
};

/** Returns one row for each token of the table, in its order. */
export function rowsOf(table: RatingTable): RatingRow[] {
  const gradeAt = (grade: Grade, index: number): RowGrade => {
    const { score, letter, change7Days, evidence, withheld } = table[grade];
    return {
      score: score[index] ?? null,
      letter: letter[index] ?? null,
      change: change7Days[index] ?? null,
      evidence: evidence[index] ?? 'none',
      withheld: withheld[index] ?? null,
    };
  };
  let rank = 0;
  return table.asset.map((asset, index) => {
    const name = table.name[index] ?? asset;
    const symbol = table.symbol[index] ?? '';
    const investor = gradeAt('investor', index);
    if (investor.score !== null) rank++;
    return {
      index,
      rank: investor.score === null ? null : rank,
      asset,
      name,
      symbol,
      sector: table.sector[index] ?? null,
      trader: gradeAt('trader', index),
      investor,
      coverage: table.coverage[index] ?? 0,
      close: table.close[index] ?? null,
      marketCap: table.marketCap[index] ?? null,
      dollarVolume: table.dollarVolume[index] ?? null,
      return1Day: table.return1Day[index] ?? null,
      return7Days: table.return7Days[index] ?? null,
      return30Days: table.return30Days[index] ?? null,
      return90Days: table.return90Days[index] ?? null,
      return365Days: table.return365Days[index] ?? null,
      volatility: table.volatility[index] ?? null,
      sparkline: table.sparkline.slice(index * SPARKLINE_POINTS, (index + 1) * SPARKLINE_POINTS),
      text: `${name}\n${symbol}\n${asset}`.toLowerCase(),
    };
  });
}

/** Value and percentile of a factor by token. */
export type FactorColumn = {
  readonly value: ReadonlyMap<string, number | null>;
  readonly rank: ReadonlyMap<string, number | null>;
};

/** Returns the factors of an answer by id, each by token; `unitOf` gives the unit of a factor. */
export function factorColumnsOf(
  answer: Output<(typeof factors)['factors.at']>,
  unitOf: (factor: string) => string,
): ReadonlyMap<string, FactorColumn> {
  const byAsset = (column: readonly (number | null)[]): ReadonlyMap<string, number | null> =>
    new Map(answer.assets.map((asset, index) => [asset, column[index] ?? null]));
  return new Map(
    answer.factors.map(({ id, value, rank }) => {
      const unit = unitOf(id);
      return [id, { value: byAsset(value.map((one) => shownValue(unit, one))), rank: byAsset(rank) }];
    }),
  );
}

/** Why a grade was withheld, in words. */
export const WITHHELD_WORDS: Readonly<Record<WithheldWhy, string>> = {
  coverage: 'Withheld: too few of its factors are known',
  'missing-member': 'Withheld: not all models could score it',
  'no-signal': 'Withheld: the models gave every token the same score',
  'small-universe': 'Withheld: too few tokens could be graded on that day',
  'unlike-training': 'Withheld: it is unlike every token that the models learnt from',
};

/** Returns why a grade was withheld, in words; undefined where it was given. */
export const withheldWhy = ({ withheld }: RowGrade): string | undefined =>
  withheld === null ? undefined : WITHHELD_WORDS[withheld];

/** Returns why the change of a grade is not known; undefined where it is. */
export function noChangeWhy({ score, change }: RowGrade): string | undefined {
  if (change !== null) return undefined;
  return score === null
    ? 'The grade is withheld'
    : 'There are no ratings of seven days before; “Rate past weeks” makes them';
}

/** How much a grade rests on, in words. */
export const EVIDENCE_WORDS: Readonly<Record<EvidenceLevel, string>> = {
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  none: 'Withheld',
};

/** Evidence as a number to sort by: the more, the larger. */
export const EVIDENCE_ORDER: Readonly<Record<EvidenceLevel, number>> = { none: 0, low: 1, medium: 2, high: 3 };
