import type { Clock } from '../../shared/time.ts';
import type { Pool } from '../jobs/pool.ts';
import type { WritableStore } from '../store/open.ts';
import type { Events } from './events.ts';
import type { Reporter } from './progress.ts';

/** What every group of handlers is given by the composition root. */
export type EngineContext = {
  /** Folder of the store, the reports and the backups. */
  readonly home: string;
  readonly store: WritableStore;
  readonly clock: Clock;
  readonly pool: Pool;
  readonly events: Events;
  /** Returns a reporter for one call by its endpoint's name. */
  reporter(call: string): Reporter;
  /** Hears the stack of a defect, for the log. */
  readonly onDefect: (stack: string) => void;
};
