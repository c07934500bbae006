import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the real market data that some tests read; it lies beside the project and is never copied into it. */
export const SHARED_DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Whether the real data is there. */
export const hasSharedData = existsSync(`${SHARED_DATA}/MANIFEST.md`);

/** Says once, on standard error, that tests over real data could not run. */
export function announceMissingData(suite: string): void {
  process.stderr.write(`${suite}: ../shared/data is missing, so the tests over real market data did not run\n`);
}
