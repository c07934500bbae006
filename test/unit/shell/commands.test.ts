import { describe, expect, it } from 'vitest';
import { runImport } from '../../../src/main/shell/commands/data.ts';
import { draftText, runDraft } from '../../../src/main/shell/commands/indices.ts';
import type { Session } from '../../../src/main/shell/session.ts';
import { counted } from '../../../src/main/shell/table.ts';
import type { Draft } from '../../../src/shared/drafts.ts';

/** A session that answers every call alike and keeps what it was told. */
function sessionOf(answer: unknown) {
  const told = { shown: '', notes: [] as string[], end: null as string | null };
  const session: Session = {
    ...{ home: '/nowhere', json: false },
    call: async <T>() => answer as T,
    say: () => undefined,
    warn: (notes) => void told.notes.push(...notes),
    endWith: (code) => {
      told.end = code;
    },
    show: (value, toText) => {
      told.shown = toText(value);
    },
  };
  return { session, told };
}

const NO_DRAFT = {
  ...{ name: 'Index', asOf: 0, isSimulated: false, feasible: false, weights: [], notes: ['a note'] },
  binding: [
    { constraint: 'minimum-invested', subject: null, limit: 0.5, message: 'The caps allow 0.45 of equity' },
    { constraint: 'token-cap', subject: null, limit: 0.15, message: '3 tokens are at their largest weight' },
  ],
} as unknown as Draft;

describe('draft', () => {
  it('that no weights can meet, ends as wrong input and says what helps', async () => {
    const { session, told } = sessionOf(NO_DRAFT);
    await runDraft(session, [], {});
    expect(told).toMatchObject({ end: 'invalid-input', notes: ['a note'] });
    expect(told.shown).toBe(draftText(NO_DRAFT));
    expect(told.shown.split('\n').slice(-3)).toEqual([
      '- The caps allow 0.45 of equity',
      '- 3 tokens are at their largest weight',
      'What helps: a larger --size or --token-cap, so that enough can be invested.',
    ]);
  });
});

describe('import', () => {
  const file = (name: string, state: string) => ({ file: `/data/${name}`, state, message: null, refusedBy: [] });
  const report = (...files: object[]) => ({ files, refusedRows: [], rows: 1, inserted: 1, refused: 0, seconds: 1 });

  it.each([
    ['a folder in which one file is refused', ['/data'], null],
    ['a file that was named and is refused', ['/data/good.csv', '/data/bad.csv'], 'invalid-input'],
  ])('of %s', async (_, paths, end) => {
    const { session, told } = sessionOf(report(file('good.csv', 'imported'), file('bad.csv', 'refused')));
    await runImport(session, paths, {});
    expect(told.end).toBe(end);
    expect(told.shown).toContain('1 of 2 files refused:');
  });

  it('of a folder of which nothing is taken, ends as wrong input', async () => {
    const { session, told } = sessionOf(report(file('bad.csv', 'refused')));
    await runImport(session, ['/data'], {});
    expect(told.end).toBe('invalid-input');
    expect(told.shown).toContain('1 row in 1.0 s');
  });
});

describe('counted', () => {
  it('says one of one, and many of all others', () => {
    expect([0, 1, 2_000].map((count) => counted(count, 'asset'))).toEqual(['0 assets', '1 asset', '2,000 assets']);
  });
});
