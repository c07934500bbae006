import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog, logPath } from '../../../src/main/engine/log.ts';
import { logHandlers } from '../../../src/main/engine/logs.ts';
import { contract } from '../../../src/shared/contract.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import type { LogLine } from '../../../src/shared/logs.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { createFolder } from '../../support/read-table.ts';

const folders: ReturnType<typeof createFolder>[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function newHome(): string {
  const folder = createFolder();
  folders.push(folder);
  return folder.path;
}

const clock = () => instantOf(1_000);
const list = async (home: string, input: object = {}): Promise<LogLine[]> => {
  const answer = logHandlers({ home })['logs.list'](contract['logs.list'].input.parse(input), NEVER_CANCELLED);
  return contract['logs.list'].output.parse(await answer).lines;
};

describe('the log', () => {
  it('is lines of JSON that only their owner reads, written before the call returns', () => {
    const home = newHome();
    const log = createLog(home, { clock });
    log.info('Engine began', '0.1.0');
    log.error('Defect', 'Error: x\n    at y with apiKey=abcdef');
    const path = logPath(home);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { level: 'info', time: 1_000, detail: '0.1.0', msg: 'Engine began' },
      { level: 'error', time: 1_000, detail: 'Error: x\n    at y with apiKey=[hidden]', msg: 'Defect' },
    ]);
    log.close();
    log.info('after the end');
    expect(readFileSync(path, 'utf8')).not.toContain('after the end');
  });

  it('sets a file aside when it has its size, also one of an earlier start, and keeps five', async () => {
    const home = newHome();
    const line = 'x'.repeat(100);
    for (let start = 0; start < 3; start++) {
      const log = createLog(home, { clock, largestFile: 1_000 });
      for (let i = 0; i < 30; i++) log.info(`${start}.${i} ${line}`);
      log.close();
    }
    const files = readdirSync(join(home, 'logs')).sort();
    expect(files).toEqual([1, 2, 3, 4].map((age) => `indexsmith.${age}.log`).concat('indexsmith.log'));
    for (const file of files.slice(0, 4)) expect(statSync(join(home, 'logs', file)).size).toBeLessThan(1_200);
    const lines = await list(home);
    expect(lines.length).toBeGreaterThan(24);
    // no line is lost or doubled on the way from file to file
    const newest = Array.from({ length: lines.length }, (_, i) => `${2 - Math.floor(i / 30)}.${29 - (i % 30)} ${line}`);
    expect(lines.map(({ message }) => message)).toEqual(newest);
  });

  it('does not set aside what another process has begun meanwhile', () => {
    const home = newHome();
    const [first, second] = [0, 1].map(() => createLog(home, { clock, largestFile: 500 }));
    for (let i = 0; i < 12; i++) {
      first!.info(`first ${i} ${'x'.repeat(60)}`);
      second!.info(`second ${i} ${'x'.repeat(60)}`);
    }
    const kept = readdirSync(join(home, 'logs'))
      .map((file) => readFileSync(join(home, 'logs', file), 'utf8'))
      .join('');
    expect(kept.trim().split('\n').length).toBe(24);
  });

  it('is silent where it cannot be written', () => {
    const home = newHome();
    writeFileSync(join(home, 'logs'), 'a file where the folder should be');
    const log = createLog(home, { clock });
    expect(() => log.info('x')).not.toThrow();
    log.close();
  });
});

describe('logs.list', () => {
  it('is empty without a log', async () => {
    expect(await list(newHome())).toEqual([]);
  });

  it('has the last lines first, by level and text, and passes over what was cut short', async () => {
    const home = newHome();
    const log = createLog(home, { clock });
    log.info('rated 3 tokens');
    log.warn('Schedule: ingest failed', 'kraken was away');
    appendFileSync(logPath(home), '{"level":"info","time":1,"ms\nnonsense\n');
    log.error('Defect');
    log.close();
    expect((await list(home)).map(({ message }) => message)).toEqual([
      'Defect',
      'Schedule: ingest failed',
      'rated 3 tokens',
    ]);
    expect((await list(home, { level: 'warn' })).map(({ level }) => level)).toEqual(['error', 'warn']);
    expect(await list(home, { contains: 'KRAKEN' })).toEqual([
      { atTime: 1_000, level: 'warn', message: 'Schedule: ingest failed', detail: 'kraken was away' },
    ]);
    expect(await list(home, { limit: 1 })).toHaveLength(1);
  });

  it('reads lines whole wherever a block ends', async () => {
    const home = newHome();
    mkdirSync(join(home, 'logs'));
    const messages = Array.from({ length: 3_000 }, (_, i) => `${i} ${'ü€😀'.repeat(i % 23)}`);
    const text = messages.map((msg, i) => `${JSON.stringify({ level: 'info', time: i, msg })}\n`).join('');
    writeFileSync(logPath(home), text);
    const lines = await list(home, { limit: 5_000 });
    expect(lines.map(({ message }) => message).reverse()).toEqual(messages);
  });

  it('reads no more of a long log than it needs', async () => {
    const home = newHome();
    mkdirSync(join(home, 'logs'));
    const line = `${JSON.stringify({ level: 'info', time: 1, msg: 'x'.repeat(200) })}\n`;
    writeFileSync(logPath(home), line.repeat(200_000));
    const began = performance.now();
    expect(await list(home, { limit: 500 })).toHaveLength(500);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
