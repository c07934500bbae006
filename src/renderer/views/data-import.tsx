import { FolderOpen } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { AppError, type ErrorShape, toErrorShape } from '../../shared/errors.ts';
import type { ImportReport } from '../../shared/imports.ts';
import { transport, type UploadProgress } from '../api.ts';
import { formatBytes } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { Button } from '../ui/button.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { ErrorState } from '../ui/states.tsx';
import { FormatsList } from './data-formats-list.tsx';
import { ImportReportView } from './data-import-report.tsx';
import { useOpenOwn } from './data-own.ts';
import styles from './data-ways.module.css';

/** What is on its way: bytes that were handed over, and since when. */
type HandOver = UploadProgress & { readonly seconds: number };

const ON_THE_WAY = 'Handing over files';

/**
 * Shows a place to drop files and folders, the import while it runs, and its report.
 * @param props.onBegin - hears that files were chosen, before anything is done with them.
 * @param props.after - shown below a report that brought something in.
 */
export function ImportFiles({
  onBegin,
  after,
}: {
  readonly onBegin?: (() => Promise<void>) | undefined;
  readonly after?: ReactNode;
}) {
  const run = useCommand('imports.run');
  const running = useRunningCall('imports.run');
  const openOwn = useOpenOwn();
  const [handOver, setHandOver] = useState<HandOver | null>(null);
  const [problem, setProblem] = useState<ErrorShape | null>(null);
  const [isOver, setIsOver] = useState(false);
  const [report, setReport] = useState<ImportReport | null>(null);
  const wantsCancel = useRef(false);
  const isBusy = handOver !== null || run.state === 'running' || running !== undefined;

  const bringIn = async (offer: (onProgress: (progress: UploadProgress) => void) => Promise<string[]>) => {
    wantsCancel.current = false;
    setProblem(null);
    setReport(null);
    run.reset();
    const startedAt = performance.now();
    try {
      const handles = await offer((progress) => {
        // the only place between two files at which handing over can be stopped
        if (wantsCancel.current) throw new AppError('cancelled', 'Handing over was cancelled; nothing was imported');
        setHandOver({ ...progress, seconds: (performance.now() - startedAt) / 1_000 });
      });
      if (handles.length === 0) return;
      await onBegin?.();
      if (!(await openOwn())) {
        throw new AppError('unavailable', 'Your own workspace could not be opened; try again in a moment');
      }
      setHandOver(null);
      const done = await run.run({ paths: handles });
      if (done !== undefined) setReport(done);
    } catch (thrown) {
      const error = toErrorShape(thrown);
      if (error.code !== 'cancelled') setProblem(error);
    } finally {
      setHandOver(null);
    }
  };

  const choose = (what: 'files' | 'folder'): Promise<void> =>
    bringIn(async (onProgress) => (await transport.chooseFiles(what, onProgress)).map(({ handle }) => handle));
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const { dataTransfer } = event;
    if (!isBusy) void bringIn((onProgress) => transport.offerFiles(dataTransfer, onProgress));
  };
  const onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(true);
  };

  const busyWhy = isBusy && 'An import is running; wait until it ends or cancel it';
  return (
    <div className={styles.stack}>
      {isBusy ? null : (
        <section
          className={styles.drop}
          aria-label="Drop files here"
          data-over={isOver}
          onDragOver={onDragOver}
          onDragLeave={() => setIsOver(false)}
          onDrop={onDrop}
        >
          <FolderOpen aria-hidden="true" />
          <span>Drop a folder or files here, or</span>
          <div className={styles.buttons}>
            {transport.kind === 'desktop' ? (
              <Button disabledWhy={busyWhy} onClick={() => void choose('files')}>
                Choose files or folders…
              </Button>
            ) : (
              <>
                <Button disabledWhy={busyWhy} onClick={() => void choose('folder')}>
                  Choose a folder…
                </Button>
                <Button disabledWhy={busyWhy} onClick={() => void choose('files')}>
                  Choose files…
                </Button>
              </>
            )}
          </div>
        </section>
      )}
      {isBusy ? null : <FormatsList />}
      {handOver === null ? null : <HandOverBar progress={handOver} onCancel={() => (wantsCancel.current = true)} />}
      {run.state === 'running' || run.state === 'failed' ? (
        <CommandStatus command={run} title="Importing files" />
      ) : running === undefined ? null : (
        <CallProgress call={running} title="Importing files (begun before)" />
      )}
      {run.state === 'cancelled' ? (
        <p className={styles.note} role="status">
          The import was cancelled. Files that were whole by then are kept; choosing the same files again goes on from
          there.
        </p>
      ) : null}
      {problem === null ? null : <ErrorState error={problem} title="The files could not be handed over" />}
      {report === null ? null : <ImportReportView report={report} after={after} />}
    </div>
  );
}

function HandOverBar({ progress, onCancel }: { readonly progress: HandOver; readonly onCancel: () => void }) {
  const { doneBytes, totalBytes, doneFiles, totalFiles, file, seconds } = progress;
  const rate = seconds > 0.5 && doneBytes > 0 ? doneBytes / seconds : null;
  const pace = rate === null ? '' : ` at ${formatBytes(rate)} a second`;
  return (
    <ProgressBar
      title={ON_THE_WAY}
      done={totalBytes === 0 ? null : doneBytes / totalBytes}
      note={`${file} (file ${Math.min(doneFiles + 1, totalFiles)} of ${totalFiles}), ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}${pace}`}
      remainingSeconds={rate === null ? null : (totalBytes - doneBytes) / rate}
      onCancel={onCancel}
    />
  );
}
