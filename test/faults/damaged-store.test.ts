/** A store of which the disk gave back something else: what a person reads, and how it comes back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/main/shell/exit-codes.ts';
import { openStore } from '../../src/main/store/open.ts';
import { instantOf } from '../../src/shared/time.ts';
import { runCommand } from '../support/command-line.ts';
import { store as keep } from '../support/store-rows.ts';

const home = mkdtempSync(join(tmpdir(), 'indexsmith-damaged-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const path = join(home, 'indexsmith.sqlite');
const SENTENCE =
  /^The store was damaged \(database disk image is malformed\), needs to be restored from a backup: in Settings, or with the command restore\n$/;

it('is told of by every command, and restored by one', async () => {
  const store = openStore(path, { clock: () => instantOf(0) });
  keep(
    store,
    'kraken',
    Array.from({ length: 500 }, (_, i) => ({ key: 'A', day: 20_000 + i, close: 1 + i })),
  );
  store.close();
  const made = await runCommand(['call', 'backups.create', '--home', home]);
  const { id } = JSON.parse(made.output) as { id: string };
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 8_192));

  for (const command of [['status'], ['rate'], ['import', home]]) {
    const { exitCode, errors } = await runCommand([...command, '--home', home]);
    expect({ exitCode, errors }, command.join()).toEqual({
      exitCode: EXIT_CODES.conflict,
      errors: expect.stringMatching(SENTENCE),
    });
  }
  const listed = await runCommand(['backups', '--home', home]);
  expect(listed).toMatchObject({ exitCode: 0, errors: '', output: expect.stringContaining(`${id}  `) });
  const none = await runCommand(['restore', 'none.sqlite', '--home', home]);
  expect(none).toMatchObject({ exitCode: EXIT_CODES['not-found'], errors: expect.stringContaining('none.sqlite') });

  const restored = await runCommand(['restore', id, '--home', home]);
  expect(restored).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/is in place\. What was there before is kept as .*-before-restore\.sqlite\.\n$/),
  });
  const status = await runCommand(['status', '--home', home]);
  expect(status).toMatchObject({ exitCode: 0, output: expect.stringMatching(/kraken +1d +1 +500/) });
});
