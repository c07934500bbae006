/** The system's browser. */
import { once } from 'node:events';
import open from 'open';
import { AppError } from '../../shared/errors.ts';

/** Opens an address in the system's browser and returns whether it did. Never rejects. */
export type OpenBrowser = (address: string) => Promise<boolean>;

/** What opens a browser and fails, fails sooner. */
const OPEN_MS = 5_000;

export const openBrowser: OpenBrowser = async (address) => {
  try {
    const browser = await open(address);
    // what opens a browser ends at once, or with it
    const [exitCode] = (await once(browser, 'exit', { signal: AbortSignal.timeout(OPEN_MS) })) as [number | null];
    return exitCode === 0;
  } catch (thrown) {
    return (thrown as Error).name === 'AbortError';
  }
};

/** Returns what is said where no browser could be opened: the address, which is in the details as well, is for the user to open. */
export const noBrowser = (address: string, cause?: unknown): AppError =>
  new AppError('unavailable', `No browser could be opened from here; open this address yourself: ${address}`, {
    cause,
    details: { address },
  });
