import { Dialog } from '@base-ui/react/dialog';
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Action } from '../state/actions.ts';
import { useQuery } from '../state/query.ts';
import overlay from '../ui/overlay.module.css';
import { findEntries } from './find-actions.ts';
import { backtestEntries, draftEntries, tokenEntries } from './palette-entries.ts';
import styles from './shell.module.css';

/** Shows a line that finds pages, tokens, drafts, backtests and actions; arrows choose, Enter runs, Escape closes. */
export function Palette({
  isOpen,
  onClose,
  actions,
  go,
  takeTyped,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly actions: readonly Action[];
  readonly go: (path: string) => void;
  /** Gives what was typed while the palette was on its way. */
  readonly takeTyped: () => string;
}) {
  const field = useRef<HTMLInputElement>(null);
  // the field takes the focus before the library looks where it was
  const before = useRef(document.activeElement as HTMLElement | null);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={overlay.backdrop} />
        <Dialog.Popup className={styles.palette} initialFocus={field} finalFocus={before}>
          <Dialog.Title className="hidden-text">Find a page, a token or an action</Dialog.Title>
          <PaletteContent field={field} onClose={onClose} actions={actions} go={go} takeTyped={takeTyped} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteContent({
  field,
  onClose,
  actions,
  go,
  takeTyped,
}: {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onClose: () => void;
  readonly actions: readonly Action[];
  readonly go: (path: string) => void;
  readonly takeTyped: () => string;
}) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const table = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  const drafts = useQuery('drafts.list', {}, { refreshOn: ['drafts.changed'] });
  const backtests = useQuery('backtests.list', {}, { refreshOn: ['backtests.changed'] });
  const entries = useMemo<readonly Action[]>(
    () => [
      ...actions.filter((action) => action.id !== 'palette'),
      ...tokenEntries(table.value, go),
      ...draftEntries(drafts.value?.drafts, go),
      ...backtestEntries(backtests.value?.trials, go),
    ],
    [actions, table.value, drafts.value, backtests.value, go],
  );
  // the library gives the focus a frame later; a key pressed until then would go to the page
  useLayoutEffect(() => {
    field.current?.focus();
    setQuery((typed) => typed + takeTyped());
  }, [field, takeTyped]);
  const found = useMemo(() => findEntries(entries, query), [entries, query]);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (action: Action | undefined): void => {
    if (action === undefined) return;
    onClose();
    action.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      // closing moves the focus, and the key would press whatever button has it then
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    <>
      <input
        ref={field}
        className={styles.paletteInput}
        role="combobox"
        aria-label="Find a page, a token or an action"
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-activedescendant={found.length === 0 ? undefined : `${id}${chosen}`}
        placeholder="Find a page, a token or an action"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}list`} role="listbox" aria-label="Found" className={styles.paletteList}>
        {found.map((action, index) => (
          <div
            key={action.id}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={styles.paletteItem}
            onMouseMove={() => setChosen(index)}
            onClick={() => run(action)}
            onKeyDown={onKeyDown}
          >
            <span>{action.title}</span>
            {action.note === undefined ? null : <span className={styles.paletteNote}>{action.note}</span>}
            {action.keys?.map((key) => (
              <kbd key={key} className={styles.key}>
                {key}
              </kbd>
            ))}
          </div>
        ))}
      </div>
      {found.length === 0 ? (
        <p className={styles.paletteEmpty}>
          Nothing of that name.{table.value === undefined ? ' Tokens are found here once they are rated.' : ''}
        </p>
      ) : null}
    </>
  );
}
