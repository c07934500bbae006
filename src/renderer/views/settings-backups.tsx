import { useState } from 'react';
import type { Backup, backups as backupsContract } from '../../shared/backups.ts';
import type { Output } from '../../shared/endpoint.ts';
import { callTitle } from '../call-titles.ts';
import { formatBytes, formatMoment } from '../format.ts';
import { useCalls } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { showToast } from '../state/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CallProgress } from '../ui/command-status.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import styles from './settings.module.css';

type Verdict = Output<(typeof backupsContract)['backups.verify']>;

const WHY_WORDS = {
  asked: 'you asked',
  'before-restore': 'before a restore',
  'before-migration': 'before an update',
  unknown: 'not noted',
} as const;

/** Shows the backups, makes, checks and restores them. */
export function BackupSettings({ className }: { readonly className?: string | undefined }) {
  const list = useQuery('backups.list', {}, { refreshOn: ['backups.changed'] });
  const create = useCommand('backups.create');
  const verify = useCommand('backups.verify');
  const restore = useCommand('backups.restore');
  const [asked, setAsked] = useState<Backup | null>(null);
  const [verdicts, setVerdicts] = useState<Readonly<Record<string, Verdict>>>({});
  const all = useCalls().filter(({ state }) => state === 'running');
  const running = all.filter(({ call }) => call.startsWith('backups.'));
  const other = all.find(({ call }) => !call.startsWith('backups.'));
  const busyWhy = running.length > 0 && 'Another backup is being made, checked or restored; wait until it ends';
  const restoreWhy =
    busyWhy ||
    (other !== undefined &&
      `“${callTitle(other.call)}” is running; wait until it ends, or cancel it, before you restore`);

  const check = async (backup: Backup): Promise<void> => {
    const verdict = await verify.run({ id: backup.id });
    if (verdict !== undefined) setVerdicts((known) => ({ ...known, [fileOf(backup)]: verdict }));
  };
  const bringBack = async ({ id }: Backup): Promise<void> => {
    const done = await restore.run({ id });
    if (done === undefined) return;
    showToast({
      kind: 'done',
      title: 'The backup is in place',
      text: `What was there before is kept as ${done.backupOfBefore}.`,
    });
  };
  const failed = [create, verify, restore].find(({ state }) => state === 'failed');
  return (
    <QueryPanel
      title="Backups"
      className={className}
      query={list}
      isFlush
      actions={
        <Button disabledWhy={busyWhy} onClick={() => void create.run({})}>
          Back up now
        </Button>
      }
    >
      {(value) => (
        <>
          <p className={styles.lead}>
            A backup is a whole copy of the open workspace. Checking one reads it from end to end and computes its
            fingerprint anew. They lie in <code>{value.folder}</code>
          </p>
          <div className={styles.padded}>
            {running.map((call) => (
              <CallProgress key={call.id} call={call} />
            ))}
            {failed === undefined ? null : <ErrorState error={failed.error} title="That did not succeed" />}
            {verify.value === undefined ? null : <VerdictLine verdict={verify.value} />}
          </div>
          {value.backups.length === 0 ? (
            <EmptyState title="No backup yet">
              Prices can be fetched again, but drafts, decisions and the record of trials cannot.
            </EmptyState>
          ) : (
            <BackupTable
              backups={value.backups}
              verdicts={verdicts}
              busyWhy={busyWhy}
              restoreWhy={restoreWhy}
              onCheck={(backup) => void check(backup)}
              onRestore={setAsked}
            />
          )}
          <ConfirmDialog
            isOpen={asked !== null}
            onClose={() => setAsked(null)}
            onConfirm={() => {
              // it goes on below; the dialog would hide how far it is
              if (asked !== null) void bringBack(asked);
            }}
            isDangerous
            title="Restore this backup?"
            description={
              asked === null ? null : (
                <>
                  Everything in this workspace goes back to how it was on <Time at={asked.createdTime} />: prices,
                  grades, models, drafts, decisions and trials that came later are gone from view. The backup is checked
                  first, and nothing happens if it is not sound. What is there now is backed up before, so that you can
                  come back to it. Until it is in place, nothing else can be begun.
                </>
              )
            }
            confirmLabel="Restore"
          />
        </>
      )}
    </QueryPanel>
  );
}

function VerdictLine({ verdict }: { readonly verdict: Verdict }) {
  const { id, isSound, matches, findings } = verdict;
  return (
    <p role="status" className={isSound ? styles.note : styles.warning}>
      <strong>{isSound ? 'Sound' : 'Not sound'}</strong>: {id}.{' '}
      {isSound
        ? matches === null
          ? 'It can be read from end to end. No fingerprint was noted when it was made, so there is none to compare.'
          : 'Its fingerprint is the one that was noted when it was made.'
        : `${findings.join('. ')}. Do not rely on it; make a new one.`}
    </p>
  );
}

function BackupTable({
  backups,
  verdicts,
  busyWhy,
  restoreWhy,
  onCheck,
  onRestore,
}: {
  readonly backups: readonly Backup[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly busyWhy: string | false;
  readonly restoreWhy: string | false;
  readonly onCheck: (backup: Backup) => void;
  readonly onRestore: (backup: Backup) => void;
}) {
  const columns: readonly TableColumn<Backup>[] = [
    {
      id: 'created',
      header: 'Made',
      width: 175,
      value: ({ createdTime }) => formatMoment(createdTime),
      cell: ({ createdTime, id }) => (
        <span title={id}>
          <Time at={createdTime} />
        </span>
      ),
    },
    { id: 'why', header: 'Why', width: 140, value: ({ why }) => WHY_WORDS[why] },
    { id: 'bytes', header: 'Size', kind: 'bytes', width: 90, value: ({ bytes }) => bytes },
    {
      id: 'state',
      header: 'Checked',
      width: 105,
      value: (backup) => stateOf(verdicts[fileOf(backup)]),
      cell: (backup) => {
        const verdict = verdicts[fileOf(backup)];
        return (
          <Badge kind={verdict === undefined ? 'plain' : verdict.isSound ? 'done' : 'failed'}>{stateOf(verdict)}</Badge>
        );
      },
    },
    {
      id: 'actions',
      header: 'Actions',
      isSortable: false,
      width: 170,
      value: () => null,
      cell: (backup) => (
        <>
          <Button
            kind="quiet"
            aria-label={`Check the backup of ${formatMoment(backup.createdTime)}`}
            disabledWhy={busyWhy}
            onClick={() => onCheck(backup)}
          >
            Check
          </Button>
          <Button
            kind="quiet"
            aria-label={`Restore the backup of ${formatMoment(backup.createdTime)}, ${formatBytes(backup.bytes)}`}
            disabledWhy={restoreWhy}
            onClick={() => onRestore(backup)}
          >
            Restore…
          </Button>
        </>
      ),
    },
  ];
  return (
    <FittedTable
      id="backups"
      label="Backups"
      rows={backups}
      columns={columns}
      rowKey={({ id }) => id}
      initialSort={{ column: 'created', direction: 'descending' }}
      isPlain
      most={320}
    />
  );
}

/** A name may come to stand for another file: what was found of one is not said of the other. */
const fileOf = ({ id, createdTime, bytes }: Backup): string => `${id} ${createdTime} ${bytes}`;

const stateOf = (verdict: Verdict | undefined): string =>
  verdict === undefined ? 'not yet' : verdict.isSound ? 'sound' : 'not sound';
