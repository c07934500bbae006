import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGrants } from '../../../src/main/shell/grants.ts';
import { createRendererCalls } from '../../../src/main/shell/renderer-calls.ts';
import { contract } from '../../../src/shared/contract.ts';
import type { Contract } from '../../../src/shared/endpoint.ts';
import { AppError, type CancelSignal } from '../../../src/shared/errors.ts';

const NEVER = new AbortController().signal;

type Asked = { name: string; input: unknown; signal: CancelSignal };

/** Calls over an engine that notes what it was asked and answers with `reply`. */
function open(reply: (asked: Asked) => unknown = () => null) {
  const grants = createGrants();
  const asked: Asked[] = [];
  const defects: string[] = [];
  const engine = {
    async call(name: string, input: unknown, signal: CancelSignal) {
      const call = { name, input, signal };
      asked.push(call);
      return reply(call);
    },
  };
  const calls = createRendererCalls({ engine, grants, onDefect: (stack) => defects.push(stack) });
  return { grants, asked, defects, calls };
}

/** Returns a promise that another hand settles. */
function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('the signal of the window', () => {
  it('cancels a query and leaves a command alone', async () => {
    const { asked, calls } = open();
    const window = new AbortController();
    await calls.call('system.status', {}, window.signal);
    await calls.call('feeds.simulate', {}, window.signal);
    window.abort();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('is not what ends calls when the program ends: close cancels both kinds and waits for them', async () => {
    const gate = later<string>();
    const { asked, calls } = open(() => gate.promise);
    const answers = [calls.call('system.status', {}, NEVER), calls.call('feeds.simulate', {}, NEVER)];
    let isClosed = false;
    const closed = calls.close().then(() => (isClosed = true));
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    await Promise.resolve();
    expect(isClosed).toBe(false);
    gate.resolve('ended');
    await closed;
    expect(await Promise.all(answers)).toEqual([
      { ok: true, value: 'ended' },
      { ok: true, value: 'ended' },
    ]);
    expect(await calls.call('system.status', {}, NEVER)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(asked).toHaveLength(2);
  });
});

describe('what is thrown', () => {
  it('is an answer, and a defect is told to the log alone', async () => {
    const { calls, defects } = open(({ name }) => {
      if (name === 'models.list') throw new Error('a secret path');
      throw new AppError('conflict', 'It was so, needs to be otherwise', { details: { at: 1 } });
    });
    expect(await calls.call('drafts.list', {}, NEVER)).toEqual({
      ok: false,
      error: { code: 'conflict', message: 'It was so, needs to be otherwise', details: { at: 1 } },
    });
    expect(await calls.call('models.list', {}, NEVER)).toEqual({
      ok: false,
      error: { code: 'internal', message: 'The program met an error of its own; the log has the details' },
    });
    expect(defects).toEqual([expect.stringContaining('a secret path')]);
  });
});

describe('paths of the machine', () => {
  it('cannot be named by a window', async () => {
    const { asked, calls } = open();
    const refused: [string, unknown, string][] = [
      ['imports.run', { paths: ['/etc/passwd'] }, 'not-found'],
      ['imports.run', { paths: ['grant:00', '/etc'] }, 'not-found'],
      ['backtests.run', { reportPath: '/tmp/x.html' }, 'invalid-input'],
      ['backtests.run', { config: { reportPath: '/tmp/x.html' } }, 'invalid-input'],
      ['bench.run', { name: 'panel', dataPath: '/', outPath: '/tmp/x' }, 'not-found'],
      ['models.export', { folder: '/tmp/x' }, 'not-found'],
    ];
    for (const [name, input, code] of refused) {
      expect(await calls.call(name, input, NEVER), name).toMatchObject({ ok: false, error: { code } });
    }
    expect(asked).toEqual([]);
    expect(await calls.call('backtests.run', { name: 'A', reportPath: null }, NEVER)).toMatchObject({ ok: true });
  });

  it('are the known ones: a field of the contract that names a path is refused or lent to a handle', () => {
    const found: string[] = [];
    const visit = (name: string, schema: unknown, path: string): void => {
      const { properties = {}, items, anyOf = [] } = (schema ?? {}) as Record<string, never>;
      for (const [field, inner] of Object.entries(properties)) {
        if (/path|folder|file|dir$/i.test(field)) found.push(`${name} ${path}${field}`);
        visit(name, inner, `${path}${field}.`);
      }
      if (items !== undefined) visit(name, items, `${path}[].`);
      for (const inner of anyOf as unknown[]) visit(name, inner, path);
    };
    for (const [name, endpoint] of Object.entries(contract as Contract)) {
      if (endpoint.kind !== 'event') visit(name, z.toJSONSchema(endpoint.input, { io: 'input' }), '');
    }
    expect(found.sort()).toEqual([
      'backtests.run reportPath',
      'bench.run dataPath',
      'bench.run outPath',
      'imports.run paths',
      'models.export folder',
    ]);
  });
});

describe('an import', () => {
  const folder = join('/', 'home', 'uploads', '1');
  const report = {
    files: [{ file: join(folder, 'a', 'b.csv'), rows: 3 }],
    refusedRows: [{ file: join(folder, 'a', 'b.csv'), row: 2 }],
    rows: 3,
  };

  it('is given the paths behind the handles, and its report names files without the machine', async () => {
    const { asked, calls, grants } = open(() => report);
    const removed: string[] = [];
    const handle = grants.grantUpload(folder, async () => void removed.push(folder));
    const answer = await calls.call('imports.run', { paths: [handle], maxRefusedShare: 0.5 }, NEVER);
    expect(asked[0]?.input).toEqual({ paths: [folder], maxRefusedShare: 0.5 });
    expect(answer).toEqual({
      ok: true,
      value: { files: [{ file: 'a/b.csv', rows: 3 }], refusedRows: [{ file: 'a/b.csv', row: 2 }], rows: 3 },
    });
    expect(removed).toEqual([folder]);
  });

  it('has its uploads removed where it failed, too, and not before it ended', async () => {
    const gate = later<never>();
    const { calls, grants } = open(async () => {
      await gate.promise;
      throw new AppError('cancelled', 'The work was cancelled');
    });
    const removed: string[] = [];
    const handle = grants.grantUpload(folder, async () => void removed.push(folder));
    const answer = calls.call('imports.run', { paths: [handle] }, NEVER);
    await Promise.resolve();
    expect(removed).toEqual([]);
    gate.resolve(undefined as never);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(removed).toEqual([folder]);
  });

  it('with paths that are none is left to the gate', async () => {
    const { asked, calls } = open(() => report);
    for (const input of [null, [1], {}, { paths: [] }, { paths: [1] }, { paths: 'x' }]) {
      await calls.call('imports.run', input, NEVER);
    }
    expect(asked.map(({ input }) => input)).toEqual([null, [1], {}, { paths: [] }, { paths: [1] }, { paths: 'x' }]);
  });
});
