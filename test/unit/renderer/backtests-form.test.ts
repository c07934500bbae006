import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNumberProblem, formatSpec } from '../../../src/renderer/ui/number-spec.ts';
import { RUN_FIELDS, runField } from '../../../src/renderer/views/backtests-fields.ts';
import {
  formOfReport,
  INITIAL_RUN,
  type RunnerForm,
  readRunnerForm,
  runProblemsOf,
  runRequestOf,
} from '../../../src/renderer/views/backtests-form.ts';
import { BacktestConfig, backtests } from '../../../src/shared/backtests.ts';

const withNumbers = (numbers: Partial<RunnerForm['numbers']>): RunnerForm => ({
  ...INITIAL_RUN,
  numbers: { ...INITIAL_RUN.numbers, ...numbers },
});
const accepts = (form: RunnerForm): boolean => backtests['backtests.run'].input.safeParse(runRequestOf(form)).success;

describe('the form of a backtest', () => {
  it('begins with the defaults of the contract', () => {
    expect(runRequestOf(INITIAL_RUN)).toEqual({ name: 'Index', config: BacktestConfig.parse({}) });
    expect(runProblemsOf(INITIAL_RUN).count).toBe(0);
  });

  it('has the bounds of the contract at both ends of every number', () => {
    for (const field of RUN_FIELDS) {
      const step = field.isWhole || field.minimum === 1 ? 1 : 1e-6;
      expect(accepts(withNumbers({ [field.key]: field.minimum })), `least ${field.key}`).toBe(true);
      // any sum above nothing may begin a backtest; the form asks for a dollar
      if (field.key !== 'initialEquity')
        expect(accepts(withNumbers({ [field.key]: field.minimum - step })), `below ${field.key}`).toBe(false);
      if (field.maximum === Number.MAX_SAFE_INTEGER) continue;
      expect(accepts(withNumbers({ [field.key]: field.maximum })), `most ${field.key}`).toBe(true);
      expect(accepts(withNumbers({ [field.key]: field.maximum + step })), `above ${field.key}`).toBe(false);
    }
  });

  it('never asks what the contract refuses', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RUN_FIELDS.map(({ key }) => key)),
        fc.oneof(fc.double({ min: -10, max: 1e6, noNaN: true }), fc.integer({ min: -5, max: 5e9 }), fc.constant(null)),
        (key, value) => {
          const form = withNumbers({ [key]: value });
          expect(runProblemsOf(form).count > 0 || accepts(form)).toBe(true);
        },
      ),
    );
  });

  it('makes the last day a whole one', () => {
    const { simulation } = runRequestOf({ ...INITIAL_RUN, fromDay: '2020-01-31', untilDay: '2020-12-31' }).config;
    expect(simulation.fromTime).toBe(Date.UTC(2020, 0, 31));
    expect(simulation.untilTime).toBe(Date.UTC(2021, 0, 1));
  });

  it('comes back from the report that it led to', () => {
    const form: RunnerForm = {
      ...withNumbers({
        seed: 7,
        modelSeed: 8,
        delistingReturn: -0.9,
        learntDelistingReturn: -0.3,
        feeBasisPoints: 2.5,
      }),
      fromDay: '2020-01-31',
      untilDay: '2020-12-31',
      cadence: 'quarter',
      horizons: '30',
      kinds: ['random-forest'],
      tiers: [{ fromDollarVolume: 0, basisPoints: 12 }],
    };
    expect(formOfReport(runRequestOf(form))).toEqual(form);
    expect(readRunnerForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
  });

  it('reads what is no form at its defaults', () => {
    expect(readRunnerForm('text')).toBeUndefined();
    expect(readRunnerForm({ numbers: { seed: 'x' }, tiers: 3, kinds: [1], cadence: 'day' })).toEqual(INITIAL_RUN);
  });

  it('says what is wrong, with what it was and what it needs', () => {
    const problems = runProblemsOf({
      ...withNumbers({ retrainMonths: 13, feeBasisPoints: null }),
      fromDay: '2020-02-30',
      untilDay: '2020-01-01',
      horizons: '7, 7',
      kinds: [],
      tiers: [{ fromDollarVolume: 0, basisPoints: -1 }],
    });
    expect(problems.numbers).toEqual({
      retrainMonths: 'Was 13, needs 1 to 12',
      feeBasisPoints: 'Is empty, needs 0 or more',
    });
    expect(problems.fromDay).toBe('Was 2020-02-30, needs a day such as 2020-01-31');
    expect(problems.horizons).toContain('Was “7, 7”');
    expect(problems.kinds).toContain('at least one');
    expect(problems.tiers).toBe('A spread was −1, needs 0 or more');
    expect(problems.count).toBe(6);
    expect(runProblemsOf({ ...INITIAL_RUN, fromDay: '2020-01-02', untilDay: '2020-01-02' }).untilDay).toContain(
      'not after',
    );
  });

  it('writes numbers with their units', () => {
    expect(formatSpec(runField('retrainMonths'), 1)).toBe('1 month');
    expect(formatSpec(runField('delistingReturn'), -0.5)).toBe('−50 %');
    expect(formatSpec(runField('initialEquity'), 100_000)).toBe('$100 K');
    expect(findNumberProblem(runField('maximumVolumeShare'), 2)).toBe('Was 200 %, needs 0 % to 100 %');
  });
});
