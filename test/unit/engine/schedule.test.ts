import { afterEach, describe, expect, it } from 'vitest';
import type { Log } from '../../../src/main/engine/log.ts';
import { createSchedule, type Scheduler } from '../../../src/main/engine/schedule.ts';
import { settingHandlers } from '../../../src/main/engine/settings.ts';
import { findSetting, saveSetting } from '../../../src/main/store/settings.ts';
import { AppError, NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { type ScheduleEntry, Settings } from '../../../src/shared/settings.ts';
import { DAY, dayOf, HOUR, instantOf, MINUTE } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { store as keep } from '../../support/store-rows.ts';

const START = Date.UTC(2026, 0, 5, 10);
/** The first run after START at the minute that is preset. */
const FIRST = Date.UTC(2026, 0, 6, 0, 15);

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

type Answers = Record<string, (input: never) => unknown>;

const rows = Array.from({ length: 3 }, (_, i) => ({ key: 'BTC/USD', day: dayOf(START) - 3 + i, close: 1 }));
const TRAINED = 'Models were trained (schedule): they were older than a month';
const ANSWERS: Answers = {
  'feeds.ingest': () => ({ listingCount: 9, markets: [{ market: 'BTC/USD', inserted: 2, revised: 1, error: null }] }),
  'ratings.create': () => ({ asOf: dayOf(START) * DAY, ratings: [1, 2], notes: [TRAINED] }),
  'drafts.indices': () => ({
    indices: [
      { name: 'Core', approvedId: 'a', proposedId: null },
      { name: 'Idea', approvedId: null, proposedId: 'x' },
      { name: 'Wide', approvedId: 'w', proposedId: 'p' },
    ],
  }),
  'drafts.get': ({ id }: { id: string }) => ({ asOf: 0, preferences: { size: id.length }, eligibility: { of: id } }),
  'drafts.held': ({ name }: { name: string }) => ({ weights: { [name]: 0.5 } }),
  'drafts.create': () => ({ feasible: true, weights: [1], binding: [] }),
};

type Room = {
  readonly context: TestContext;
  readonly calls: { readonly name: string; readonly input: unknown }[];
  readonly logged: string[];
  /** Lets so much time pass, during which the timers that are due fire. */
  pass(milliseconds: number): Promise<void>;
  schedule: Scheduler;
  handlers: ReturnType<typeof settingHandlers>;
  /** Ends the schedule as a crash or an end of the program would, and starts another over the same store. */
  restart(): void;
  entries(): ScheduleEntry[];
  save(settings: object): Promise<unknown>;
};

function open(answers: Answers = {}): Room {
  let now = START;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const context = openContext(() => instantOf(now));
  closers.push(() => context.close());
  keep(context.store, 'kraken', rows);
  const calls: Room['calls'] = [];
  const logged: string[] = [];
  const note = (message: string, detail = ''): void => void logged.push(`${message} ${detail}`);
  const log: Log = { info: note, warn: note, error: note, close: () => undefined };
  const all = { ...ANSWERS, ...answers };
  const make = (): Scheduler =>
    createSchedule(
      { ...context, log },
      async (name, input) => {
        calls.push({ name, input });
        return all[name]!(input as never);
      },
      {
        setTimer(milliseconds, run) {
          const timer = { at: now + milliseconds, run };
          timers.push(timer);
          return () => (timers = timers.filter((other) => other !== timer));
        },
      },
    );
  const room: Room = {
    ...{ context, calls, logged },
    async pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.run();
        await room.schedule.idle();
      }
      now = end;
    },
    schedule: make(),
    handlers: null as never,
    restart() {
      room.schedule.close();
      timers = [];
      room.schedule = make();
      room.handlers = settingHandlers({ ...context, log }, room.schedule);
    },
    entries: () => room.schedule.describe().entries,
    save: async (settings) => room.handlers['settings.save'](Settings.parse(settings), NEVER_CANCELLED),
  };
  room.handlers = settingHandlers({ ...context, log }, room.schedule);
  closers.push(() => room.schedule.close());
  return room;
}

const all = { isOn: true, exchange: 'kraken', markets: ['BTC/USD'], drafts: true };
const short = (entries: ScheduleEntry[]): string[] =>
  entries.map(({ step, outcome, message }) => `${step} ${outcome}: ${message}`).reverse();

describe('the schedule', () => {
  it('does nothing while it is off', async () => {
    const room = open();
    await room.pass(9 * DAY);
    expect(room.schedule.describe()).toEqual({ isPaused: false, nextTime: null, entries: [] });
    expect(room.calls).toEqual([]);
  });

  it('takes every step once a day, each with its reason', async () => {
    const room = open();
    await room.save({ schedule: all });
    expect(room.schedule.describe().nextTime).toBe(FIRST);
    await room.pass(FIRST - START - 1);
    expect(room.calls).toEqual([]);
    await room.pass(1);
    expect(short(room.entries())).toEqual([
      'ingest done: 3 candles of 1 market of kraken',
      `rate done: 2 tokens rated at the end of 2026-01-04. ${TRAINED}`,
      'draft done: Approved: Core, Wide',
      'draft done: Core: 1 token proposed',
      'draft done: Wide: 1 token proposed',
      'expire skipped: No draft has waited for 7 days',
    ]);
    expect(room.entries().every(({ atTime }) => atTime === FIRST)).toBe(true);
    expect(room.calls.filter(({ name }) => name === 'drafts.create').map(({ input }) => input)).toEqual([
      { name: 'Core', preferences: { size: 1 }, eligibility: { of: 'a' }, current: { Core: 0.5 } },
      { name: 'Wide', preferences: { size: 1 }, eligibility: { of: 'w' }, current: { Wide: 0.5 } },
    ]);
    expect(room.calls[0]).toEqual({ name: 'feeds.ingest', input: { exchange: 'kraken', markets: ['BTC/USD'] } });
    expect(room.schedule.describe().nextTime).toBe(FIRST + DAY);
    await room.pass(3 * DAY);
    expect(room.calls.filter(({ name }) => name === 'feeds.ingest')).toHaveLength(4);
    expect(room.context.heard.some(({ name }) => name === 'settings.changed')).toBe(true);
    expect(room.logged.some((line) => line.includes('Schedule: rate done 2 tokens'))).toBe(true);
  });

  it('says why it leaves a step out', async () => {
    const room = open();
    await room.save({ schedule: { isOn: true, rates: false } });
    await room.pass(DAY);
    expect(short(room.entries())).toEqual([
      'ingest skipped: No exchange is set',
      'rate skipped: Rating is off',
      'draft skipped: Drafting is off',
      'expire skipped: No draft has waited for 7 days',
    ]);
    expect(room.calls).toEqual([]);
  });

  it('goes on behind a step that failed', async () => {
    const room = open({
      'feeds.ingest': () => {
        throw new AppError('unavailable', 'kraken was away');
      },
      'drafts.held': ({ name }: { name: string }) => {
        if (name === 'Core') throw new Error('a defect');
        return { weights: {} };
      },
    });
    await room.save({ schedule: all });
    await room.pass(DAY);
    expect(short(room.entries())).toEqual([
      'ingest failed: kraken was away',
      `rate done: 2 tokens rated at the end of 2026-01-04. ${TRAINED}`,
      'draft done: Approved: Core, Wide',
      'draft failed: Core: The program met an error of its own; the log has the details',
      'draft done: Wide: 1 token proposed',
      'expire skipped: No draft has waited for 7 days',
    ]);
    expect(room.context.defects).toEqual([expect.stringContaining('a defect')]);
  });

  it('makes up once for what was missed while the program was closed', async () => {
    const room = open();
    await room.save({ schedule: { isOn: true } });
    room.schedule.close();
    await room.pass(4 * DAY);
    expect(room.calls).toEqual([]);
    room.restart();
    await room.pass(MINUTE);
    expect(short(room.entries())[0]).toBe(
      'skip skipped: 3 days were missed while the program or the machine was off; this run makes up for them',
    );
    expect(room.calls.map(({ name }) => name)).toEqual(['ratings.create']);
    await room.pass(HOUR);
    expect(room.calls).toHaveLength(1);
  });

  it('waits while it is paused, and makes up for it when it is resumed', async () => {
    const room = open();
    await room.save({ schedule: { isOn: true } });
    const pause = (paused: boolean) => room.handlers['settings.pauseSchedule']({ paused }, NEVER_CANCELLED);
    expect(await pause(true)).toEqual({ isPaused: true });
    await room.pass(2 * DAY);
    expect(room.calls).toEqual([]);
    expect(room.schedule.describe().isPaused).toBe(true);
    await pause(false);
    await room.pass(0);
    expect(room.calls).toHaveLength(1);
  });

  it('does not make up for days on which it was off', async () => {
    const room = open();
    await room.save({ schedule: { isOn: true } });
    await room.pass(DAY);
    await room.save({ schedule: { isOn: false } });
    await room.pass(5 * DAY);
    await room.save({ schedule: { isOn: true } });
    await room.pass(MINUTE);
    expect(room.calls).toHaveLength(1);
    await room.pass(DAY);
    expect(room.calls).toHaveLength(2);
  });

  it('takes up a run that ended with the program where it was, and gives it up after three starts', async () => {
    const crash = { isOn: true };
    const room = open({
      'ratings.create': () => {
        if (crash.isOn) room.schedule.close();
        throw new AppError('cancelled', 'The work was cancelled');
      },
    });
    await room.save({ schedule: { ...all, drafts: false } });
    await room.pass(DAY);
    for (let start = 0; start < 2; start++) {
      room.restart();
      await room.pass(MINUTE);
    }
    expect(room.calls.map(({ name }) => name)).toEqual(['feeds.ingest', ...Array(3).fill('ratings.create')]);
    room.restart();
    await room.pass(MINUTE);
    expect(room.calls).toHaveLength(4);
    expect(short(room.entries())).toEqual([
      'ingest done: 3 candles of 1 market of kraken',
      'skip failed: The run of 2026-01-06 was begun 3 times and ended with the program each time, so it was given up',
    ]);
    crash.isOn = false;
    await room.pass(DAY);
    expect(short(room.entries()).slice(2)).toEqual([
      'ingest done: 3 candles of 1 market of kraken',
      'rate failed: The work was cancelled',
      'draft skipped: Drafting is off',
      'expire skipped: No draft has waited for 7 days',
    ]);
  });

  it('keeps the last 200 entries', async () => {
    const room = open();
    await room.save({ schedule: { isOn: true, rates: false } });
    await room.pass(52 * DAY);
    expect(room.entries()).toHaveLength(200);
    expect(room.entries()[0]!.atTime).toBe(FIRST + 51 * DAY);
    room.restart();
    expect(room.entries()).toHaveLength(200);
  });
});

describe('settings', () => {
  it('are the defaults until they are kept, and survive', async () => {
    const room = open();
    const get = () => room.handlers['settings.get']({}, NEVER_CANCELLED);
    expect(get()).toEqual(Settings.parse({}));
    await room.save({ draftDays: 3, schedule: { minuteOfDay: 90 } });
    room.restart();
    expect(get()).toMatchObject({ draftDays: 3, backupsKept: 5, schedule: { minuteOfDay: 90, rates: true } });
    expect(room.context.heard.at(-1)).toEqual({ name: 'settings.changed', payload: {} });
  });

  it.each<[string, unknown, Partial<Settings>, string]>([
    ['a part', { draftDays: 'soon', backupsKept: 9 }, { backupsKept: 9, draftDays: 7 }, 'The setting draftDays'],
    ['all of it', 'nonsense', { backupsKept: 5 }, 'The settings could not be read'],
  ])('have defaults where %s cannot be read, and the log says so once', async (_, stored, expected, told) => {
    const room = open();
    saveSetting(room.context.store, 'settings', stored);
    for (let i = 0; i < 3; i++) expect(room.handlers['settings.get']({}, NEVER_CANCELLED)).toMatchObject(expected);
    expect(room.logged).toEqual([expect.stringContaining(told)]);
  });

  it('that a newer program kept are read as far as they are known', () => {
    const room = open();
    saveSetting(room.context.store, 'settings', { colour: 'green', draftDays: 2 });
    expect(room.handlers['settings.get']({}, NEVER_CANCELLED)).toEqual({ ...Settings.parse({}), draftDays: 2 });
    expect(findSetting(room.context.store, 'settings')).toHaveProperty('colour');
  });
});
