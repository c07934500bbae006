import { app } from 'electron';

/** Longer than any job takes to hear that it was cancelled. What is not closed by then is whole all the same: the store is a log. */
const CLOSING_MS = 10_000;

/**
 * Holds every quit of the program until `close` has ended, or has failed, or has taken ten seconds. It is called once, however
 * often the user quits meanwhile.
 */
export function holdQuit(close: () => Promise<void>, onDefect: (stack: string) => void): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS);
    });
    const closing = close().catch((thrown: Error) => onDefect(thrown.stack ?? String(thrown)));
    void Promise.race([closing, limit]).then(() => {
      clearTimeout(timer);
      state = 'closed';
      app.quit();
    });
  });
}
