/** The machine's sleep pauses the schedule; waking resumes it, and what was missed is made up for. */
import { powerMonitor } from 'electron';
import { NEVER_CANCELLED } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/create-engine.ts';

/** Follows the machine's power; returns its own undo. A locked screen is no sleep: the machine goes on, and so does the schedule. */
export function watchPower(engine: Pick<Engine, 'call'>, onDefect: (stack: string) => void): () => void {
  let last: Promise<unknown> = Promise.resolve();
  const pause = (paused: boolean) => (): void => {
    // one after another, so that the last word of the machine is the last that the engine hears
    last = last
      .then(() => engine.call('settings.pauseSchedule', { paused }, NEVER_CANCELLED))
      .catch((thrown: Error) => onDefect(thrown.stack ?? String(thrown)));
  };
  const [suspend, resume] = [pause(true), pause(false)];
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', resume);
  return () => {
    powerMonitor.off('suspend', suspend);
    powerMonitor.off('resume', resume);
  };
}
