/** The machine's sleep and the locked screen pause the schedule; waking resumes it, and what was missed is made up for. */
import { powerMonitor } from 'electron';
import { NEVER_CANCELLED } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/create-engine.ts';

/** Follows the machine's power; returns its own undo. */
export function watchPower(engine: Pick<Engine, 'call'>, onDefect: (stack: string) => void): () => void {
  const held = { asleep: false, locked: false };
  let paused = false;
  let last: Promise<unknown> = Promise.resolve();
  const set = (why: keyof typeof held, isHeld: boolean) => (): void => {
    held[why] = isHeld;
    const wanted = held.asleep || held.locked;
    if (wanted === paused) return;
    paused = wanted;
    // one after another, so that the last word of the machine is the last that the engine hears
    last = last
      .then(() => engine.call('settings.pauseSchedule', { paused: wanted }, NEVER_CANCELLED))
      .catch((thrown: Error) => onDefect(thrown.stack ?? String(thrown)));
  };
  const [suspend, resume, lock, unlock] = [
    set('asleep', true),
    set('asleep', false),
    set('locked', true),
    set('locked', false),
  ];
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', resume);
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('unlock-screen', unlock);
  return () => {
    powerMonitor.off('suspend', suspend);
    powerMonitor.off('resume', resume);
    powerMonitor.off('lock-screen', lock);
    powerMonitor.off('unlock-screen', unlock);
  };
}
