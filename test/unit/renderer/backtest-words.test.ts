import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandPaths, bandsOf, holdingsAt } from '../../../src/renderer/views/backtest-bands.ts';
import { compareSettings, settingsOf } from '../../../src/renderer/views/backtest-settings.ts';
import {
  infeasibleWords,
  ledgerWords,
  luckWords,
  overfittingWords,
  probabilityWords,
  recordWords,
  repeatedOf,
  skillWords,
  yearsNeeded,
} from '../../../src/renderer/views/backtest-words.ts';
import { distinctNames, overlay } from '../../../src/renderer/views/backtests-compare.ts';
import {
  BacktestConfig,
  InformationCoefficient,
  Luck,
  Performance,
  type TrialEntry,
} from '../../../src/shared/backtests.ts';

const nothing = (shape: object): Record<string, null> =>
  Object.fromEntries(Object.keys(shape).map((key) => [key, null]));
const luck = (part: Partial<Luck> = {}): Luck => Luck.parse({ ...nothing(Luck.shape), ...part });
const performance = (dayCount: number): Performance => Performance.parse({ ...nothing(Performance.shape), dayCount });
const skill = (part: Partial<InformationCoefficient>): InformationCoefficient =>
  InformationCoefficient.parse({
    label: 'ensemble, 30 days',
    horizonDays: 30,
    isBaseline: false,
    mean: 0.03,
    ratio: 0.2,
    t: 3,
    dateCount: 100,
    monthTime: [],
    monthMean: [],
    ...part,
  });

describe('what is said of luck', () => {
  it('calls nothing proven below 95 %', () => {
    expect(luckWords({ luck: luck({ deflatedSharpe: 0.841 }), trialCount: 12 })).toBe(
      'After 12 trials the probability that this is more than luck is 84.1 %; below 95 % we would not call it proven.',
    );
    expect(luckWords({ luck: luck({ deflatedSharpe: 0.9499 }), trialCount: 12 })).toContain('would not call it proven');
    expect(luckWords({ luck: luck({ deflatedSharpe: 0.96 }), trialCount: 12 })).toContain('no promise');
  });

  it('says why there is no deflated figure', () => {
    expect(luckWords({ luck: luck({ probabilisticSharpe: 0.97 }), trialCount: 1 })).toContain(
      'With 1 trial on record there is no deflated figure yet',
    );
    expect(luckWords({ luck: luck(), trialCount: 1 })).toContain('cannot be told');
  });

  it('never rounds a probability to certainty', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (probability) => {
        expect(['100.0 %', '0.0 %']).not.toContain(probabilityWords(probability));
      }),
    );
  });

  it('tells the best that is to be expected without skill, and how many trials count', () => {
    expect(ledgerWords(6, { luck: luck({ expectedMaximumSharpe: 0.4 }), trialCount: 5 })).toBe(
      '6 trials are on record, of which 5 different ones count against the newest: the same settings on the same data count once. Without any skill, the best of as many would still be expected to show a Sharpe of 0.40: believe a result only as far as it is above that.',
    );
    expect(ledgerWords(1, undefined)).toContain('1 trial is on record. The more is tried');
    expect(ledgerWords(0, undefined)).toBe('');
  });

  it('says whether the record is long enough', () => {
    expect(recordWords({ luck: luck({ minimumTrackRecordDays: 800 }), performance: performance(799) })).toContain(
      'too short',
    );
    expect(recordWords({ luck: luck({ minimumTrackRecordDays: 800 }), performance: performance(800) })).toContain(
      'enough',
    );
    expect(recordWords({ luck: luck(), performance: performance(800) })).toContain('no length');
  });

  it('names no years that are shorter than the days that are needed', () => {
    expect(yearsNeeded(luck({ minimumBacktestYears: 0.11, minimumTrackRecordDays: 405 }))).toBeNull();
    expect(yearsNeeded(luck({ minimumBacktestYears: 0.11 }))).toBeNull();
    expect(yearsNeeded(luck({ minimumBacktestYears: 2, minimumTrackRecordDays: 405 }))).toBe(2);
  });

  it('marks every later run of the same settings and data', () => {
    const trial = (id: string, recordedTime: number, configHash: string): TrialEntry => ({
      ...{ id, recordedTime, configHash, name: 'Index', dataHash: 'd', isSimulated: false, fromTime: 0, untilTime: 1 },
      ...{ dayCount: 1, dailySharpe: null, annualSharpe: null, cagr: null, maximumDrawdown: null },
    });
    expect([...repeatedOf([trial('c', 3, 'x'), trial('b', 2, 'y'), trial('a', 1, 'x')])]).toEqual(['c']);
  });

  it('says what overfitting means, or what it needs', () => {
    expect(overfittingWords(null)).toContain('Needs five trials');
    const some = { probability: 0.6, lossProbability: 0, slope: null, trialCount: 7, splitCount: 252 };
    expect(overfittingWords(some)).toContain('60 % of the splits: choosing the best was worth nothing');
  });
});

describe('what is said of skill and decisions', () => {
  it('does not praise what may be chance, nor a baseline', () => {
    expect(skillWords([skill({ t: 1.9 }), skill({ isBaseline: true, t: 9 })])).toContain('No model put the tokens');
    expect(skillWords([skill({ t: null })])).toContain('Too few');
    expect(skillWords([skill({ isBaseline: true })])).toContain('No model was measured');
  });

  it('says that order without return pays nobody, and what volatility explains', () => {
    const plain = skillWords([skill({})]);
    expect(plain).toBe('Better order than chance (t of 2 or more): ensemble at 30 days ahead.');
    const told = skillWords([skill({ afterVolatility: { mean: 0, t: 0.5 }, topLessBottom: { mean: 0, t: 0.1 } })]);
    expect(told).toContain('mostly which tokens are calm');
    expect(told).toContain('pays nobody');
  });

  it('names the days ahead of which it is true, and of which it is not', () => {
    const row = (label: string, horizonDays: number, spread: number, spreadT: number): InformationCoefficient =>
      skill({
        ...{ label: `${label}, ${horizonDays} days`, horizonDays, t: 6 },
        ...{
          afterVolatility: { mean: 0.08, t: horizonDays === 90 ? 1 : 5 },
          topLessBottom: { mean: spread, t: spreadT },
        },
      });
    const told = skillWords([
      row('gradient-boosting', 7, 0.012, 3.7),
      row('random-forest', 7, 0.003, 0.9),
      row('gradient-boosting', 30, 0.009, 0.4),
      row('random-forest', 30, 0.004, 0.2),
      row('gradient-boosting', 90, -0.034, -0.3),
      row('random-forest', 90, -0.068, -0.6),
    ]);
    expect(told).toBe(
      'Better order than chance (t of 2 or more): every model at 7, 30 and 90 days ahead. ' +
        'Once volatility is taken out, some of it is left only at 7 and 30 days ahead. ' +
        'But the best-scored fifth reliably returned more than the worst only for gradient boosting at 7 days ahead. ' +
        'At 30 and 90 days ahead it did not, and at 90 days ahead it returned less on average: order without return pays nobody.',
    );
    expect(skillWords([row('ensemble', 7, 0.01, 3)])).toContain('For each of them the best-scored fifth also returned');
  });

  it('says how many decisions were infeasible', () => {
    const decisions = { count: 20, infeasibleCount: 2, lastInfeasibleTime: Date.UTC(2021, 4, 3), whys: [] };
    expect(infeasibleWords(decisions)).toContain(
      '2 of 20 decisions found no weights within the limits, the last on 2021-05-03',
    );
    expect(infeasibleWords({ ...decisions, infeasibleCount: 0 })).toBeNull();
    expect(infeasibleWords(null)).toBeNull();
  });
});

describe('settings side by side', () => {
  const config = BacktestConfig.parse({});

  it('tells every setting of the contract once', () => {
    const flat = (value: unknown, path = ''): string[] =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, own]) => flat(own, path === '' ? key : `${path}.${key}`))
        : [path];
    const told = settingsOf(config).map(({ path }) => path.replace(/halfSpreadTiers\.\d+$/, 'halfSpreadTiers'));
    expect([...new Set(told)].sort()).toEqual(flat(config).sort());
    expect(new Set(settingsOf(config).map(({ path }) => path)).size).toBe(told.length);
  });

  it('marks what differs, and only that', () => {
    const other = BacktestConfig.parse({ draft: { size: 10 }, simulation: { costs: { feeBasisPoints: 20 } } });
    const rows = compareSettings([config, other]).filter(({ isDifferent }) => isDifferent);
    expect(rows.map(({ path, values }) => [path, ...values])).toEqual([
      ['draft.size', '20 tokens', '10 tokens'],
      ['simulation.costs.feeBasisPoints', '10 basis points', '20 basis points'],
    ]);
  });
});

describe('equities laid over each other', () => {
  it('begin at 1 on the first common day and leave gaps where one has no value', () => {
    expect(
      overlay([
        { dayTime: [1, 2, 3], equity: [100, 200, 300] },
        { dayTime: [2, 3, 4], equity: [50, 25, 100] },
      ]),
    ).toEqual({
      times: [2, 3, 4],
      values: [
        [1, 1.5, null],
        [1, 0.5, 2],
      ],
    });
    expect(
      overlay([
        { dayTime: [1], equity: [1] },
        { dayTime: [2], equity: [1] },
      ]),
    ).toBeUndefined();
  });

  it('have names that tell equal ones apart', () => {
    expect(
      distinctNames([
        { id: 'abcdefgh', name: 'A' },
        { id: '12345678', name: 'A' },
        { id: 'x', name: 'B' },
      ]),
    ).toEqual(['A · abcdef', 'A · 123456', 'B']);
  });
});

describe('holdings over time', () => {
  const holdings = {
    dayTime: [0, 10],
    assets: ['a', 'b', 'c'],
    weights: [
      [0.5, 0.25],
      [0.25, 0],
      [0, 0.25],
    ],
    rest: [0, 0.1],
  };
  const name = (asset: string): string => asset.toUpperCase();

  it('stack to what is invested', () => {
    const bands = bandsOf(holdings, 2, name);
    expect(bands.map(({ label, weights }) => [label, ...weights])).toEqual([
      ['A', 0.5, 0.25],
      ['B', 0.25, 0],
      ['All others', 0, 0.35],
    ]);
    expect(bandPaths(bands, holdings.dayTime, 20)[0]).toBe('M0 500H500L500 750H1000L1000 1000H500L500 1000H0Z');
  });

  it('add up to the whole with cash', () => {
    const rows = holdingsAt(holdings, 1, name);
    expect(rows.map(({ label }) => label)).toEqual(['A', 'C', 'All others', 'Cash']);
    expect(rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});
