import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBitsets } from '../../src/main/numeric/bitsets.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { type PatternMarket, patternRowsOf } from '../../src/main/ratings/pattern-rows.ts';
import { measureSet, searchPatterns, setOf, testExcess } from '../../src/main/ratings/patterns.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import type { Condition } from '../../src/shared/patterns.ts';
import { conditionsOf, FIRST, makePatternMarket } from '../unit/ratings/pattern-market.ts';

const bitsIn = (word: number): number => [...(word >>> 0).toString(2)].filter((bit) => bit === '1').length;

describe('bitsets', () => {
  it('are intersected and summed as a plain loop does', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }), (seed, lanes, blocks) => {
        const random = createRandom(seed);
        const words = 4 * lanes;
        // words that are full, empty, or neither
        const draw = (): Uint32Array =>
          Uint32Array.from({ length: words }, () => [0, 0xffffffff, random.uint32(), random.uint32()][random.below(4)]);
        const [a, b, outcome] = [draw(), draw(), draw()];
        const base = Float64Array.from({ length: words }, () => random.uniform());
        const cuts = Array.from({ length: blocks - 1 }, () => random.below(words + 1)).sort((x, y) => x - y);
        const blockEnds = Uint32Array.from([...cuts, words]);
        const both = a.map((word, i) => word & b[i]);
        withBitsets([a, b], 1, { outcome, base, blockEnds }, (bitsets) => {
          expect(bitsets.intersect(0, 1, 2)).toBe(both.reduce((sum, word) => sum + bitsIn(word), 0));
          bitsets.sumExcess(2);
          let word = 0;
          blockEnds.forEach((end, block) => {
            let [excess, count] = [0, 0];
            for (; word < end; word++) {
              excess += bitsIn(both[word] & outcome[word]) - bitsIn(both[word]) * base[word];
              count += bitsIn(both[word]);
            }
            expect(bitsets.excess[2 * block]).toBeCloseTo(excess, 9);
            expect(bitsets.excess[2 * block + 1]).toBe(count);
          });
        });
      }),
    );
  });
});

const EVERY = { maximumConditions: 3, signal: NEVER_CANCELLED, report: () => undefined };
const markets = fc.record({
  seed: fc.nat(),
  assets: fc.integer({ min: 8, max: 20 }),
  days: fc.integer({ min: 900, max: 1_100 }),
});

/** Every conjunction of two or three conditions that is looked at, read off the rules and slowly: token weeks as a list. */
function bruteForce(market: PatternMarket, conditions: readonly Condition[], knownByDay: number) {
  const { table, outcome, knownDay } = market;
  const { offset, start } = table.layout;
  const rows: { readonly cell: number; readonly before: number }[] = [];
  table.layout.assets.forEach((_, asset) => {
    for (let cell = offset[asset]; cell < offset[asset + 1]; cell++) {
      const day = start[asset] + cell - offset[asset];
      const isKnown = !Number.isNaN(outcome[cell]) && knownDay[cell] <= knownByDay;
      if (day % 7 === 0 && isKnown) rows.push({ cell, before: cell - 30 >= offset[asset] ? cell - 30 : -1 });
    }
  });
  const holds = ({ factor, test }: Condition, { cell, before }: (typeof rows)[number]): boolean => {
    const ranks = table.ranked[table.ids.indexOf(factor)];
    const change = before < 0 ? Number.NaN : ranks[cell] - ranks[before];
    const answers = {
      'top-fifth': ranks[cell] >= 0.6,
      'bottom-fifth': ranks[cell] <= -0.6,
      rising: change > 0.2,
      falling: change < -0.2,
    };
    return answers[test];
  };
  const own = conditions.map(
    (condition) => new Set(rows.filter((row) => holds(condition, row)).map(({ cell }) => cell)),
  );
  const common = (sets: readonly Set<number>[]): number[] =>
    [...sets[0]].filter((cell) => sets.every((set) => set.has(cell)));
  const minimum = Math.ceil(0.02 * rows.length);
  const found = new Map<string, number>();
  const visit = (members: readonly number[], support: number): void => {
    conditions.forEach((_, next) => {
      if (next <= members.at(-1)!) return;
      const count = common([...members, next].map((member) => own[member])).length;
      if (count < minimum || own[next].size < minimum || count > 0.9 * support || count > 0.9 * own[next].size) return;
      found.set([...members, next].join(), count);
      if (members.length < 2) visit([...members, next], count);
    });
  };
  own.forEach((set, first) => {
    if (set.size >= minimum) visit([first], set.size);
  });
  return { rowCount: rows.length, found };
}

describe('a search for patterns, over random markets', () => {
  it('looks at every conjunction that brute force finds, each with the same rows', () => {
    fc.assert(
      fc.property(markets, ({ seed, assets, days }) => {
        const market = makePatternMarket({ seed, assets, days, factors: 3 });
        const conditions = conditionsOf(market);
        const knownByDay = FIRST + days - 100;
        const rows = patternRowsOf(
          market,
          conditions,
          { fromDay: FIRST, untilDay: FIRST + days, knownByDay },
          NEVER_CANCELLED,
        );
        const { rowCount, found } = bruteForce(market, conditions, knownByDay);
        expect(rows.rowCount).toBe(rowCount);
        const sure = [...found].filter(([key]) => testExcess(sumsOf(rows, key)) !== null);
        const { searchedCount } = searchPatterns(rows, conditions, EVERY);
        expect(searchedCount).toBe(sure.length);
        for (const [key, count] of found)
          expect(measureSet(rows, setOf(rows, key.split(',').map(Number))).support).toBe(count);
        for (const { members, support, excess, pValue } of searchPatterns(rows, conditions, EVERY).significant) {
          expect(found.get(members.join())).toBe(support);
          const test = testExcess(sumsOf(rows, members.join()));
          expect(excess).toBeCloseTo(test!.excess, 9);
          expect(pValue).toBeCloseTo(test!.pValue, 9);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('finds what it finds, whatever comes after the days that it may see', () => {
    fc.assert(
      fc.property(markets, fc.nat(), ({ seed, assets, days }, future) => {
        const split = FIRST + days - 300;
        const search = (own: number) => {
          const market = makePatternMarket({ seed, assets, days, factors: 3, forkDay: days - 300, future: own });
          const conditions = conditionsOf(market);
          const span = { fromDay: FIRST, untilDay: split, knownByDay: split };
          const rows = patternRowsOf(market, conditions, span, NEVER_CANCELLED);
          return { rows, search: searchPatterns(rows, conditions, EVERY) };
        };
        expect(search(future + 1)).toEqual(search(0));
      }),
      { numRuns: 8 },
    );
  });
});

function sumsOf(rows: ReturnType<typeof patternRowsOf>, key: string): Float64Array {
  return measureSet(rows, setOf(rows, key.split(',').map(Number))).sums;
}
