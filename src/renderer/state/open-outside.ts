import type { Answer } from '../../shared/client.ts';
import { showToast } from './toasts.ts';

/**
 * Waits for something to be opened outside of the window, and says so where it was not. Where the shell found no browser, the
 * address is there to be copied.
 *
 * @param what - such as `The report`.
 */
export async function tellIfNotOpened(what: string, opening: Promise<Answer>): Promise<void> {
  const answer = await opening;
  if (answer.ok) return;
  const { message, details } = answer.error;
  const address = (details as { address?: unknown } | undefined)?.address;
  showToast({
    kind: 'failed',
    title: `${what} could not be opened`,
    text: message,
    ...(typeof address === 'string'
      ? { action: { label: 'Copy the address', run: () => void navigator.clipboard.writeText(address) } }
      : {}),
  });
}
