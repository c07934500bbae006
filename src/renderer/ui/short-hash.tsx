import { Copy } from 'lucide-react';
import { showToast } from '../state/toasts.ts';
import { IconButton } from './button.tsx';
import styles from './short-hash.module.css';

/** Shows the first characters of a hash, the whole on hover, with a button that copies it. */
export function ShortHash({ hash, label }: { readonly hash: string; readonly label: string }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(hash);
      showToast({ kind: 'done', title: `${label} copied` });
    } catch {
      // a shell may deny the clipboard; the text can still be taken by hand
      showToast({ kind: 'note', title: `${label} could not be copied; here it is`, text: hash });
    }
  };
  return (
    <span className={styles.hash}>
      <code title={hash}>{hash.slice(0, 12)}</code>
      <IconButton label={`Copy ${label}`} onClick={() => void copy()}>
        <Copy />
      </IconButton>
    </span>
  );
}
