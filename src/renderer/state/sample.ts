import { useStore } from 'zustand';
import { AppError } from '../../shared/errors.ts';
import { api } from '../api.ts';
import { cancelCall, ledger } from './calls.ts';
import { createPreparation } from './preparation.ts';

const COMMANDS = ['feeds.simulate', 'ratings.create'] as const;

const runningOf = (names: readonly string[]) =>
  ledger.store.getState().calls.filter((call) => call.state === 'running' && names.includes(call.call));

/** The sample market of this window on its way. */
export const preparation = createPreparation({
  async open(id) {
    await api.call('workspaces.open', { id });
    await ledger.refresh();
  },
  async openId() {
    return (await api.call('workspaces.list', {})).workspaces.find(({ isOpen }) => isOpen)?.id;
  },
  async hasData() {
    return (await api.call('system.status', {})).sources.length > 0;
  },
  async isRated() {
    try {
      await api.call('ratings.table', {});
      return true;
    } catch (thrown) {
      if (thrown instanceof AppError && (thrown.code === 'not-found' || thrown.code === 'insufficient-data'))
        return false;
      throw thrown;
    }
  },
  simulate: () => api.call('feeds.simulate', {}),
  rate: () => api.call('ratings.create', {}),
  untilIdle(name) {
    return new Promise((resolve) => {
      if (runningOf([name]).length === 0) return resolve();
      const undo = ledger.store.subscribe(() => {
        if (runningOf([name]).length > 0) return;
        undo();
        resolve();
      });
    });
  },
  async cancelRunning() {
    for (const { id } of runningOf(COMMANDS)) await cancelCall(id);
  },
});

/** Returns where the sample market of this window is on its way. */
export const usePreparation = () => useStore(preparation.store);
