import { z } from 'zod';
import { InstantSchema } from '../../shared/endpoint.ts';
import { ScheduleEntry } from '../../shared/settings.ts';
import type { ReadableStore, WritableStore } from '../store/open.ts';
import { findSetting, saveSetting } from '../store/settings.ts';

const KEY = 'schedule-state';
/** So many entries are kept. */
const KEPT_ENTRIES = 200;

const ScheduleState = z.object({
  lastTime: InstantSchema.nullable().default(null),
  run: z
    .object({ dueTime: InstantSchema, starts: z.int(), done: z.array(z.string()) })
    .nullable()
    .default(null),
  entries: z.array(ScheduleEntry).default([]),
});

/**
 * What a schedule remembers when the program ends: for when it ran last, the run that has not ended with the steps that it took,
 * and what it did, newest first.
 */
export type ScheduleState = z.infer<typeof ScheduleState>;

/** Returns what the schedule of a store remembers; nothing where that cannot be read. */
export function loadScheduleState(store: ReadableStore): ScheduleState {
  try {
    const read = ScheduleState.safeParse(findSetting(store, KEY) ?? {});
    if (read.success) return read.data;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  return ScheduleState.parse({});
}

/** Keeps what a schedule remembers, of its entries the newest 200. */
export function saveScheduleState(store: WritableStore, state: ScheduleState): void {
  saveSetting(store, KEY, { ...state, entries: state.entries.slice(0, KEPT_ENTRIES) });
}
