import type { Clock } from '../../shared/time.ts';
import type { Pool } from '../jobs/pool.ts';
import type { WritableStore } from '../store/open.ts';
import type { Calls } from './calls.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { Reporter } from './progress.ts';

/** What every group of handlers is given by the composition root. */
export type EngineContext = {
  /** Folder of the store, the reports and the backups. */
  readonly home: string;
  readonly store: WritableStore;
  readonly clock: Clock;
  readonly pool: Pool;
  readonly events: Events;
  /** The commands that run. */
  readonly calls: Calls;
  /**
   * Closes the pool and the store, lets `body` change the store's files, and opens what is there then. The calling handler
   * must not touch this context afterwards. Throws `conflict` where the store was opened alone, as by the command line.
   */
  replaceStore(body: () => void | Promise<void>): Promise<void>;
  /** Returns a reporter for one call by its endpoint's name. */
  reporter(call: string): Reporter;
  readonly log: Log;
  /** Hears the stack of a defect. */
  readonly onDefect: (stack: string) => void;
};
