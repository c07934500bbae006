import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** A short message in the corner. */
export type Toast = {
  readonly id: number;
  readonly kind: 'done' | 'note' | 'failed';
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
};

const toasts = createStore<{ readonly list: readonly Toast[] }>(() => ({ list: [] }));

/** Returns the toasts on the screen, newest last. */
export const useToasts = (): readonly Toast[] => useStore(toasts, ({ list }) => list);

/** A fourth would hide what is behind. */
const SHOWN_AT_MOST = 3;
let lastId = 0;

/** Shows a short message in the corner; returns its id. It is for what just happened, not for what must be read. */
export function showToast(toast: Omit<Toast, 'id'>): number {
  const id = ++lastId;
  toasts.setState(({ list }) => ({ list: [...list, { ...toast, id }].slice(-SHOWN_AT_MOST) }));
  return id;
}

/** Takes a toast off the screen. */
export function dismissToast(id: number): void {
  toasts.setState(({ list }) => ({ list: list.filter((toast) => toast.id !== id) }));
}
