/** A process that makes one backup of a store and says how that ended. */
import { writeSync } from 'node:fs';
import { createBackup } from '../../src/main/jobs/create-backup.ts';
import { soloTeam } from '../../src/main/numeric/team.ts';
import { openStoreReadOnly } from '../../src/main/store/open.ts';
import { NEVER_CANCELLED, toErrorShape } from '../../src/shared/errors.ts';

const [home, path] = process.argv.slice(2) as [string, string];
const run = {
  ...{ team: soloTeam({}), signal: NEVER_CANCELLED },
  report: () => undefined,
  saveCheckpoint: () => undefined,
};
try {
  const input = { home, now: 0, why: 'asked', programVersion: 'test' } as const;
  const { id } = await createBackup(openStoreReadOnly(path), input, run);
  writeSync(1, JSON.stringify({ id }));
} catch (thrown) {
  writeSync(1, JSON.stringify(toErrorShape(thrown)));
}
