import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

async function openApp() {
  vi.resetModules();
  const [{ app }, { holdQuit }] = await Promise.all([
    import('../../../support/electron-stand-in/application.ts'),
    import('../../../../src/main/shell/desktop/hold-quit.ts'),
  ]);
  const defects: string[] = [];
  let closeCount = 0;
  let hasEnded = false;
  void app.ended.then(() => {
    hasEnded = true;
  });
  return {
    app,
    defects,
    hold(closing: Promise<void>) {
      const close = (): Promise<void> => {
        closeCount += 1;
        return closing;
      };
      holdQuit(close, (stack) => defects.push(stack));
    },
    /** Lets everything happen that was promised, and this many milliseconds pass. */
    async ended(after: number): Promise<boolean> {
      await vi.advanceTimersByTimeAsync(after);
      return hasEnded;
    },
    closeCount: () => closeCount,
  };
}

let opened: Awaited<ReturnType<typeof openApp>>;
beforeEach(async () => {
  opened = await openApp();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('quitting', () => {
  it('waits until everything is closed, which happens once', async () => {
    let finish = (): void => undefined;
    opened.hold(
      new Promise((resolve) => {
        finish = resolve;
      }),
    );
    opened.app.quit();
    opened.app.quit();
    expect(await opened.ended(9_000)).toBe(false);
    finish();
    expect(await opened.ended(0)).toBe(true);
    expect(opened.closeCount()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not wait for ever', async () => {
    opened.hold(new Promise(() => undefined));
    opened.app.quit();
    expect(await opened.ended(9_999)).toBe(false);
    expect(await opened.ended(1)).toBe(true);
  });

  it('goes on where closing failed, and says why', async () => {
    opened.hold(Promise.reject(new Error('disk gone')));
    opened.app.quit();
    expect(await opened.ended(0)).toBe(true);
    expect(opened.defects).toEqual([expect.stringContaining('disk gone')]);
  });
});
