/**
 * Files into the store, one batch a file.
 *
 * 1. {@link findFiles}: which files are meant;
 * 2. the thread checks a file from its first byte to its last and hashes it, while the file before it is being written;
 * 3. `beginBatch`: the same bytes were stored before, were begun before, or are new;
 * 4. {@link writeParts}: the thread streams the content again, and short transactions take it;
 * 5. if the bytes were the same both times, `sealBatch` makes the content visible, all at once.
 *
 * Killed anywhere, the open batch stays invisible and the next run goes on behind its last transaction.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, type CancelSignal, NEVER_CANCELLED, throwIfCancelled } from '../../shared/errors.ts';
import type { ImportedFile, RefusedRow } from '../../shared/imports.ts';
import { type Clock, DAY, formatDay } from '../../shared/time.ts';
import type { FileSummary, NotRecognised } from '../feeds/files/file-content.ts';
import { type FoundFile, findFiles } from '../feeds/files/find-files.ts';
import { MAX_LISTED_REFUSALS, type RefusalDetails } from '../feeds/files/refusals.ts';
import { type FileTask, type ImportThread, startImportThread } from '../jobs/import-files.ts';
import { createImportMeter, type ImportProgress } from './import-meter.ts';
import { type BatchStart, type ImportWriter, type PartCount, writeParts } from './import-write.ts';
import { createPace, type Pace } from './short-transactions.ts';

export type ImportOptions = {
  readonly clock: Clock;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Share of a file's rows that cannot be true above which the whole file is refused. */
  readonly maxRefusedShare: number;
};

/** What an import did; which series were linked to assets is not decided here. */
export type FileImportReport = {
  readonly files: ImportedFile[];
  readonly refusedRows: RefusedRow[];
  readonly candlesPerSecond: number;
  readonly rows: number;
  readonly inserted: number;
  readonly refused: number;
  readonly seconds: number;
};

/** Milliseconds of going through files between two breaths. */
const BREATH_MS = 5;

type Verdict = { readonly summary: FileSummary } | { readonly thrown: unknown };
type Outcome = Omit<ImportedFile, 'file' | 'seconds'>;
type Run = {
  readonly writer: ImportWriter;
  readonly thread: ImportThread;
  readonly now: number;
  readonly signal: CancelSignal;
  readonly maxRefusedShare: number;
  readonly refusedRows: RefusedRow[];
  readonly meter: ReturnType<typeof createImportMeter>;
  readonly pace: Pace;
};

/**
 * Returns what became of every file under `paths`; a refused file is an entry of the report, not an error, and leaves
 * nothing in the store. A file whose bytes are stored already is skipped.
 *
 * Throws `cancelled` when the signal is raised: the file being written then stays an open batch, which nobody reads and
 * which the next run continues.
 */
export async function runImport(
  writer: ImportWriter,
  paths: readonly string[],
  options: ImportOptions,
): Promise<FileImportReport> {
  const startedAt = performance.now();
  const signal = options.signal ?? NEVER_CANCELLED;
  const found = await findFiles(paths, signal);
  const meter = createImportMeter(found, options.onProgress ?? (() => {}));
  const thread = startImportThread();
  const run: Run = {
    writer,
    thread,
    meter,
    now: options.clock(),
    signal,
    maxRefusedShare: options.maxRefusedShare,
    refusedRows: [],
    pace: createPace(),
  };
  const files: ImportedFile[] = [];
  let breathedAt = performance.now();
  try {
    let ahead = verdictOf(run, found, 0);
    for (const [index, file] of found.entries()) {
      throwIfCancelled(run.signal);
      const fileStartedAt = performance.now();
      const verdict = await ahead;
      ahead = verdictOf(run, found, index + 1);
      const outcome = await outcomeOf(run, file, index, verdict);
      files.push({ file: file.path, ...outcome, seconds: (performance.now() - fileStartedAt) / 1000 });
      meter.fileDone(index);
      // thousands of files that are not to be read ask nothing of any thread
      if (performance.now() - breathedAt < BREATH_MS) continue;
      await nextTurn();
      breathedAt = performance.now();
    }
  } finally {
    await thread.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const total = (count: (file: ImportedFile) => number): number => files.reduce((sum, file) => sum + count(file), 0);
  return {
    files,
    refusedRows: run.refusedRows,
    candlesPerSecond: meter.candles() / seconds,
    rows: total(({ rows }) => rows),
    inserted: total(({ inserted }) => inserted),
    refused: total(({ refused }) => refused),
    seconds,
  };
}

function taskOf(run: Run, file: FoundFile, onRead?: (bytes: number) => void): FileTask {
  const task = { path: file.path, now: run.now, maxRefusedShare: run.maxRefusedShare, signal: run.signal };
  return onRead === undefined ? task : { ...task, onRead };
}

/** Checks one file ahead of its turn; what is thrown waits for that turn. */
async function verdictOf(run: Run, found: readonly FoundFile[], index: number): Promise<Verdict | null> {
  const file = found[index];
  if (file === undefined || file.problem !== null) return null;
  try {
    return { summary: await run.thread.verify(taskOf(run, file, (bytes) => run.meter.verified(index, bytes))) };
  } catch (thrown) {
    return { thrown };
  }
}

async function outcomeOf(run: Run, file: FoundFile, index: number, verdict: Verdict | null): Promise<Outcome> {
  if (verdict === null) {
    return { ...NOTHING, state: file.problem?.state ?? 'refused', message: file.problem?.message ?? null };
  }
  if ('thrown' in verdict) return refusedOutcome(run, file, verdict.thrown);
  const { summary } = verdict;
  const start: BatchStart = {
    source: summary.source,
    kind: summary.kind,
    fileName: file.path.split(/[\\/]/).at(-1)!,
    fileHash: summary.fileHash,
    fetchedAt: run.now,
    knownSource: 'assumed',
  };
  let batch = run.writer.beginBatch(start);
  if (batch.state === 'resumed' && summary.kind !== 'candles' && summary.kind !== 'measures') {
    // lists are short and their rows not counted, so a begun one is begun anew
    run.writer.discardBatch(batch.batchId);
    batch = run.writer.beginBatch(start);
  }
  if (batch.state === 'sealed') {
    const message = 'the same bytes were imported before, so nothing was to be done';
    return { ...described(summary), state: 'already-imported', message };
  }
  return writeFile(run, file, index, summary, batch);
}

const NOTHING = {
  layout: null,
  source: null,
  rows: 0,
  inserted: 0,
  identical: 0,
  revised: 0,
  refused: 0,
  refusedBy: [],
  firstDay: null,
  lastDay: null,
} as const satisfies Partial<Outcome>;

function described(summary: FileSummary): Omit<Outcome, 'state' | 'message'> {
  const dayText = (time: number | null): string | null => (time === null ? null : formatDay(Math.floor(time / DAY)));
  return {
    ...NOTHING,
    layout: summary.layout,
    source: summary.source,
    rows: summary.rows,
    refused: summary.refused,
    refusedBy: [...summary.refusedBy],
    firstDay: dayText(summary.earliest),
    lastDay: dayText(summary.latest),
  };
}

/** What is wrong with the file is a value; what is wrong with the program, or a cancelled run, goes on upwards. */
function refusedOutcome(run: Run, file: FoundFile, thrown: unknown): Outcome {
  if (!(thrown instanceof AppError) || (thrown.code !== 'invalid-input' && thrown.code !== 'not-found')) throw thrown;
  const details = (thrown.details ?? {}) as Partial<RefusalDetails & NotRecognised>;
  if (details.refusedRows !== undefined) list(run, file, details.refusedRows);
  const isOfOtherKind = details.notRecognised !== undefined && !file.isNamed;
  return {
    ...NOTHING,
    rows: details.rows ?? 0,
    refused: details.refused ?? 0,
    refusedBy: [...(details.refusedBy ?? [])],
    state: isOfOtherKind ? 'not-recognised' : 'refused',
    message: isOfOtherKind ? `not recognised yet: ${details.notRecognised}` : thrown.message,
  };
}

async function writeFile(
  run: Run,
  file: FoundFile,
  index: number,
  summary: FileSummary,
  batch: ReturnType<ImportWriter['beginBatch']>,
): Promise<Outcome> {
  const { writer } = run;
  const { batchId, rowsDone } = batch;
  const parts = run.thread.read(taskOf(run, file), rowsDone);
  let count: PartCount;
  try {
    const written = await writeParts(parts, { ...run, batchId, index, rows: summary.rows });
    if (written.summary.fileHash !== summary.fileHash) {
      throw new AppError('invalid-input', 'its bytes were not the same twice');
    }
    count = written.count;
  } catch (thrown) {
    const isFileAtFault =
      thrown instanceof AppError && (thrown.code === 'invalid-input' || thrown.code === 'not-found');
    if (!isFileAtFault) throw thrown;
    writer.discardBatch(batchId);
    return { ...NOTHING, state: 'refused', message: `the file changed while it was imported: ${thrown.message}` };
  }
  writer.sealBatch(batchId, list(run, file, summary.refusedRows), summary.refused);
  const isResumed = batch.state === 'resumed';
  return {
    ...described(summary),
    ...count,
    state: isResumed ? 'resumed' : 'imported',
    message: isResumed ? `went on behind row ${rowsDone} of ${summary.rows}, where an earlier run had stopped` : null,
  };
}

/** Returns a file's refused rows with its name, and adds them to the report's list as far as that has room. */
function list(run: Run, file: FoundFile, refusals: FileSummary['refusedRows']): RefusedRow[] {
  const rows = refusals.map((refusal) => ({ file: file.path, ...refusal }));
  run.refusedRows.push(...rows.slice(0, MAX_LISTED_REFUSALS - run.refusedRows.length));
  return rows;
}
