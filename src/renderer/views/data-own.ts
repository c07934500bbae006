import { useCallback } from 'react';
import { ledger } from '../state/calls.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Returns a function that opens the user's own workspace if the sample is open: real data never goes into a simulated market. */
export function useOpenOwn(): () => Promise<boolean> {
  const { open, switchTo } = useWorkspace();
  const id = open?.id;
  return useCallback(async () => {
    if (id === 'own') return true;
    if ((await switchTo('own')) === undefined) return false;
    // each workspace counts its commands anew; a stale list would hide the one that begins next
    await ledger.refresh();
    return true;
  }, [id, switchTo]);
}
