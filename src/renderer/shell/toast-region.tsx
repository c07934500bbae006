import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { dismissToast, type Toast, useToasts } from '../state/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import styles from './shell.module.css';

/** Failures stay until they are dismissed. */
const SHOWN_FOR = 6_000;

/** Shows the toasts; screen readers hear them. */
export function ToastRegion() {
  const list = useToasts();
  return (
    <section className={styles.toasts} aria-label="Messages" aria-live="polite">
      {list.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  useEffect(() => {
    if (toast.kind === 'failed') return;
    const timer = setTimeout(() => dismissToast(toast.id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className={styles.toast}>
      {toast.kind === 'done' ? (
        <CircleCheck className={styles.toastDone} aria-hidden="true" />
      ) : toast.kind === 'failed' ? (
        <CircleAlert className={styles.toastFailed} aria-hidden="true" />
      ) : (
        <Info aria-hidden="true" />
      )}
      <div>
        <strong>{toast.title}</strong>
        {toast.text === undefined ? null : <p>{toast.text}</p>}
        {toast.action === undefined ? null : <Button onClick={toast.action.run}>{toast.action.label}</Button>}
      </div>
      <IconButton label="Dismiss" onClick={() => dismissToast(toast.id)}>
        <X />
      </IconButton>
    </div>
  );
}
