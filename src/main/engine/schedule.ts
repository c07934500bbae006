/**
 * The schedule: once a day it does by itself what the settings name.
 *
 * 1. {@link nextDueTime} says when a run is due; what was missed while the machine slept or the program was closed, is due at once.
 * 2. The steps of {@link stepsOf} are taken one after the other; one that fails does not keep the next from being taken.
 * 3. After each step it is noted that it was taken, so that a run which ended with the program goes on with the next step.
 */
import type { ScheduleEntry } from '../../shared/settings.ts';
import { DAY, dayOf, formatDay, type Instant, instantOf, MINUTE } from '../../shared/time.ts';
import type { EngineContext } from './context.ts';
import { loadSettings } from './load-settings.ts';
import { lastSlotBy, nextDueTime } from './next-due-time.ts';
import { loadScheduleState, type ScheduleState, saveScheduleState } from './schedule-state.ts';
import { type ScheduleCall, stepsOf, takeStep } from './schedule-steps.ts';

/** What moves a schedule: Node's timers, or a test's hand. */
export type Timers = {
  /** Calls `run` after so many milliseconds; returns its own undo. */
  setTimer(milliseconds: number, run: () => void): () => void;
};

/** Node's own timers, which do not keep the process alive. */
export const NODE_TIMERS: Timers = {
  setTimer(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Whether the machine sleeps. It outlives a schedule, so that one which follows it is paused as well. */
export type SchedulePause = { isPaused: boolean };

/** A schedule over one store. It must be closed, before its store is. */
export type Scheduler = {
  /** Returns whether it is paused, when it runs next (null while it is off; the past while it runs), and what it did, newest first. */
  describe(): { isPaused: boolean; nextTime: Instant | null; entries: ScheduleEntry[] };
  /** Begins no run until it is resumed; what was missed by then is made up for once. A run under way goes on. */
  pause(isPaused: boolean): void;
  /** To be called when settings were kept. @param wasOn - whether the schedule was on before. */
  settingsSaved(wasOn: boolean): void;
  /** Settled when no run is under way. */
  idle(): Promise<void>;
  /** Begins no further step and notes nothing any more. The step under way is for whoever made its call to end. */
  close(): void;
};

/** A timer of this machine may stand still while it sleeps, so the clock is looked at every minute. */
const LONGEST_WAIT = MINUTE;
/** A run that ended with the program so often is what ended it. */
const MOST_STARTS = 3;

/**
 * Returns a running schedule.
 *
 * @param call - makes the calls of the steps, through the gate, so that they are seen among the running commands.
 * @param paused - where it is noted that the schedule is paused.
 */
export function createSchedule(
  context: EngineContext,
  call: ScheduleCall,
  timers: Timers = NODE_TIMERS,
  paused: SchedulePause = { isPaused: false },
): Scheduler {
  const { store, clock, events, log, onDefect } = context;
  let isClosed = false;
  let running: Promise<void> | null = null;
  let undoTimer = (): void => undefined;

  const note = (state: ScheduleState, entry: Omit<ScheduleEntry, 'atTime'>): ScheduleState => {
    const text = `Schedule: ${entry.step} ${entry.outcome}`;
    if (entry.outcome === 'failed') log.warn(text, entry.message);
    else log.info(text, entry.message);
    return { ...state, entries: [{ atTime: clock(), ...entry }, ...state.entries] };
  };
  const keep = (state: ScheduleState): ScheduleState => {
    saveScheduleState(store, state);
    events.publish('settings.changed', {});
    return state;
  };

  const arm = (): void => {
    undoTimer();
    if (isClosed || paused.isPaused || running !== null) return;
    const due = nextDue();
    if (due !== null) wait(due);
  };

  const wait = (due: Instant): void => {
    const left = due - clock();
    undoTimer = timers.setTimer(Math.min(LONGEST_WAIT, Math.max(0, left)), () => {
      if (due > clock()) wait(due);
      else begin(due);
    });
  };

  const nextDue = (): Instant | null => {
    const { schedule } = loadSettings(store, log);
    const { run, lastTime } = loadScheduleState(store);
    return run !== null && schedule.isOn ? instantOf(run.dueTime) : nextDueTime(schedule, lastTime, clock());
  };

  const begin = (dueTime: Instant): void => {
    const tell = (thrown: unknown): void => onDefect((thrown as Error).stack ?? String(thrown));
    running = runSteps(dueTime)
      .catch(tell)
      .then(() => {
        running = null;
        arm();
      })
      // a store that cannot be read any more ends the schedule, not the program
      .catch(tell);
  };

  const runSteps = async (dueTime: Instant): Promise<void> => {
    let state = beginRun(loadScheduleState(store), dueTime);
    if (state.run === null) return;
    for await (const step of stepsOf(context, loadSettings(store, log), call)) {
      // the names of indices are asked for anew, as no run remembers them
      if (state.run!.done.includes(step.key) && step.key !== 'indices') continue;
      const outcome = await takeStep(step, (stack) => {
        // a step that lost its store was ended, not broken
        if (!isClosed) onDefect(stack);
      });
      if (isClosed) return;
      const run = state.run!;
      state = keep(note({ ...state, run: { ...run, done: [...run.done, step.key] } }, { step: step.step, ...outcome }));
    }
    keep({ ...state, run: null });
  };

  /** Returns the state of a run that begins or goes on; without a run where it has to be given up. */
  const beginRun = (state: ScheduleState, dueTime: Instant): ScheduleState => {
    const run = state.run ?? { dueTime, starts: 0, done: [] };
    if (run.starts >= MOST_STARTS) {
      const message = `The run of ${formatDay(dayOf(run.dueTime))} was begun ${MOST_STARTS} times and ended with the program each time, so it was given up`;
      return keep(note({ ...state, run: null }, { step: 'skip', outcome: 'failed', message }));
    }
    const missed = state.lastTime === null ? 0 : Math.round((dueTime - state.lastTime) / DAY) - 1;
    const begun = { ...state, lastTime: dueTime, run: { ...run, starts: run.starts + 1 } };
    if (state.run !== null || missed < 1) return keep(begun);
    const message =
      missed === 1
        ? 'One day was missed while the program or the machine was off; this run makes up for it'
        : `${missed} days were missed while the program or the machine was off; this run makes up for them`;
    return keep(note(begun, { step: 'skip', outcome: 'skipped', message }));
  };

  arm();
  return {
    describe: () => ({ isPaused: paused.isPaused, nextTime: nextDue(), entries: loadScheduleState(store).entries }),
    pause(isPaused) {
      if (paused.isPaused === isPaused) return;
      paused.isPaused = isPaused;
      log.info(isPaused ? 'Schedule paused' : 'Schedule resumed');
      arm();
      events.publish('settings.changed', {});
    },
    settingsSaved(wasOn) {
      const { schedule } = loadSettings(store, log);
      const state = loadScheduleState(store);
      // what went by while it was off was not missed, and what it had begun before is not taken up again
      if (schedule.isOn !== wasOn) {
        const lastTime = schedule.isOn ? lastSlotBy(schedule, clock()) : state.lastTime;
        saveScheduleState(store, { ...state, lastTime, run: running === null ? null : state.run });
      }
      arm();
    },
    idle: async () => {
      while (running !== null) await running;
    },
    close() {
      isClosed = true;
      undoTimer();
    },
  };
}
