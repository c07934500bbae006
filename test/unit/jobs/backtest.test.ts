import { afterAll, describe, expect, it } from 'vitest';
import { runBacktest } from '../../../src/main/jobs/backtest.ts';
import { BacktestConfig } from '../../../src/shared/backtests.ts';
import { instantOf, startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 460;
const FIRST = 18_628;
const store = simulatedStore({ seed: 4, assetCount: 60, dayCount: DAYS });
afterAll(() => store.close());

type Changes = { simulation?: object; draft?: object };

function backtest({ simulation = {}, draft = {} }: Changes): ReturnType<typeof runBacktest> {
  const config = BacktestConfig.parse({
    simulation: { bootstrapDrawCount: 100, ...simulation },
    draft: { size: 10, ...draft },
    ensemble: {
      ...{ kinds: ['gradient-boosting'], horizons: [7], minimumCoverage: 0.4 },
      eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
    },
  });
  const asOf = startOfDay(FIRST + DAYS);
  const about = { name: 'test', createdTime: instantOf(asOf), programVersion: 'test', isSimulated: true };
  return Promise.resolve(runBacktest(store, { ...about, config, asOf }, plainRun()));
}

describe('runBacktest', () => {
  it('measures skill in order and in return, of models and of plain rules, and tells what it decided', async () => {
    const { report } = await backtest({});
    expect(report.informationCoefficients.map(({ label }) => label)).toEqual([
      'gradient-boosting, 7 days',
      'low volatility alone, 7 days',
      'momentum alone, 7 days',
    ]);
    const [model, volatility] = report.informationCoefficients;
    for (const figure of [model?.afterVolatility, model?.topLessBottom, model?.topLessUniverse]) {
      expect(figure).toEqual({ mean: expect.any(Number), t: expect.any(Number) });
    }
    expect(volatility?.afterVolatility).toEqual({ mean: null, t: null });
    expect(report.decisions).toMatchObject({ infeasibleCount: 0, whys: [] });
    expect(report.decisions?.count).toBeGreaterThan(2);
    expect(report.survivorship?.years.every(({ meanEligibleCount }) => meanEligibleCount > 10)).toBe(true);
  });

  it('refuses a first decision that could not be filled before the end', async () => {
    const fromTime = startOfDay(FIRST + DAYS - 1);
    await expect(backtest({ simulation: { fromTime } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The first decision was asked for on 2022-04-05, needs a day before the last one, 2022-04-05',
    });
  });

  it('refuses preferences that leave no weights of any market', async () => {
    await expect(backtest({ draft: { size: 3 } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('The caps allow 0.4500 of equity in 3 tokens, needs 0.5'),
    });
  });

  it('refuses a run of which no decision had weights: cash is no trial', async () => {
    await expect(backtest({ draft: { sectorCap: 0.02 } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^No draft was feasible on any of \d+ decisions, needs weaker constraints: /),
    });
  });
});
