import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Call } from '../../shared/calls.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { CallName } from '../../shared/endpoint.ts';
import { api, transport } from '../api.ts';
import { callTitle, hasTitle } from '../call-titles.ts';
import { createCallLedger } from './call-ledger.ts';
import { showToast } from './toasts.ts';

/** The ledger of calls of this window. */
export const ledger = createCallLedger(transport, ({ call }) => {
  if (!hasTitle(call)) return;
  showToast({
    kind: 'failed',
    title: `${callTitle(call)} was broken off`,
    text: 'The engine stopped and was started again. What was finished is kept; start the rest once more.',
  });
});

/** Returns the commands that run and those that ended lately, newest first. */
export function useCalls(): readonly Call[] {
  return useStore(ledger.store, (state) => state.calls);
}

/** Returns the newest running command of a name, whoever started it, or undefined: a page shows it also after a reload. */
export function useRunningCall(name: CallName<AppContract>): Call | undefined {
  const calls = useCalls();
  return useMemo(() => calls.find((call) => call.call === name && call.state === 'running'), [calls, name]);
}

/** Cancels a running command; what it finished is kept. One that has ended meanwhile is no error. */
export async function cancelCall(id: number): Promise<void> {
  try {
    await api.call('calls.cancel', { id });
  } finally {
    await ledger.refresh();
  }
}
