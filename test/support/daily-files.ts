/** Files of daily candles as a user may have them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const HEADER = 'date,asset,open,high,low,close,volume,market_cap';
const FIRST_DAY = Date.UTC(2020, 0, 1);
const DAY_MS = 86_400_000;

/** Writes a file of one asset over so many days, and returns its path. */
export function writeDaily(folder: string, name: string, asset: string, dayCount: number): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  const rows = Array.from({ length: dayCount }, (_, day) => {
    const date = new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10);
    const open = 100 + (day % 50);
    return `${date},${asset},${open},${open + 2},${open - 2},${open + 1},${1_000_000 + day},${5_000_000_000 + day}`;
  });
  writeFileSync(path, `${HEADER}\n${rows.join('\n')}\n`);
  return path;
}
