import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitMemberWeights, stepWeights, weightPath } from '../../../src/main/models/member-weights.ts';
import { MemberWeighting } from '../../../src/shared/models.ts';

const RULE = MemberWeighting.parse({});
const FREE = { rate: 2, share: 0, floor: 0, cap: 1 };
const sum = (weights: Float64Array): number => weights.reduce((total, own) => total + own, 0);
const close = (a: Float64Array, b: readonly number[]): void =>
  b.forEach((value, i) => {
    expect(a[i]).toBeCloseTo(value, 12);
  });

describe('one step', () => {
  it('multiplies by exp(rate × skill)', () => {
    const next = stepWeights(Float64Array.of(0.5, 0.5), Float64Array.of(0.1, 0), FREE);
    close(next, [Math.exp(0.2) / (Math.exp(0.2) + 1), 1 / (Math.exp(0.2) + 1)]);
  });

  it('spreads the fixed share evenly', () => {
    close(stepWeights(Float64Array.of(1, 0), Float64Array.of(0, 0), { ...FREE, share: 0.1 }), [0.95, 0.05]);
  });

  it('takes a member without a forecast for an average one, and changes nothing without any', () => {
    const next = stepWeights(Float64Array.of(0.5, 0.25, 0.25), Float64Array.of(0.3, Number.NaN, 0.1), FREE);
    const same = stepWeights(Float64Array.of(0.5, 0.25, 0.25), Float64Array.of(0.3, 0.2, 0.1), FREE);
    close(next, [...same]);
    const none = stepWeights(Float64Array.of(0.7, 0.3), Float64Array.of(Number.NaN, Number.NaN), RULE);
    close(none, [0.7, 0.3]);
  });

  it('keeps the sum, floor and cap whatever comes', () => {
    const member = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }));
    const rule = fc.record({
      rate: fc.double({ min: 0, max: 50, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      floor: fc.double({ min: 0, max: 0.5, noNaN: true }),
      cap: fc.double({ min: 0.05, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 6 }), rule, (members, own) => {
        const before = limitMemberWeights(
          Float64Array.from(members, ([weight]) => weight),
          0,
          1,
        );
        const after = stepWeights(
          before,
          Float64Array.from(members, ([, skill]) => skill),
          own,
        );
        const even = 1 / members.length;
        expect(sum(after)).toBeCloseTo(1, 9);
        for (const weight of after) {
          expect(weight).toBeGreaterThanOrEqual(Math.min(own.floor, even) - 1e-9);
          expect(weight).toBeLessThanOrEqual(Math.max(own.cap, even) + 1e-9);
        }
      }),
    );
  });

  it('never lowers who was better below who was worse, from even weights', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 }), (skills) => {
        const even = new Float64Array(skills.length).fill(1 / skills.length);
        const after = stepWeights(even, Float64Array.from(skills), RULE);
        const order = [...skills.keys()].sort((i, j) => skills[i]! - skills[j]!);
        for (let at = 1; at < order.length; at++) {
          expect(after[order[at]!]).toBeGreaterThanOrEqual(after[order[at - 1]!]! - 1e-12);
        }
      }),
    );
  });
});

describe('floor and cap', () => {
  it('lifts the low, cuts the high and scales the rest', () => {
    close(limitMemberWeights(Float64Array.of(0.9, 0.09, 0.01), 0.05, 0.6), [0.6, 0.35, 0.05]);
    close(limitMemberWeights(Float64Array.of(0, 0, 0), 0.05, 0.6), [1 / 3, 1 / 3, 1 / 3]);
    close(limitMemberWeights(Float64Array.of(1), 0.05, 0.6), [1]);
  });
});

describe('the path', () => {
  const days = [0, 7, 14, 21, 28];
  const skill = [Float64Array.of(0.2, 0.2, 0.2, 0.2, 0.2), Float64Array.of(-0.1, -0.1, -0.1, -0.1, -0.1)];
  const start = { day: 0, weights: Float64Array.of(0.5, 0.5) };
  const record = { days, skill, horizon: 7, starts: [start], rule: FREE };

  it('moves only when a horizon has closed', () => {
    const [at0, at6, at7, at13, at14] = weightPath(record, [0, 6, 7, 13, 14]);
    close(at0!, [0.5, 0.5]);
    close(at6!, [0.5, 0.5]);
    const once = stepWeights(start.weights, Float64Array.of(0.2, -0.1), FREE);
    close(at7!, [...once]);
    close(at13!, [...once]);
    close(at14!, [...stepWeights(once, Float64Array.of(0.2, -0.1), FREE)]);
  });

  it('begins anew at each start, which knows of what had closed by then', () => {
    const again = { ...record, starts: [start, { day: 14, weights: Float64Array.of(0.3, 0.7) }] };
    const [at13, at14, at21] = weightPath(again, [13, 14, 21]);
    close(at13!, [...stepWeights(start.weights, Float64Array.of(0.2, -0.1), FREE)]);
    close(at14!, [0.3, 0.7]);
    close(at21!, [...stepWeights(Float64Array.of(0.3, 0.7), Float64Array.of(0.2, -0.1), FREE)]);
  });

  it('depends on nothing that closes later', () => {
    const skills = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(skills, skills, skills, fc.integer({ min: 0, max: 60 }), (a, b, noise, at) => {
        const ten = Array.from({ length: 10 }, (_, i) => 7 * i);
        const pathOf = (first: readonly number[], second: readonly number[]): Float64Array =>
          weightPath(
            {
              ...record,
              days: ten,
              horizon: 14,
              skill: [Float64Array.from(first), Float64Array.from(second)],
              rule: RULE,
            },
            [at],
          )[0]!;
        const scrambled = (own: readonly number[]): number[] =>
          own.map((value, i) => (ten[i]! + 14 <= at ? value : noise[i]!));
        expect(pathOf(scrambled(a), scrambled(b))).toEqual(pathOf(a, b));
      }),
    );
  });

  it('takes the weight of a member that turns bad within one more horizon, and gives it back', () => {
    const count = 104;
    const weekly = Array.from({ length: count }, (_, i) => 7 * i);
    const isBad = (i: number): boolean => i >= 30 && i < 60;
    const turning = Float64Array.from({ length: count }, (_, i) => (isBad(i) ? -0.2 : 0.2));
    const steady = [0.1, 0.05, 0.1].map((own) => new Float64Array(count).fill(own));
    const at = (i: number): Float64Array =>
      weightPath(
        {
          days: weekly,
          skill: [turning, ...steady],
          horizon: 28,
          starts: [{ day: 0, weights: new Float64Array(4).fill(0.25) }],
          rule: RULE,
        },
        [7 * i],
      )[0]!;
    // outcomes of week 30 are known in week 34
    expect(at(33)[0]).toBeGreaterThan(0.4);
    expect(at(38)[0]).toBeLessThan(0.2);
    expect(at(63)[0]).toBeCloseTo(RULE.floor, 6);
    expect(at(80)[0]).toBeGreaterThan(0.3);
  });
});
