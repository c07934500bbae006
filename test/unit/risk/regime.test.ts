import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { largestCellsOf, marketIndexOf } from '../../../src/main/risk/market-index.ts';
import {
  probabilityText,
  regimeNameOf,
  regimeOf,
  regimeSince,
  seenOn,
  yearlyOf,
} from '../../../src/main/risk/regime.ts';
import { settledPricesOf } from '../../../src/main/risk/settled-prices.ts';
import {
  filterDay,
  fitTwoStates,
  logDensities,
  longRunOf,
  type TwoStateModel,
} from '../../../src/main/risk/two-state-model.ts';
import { handMarket, plantedMarket } from './market.ts';

const state = (mean: number[], covariance: number[]) => ({
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});
const plain: TwoStateModel = { stay: [0.9, 0.8], states: [state([0], [1]), state([0], [4])] };

describe('filterDay', () => {
  it("is Bayes' rule after a step of the chain", () => {
    // prior: 0.3 · 0.8 + 0.7 · 0.1 = 0.31; densities of 2: calm e^-2, turbulent e^-0.5 / 2 (times 1/√2π both)
    const [calm, turbulent] = logDensities(plain, Float64Array.of(2), 1, 0, 1);
    expect(calm).toBeCloseTo(-0.9189385332 - 2, 9);
    expect(turbulent).toBeCloseTo(-0.9189385332 - Math.log(2) - 0.5, 9);
    const { prior, posterior } = filterDay(plain, calm!, turbulent!, 0.3);
    expect(prior).toBeCloseTo(0.31, 12);
    const [a, b] = [0.69 * Math.exp(-2), (0.31 * Math.exp(-0.5)) / 2];
    expect(posterior).toBeCloseTo(b / (a + b), 12);
  });

  it('goes on by the chain alone on a day of which nothing was seen', () => {
    expect(filterDay(plain, Number.NaN, Number.NaN, 0.3).posterior).toBeCloseTo(0.31, 12);
  });

  it('tends to the long run', () => {
    let probability = 1;
    for (let day = 0; day < 200; day++) probability = filterDay(plain, Number.NaN, Number.NaN, probability).posterior;
    expect(probability).toBeCloseTo(1 / 3, 12);
    expect(longRunOf(plain)).toBeCloseTo(1 / 3, 12);
  });
});

describe('logDensities', () => {
  it('takes what moves together into account', () => {
    // x = (1, 1), covariance [[2, 1], [1, 2]]: determinant 3, square 2/3
    const model: TwoStateModel = {
      stay: [0.9, 0.9],
      states: [state([0, 0], [2, 1, 1, 2]), state([1, 1], [2, 1, 1, 2])],
    };
    const scale = -Math.log(2 * Math.PI) - Math.log(3) / 2;
    const densities = logDensities(model, Float64Array.of(9, 9, 1, 1, 1, Number.NaN), 2, 1, 3);
    expect([...densities]).toEqual([
      expect.closeTo(scale - 1 / 3, 12),
      expect.closeTo(scale, 12),
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('fitTwoStates', () => {
  it('finds planted parameters, and never makes the data less likely', () => {
    const random = createRandom(5, 'two states');
    const seen = new Float64Array(4_000);
    for (let day = 0, turbulent = false; day < seen.length; day++) {
      if (random.uniform() < (turbulent ? 0.04 : 0.02)) turbulent = !turbulent;
      seen[day] = turbulent ? -0.5 + 3 * random.normal() : 0.2 + random.normal();
    }
    let model: TwoStateModel = { stay: [0.9, 0.9], states: [state([0], [1]), state([0], [4])] };
    let before = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < 40; step++) {
      const next = fitTwoStates(model, seen, 1, seen.length, 1);
      // the prior of staying and the ridge move the optimum a hair off the likelihood's own
      expect(next.logLikelihood).toBeGreaterThan(before - 0.5);
      [model, before] = [next.model, next.logLikelihood];
    }
    const [calm, turbulent] = model.states;
    expect(calm.mean[0]).toBeCloseTo(0.2, 1);
    expect(Math.sqrt(calm.covariance[0]!)).toBeCloseTo(1, 1);
    expect(Math.abs(turbulent.mean[0]! + 0.5)).toBeLessThan(0.25);
    expect(Math.abs(Math.sqrt(turbulent.covariance[0]!) - 3)).toBeLessThan(0.2);
    expect(Math.abs(model.stay[0] - 0.98)).toBeLessThan(0.01);
    expect(Math.abs(model.stay[1] - 0.96)).toBeLessThan(0.015);
  });

  it('keeps a model to which too few days would belong', () => {
    const { model } = fitTwoStates(plain, Float64Array.of(1, 2, 3, 4), 1, 4, 5);
    expect(model).toBe(plain);
  });
});

function regimeIn(market: ReturnType<typeof handMarket>) {
  const prices = settledPricesOf(market);
  const index = marketIndexOf(market, prices);
  return regimeOf(seenOn(market, prices, index, largestCellsOf(market, prices, 100)));
}

describe('regimeOf', () => {
  it.each([1, 2, 3])('finds two planted volatilities on more than nine days in ten, seed %d', (seed) => {
    const { market, truth } = plantedMarket(seed, 1_600, [0.015, 0.045]);
    const { stressProbability, model } = regimeIn(market);
    const [calm, turbulent] = [yearlyOf(model!, 0), yearlyOf(model!, 1)];
    let [right, count] = [0, 0];
    for (let day = 0; day < truth.length; day++) {
      if (Number.isNaN(stressProbability[day]!)) continue;
      count++;
      if (stressProbability[day]! > 0.5 === (truth[day] === 1)) right++;
    }
    expect(count).toBeGreaterThan(1_200);
    expect(right / count).toBeGreaterThan(0.9);
    expect(Math.abs(calm.volatility / (0.015 * Math.sqrt(365)) - 1)).toBeLessThan(0.2);
    expect(Math.abs(turbulent.volatility / (0.045 * Math.sqrt(365)) - 1)).toBeLessThan(0.2);
  });

  it('says nothing before a year of days, nor of a market that never moves', () => {
    const { stressProbability } = regimeIn(plantedMarket(1, 400, [0.015, 0.045]).market);
    // the first day has no return, so day 365 is the 365th that was seen
    expect(stressProbability.findIndex((value) => !Number.isNaN(value))).toBe(365);
    const still = handMarket([1, 2, 3].map((id) => ({ id: `${id}`, close: Array(800).fill(id) })));
    expect(regimeIn(still)).toEqual({
      stressProbability: expect.toSatisfy((p: Float64Array) => p.every(Number.isNaN)),
      model: null,
    });
  });
});

describe('seenOn', () => {
  it('gives return, smoothed volatility and log odds of the risen', () => {
    const closes = [
      [100, 110, 110],
      [100, 102, 104.04],
      [100, 96, 96],
    ];
    const market = handMarket(closes.map((close, i) => ({ id: `${i}`, close, marketCap: close })));
    const prices = settledPricesOf(market);
    const seen = seenOn(market, prices, marketIndexOf(market, prices), largestCellsOf(market, prices, 3));
    // moves 10, 2 and 4 %: median 4 %; then 0, 2 and 0 %: none, of which no logarithm can be taken: 0.01 %
    const first = Math.log(0.04);
    expect([...seen.slice(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...seen.slice(3, 6)]).toEqual(
      [0.08 / 3, first, Math.log(2.5 / 1.5)].map((value) => expect.closeTo(value, 9)),
    );
    expect([...seen.slice(7)]).toEqual(
      [0.9 * first + 0.1 * Math.log(1e-4), Math.log(1.5 / 2.5)].map((value) => expect.closeTo(value, 9)),
    );
  });
});

describe('regimeNameOf', () => {
  it.each([
    [0.34, 'calm'],
    [0.35, 'unclear'],
    [0.65, 'unclear'],
    [0.66, 'turbulent'],
    [Number.NaN, null],
  ] as const)('calls %d %s', (probability, name) => {
    expect(regimeNameOf(probability)).toBe(name);
  });

  it('is told with a probability that is never certain', () => {
    expect([0.99996, 0.9994, 0.5, 0].map(probabilityText)).toEqual(['99.9 %', '99.9 %', '50 %', '0.1 %']);
  });

  it('finds since when the name holds', () => {
    expect(regimeSince(Float64Array.of(Number.NaN, 0.9, 0.1, 0.7, 0.8))).toBe(3);
    expect(regimeSince(Float64Array.of(0.9, 0.8))).toBe(0);
    expect(regimeSince(Float64Array.of(0.9, Number.NaN))).toBe(-1);
    expect(regimeSince(new Float64Array())).toBe(-1);
  });
});
