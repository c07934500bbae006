import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { transport } from '../api.ts';
import type { ConnectionState } from '../transport/renderer-transport.ts';

const store = createStore<{ readonly state: ConnectionState; readonly wasLost: boolean }>(() => ({
  state: 'connecting',
  wasLost: false,
}));
transport.watchConnection((state) =>
  store.setState(({ wasLost }) => ({ state, wasLost: wasLost || state === 'lost' })),
);

/** Returns how the window stands with the engine, and whether it was ever lost. */
export const useConnection = (): { readonly state: ConnectionState; readonly wasLost: boolean } => useStore(store);
