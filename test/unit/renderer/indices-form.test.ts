import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNumberProblem } from '../../../src/renderer/ui/number-spec.ts';
import { formatNumberOf, NUMBER_FIELDS, numberField } from '../../../src/renderer/views/indices-fields.ts';
import {
  changesOf,
  formOf,
  INITIAL_FORM,
  type IndexForm,
  PRESETS,
  presetOf,
  problemsOf,
  readForm,
  requestOf,
  withPreset,
} from '../../../src/renderer/views/indices-form.ts';
import { DraftPreferences, drafts } from '../../../src/shared/drafts.ts';
import { EligibilityRules } from '../../../src/shared/models.ts';

const withNumbers = (numbers: Partial<IndexForm['numbers']>): IndexForm => ({
  ...INITIAL_FORM,
  numbers: { ...INITIAL_FORM.numbers, ...numbers },
});

describe('the form of the builder', () => {
  it('begins with the defaults of the contract', () => {
    expect(requestOf(INITIAL_FORM)).toEqual({
      name: 'Index',
      preferences: DraftPreferences.parse({}),
      eligibility: EligibilityRules.parse({}),
    });
    expect(presetOf(INITIAL_FORM)).toBe('balanced');
  });

  it('has the bounds of the contract at both ends of every number', () => {
    const accepts = (key: string, value: number): boolean => {
      const shape = { ...DraftPreferences.shape, ...EligibilityRules.shape };
      return shape[key as keyof typeof shape].safeParse(value).success;
    };
    for (const field of NUMBER_FIELDS) {
      const beyond = field.isWhole ? 1 : 1e-6;
      expect([field.key, accepts(field.key, field.minimum)]).toEqual([field.key, true]);
      expect([field.key, accepts(field.key, field.minimum - beyond)]).toEqual([field.key, false]);
      expect([field.key, accepts(field.key, field.maximum)]).toEqual([field.key, true]);
      if (field.maximum < Number.MAX_SAFE_INTEGER)
        expect([field.key, accepts(field.key, field.maximum + beyond)]).toEqual([field.key, false]);
      if (field.isWhole) expect([field.key, accepts(field.key, field.minimum + 0.5)]).toEqual([field.key, false]);
    }
  });

  it('sends what the contract accepts, whenever it sees no problem', () => {
    const number = fc.oneof(
      fc.constant(null),
      fc.double({ min: -1, max: 3, noNaN: true }),
      fc.integer({ min: -5, max: 3_000 }),
    );
    const numbers = fc.record(Object.fromEntries(NUMBER_FIELDS.map(({ key }) => [key, number])));
    let sound = 0;
    fc.assert(
      fc.property(numbers, fc.string(), fc.boolean(), (drawn, name, isWild) => {
        const form = { ...(isWild ? withNumbers(drawn) : withNumbers({ size: drawn.size ?? 20 })), name };
        if (Object.keys(problemsOf(form)).length > 0) return;
        sound++;
        expect(drafts['drafts.create'].input.safeParse(requestOf(form)).success).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(sound).toBeGreaterThan(20);
  });

  it('knows each preset by its fields, and any other value as custom', () => {
    for (const preset of PRESETS) {
      const form = withPreset(withNumbers({ size: 33, buffer: 7 }), preset);
      expect(presetOf(form)).toBe(preset.id);
      expect(problemsOf(form)).toEqual({});
      expect(presetOf({ ...form, numbers: { ...form.numbers, size: 33 } })).toBe('custom');
      expect(Object.keys(preset.numbers)).toEqual(Object.keys(PRESETS[0].numbers));
    }
  });
});

describe('problemsOf', () => {
  it('says what a number was and what it needs', () => {
    expect(problemsOf(withNumbers({ size: 0 })).size).toBe('Was 0, needs 1 to 500');
    expect(problemsOf(withNumbers({ size: 2.5 })).size).toBe('Was 2.5, needs a whole number');
    expect(problemsOf(withNumbers({ size: null })).size).toBe('Is empty, needs 1 to 500');
    expect(problemsOf(withNumbers({ tokenCap: 1.5 })).tokenCap).toBe('Was 150 %, needs 0 % to 100 %');
    expect(problemsOf(withNumbers({ minimumAgeDays: 0 })).minimumAgeDays).toBe('Was 0, needs 1 or more');
    expect(problemsOf(withNumbers({ volatilityTarget: null }))).toEqual({});
    expect(findNumberProblem(numberField('turnoverCap'), -0.1)).toBe('Was −10 %, needs 0 % to 100 %, or nothing');
  });

  it('sees what fields make impossible together', () => {
    expect(problemsOf(withNumbers({ minimumWeight: 0.2 }))).toEqual({
      minimumWeight: 'Is above the largest token weight, 15 %; nothing could be held',
    });
    expect(problemsOf(withNumbers({ size: 4, tokenCap: 0.1 }))).toEqual({
      tokenCap: '4 tokens of at most 10 % are 40 %, below the minimum invested, 50 %',
    });
    // exactly enough is enough, though 5 × 0.1 may be rounded
    expect(problemsOf(withNumbers({ size: 5, tokenCap: 0.1 }))).toEqual({});
    expect(problemsOf({ ...INITIAL_FORM, sectorsIncluded: ['games'] })).toEqual({
      sectorCap: 'One sector may hold 40 % at most, below the minimum invested, 50 %',
    });
    expect(problemsOf(withNumbers({ covarianceDays: 40 })).minimumOverlapDays).toMatch(/more than the days/);
    expect(problemsOf({ ...INITIAL_FORM, sectorsIncluded: ['games', 'lending'], sectorsExcluded: ['games'] })).toEqual({
      sectorsExcluded: 'games is also among those to hold; take it out of one',
    });
    expect(problemsOf({ ...INITIAL_FORM, name: '  ' })).toEqual({ name: 'Is empty, needs a name' });
  });
});

describe('readForm', () => {
  it('gives back what was kept, and ignores what it cannot read', () => {
    const form = { ...withNumbers({ size: 7, turnoverCap: 0.3 }), sectorsIncluded: ['games'], usesHeld: false };
    expect(readForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
    expect(readForm({ name: 3, weighting: 'toString', numbers: { size: 'many' }, assetsExcluded: [1] })).toEqual(
      INITIAL_FORM,
    );
    expect(readForm('text')).toBeUndefined();
    fc.assert(fc.property(fc.anything(), (kept) => void readForm(kept)));
  });

  it('asks for the same draft once more', () => {
    const form = { ...withPreset(INITIAL_FORM, PRESETS[2]), name: 'Bold', assetsExcluded: ['bitcoin'] };
    expect(formOf(requestOf(form))).toEqual(form);
  });
});

it('writes numbers with their unit', () => {
  expect(formatNumberOf('tokenCap', 0.15)).toBe('15 %');
  expect(formatNumberOf('minimumWeight', 0.005)).toBe('0.5 %');
  expect(formatNumberOf('minimumDollarVolume', 100_000)).toBe('$100 K');
  expect(formatNumberOf('size', 20)).toBe('20 tokens');
  expect(formatNumberOf('turnoverCap', null)).toBe('none');
});

it('tells what of a form is not as it begins, but not its name', () => {
  expect(changesOf({ ...INITIAL_FORM, name: 'Mine' })).toEqual([]);
  const form = { ...withNumbers({ size: 7, turnoverCap: 0.3 }), sectorsIncluded: ['games'], usesHeld: false };
  expect(changesOf(form).map(({ label, value }) => `${label}: ${value}`)).toEqual([
    ': 7 tokens',
    'Largest turnover: 30 %',
    'Only these sectors: games',
    'Begins: from cash',
  ]);
});
