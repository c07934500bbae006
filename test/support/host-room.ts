/** A host over real stores, a real pool and real files, as tests ask it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Engine } from '../../src/main/engine/create-engine.ts';
import { createHost, type HostOptions } from '../../src/main/engine/create-host.ts';
import { openStore } from '../../src/main/store/open.ts';
import { findSetting, saveSetting } from '../../src/main/store/settings.ts';
import type { AppContract } from '../../src/shared/contract.ts';
import type { CallName, Output } from '../../src/shared/endpoint.ts';
import { type CancelSignal, NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { instantOf } from '../../src/shared/time.ts';
import { store as keep } from './store-rows.ts';

/** What a test has to end, the last first. */
export const closers: (() => Promise<void> | void)[] = [];

/** Ends what a test began. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

let now = Date.UTC(2026, 6, 1, 9);
/** Goes on by a millisecond whenever it is asked. */
export const clock = () => instantOf(now++);

/** Returns an empty folder. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'indexsmith-host-'));
  closers.push(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A host, and what it told. */
export type HostRoom = {
  readonly home: string;
  readonly path: string;
  readonly host: Engine;
  readonly events: string[];
  readonly defects: string[];
  call<N extends CallName<AppContract>>(
    name: N,
    input?: object,
    signal?: CancelSignal,
  ): Promise<Output<AppContract[N]>>;
  /** Waits until a command of that name runs in the open workspace and returns its number. */
  running(name: string): Promise<number>;
};

/** Returns a host that is closed with the test. */
export function openRoom(home = newHome(), options: Partial<HostOptions> = {}): HostRoom {
  const defects: string[] = [];
  const host = createHost({ home, clock, threads: 1, onDefect: (stack) => defects.push(stack), ...options });
  closers.push(() => host.close());
  const events: string[] = [];
  host.subscribe((name, payload) => {
    if (name !== 'system.progress') events.push(`${name} ${JSON.stringify(payload)}`);
  });
  const call: HostRoom['call'] = (name, input = {}, signal = NEVER_CANCELLED) =>
    host.call(name, input, signal) as never;
  return {
    ...{ home, path: join(home, 'indexsmith.sqlite'), host, events, defects, call },
    running: (name) =>
      vi.waitFor(async () => {
        const found = (await call('calls.list')).calls.find((one) => one.call === name && one.state === 'running');
        expect(found).toBeDefined();
        return found!.id;
      }),
  };
}

/** Makes a store in which a setting tells it from others. */
export function writeStore(home: string, name: string, days = 3): void {
  const store = openStore(join(home, 'indexsmith.sqlite'), { clock });
  keep(
    store,
    'kraken',
    Array.from({ length: days }, (_, i) => ({ key: 'A', day: 20_000 + i, close: 1 + i })),
  );
  saveSetting(store, 'name', name);
  store.close();
}

/** Returns what tells a store from others. */
export function nameIn(path: string): unknown {
  const store = openStore(path, { clock });
  try {
    return findSetting(store, 'name');
  } finally {
    store.close();
  }
}

/** Returns the code of an error; of a defect `defect`. */
export const codeOf = (thrown: { code?: string }): string => thrown.code ?? 'defect';
