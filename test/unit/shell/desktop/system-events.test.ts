/** What the machine tells the engine, and what the engine tells the user, over an engine that is held in the hand. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../../../../src/shared/calls.ts';

type Listener = (name: string, payload: unknown) => void;

async function openDesk() {
  vi.resetModules();
  const [electron, { desk }, { watchPower }, { watchNotifications }] = await Promise.all([
    import('../../../support/electron-stand-in/electron.ts'),
    import('../../../support/electron-stand-in/desk.ts'),
    import('../../../../src/main/shell/desktop/power.ts'),
    import('../../../../src/main/shell/desktop/notifications.ts'),
  ]);
  const listeners = new Set<Listener>();
  const asked: [name: string, input: unknown][] = [];
  const answers: Record<string, unknown> = {};
  const defects: string[] = [];
  const engine = {
    async call(name: string, input: unknown) {
      asked.push([name, input]);
      if (answers[name] === undefined) throw new Error(`${name} has no answer`);
      return answers[name];
    },
    subscribe(listener: Listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const tell = async (name: string, payload: unknown): Promise<void> => {
    for (const listener of listeners) listener(name, payload);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0));
    await settled();
  };
  return { electron, desk, watchPower, watchNotifications, engine, asked, answers, defects, listeners, tell };
}

/** Everything that was promised by now has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let opened: Awaited<ReturnType<typeof openDesk>>;
beforeEach(async () => {
  opened = await openDesk();
});

describe('the power of the machine', () => {
  it('pauses the schedule while it sleeps, and not while its screen is locked', async () => {
    const { electron, engine, asked, answers, defects } = opened;
    answers['settings.pauseSchedule'] = { isPaused: true };
    const undo = opened.watchPower(engine, (stack) => defects.push(stack));
    const { powerMonitor } = electron;
    for (const event of ['lock-screen', 'suspend', 'resume', 'suspend', 'resume']) powerMonitor.emit(event);
    await settled();
    expect(asked).toEqual([true, false, true, false].map((paused) => ['settings.pauseSchedule', { paused }]));
    undo();
    powerMonitor.emit('suspend');
    await settled();
    expect(asked).toHaveLength(4);
    expect(powerMonitor.eventNames()).toEqual([]);
    expect(defects).toEqual([]);
  });

  it('that the engine would not hear is written down, and the next word is heard', async () => {
    const { electron, engine, asked, defects } = opened;
    opened.watchPower(engine, (stack) => defects.push(stack));
    electron.powerMonitor.emit('suspend');
    electron.powerMonitor.emit('resume');
    await settled();
    expect(asked).toHaveLength(2);
    expect(defects).toEqual([expect.stringContaining('has no answer'), expect.stringContaining('has no answer')]);
  });
});

describe('a notification', () => {
  const MINUTE = 60_000;
  const callOf = (parts: Partial<Call>): Call => ({
    ...{ id: 3, call: 'models.train', state: 'done', startedTime: 0, endedTime: MINUTE, done: 1 },
    ...{ note: 'six models', rate: null, remainingSeconds: null, error: null },
    ...parts,
  });
  let isFocused = false;
  let clicks = 0;
  const watch = (): (() => void) =>
    opened.watchNotifications({
      engine: opened.engine,
      isFocused: () => isFocused,
      onClick: () => {
        clicks += 1;
      },
      onDefect: (stack) => opened.defects.push(stack),
    });
  const shown = (): string[] => opened.desk.notifications.map(({ title, body }) => `${title}: ${body}`);
  beforeEach(() => {
    isFocused = false;
    clicks = 0;
  });

  it.each([
    ['was done', {}, ['Training is done: six models']],
    ['failed', { state: 'failed', error: { code: 'unavailable', message: 'No disk' } }, ['Training failed: No disk']],
    ['has no name of its own', { call: 'drafts.approve' }, [expect.stringMatching(/^Approve .+ is done: six models$/)]],
    ['was cancelled by the user', { state: 'cancelled' }, []],
    ['took a moment', { endedTime: 9_999 }, []],
    ['still runs', { state: 'running', endedTime: null }, []],
    ['is not known any more', { id: 4 }, []],
  ] as const)('tells of a command that %s', async (_, parts, expected) => {
    opened.answers['calls.list'] = { calls: [callOf(parts as Partial<Call>)] };
    watch();
    await opened.tell('calls.changed', { id: 3 });
    expect(shown()).toEqual(expected);
  });

  it('brings the window to the front when it is clicked', async () => {
    opened.answers['calls.list'] = { calls: [callOf({})] };
    watch();
    await opened.tell('calls.changed', { id: 3 });
    opened.desk.notifications[0]?.click();
    expect(clicks).toBe(1);
  });

  it('tells of a draft that awaits a decision, once', async () => {
    opened.answers['drafts.get'] = { id: 'a', name: 'Top ten', state: 'proposed' };
    watch();
    await opened.tell('drafts.changed', { id: 'a' });
    await opened.tell('drafts.changed', { id: 'a' });
    opened.answers['drafts.get'] = { id: 'b', name: 'Other', state: 'approved' };
    await opened.tell('drafts.changed', { id: 'b' });
    expect(shown()).toEqual(['A draft awaits your decision: Top ten']);
  });

  it('is not shown to somebody who sees the window, nor after the end', async () => {
    opened.answers['calls.list'] = { calls: [callOf({})] };
    opened.answers['drafts.get'] = { id: 'a', name: 'Top ten', state: 'proposed' };
    isFocused = true;
    const undo = watch();
    await opened.tell('calls.changed', { id: 3 });
    await opened.tell('drafts.changed', { id: 'a' });
    undo();
    expect(opened.listeners.size).toBe(0);
    expect(shown()).toEqual([]);
  });

  it('that cannot be asked for is written down', async () => {
    watch();
    await opened.tell('calls.changed', { id: 3 });
    expect(opened.defects).toEqual([expect.stringContaining('calls.list has no answer')]);
  });
});
