import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { EngineContext } from './context.ts';
import { loadSettings, saveSettings } from './load-settings.ts';
import type { Scheduler } from './schedule.ts';

type Names = 'settings.get' | 'settings.save' | 'settings.schedule' | 'settings.pauseSchedule';

/** Returns the handlers of settings and of the schedule. */
export function settingHandlers(
  { store, events, log }: EngineContext,
  schedule: Scheduler,
): Pick<Handlers<AppContract>, Names> {
  return {
    'settings.get': () => loadSettings(store, log),
    'settings.save'(settings) {
      const { isOn } = loadSettings(store, log).schedule;
      saveSettings(store, settings);
      schedule.settingsSaved(isOn);
      events.publish('settings.changed', {});
      return settings;
    },
    'settings.schedule': () => schedule.describe(),
    'settings.pauseSchedule'({ paused }) {
      schedule.pause(paused);
      return { isPaused: paused };
    },
  };
}
