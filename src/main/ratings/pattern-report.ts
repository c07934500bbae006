/** What was found of patterns, as a person reads it. */
import { factorName } from '../../shared/factor-names.ts';
import type { Condition, Pattern } from '../../shared/patterns.ts';
import type { PatternRows } from './pattern-rows.ts';
import { type Corrected, holm, type Measured, measureSet, SIGNIFICANCE, setOf, testExcess } from './patterns.ts';

const DECIMALS = 4;
const TEST_WORDS: Readonly<Record<Condition['test'], string>> = {
  'top-fifth': 'in the top fifth',
  'bottom-fifth': 'in the bottom fifth',
  rising: 'rising',
  falling: 'falling',
};

/** Rates of one side, of some years; null without a row. */
type Rates = Pick<Pattern['confirmed'], 'hitRate' | 'baseRate' | 'alikeRate' | 'support' | 'dateCount'>;

/**
 * Returns patterns with what became of them on later years: confirmed if they went the same way there and their p-value, of the same
 * test, holds after correction for the number that could be tried (Holm). Confirmed ones first, each part the surest first.
 *
 * @param conditions - those that `members` count, of both `rows` and `later`.
 */
export function describePatterns(
  rows: PatternRows,
  later: PatternRows,
  conditions: readonly Condition[],
  found: readonly Corrected[],
  horizon: number,
): Pattern[] {
  const outcomes = found.map(({ members, excess }) => {
    const seen = measureSet(later, setOf(later, members));
    const test = testExcess(seen.sums);
    return { seen, test, isSame: test !== null && Math.sign(test.excess) === Math.sign(excess) };
  });
  const order = [...found.keys()].sort((a, b) => pOf(outcomes[a]) - pOf(outcomes[b]) || a - b);
  const corrected = holm(
    order.map((i) => ({ pValue: pOf(outcomes[i]) })),
    outcomes.filter(({ test }) => test !== null).length,
  );
  const adjusted = new Map(order.map((i, place) => [i, corrected[place]]));
  return found
    .map((pattern, i): Pattern => {
      const { seen, test, isSame } = outcomes[i];
      const side = pattern.excess > 0 ? 'outperforms' : 'underperforms';
      const own = conditionsOf(pattern, conditions);
      const { hitRate, baseRate, alikeRate, support, dateCount } = ratesOf(
        rows,
        measureSet(rows, setOf(rows, pattern.members)),
        side,
      );
      const confirmed = {
        ...ratesOf(later, seen, side),
        pValue: test?.pValue ?? null,
        adjustedPValue: test === null ? null : (adjusted.get(i) ?? null),
        isConfirmed: isSame && (adjusted.get(i) ?? 1) < SIGNIFICANCE,
      };
      const found = { hitRate: hitRate ?? 0, baseRate: baseRate ?? 0, alikeRate: alikeRate ?? 0, support, dateCount };
      return {
        id: own.map(({ factor, test: asked }) => `${factor}:${asked}`).join('+'),
        conditions: own,
        horizonDays: horizon,
        side,
        ...found,
        lift: found.baseRate > 0 ? rounded(found.hitRate / found.baseRate) : 0,
        pValue: pattern.pValue,
        adjustedPValue: pattern.adjustedPValue,
        confirmed,
        sentence: sentenceOf(own, side, horizon, found, confirmed),
      };
    })
    .sort((a, b) => Number(b.confirmed.isConfirmed) - Number(a.confirmed.isConfirmed));
}

const pOf = ({ test }: { readonly test: { readonly pValue: number } | null }): number => test?.pValue ?? 1;

function conditionsOf({ members }: Corrected, conditions: readonly Condition[]): Condition[] {
  return members.map((member) => conditions[member]);
}

function ratesOf(rows: PatternRows, { support, weekCount, hits, expected }: Measured, side: Pattern['side']): Rates {
  const others = rows.rowCount - support;
  const rate = (outcomes: number, count: number): number | null =>
    count === 0 ? null : rounded(side === 'outperforms' ? outcomes / count : 1 - outcomes / count);
  return {
    hitRate: rate(hits, support),
    baseRate: rate(rows.outcomeCount - hits, others),
    alikeRate: rate(expected, support),
    support,
    dateCount: weekCount,
  };
}

function sentenceOf(
  conditions: readonly Condition[],
  side: Pattern['side'],
  horizon: number,
  found: Rates,
  later: Rates,
): string {
  const states = conditions.map(({ factor, test }) => `“${factorName(factor)}” was ${TEST_WORDS[test]}`);
  const when = `${states.slice(0, -1).join(', ')} and ${states.at(-1)}`;
  const did = side === 'outperforms' ? 'did better than' : 'did no better than';
  const before =
    `When ${when}, tokens ${did} the day's median over ${horizon} days in ${percent(found.hitRate)} of ` +
    `${grouped(found.support)} token weeks (${percent(found.baseRate)} otherwise, ${percent(found.alikeRate)} of tokens as volatile)`;
  if (later.support === 0) return `${before}; in the years after it was found it never held.`;
  return (
    `${before}; in the years after it was found: ${percent(later.hitRate)} of ${grouped(later.support)} ` +
    `(${percent(later.alikeRate)} of tokens as volatile).`
  );
}

function percent(share: number | null): string {
  return `${Math.round((share ?? 0) * 100)} %`;
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
