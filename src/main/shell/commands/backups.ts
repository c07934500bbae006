import type { Backup } from '../../../shared/backups.ts';
import { formatInstant, instantOf } from '../../../shared/time.ts';
import type { Session } from '../session.ts';
import { fixed, renderTable } from '../table.ts';

const WHY: Readonly<Record<Backup['why'], string>> = {
  asked: 'asked for',
  'before-restore': 'before a restore',
  'before-migration': 'before an update',
  unknown: 'not noted',
};

/** `backups`: the backups of the store, newest first; also where the store is damaged. */
export async function runBackups(session: Session): Promise<void> {
  const listed = await session.call<{ folder: string; backups: Backup[] }>('backups.list', {});
  session.show(listed, ({ folder, backups }) =>
    backups.length === 0
      ? `There is no backup in ${folder}. Make one in Settings, or with \`call backups.create\`.`
      : renderTable(
          [
            { title: 'backup', text: ({ id }) => id, isWhole: true },
            { title: 'made', text: ({ createdTime }) => formatInstant(instantOf(createdTime)) },
            { title: 'why', text: ({ why }) => WHY[why] },
            { title: 'MB', align: 'right', text: ({ bytes }) => fixed(bytes / 1_000_000) },
          ],
          backups,
        ),
  );
}

/** `restore ID`: checks a backup and puts it in the place of the store, which may be damaged and is kept as a backup. */
export async function runRestore(session: Session, [id]: string[]): Promise<void> {
  const restored = await session.call<{ id: string; backupOfBefore: string }>('backups.restore', { id });
  session.show(
    restored,
    ({ backupOfBefore }) => `${id} is in place. What was there before is kept as ${backupOfBefore}.`,
  );
}
