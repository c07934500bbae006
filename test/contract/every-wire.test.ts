/** One table of calls through every way into the program: the answers and the errors must be the same. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/main/engine/create-engine.ts';
import { EXIT_CODES } from '../../src/main/shell/exit-codes.ts';
import { connectionOf } from '../../src/main/store/connection.ts';
import { openStore } from '../../src/main/store/open.ts';
import type { Answer } from '../../src/shared/client.ts';
import { contract } from '../../src/shared/contract.ts';
import { type ErrorCode, NEVER_CANCELLED, toErrorShape } from '../../src/shared/errors.ts';
import { instantOf } from '../../src/shared/time.ts';
import { fileAppears, runCommand, startCommand } from '../support/command-line.ts';
import { openLoopback } from '../support/loopback.ts';

/** What came back over a wire: the answer, or what is shown of the error. */
type Reply = { readonly value: unknown } | { readonly error: ReturnType<typeof toErrorShape> };

type Wire = {
  /** Answers over the home of this wire, a copy of the one in which the others answer. */
  ask(name: string, input: unknown): Promise<Reply>;
  close(): Promise<void>;
};

const clock = () => instantOf(Date.now());
const root = mkdtempSync(join(tmpdir(), 'indexsmith-wires-'));
const homeOf = (wire: string): string => join(root, wire);
const defects: string[] = [];

function openInProcess(): Wire {
  const engine = createEngine({ home: homeOf('in-process'), clock, onDefect: (stack) => defects.push(stack) });
  return {
    ask: (name, input) => askEngine(engine, name, input),
    close: () => engine.close(),
  };
}

async function askEngine(engine: Engine, name: string, input: unknown): Promise<Reply> {
  try {
    return { value: await engine.call(name, input, NEVER_CANCELLED) };
  } catch (thrown) {
    return { error: toErrorShape(thrown) };
  }
}

function openCommandLine(): Wire {
  return {
    async ask(name, input) {
      const args = ['call', name, '--input', JSON.stringify(input), '--json', '--home', homeOf('command-line')];
      const { exitCode, output } = await runCommand(args);
      const document = JSON.parse(output) as { error?: ReturnType<typeof toErrorShape> };
      const code = document.error?.code;
      expect(exitCode).toBe(code === undefined ? 0 : EXIT_CODES[code]);
      return document.error === undefined ? { value: document } : { error: document.error };
    },
    close: async () => undefined,
  };
}

function openLoopbackWire(): Wire {
  const home = homeOf('loopback');
  const onDefect = (stack: string): void => void defects.push(stack);
  const engine = createEngine({ home, clock, onDefect });
  const opened = openLoopback(engine, { home, onDefect });
  return {
    async ask(name, input) {
      const { server, send } = await opened;
      const body = JSON.stringify(input, (key, value) =>
        // a window names files by what it was given for them
        key === 'paths' ? (value as string[]).map((path) => server.grants.grant(path)) : value,
      );
      const headers = { 'content-type': 'application/json' };
      const { status, text } = await send(`/v1/${name}`, { body, headers });
      const answer = JSON.parse(text) as Answer;
      expect(answer.ok).toBe(status === 200);
      return answer.ok ? { value: answer.value } : { error: answer.error };
    },
    async close() {
      await (await opened).close();
      await engine.close();
    },
  };
}

const WIRES = {
  'in-process': openInProcess,
  'command-line': openCommandLine,
  loopback: openLoopbackWire,
} as const;

type Call = {
  readonly title: string;
  readonly name: string;
  readonly input: unknown;
  /** Null for a good call. */
  readonly code: ErrorCode | null;
};

const CALLS: readonly Call[] = [
  { title: 'a good query', name: 'system.status', input: {}, code: null },
  { title: 'a good query with input', name: 'system.status', input: { hash: true }, code: null },
  { title: 'a good list', name: 'factors.list', input: {}, code: null },
  { title: 'another good list', name: 'models.list', input: {}, code: null },
  { title: 'a list that is empty', name: 'drafts.list', input: {}, code: null },
  { title: 'settings that nobody changed', name: 'settings.get', input: {}, code: null },
  { title: 'the commands that run', name: 'calls.list', input: {}, code: null },
  { title: 'the workspaces', name: 'workspaces.list', input: {}, code: null },
  { title: 'the backups', name: 'backups.list', input: {}, code: null },
  { title: 'the log from a level on', name: 'logs.list', input: { level: 'error' }, code: null },
  { title: 'a token', name: 'assets.get', input: { asset: 'nothing' }, code: 'not-found' },
  { title: 'the market', name: 'market.overview', input: {}, code: null },
  { title: 'a track record that is not there yet', name: 'anomalies.record', input: {}, code: null },
  { title: 'a search that was not made', name: 'patterns.list', input: {}, code: null },
  { title: 'chances before a forest', name: 'quality.list', input: {}, code: null },
  { title: 'how texts are read', name: 'texts.scores', input: {}, code: null },
  { title: 'measures of nothing', name: 'measures.coverage', input: {}, code: null },
  { title: 'a command that does not run', name: 'calls.cancel', input: { id: 99 }, code: 'not-found' },
  { title: 'a workspace beside a store alone', name: 'workspaces.open', input: { id: 'sample' }, code: 'conflict' },
  { title: 'a good command', name: 'imports.run', input: { paths: [join(root, 'candles.csv')] }, code: null },
  { title: 'the command again', name: 'imports.run', input: { paths: [join(root, 'candles.csv')] }, code: null },
  { title: 'input of another type', name: 'system.status', input: { hash: 'yes' }, code: 'invalid-input' },
  { title: 'input that lacks something', name: 'drafts.get', input: {}, code: 'invalid-input' },
  { title: 'input out of range', name: 'feeds.simulate', input: { assetCount: 3 }, code: 'invalid-input' },
  { title: 'input that is no object', name: 'imports.run', input: [1], code: 'invalid-input' },
  { title: 'an endpoint that is not there', name: 'drafts.destroy', input: {}, code: 'not-found' },
  { title: 'an event, which cannot be called', name: 'data.changed', input: {}, code: 'not-found' },
  { title: 'a name of every object', name: 'constructor', input: {}, code: 'not-found' },
  { title: 'a missing thing', name: 'backtests.get', input: { id: 'nothing' }, code: 'not-found' },
  { title: 'a state that does not allow it', name: 'feeds.simulate', input: {}, code: 'conflict' },
  { title: 'a handler that fails', name: 'ratings.list', input: { asOf: 0 }, code: 'internal' },
];

/** What rightly differs: where the wire's store lies, how long something took, and how much a window is told of a path. */
function comparable(reply: Reply): unknown {
  const differs = new Set(['storePath', 'storeBytes', 'seconds', 'candlesPerSecond', 'home', 'folder', 'path']);
  const shown = (key: string, value: unknown): unknown => (key === 'file' ? basename(value as string) : value);
  return JSON.parse(JSON.stringify(reply, (key, value: unknown) => (differs.has(key) ? null : shown(key, value))));
}

const wires = new Map<string, Wire>();

beforeAll(async () => {
  const home = homeOf('first');
  const engine = createEngine({ home, clock, onDefect: (stack) => defects.push(stack) });
  const header = 'date,asset,open,high,low,close,volume,market_cap';
  writeFileSync(join(root, 'first.csv'), [header, '2020-01-01,LTC,1,2,1,2,5,'].join('\n'));
  await engine.call('imports.run', { paths: [join(root, 'first.csv')] }, NEVER_CANCELLED);
  await engine.close();
  // ratings that nobody can read make their handler fail as no test double would: from within
  const store = openStore(join(home, 'indexsmith.sqlite'), { clock });
  connectionOf(store).database.exec("INSERT INTO rating_sets (as_of, saved_at, meta) VALUES (0, 0, 'no document')");
  store.close();
  const rows = ['2020-01-01,BTC,1,2,1,2,5,', '2020-01-02,BTC,2,3,2,3,5,', '2020-01-03,BTC,3,2,3,3,5,'];
  const many = Array.from({ length: 60 }, (_, i) => `2021-0${1 + (i % 9)}-${10 + Math.floor(i / 9)},ETH,1,1,1,1,5,`);
  writeFileSync(join(root, 'notes.txt'), 'no table\n');
  writeFileSync(join(root, 'candles.csv'), [header, ...rows, ...many].join('\n'));
  for (const [wire, open] of Object.entries(WIRES)) {
    cpSync(home, homeOf(wire), { recursive: true });
    wires.set(wire, open());
  }
});
afterAll(async () => {
  for (const wire of wires.values()) await wire.close();
  rmSync(root, { recursive: true, force: true });
});

describe('every wire', () => {
  it.each(CALLS)('answers $title alike ($name)', async ({ name, input, code }) => {
    const replies: unknown[] = [];
    for (const wire of wires.values()) replies.push(comparable(await wire.ask(name, input)));
    const [first, ...others] = replies;
    if (code === null) expect(first).toHaveProperty('value');
    else expect(first).toMatchObject({ error: { code } });
    for (const other of others) expect(other).toEqual(first);
  });

  it('shows nothing of a defect but that there was one, and the log has the stack', async () => {
    const reply = await wires.get('in-process')!.ask('ratings.list', { asOf: 0 });
    expect(reply).toEqual({
      error: { code: 'internal', message: 'The program met an error of its own; the log has the details' },
    });
    const { errors } = await runCommand([
      'call',
      'ratings.list',
      '--input',
      '{"asOf":0}',
      '--home',
      homeOf('command-line'),
    ]);
    expect(errors).toMatch(/^The program met an error of its own; the log has the details\n\w*Error: /);
  });

  it('takes a good call of every noun', () => {
    const nouns = new Set(Object.keys(contract).map((name) => name.split('.')[0]));
    const asked = new Set(CALLS.map(({ name }) => name.split('.')[0]));
    // a workload takes minutes; its handler stands behind the same gate
    expect([...nouns].filter((noun) => !asked.has(noun)).sort()).toEqual(['bench']);
  });
});

describe('a cancelled call', () => {
  const LONG = { assetCount: 2_000, dayCount: 2_000 };

  it('is cancelled over every wire and leaves an empty store', async () => {
    const home = homeOf('cancelled');
    const engine = createEngine({ home, clock, onDefect: (stack) => defects.push(stack) });
    const controller = new AbortController();
    const call = engine.call('feeds.simulate', LONG, controller.signal);
    setImmediate(() => controller.abort());
    const error = await call.catch(toErrorShape);
    await engine.close();
    expect(error).toEqual({ code: 'cancelled', message: 'The work was cancelled' });

    const args = ['call', 'feeds.simulate', '--input', JSON.stringify(LONG), '--json', '--home', home];
    const running = startCommand(args);
    expect(await fileAppears(join(home, 'indexsmith.sqlite-wal'), running)).toBe(true);
    running.child.kill('SIGINT');
    const { exitCode, output, errors } = await running.ended;
    expect(JSON.parse(output)).toEqual({ error });
    expect(errors).toMatch(/^Cancelling; what is finished is kept/);
    expect(exitCode).toBe(130);
    const status = JSON.parse((await runCommand(['status', '--json', '--home', home])).output) as { sources: unknown };
    expect(status.sources).toEqual([]);
  });
});

describe('exit codes', () => {
  const README = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const documented = new Map(
    [...README.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning as string]),
  );

  it('are those that README documents', () => {
    expect([...documented.keys()].sort((a, b) => a - b)).toEqual(
      [...new Set([0, ...Object.values(EXIT_CODES)])].sort((a, b) => a - b),
    );
    expect(documented.get(EXIT_CODES['invalid-input'])).toMatch(/^wrong input or option/);
    expect(documented.get(EXIT_CODES['not-found'])).toMatch(/^the thing asked for does not exist/);
    expect(documented.get(EXIT_CODES.cancelled)).toBe('cancelled');
  });

  const home = homeOf('exit');
  it.each([
    ['help is success', ['--help'], 0],
    ['help of a command is success', ['import', '--help'], 0],
    ['no command', [], 2],
    ['a command that is not there', ['improt'], 2],
    ['an option that is not there', ['status', '--hush'], 2],
    ['an option that lacks its value', ['import', '--home'], 2],
    ['an argument that is missing', ['import'], 2],
    ['a required option that is missing', ['ingest'], 2],
    ['a day that is none', ['backtest', '--from', 'yesterday'], 2],
    ['a number that is none', ['simulate', '--assets', 'many'], 2],
    ['no threads', ['status', '--threads', '0'], 2],
    ['fewer lines than none', ['rate', '--top', '-3'], 2],
    // this one makes the store that the lines below it ask of
    ['a file that was named and is not taken', ['import', join(root, 'notes.txt'), '--home', home], 2],
    ['a horizon twice', ['train', '--horizons', '7,7', '--home', home], 2],
    ['input that is no JSON', ['call', 'system.status', '--input', '{', '--home', home], 2],
    ['an exchange that is not there', ['ingest', '--exchange', 'krakatoa', '--home', home], 3],
    ['no data to train on', ['train', '--home', home], 4],
  ])('%s', async (_, args, expected) => {
    const { exitCode, errors } = await runCommand(args);
    expect({ exitCode, errors }).toEqual({ exitCode: expected, errors: expected === 0 ? '' : expect.any(String) });
    // one line for a person, or the program's help; never a stack
    expect(errors).not.toContain('    at ');
  });

  it.each([
    [['status', '--nonesuch'], "unknown option '--nonesuch'"],
    [[], 'No command was named, needs one; --help lists them'],
    [['import'], "missing required argument 'paths'"],
    [['backtest', '--from', 'yesterday'], '--from was "yesterday", needs a day of the calendar in the form 2024-06-30'],
    [['rate', '--top', '2.5'], '--top was "2.5", needs a whole number, 1 or more'],
    [['draft', '--size', 'x'], '--size was "x", needs a number'],
    [['draft', '--size', '0', '--home', home], 'drafts.create: preferences.size was 0, needs at least 1'],
  ])('with --json, %j is told as a document', async (args, message) => {
    const { exitCode, output, errors } = await runCommand([...args, '--json']);
    expect({ exitCode, errors }).toEqual({ exitCode: 2, errors: '' });
    expect(JSON.parse(output)).toMatchObject({ error: { code: 'invalid-input', message } });
  });

  it('what an endpoint refuses is called by the name of its option', async () => {
    const { errors } = await runCommand(['draft', '--size', '0', '--weighting', 'by-name', '--home', home]);
    expect(errors).toBe(
      '--size was 0, needs at least 1\n' +
        '--weighting was "by-name", needs one of equal, cap, square-root-cap, inverse-volatility, equal-risk-contribution, hierarchical-risk-parity, maximum-diversification\n',
    );
  });

  it('a store that another process writes to', async () => {
    const engine = createEngine({ home, clock, onDefect: (stack) => defects.push(stack) });
    const { exitCode, errors } = await runCommand(['simulate', '--home', home]);
    const reading = [['status'], ['drafts'], ['factors'], ['call', 'backtests.list'], ['call', 'models.list']];
    const codes: unknown[] = [];
    for (const args of reading) codes.push((await runCommand([...args, '--json', '--home', home])).exitCode);
    await engine.close();
    expect({ exitCode, errors }).toEqual({ exitCode: 6, errors: expect.stringContaining('was open for writing') });
    expect(codes).toEqual(reading.map(() => 0));
  });

  it('a folder without a store, which only an import makes', async () => {
    const typo = join(root, 'typo');
    for (const args of [
      ['status'],
      ['drafts'],
      ['call', 'models.list'],
      ['train'],
      ['rate'],
      ['draft'],
      ['backtest'],
    ]) {
      const { exitCode, errors } = await runCommand([...args, '--home', typo]);
      expect({ exitCode, errors }).toEqual({ exitCode: 3, errors: expect.stringContaining('No store was found at') });
    }
    expect(existsSync(typo)).toBe(false);
  });

  it('a store that may not be written', async () => {
    const locked = homeOf('locked');
    cpSync(homeOf('first'), locked, { recursive: true });
    // whom permissions do not bind writes anyway, so the command runs as somebody whom they do
    const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    for (const file of readdirSync(locked)) chmodSync(join(locked, file), 0o444);
    chmodSync(root, 0o755);
    chmodSync(locked, 0o555);
    const { exitCode, errors } = await runCommand(['rate', '--home', locked], somebody);
    chmodSync(locked, 0o755);
    expect({ exitCode, errors }).toEqual({
      exitCode: 5,
      errors: expect.stringMatching(/^\S+ could not be written, .*\n$/),
    });
  });

  it('a folder that cannot be made', async () => {
    const { exitCode, errors } = await runCommand(['simulate', '--home', join(root, 'candles.csv', 'home')]);
    expect({ exitCode, errors }).toEqual({ exitCode: 5, errors: expect.stringContaining('could not be made') });
  });
});
