import { createStore } from 'zustand/vanilla';

export type Toast = {
  readonly id: number;
  readonly kind: 'done' | 'note' | 'failed';
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
};

/** The toasts on the screen, newest last. */
export const toasts = createStore<{ readonly list: readonly Toast[] }>(() => ({ list: [] }));

/** A fourth would hide what is behind. */
const SHOWN_AT_MOST = 3;
let lastId = 0;

/** Shows a short message in the corner; returns its id. It is for what just happened, not for what must be read. */
export function showToast(toast: Omit<Toast, 'id'>): number {
  const id = ++lastId;
  toasts.setState(({ list }) => ({ list: [...list, { ...toast, id }].slice(-SHOWN_AT_MOST) }));
  return id;
}

export function dismissToast(id: number): void {
  toasts.setState(({ list }) => ({ list: list.filter((toast) => toast.id !== id) }));
}
