/** Files of a test's own making, and what is read from them, row by row. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FileSummary } from '../../src/main/feeds/files/file-content.ts';
import type { AssetRow, CrosswalkRow } from '../../src/main/feeds/files/list-reader.ts';
import { readImportFile } from '../../src/main/feeds/files/read-file.ts';
import { CANDLE_VALUES } from '../../src/shared/candles.ts';

/** The instant at which the tests import, unless they say otherwise. */
export const IMPORT_TIME = Date.UTC(2025, 5, 1, 12);

/** A candle with its values in the order of CANDLE_VALUES; null is missing. */
export type ReadCandle = {
  readonly series: string;
  readonly openTime: string;
  readonly knownAt: string;
  readonly values: readonly (number | null)[];
  readonly row: number;
};

export type ReadTable = {
  readonly summary: FileSummary;
  readonly candles: readonly ReadCandle[];
  readonly assets: readonly AssetRow[];
  readonly pairs: readonly CrosswalkRow[];
  readonly blockSizes: readonly number[];
};

export type Folder = {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
};

/** Returns a new folder; a name that ends in .gz is packed. */
export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'indexsmith-import-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export type ReadTableOptions = { now?: number; maxRefusedShare?: number; skipRows?: number; blockRows?: number };

/** Reads a whole file. A row that cannot be true does not refuse the file unless the options say so. */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<ReadTable> {
  const candles: ReadCandle[] = [];
  const assets: AssetRow[] = [];
  const pairs: CrosswalkRow[] = [];
  const blockSizes: number[] = [];
  const parts = readImportFile(path, {
    now: options.now ?? IMPORT_TIME,
    signal: { aborted: false },
    maxRefusedShare: options.maxRefusedShare ?? 1,
    content: { skipRows: options.skipRows ?? 0, blockRows: options.blockRows ?? 1000 },
  });
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { summary: next.value, candles, assets, pairs, blockSizes };
    const part = next.value;
    if (part.kind === 'list') {
      if (part.list.kind === 'assets') assets.push(...part.list.rows);
      else if (part.list.kind === 'crosswalk') pairs.push(...part.list.rows);
      continue;
    }
    if (part.kind === 'measures') continue;
    const { block, rowNumber } = part;
    blockSizes.push(block.count);
    for (let i = 0; i < block.count; i += 1) {
      candles.push({
        series: `${block.source}:${block.timeframe}:${block.series[block.seriesIndex[i]!]}`,
        openTime: new Date(block.openTime[i]!).toISOString(),
        knownAt: new Date(block.knownAt[i]!).toISOString(),
        values: CANDLE_VALUES.map((value) => (Number.isNaN(block[value][i]!) ? null : block[value][i]!)),
        row: rowNumber[i]!,
      });
    }
  }
}
