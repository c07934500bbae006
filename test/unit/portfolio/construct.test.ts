import { describe, expect, it } from 'vitest';
import { type Candidate, type ConstructInputs, constructWeights } from '../../../src/main/portfolio/construct.ts';
import { DraftPreferences } from '../../../src/shared/drafts.ts';
import { randomReturns, sum } from './matrices.ts';

const DAYS = 200;
const COUNT = 12;
const ids = Array.from({ length: COUNT }, (_, i) => `t${String(i).padStart(2, '0')}`);

const candidates = (change: (i: number) => Partial<Candidate> = () => ({})): Candidate[] =>
  ids.map((asset, i) => ({
    ...{ asset, score: 100 - i, marketCap: 10 ** (9 - i / 4), medianVolume: 1e6, volatility: 0.8, sector: null },
    ...change(i),
  }));

const returns = { assets: ids, dayCount: DAYS, data: randomReturns(1, COUNT, DAYS) };

const inputs = (
  preferences: Partial<DraftPreferences> = {},
  change: Partial<Omit<ConstructInputs, 'preferences'>> = {},
): ConstructInputs => ({
  candidates: candidates(),
  returns,
  current: new Map(),
  ...change,
  preferences: {
    ...DraftPreferences.parse({ size: 5, buffer: 2, tokenCap: 0.5, minimumWeight: 0.001 }),
    ...preferences,
  },
});

const feasible = (given: ConstructInputs) => {
  const built = constructWeights(given);
  if (!built.feasible) throw new Error(JSON.stringify(built.binding));
  return built;
};
const heldOf = (given: ConstructInputs): string[] =>
  feasible(given)
    .weights.map(({ asset }) => asset)
    .sort();

describe('constructWeights', () => {
  it('holds the best scores with a reason each, and accounts for all of equity', () => {
    const { weights, cash, method, figures, skipped } = feasible(inputs());
    expect(weights.map(({ asset }) => asset).sort()).toEqual(ids.slice(0, 5));
    expect(sum(weights.map(({ weight }) => weight)) + cash).toBeCloseTo(1, 12);
    expect(method).toBe('hierarchical-risk-parity');
    expect(skipped).toEqual([]);
    const first = weights.find(({ asset }) => asset === 't00');
    expect(first?.reason).toMatchObject({ rank: 1, score: 100, selectedBy: 'rank', heldWeight: 0, limitedBy: [] });
    expect(sum(weights.map(({ reason }) => reason.riskContribution ?? 0))).toBeCloseTo(1, 9);
    expect(figures.effectiveAssets).toBeGreaterThan(1);
    expect(figures.expectedVolatility).toBeGreaterThan(0);
    expect(figures.diversificationRatio).toBeGreaterThanOrEqual(1);
    expect(figures.coverage).toMatchObject({ assetCount: 5, pairCount: 10, estimatedPairCount: 10 });
  });

  it('does not depend on the order of candidates or of returns', () => {
    const order = [...ids.keys()].reverse();
    const data = Float64Array.from(order.flatMap((i) => [...returns.data.subarray(i * DAYS, (i + 1) * DAYS)]));
    const turned = inputs(
      {},
      {
        ...{ candidates: candidates().reverse(), returns: { assets: order.map((i) => ids[i]), dayCount: DAYS, data } },
      },
    );
    expect(constructWeights(turned)).toEqual(constructWeights(inputs()));
  });

  it('keeps a held token while its rank is within the buffer, and drops it beyond', () => {
    expect(heldOf(inputs({}, { current: new Map([['t06', 0.2]]) }))).toEqual(['t00', 't01', 't02', 't03', 't06']);
    expect(heldOf(inputs({}, { current: new Map([['t07', 0.2]]) }))).toEqual(ids.slice(0, 5));
    const kept = feasible(inputs({}, { current: new Map([['t06', 0.2]]) })).weights.find(
      ({ asset }) => asset === 't06',
    );
    expect(kept?.reason).toMatchObject({ selectedBy: 'buffer', rank: 7, heldWeight: 0.2 });
  });

  it('passes over a token whose risk cannot be measured, and says why', () => {
    const data = returns.data.slice();
    data.fill(Number.NaN, DAYS, 2 * DAYS - 3);
    const given = inputs({}, { returns: { ...returns, data } });
    expect(heldOf(given)).toEqual(['t00', 't02', 't03', 't04', 't05']);
    expect(feasible(given).skipped).toEqual([
      { asset: 't01', rank: 2, why: 'has 3 daily returns of the last 365 days, needs 60' },
    ]);
    expect(heldOf({ ...given, preferences: { ...given.preferences, weighting: 'equal' } })).toContain('t01');
  });

  it('tells which tokens fell below the smallest weight', () => {
    const caps = [1, 1, 1, 1, 0.01];
    const given = inputs(
      { weighting: 'cap', minimumWeight: 0.01 },
      { candidates: candidates((i) => ({ marketCap: caps[i] ?? 1 })) },
    );
    const { weights, skipped } = feasible(given);
    expect(weights.map(({ asset }) => asset)).toEqual(ids.slice(0, 4));
    const why = 'was to weigh 0.25 %, below the smallest weight of 1.00 %';
    expect(skipped).toEqual([{ asset: 't04', rank: 5, why }]);
  });

  it('tells how much weight no cap on sectors can hold', () => {
    const given = inputs(
      { weighting: 'equal' },
      { candidates: candidates((i) => ({ sector: i < 3 ? `s${i}` : null })) },
    );
    expect(feasible(given).figures.unknownSector).toBeCloseTo(0.4, 12);
  });

  it('leaves tokens without a score out', () => {
    const given = inputs({}, { candidates: candidates((i) => (i === 0 ? { score: Number.NaN } : {})) });
    expect(heldOf(given)).toEqual(ids.slice(1, 6));
  });

  it('falls back with every step on record where market caps are missing', () => {
    const given = inputs(
      { weighting: 'cap' },
      { candidates: candidates((i) => (i === 2 ? { marketCap: Number.NaN } : {})) },
    );
    const { method, fallbackChain, weights } = feasible(given);
    expect(method).toBe('equal');
    expect(fallbackChain.map((step) => [step.method, step.isUsed])).toEqual([
      ['cap', false],
      ['equal', true],
    ]);
    expect(weights.every(({ weight }) => Math.abs(weight - 0.2) < 1e-12)).toBe(true);
  });

  it('keeps caps on tokens and on sectors', () => {
    const given = inputs(
      { tokenCap: 0.25, sectorCap: 0.3 },
      { candidates: candidates((i) => ({ sector: i < 3 ? 'defi' : null })) },
    );
    const { weights, cash } = feasible(given);
    const defi = weights.filter(({ reason }) => reason.sector === 'defi');
    expect(sum(defi.map(({ weight }) => weight))).toBeLessThanOrEqual(0.3 + 1e-12);
    expect(defi.every(({ reason }) => reason.limitedBy.includes('sector-cap'))).toBe(true);
    expect(Math.max(...weights.map(({ weight }) => weight))).toBeLessThanOrEqual(0.25);
    expect(cash).toBeCloseTo(0.2, 12);
  });

  it('says what leaves no weights to choose from', () => {
    const tight = constructWeights(inputs({ tokenCap: 0.05, minimumInvested: 0.5 }));
    expect(!tight.feasible && tight.binding.map(({ constraint }) => constraint)).toEqual([
      'minimum-invested',
      'token-cap',
    ]);
    const none = constructWeights(inputs({}, { candidates: [] }));
    expect(!none.feasible && none.binding.map(({ constraint }) => constraint)).toEqual(['candidates']);
  });

  it('trades no more by choice than the turnover cap, and sells what may not be held all the same', () => {
    const current = new Map([
      ['t11', 0.5],
      ['gone', 0.3],
    ]);
    const { weights, figures } = feasible(inputs({ turnoverCap: 0.2 }, { current }));
    expect(figures.voluntaryTurnover).toBeCloseTo(0.2, 12);
    expect(weights.some(({ asset }) => asset === 'gone')).toBe(false);
    const leaving = weights.find(({ asset }) => asset === 't11');
    expect(leaving?.reason).toMatchObject({ selectedBy: 'turnover-cap', limitedBy: ['turnover-cap'], rank: 12 });
    expect(figures.turnover).toBeGreaterThan(0.2);
  });

  it('passes over what the preferences leave out, says why, and sells it at once', () => {
    const sectors = candidates((i) => ({ sector: i % 3 === 0 ? 'defi' : i % 3 === 1 ? 'games' : null }));
    const without = inputs({ sectorsExcluded: ['defi'], assetsExcluded: ['t01'] }, { candidates: sectors });
    expect(heldOf(without)).toEqual(['t02', 't04', 't05', 't07', 't08']);
    expect(feasible(without).skipped).toEqual([
      { asset: 't00', rank: 1, why: 'its sector, defi, is left out by your preferences' },
      { asset: 't01', rank: 2, why: 'is left out by your preferences' },
      { asset: 't03', rank: 4, why: 'its sector, defi, is left out by your preferences' },
      { asset: 't06', rank: 7, why: 'its sector, defi, is left out by your preferences' },
    ]);
    const only = inputs({ size: 4, sectorCap: 1, sectorsIncluded: ['games'] }, { candidates: sectors });
    expect(heldOf(only)).toEqual(['t01', 't04', 't07', 't10']);
    expect(
      feasible(only)
        .skipped.map(({ why }) => why)
        .slice(0, 3),
    ).toEqual([
      'its sector, defi, is not among those of your preferences',
      'its sector is not known, and your preferences name those to hold',
      'its sector, defi, is not among those of your preferences',
    ]);
    const held = inputs({ turnoverCap: 0.01, assetsExcluded: ['t11'] }, { current: new Map([['t11', 0.5]]) });
    const sold = feasible(held);
    expect(sold.weights.some(({ asset }) => asset === 't11')).toBe(false);
    expect(sold.figures.voluntaryTurnover).toBeCloseTo(0.01, 12);
    expect(sold.skipped).toEqual([{ asset: 't11', rank: 12, why: 'is left out by your preferences' }]);
  });

  it('counts the buffer in places among what may be held', () => {
    const odd = candidates((i) => ({ sector: i % 2 === 0 ? 'a' : 'b' }));
    const current = new Map([['t08', 0.2]]);
    const given = inputs({ size: 3, buffer: 2, sectorCap: 1, sectorsIncluded: ['a'] }, { candidates: odd, current });
    expect(heldOf(given)).toEqual(['t00', 't02', 't08']);
    const kept = feasible(given).weights.find(({ asset }) => asset === 't08');
    expect(kept?.reason).toMatchObject({ selectedBy: 'buffer', rank: 9 });
  });

  it('says that the preferences leave nothing', () => {
    const none = constructWeights(inputs({ sectorsIncluded: ['a'] }));
    expect(!none.feasible && none.binding).toEqual([
      {
        ...{ constraint: 'candidates', subject: null, limit: 0 },
        message: 'No token may be held: the preferences leave out 12 of the 12 that have a score',
      },
    ]);
  });

  it('scales all weights down to the volatility asked for, and says so', () => {
    const free = feasible(inputs({ minimumInvested: 0 }));
    const whole = free.figures.expectedVolatility as number;
    const target = whole * 0.6;
    const { weights, cash, figures } = feasible(inputs({ minimumInvested: 0.5, volatilityTarget: target }));
    expect(figures.expectedVolatility).toBeLessThanOrEqual(target);
    expect(figures.expectedVolatility).toBeCloseTo(target, 9);
    expect(cash).toBeCloseTo(0.4, 9);
    weights.forEach(({ asset, weight, reason }) => {
      const before = free.weights.find((other) => other.asset === asset);
      expect(weight).toBeCloseTo((before?.weight ?? 0) * 0.6, 9);
      expect(reason.limitedBy).toContain('volatility-target');
    });
    const loose = constructWeights(inputs({ volatilityTarget: whole * 1.1 }));
    expect(loose).toEqual(constructWeights(inputs()));
  });

  it('is infeasible where the volatility asked for leaves less invested than the preferences want', () => {
    const whole = feasible(inputs()).figures.expectedVolatility as number;
    const tight = constructWeights(inputs({ minimumInvested: 0.5, volatilityTarget: whole * 0.4 }));
    expect(!tight.feasible && tight.binding.map(({ constraint, limit }) => [constraint, limit])).toEqual([
      ['minimum-invested', 0.5],
      ['volatility-target', whole * 0.4],
    ]);
    expect(!tight.feasible && tight.binding[0]?.message).toContain('allows 0.4000 of equity, needs 0.5');
  });

  it('drops what the volatility asked for leaves below the smallest weight, and scales the others anew', () => {
    const shares = [8, 8, 8, 8, 1];
    const given = (change: Partial<DraftPreferences>): ConstructInputs =>
      inputs(
        { weighting: 'cap', minimumWeight: 0.02, minimumInvested: 0, ...change },
        { candidates: candidates((i) => ({ marketCap: shares[i] ?? 1 })) },
      );
    const whole = feasible(given({})).figures.expectedVolatility as number;
    const { weights, figures, skipped } = feasible(given({ volatilityTarget: whole / 2 }));
    expect(weights.map(({ asset }) => asset).sort()).toEqual(ids.slice(0, 4));
    expect(figures.expectedVolatility).toBeCloseTo(whole / 2, 9);
    expect(skipped).toEqual([
      {
        ...{ asset: 't04', rank: 5 },
        why: 'was to weigh 3.03 % before all were scaled to the volatility asked for, after it below the smallest weight of 2.00 %',
      },
    ]);
  });

  it('keeps the volatility asked for on the way to it, however little may be traded by choice', () => {
    const current = new Map([
      ['t09', 0.5],
      ['t10', 0.5],
    ]);
    const given = inputs({ turnoverCap: 0.05, volatilityTarget: 0.1, minimumInvested: 0 }, { current });
    const { weights, figures } = feasible(given);
    expect(figures.expectedVolatility).toBeLessThanOrEqual(0.1);
    expect(weights.every(({ reason }) => reason.limitedBy.includes('volatility-target'))).toBe(true);
  });

  it('refuses a token that is listed twice', () => {
    const twice = [...candidates(), candidates()[0]];
    expect(() => constructWeights(inputs({}, { candidates: twice }))).toThrow('t00 was listed twice');
  });
});
