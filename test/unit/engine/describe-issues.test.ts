import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssues, sentenceOf } from '../../../src/main/engine/describe-issues.ts';

const Schema = z.object({
  size: z.int().min(1).max(9),
  share: z.number().gt(0).lt(1),
  name: z.string().min(2),
  list: z.array(z.int()).min(1),
  kind: z.enum(['a', 'b']),
  isOn: z.boolean(),
  map: z.record(z.string(), z.number()),
});
const GOOD = { size: 1, share: 0.5, name: 'ab', list: [1], kind: 'a', isOn: true, map: {} };

const said = (input: unknown): string[] => {
  const parsed = Schema.safeParse(input);
  return describeIssues(parsed.error?.issues ?? [], input).map((issue) => sentenceOf(issue));
};

describe('describeIssues', () => {
  it.each([
    [{ size: 0 }, 'size was 0, needs at least 1'],
    [{ size: 10 }, 'size was 10, needs at most 9'],
    [{ size: 1.5 }, 'size was 1.5, needs a whole number'],
    [{ size: 'x' }, 'size was "x", needs a number'],
    [{ size: undefined }, 'size was left out, needs a number'],
    [{ size: null }, 'size was null, needs a number'],
    [{ share: 0 }, 'share was 0, needs more than 0'],
    [{ share: 1 }, 'share was 1, needs less than 1'],
    [{ name: 'a' }, 'name was "a", needs at least 2 characters'],
    [{ list: [] }, 'list was [], needs at least 1 entry'],
    [{ list: [1, 'b'] }, 'list.1 was "b", needs a number'],
    [{ kind: 'c' }, 'kind was "c", needs one of a, b'],
    [{ isOn: 'yes' }, 'isOn was "yes", needs true or false'],
    [{ map: { a: 'x' } }, 'map.a was "x", needs a number'],
  ])('names the field, what it was and what is needed: %j', (wrong, sentence) => {
    expect(said({ ...GOOD, ...wrong })).toEqual([sentence]);
  });

  it('tells every field that is wrong, and an input that is no object', () => {
    expect(said({ ...GOOD, size: 0, kind: 'c' })).toHaveLength(2);
    expect(said([1])).toEqual(['The input was [1], needs an object']);
    expect(said(GOOD)).toEqual([]);
  });

  it('shows the beginning of what is long', () => {
    expect(said({ ...GOOD, size: 'x'.repeat(100) })[0]).toBe(`size was "${'x'.repeat(58)}…, needs a number`);
  });

  it('shows any value as the beginning of its JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value);
        const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
        const [issue] = describeIssues(z.never().safeParse(value).error!.issues, value);
        expect(issue?.was).toBe(shown);
      }),
    );
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('shows the beginning of %s that are nested without end', (_, open, close) => {
    const value: unknown = JSON.parse(`${open.repeat(400_000)}1${close.repeat(400_000)}`);
    const [issue] = describeIssues(z.string().safeParse(value).error!.issues, value);
    expect(issue?.was).toBe(`${open.repeat(60).slice(0, 59)}…`);
  });
});
