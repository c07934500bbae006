import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorShape } from '../../shared/errors.ts';
import { toErrorShape } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/workspaces.ts';

/** Where the sample market is on its way. `left`: something else was chosen meanwhile. */
export type PreparationStep = 'idle' | 'opening' | 'making' | 'rating' | 'ready' | 'left' | 'cancelled' | 'failed';

/** What the preparation needs of the engine. Each may reject with AppError. */
export type PreparationEngine = {
  open(id: WorkspaceId): Promise<unknown>;
  /** Returns which workspace is open. */
  openId(): Promise<WorkspaceId | undefined>;
  /** Returns whether the open workspace has candles. */
  hasData(): Promise<boolean>;
  /** Returns whether the open workspace has ratings. */
  isRated(): Promise<boolean>;
  simulate(): Promise<unknown>;
  rate(): Promise<unknown>;
  /** Returns once no command of that name runs, whoever began it: after a reload the one from before goes on. */
  untilIdle(name: 'feeds.simulate' | 'ratings.create'): Promise<void>;
  /** Cancels what runs of these commands. */
  cancelRunning(): Promise<void>;
};

/** The sample market on its way; one for the whole window, so that a page that is left and opened again finds it. */
export type Preparation = {
  readonly store: StoreApi<{ readonly step: PreparationStep; readonly error: ErrorShape | null }>;
  /** Opens the sample, fills and rates it, leaving out what is done already. A second call while it runs does nothing. */
  begin(): Promise<void>;
  cancel(): Promise<void>;
  /** Puts it aside, because something else was chosen: what runs is cancelled, and it does not open by itself any more. */
  leave(): Promise<void>;
};

const RUNNING: readonly PreparationStep[] = ['opening', 'making', 'rating'];

/** Returns whether the preparation is under way at a step. */
export const isPreparing = (step: PreparationStep): boolean => RUNNING.includes(step);

/** Returns a preparation that has not begun. */
export function createPreparation(engine: PreparationEngine): Preparation {
  const store: Preparation['store'] = createStore(() => ({ step: 'idle' as PreparationStep, error: null }));
  /** Another run, or none any more, makes what an older one still waits for void. */
  let run = 0;

  const stop = async (step: 'cancelled' | 'left'): Promise<void> => {
    const wasRunning = isPreparing(store.getState().step);
    run++;
    store.setState({ step, error: null });
    if (wasRunning) await engine.cancelRunning();
  };

  return {
    store,
    async begin() {
      if (isPreparing(store.getState().step)) return;
      const mine = ++run;
      const moveTo = (step: PreparationStep): void => {
        if (mine === run) store.setState({ step, error: null });
      };
      /** Commands go to the workspace that is open: after another was opened they would reach the user's own data. */
      const isStillMine = async (): Promise<boolean> => {
        if (mine !== run) return false;
        if ((await engine.openId()) === 'sample') return mine === run;
        moveTo('left');
        return false;
      };
      moveTo('opening');
      try {
        await engine.open('sample');
        await engine.untilIdle('feeds.simulate');
        if (!(await isStillMine())) return;
        const isNew = !(await engine.hasData());
        if (isNew) {
          if (mine !== run) return;
          moveTo('making');
          await engine.simulate();
        }
        if (!(await isStillMine())) return;
        await engine.untilIdle('ratings.create');
        if (!(await isStillMine())) return;
        if (isNew || !(await engine.isRated())) {
          if (mine !== run) return;
          moveTo('rating');
          await engine.rate();
        }
        if (await isStillMine()) moveTo('ready');
      } catch (thrown) {
        if (mine !== run) return;
        const error = toErrorShape(thrown);
        store.setState({ step: error.code === 'cancelled' ? 'cancelled' : 'failed', error });
      }
    },
    cancel: () => stop('cancelled'),
    leave: () => stop('left'),
  };
}
