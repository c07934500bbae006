import type { Action } from '../state/actions.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shell.module.css';

const OTHERS = [
  { keys: ['↑', '↓'], title: 'Move through the rows of a table' },
  { keys: ['Enter'], title: 'Open the row' },
  { keys: ['Esc'], title: 'Close what lies above the page' },
] as const;

/** Shows the list of keys. */
export function KeysDialog({
  isOpen,
  onClose,
  actions,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly actions: readonly Action[];
}) {
  const rows = [...actions.filter(({ keys }) => keys !== undefined), ...OTHERS];
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys">
      <dl className={styles.keys}>
        {rows.flatMap(({ title, keys }) => [
          <dt key={`${title} keys`}>
            {keys?.map((key) => (
              <kbd key={key} className={styles.key}>
                {key}
              </kbd>
            ))}
          </dt>,
          <dd key={title}>{title}</dd>,
        ])}
      </dl>
    </Dialog>
  );
}
