/** Commands whose way out is blocked: by a file that never answers, or by a reader that has gone. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCommand, startCommand } from '../support/command-line.ts';
import { inspect } from '../support/killed-process.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-held-command-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('a second Ctrl-C ends a command whose thread hangs in a file', async () => {
  const home = join(root, 'held');
  const file = join(root, 'meta.json');
  execFileSync('mkfifo', [file]);
  const running = startCommand(['bench', 'hrp', '--data', root, '--home', home]);
  try {
    // it opens once the thread has opened it to read, and then the thread waits for what is never written
    const writer = await Promise.race([open(file, 'w'), running.ended]);
    if ('output' in writer) throw new Error(`The command ended: ${writer.errors}`);
    running.child.kill('SIGINT');
    await once(running.child.stderr!, 'data');
    expect(running.child.exitCode).toBeNull();
    running.child.kill('SIGINT');
    const { signal, errors } = await running.ended;
    await writer.close();
    expect({ signal, errors }).toEqual({
      signal: 'SIGKILL',
      errors: 'Cancelling; what is finished is kept. Press Ctrl-C again to stop at once.\n',
    });
  } finally {
    running.child.kill('SIGKILL');
  }
  expect(inspect(home, () => 'opens')).toBe('opens');
}, 120_000);

it('a reader that goes early ends nothing and is told nothing', async () => {
  const home = join(root, 'unread');
  const running = startCommand(['simulate', '--assets', '10', '--days', '400', '--home', home]);
  running.child.stdout!.destroy();
  expect(await running.ended).toMatchObject({ exitCode: 0, errors: '' });
  expect((await runCommand(['status', '--home', home])).output).toContain('SIMULATED');
}, 120_000);
