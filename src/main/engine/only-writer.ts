import { AppError } from '../../shared/errors.ts';
import type { WritableStore } from '../store/open.ts';

/** The command that brings candles into a store now. */
const writers = new WeakMap<WritableStore, string>();

/**
 * Runs `body` as the only command that brings candles into the store: what one of them had begun would be taken for abandoned
 * by another, and two that found the store empty would both fill it.
 *
 * Throws `conflict` while another one runs.
 *
 * @param name - of the command, such as `imports.run`.
 */
export async function asOnlyWriter<T>(store: WritableStore, name: string, body: () => Promise<T>): Promise<T> {
  const running = writers.get(store);
  if (running !== undefined) {
    throw new AppError('conflict', `${running} was running, needs to end or be cancelled before ${name} can begin`);
  }
  writers.set(store, name);
  try {
    return await body();
  } finally {
    writers.delete(store);
  }
}
