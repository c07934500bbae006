/** How far an import is, from the bytes that were checked and the rows that were written. */
import type { FoundFile } from '../feeds/files/find-files.ts';

/** What an import tells while it runs. */
export type ImportProgress = {
  /** The file that is being written or, before the first row, checked. */
  readonly file: string;
  readonly filesDone: number;
  readonly filesCount: number;
  /** Candles written so far. */
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Null until enough is done to tell. */
  readonly remainingSeconds: number | null;
};

/** Checking a file takes about this share of its time; measured, 1.8 M rows/s against 0.2 M rows/s of writing. */
const VERIFY_SHARE = 0.1;
const TELL_INTERVAL_MS = 100;
const SMALLEST_TELLING_SHARE = 0.02;

/** Returns a meter over files; it tells at most ten times a second, and at the end of each file. */
export function createImportMeter(found: readonly FoundFile[], onProgress: (progress: ImportProgress) => void) {
  const bytesTotal = found.reduce((sum, { bytes }) => sum + bytes, 0);
  const verifiedShare = new Float64Array(found.length);
  const writtenShare = new Float64Array(found.length);
  const startedAt = performance.now();
  let candles = 0;
  let bytesDone = 0;
  let filesDone = 0;
  let current = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  const tell = (): void => {
    const now = performance.now();
    toldAt = now;
    const seconds = (now - startedAt) / 1000;
    // a sum of many shares is off by less than a byte
    const wholeBytes = Math.round(bytesDone);
    const share = bytesTotal === 0 ? 1 : wholeBytes / bytesTotal;
    onProgress({
      file: found[Math.min(current, found.length - 1)]?.path ?? '',
      filesDone,
      filesCount: found.length,
      rows: candles,
      rowsPerSecond: seconds > 0 ? candles / seconds : 0,
      bytesDone: wholeBytes,
      bytesTotal,
      remainingSeconds: share < SMALLEST_TELLING_SHARE ? null : (seconds * (1 - share)) / share,
    });
  };
  const set = (index: number, verified: number, written: number): void => {
    const shareOf = (): number => VERIFY_SHARE * verifiedShare[index]! + (1 - VERIFY_SHARE) * writtenShare[index]!;
    const before = shareOf();
    verifiedShare[index] = verified;
    writtenShare[index] = written;
    bytesDone += found[index]!.bytes * (shareOf() - before);
  };
  const tellSometimes = (): void => {
    if (performance.now() - toldAt >= TELL_INTERVAL_MS) tell();
  };

  return {
    /** Packed bytes of a file that have been checked. */
    verified(index: number, bytes: number): void {
      set(index, Math.min(1, bytes / Math.max(1, found[index]!.bytes)), writtenShare[index]!);
      tellSometimes();
    },
    /** Candles just written, and the share of the file's rows that is done with them. */
    written(index: number, count: number, share: number): void {
      candles += count;
      current = index;
      set(index, 1, share);
      tellSometimes();
    },
    fileDone(index: number): void {
      set(index, 1, 1);
      filesDone += 1;
      current = index + 1;
      tell();
    },
    candles: (): number => candles,
  };
}
