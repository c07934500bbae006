/** A process that makes backups and puts them in the store's place, one after the other, until it is killed. */
import { copyFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createBackup } from '../../src/main/jobs/create-backup.ts';
import { soloTeam } from '../../src/main/numeric/team.ts';
import { syncFile } from '../../src/main/store/backup-files.ts';
import { swapStore } from '../../src/main/store/backups.ts';
import { openStore, openStoreReadOnly } from '../../src/main/store/open.ts';
import { saveSetting } from '../../src/main/store/settings.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { instantOf } from '../../src/shared/time.ts';

const [home, first, second] = process.argv.slice(2) as [string, string, string];
const path = join(home, 'indexsmith.sqlite');
const run = {
  ...{ team: soloTeam({}), signal: NEVER_CANCELLED },
  report: () => undefined,
  saveCheckpoint: () => undefined,
};

for (let round = 0; ; round++) {
  // what was written last stands in the log when a store is closed by a kill
  const writer = openStore(path, { clock: () => instantOf(0) });
  saveSetting(writer, 'round', 'x'.repeat(20_000 + round));
  const reader = openStoreReadOnly(path);
  await createBackup(reader, { home, now: round * 1_000, why: 'asked', programVersion: 'test' }, run);
  reader.close();
  writer.close();
  writeSync(1, '.');
  const prepared = `${path}.restoring`;
  copyFileSync(round % 2 === 0 ? second : first, prepared);
  syncFile(prepared);
  await swapStore(path, prepared);
  writeSync(1, '.');
}
