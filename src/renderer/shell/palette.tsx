import { Dialog } from '@base-ui/react/dialog';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { tokenPath } from '../routes.ts';
import type { Action } from '../state/actions.ts';
import { useQuery } from '../state/query.ts';
import overlay from '../ui/overlay.module.css';
import { findEntries } from './find-actions.ts';
import styles from './shell.module.css';

/** Shows a line that finds pages, tokens and actions; arrows choose, Enter runs, Escape closes. */
export function Palette({
  isOpen,
  onClose,
  actions,
  go,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly actions: readonly Action[];
  readonly go: (path: string) => void;
}) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={overlay.backdrop} />
        <Dialog.Popup className={styles.palette}>
          <Dialog.Title className="hidden-text">Find a page, a token or an action</Dialog.Title>
          <PaletteContent onClose={onClose} actions={actions} go={go} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteContent({
  onClose,
  actions,
  go,
}: {
  readonly onClose: () => void;
  readonly actions: readonly Action[];
  readonly go: (path: string) => void;
}) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const table = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  const entries = useMemo<readonly Action[]>(() => {
    const { asset = [], name = [] } = table.value ?? {};
    const tokens = asset.map((token, index) => ({
      id: `token ${token}`,
      title: name[index] ?? token,
      note: token,
      run: () => go(tokenPath(token)),
    }));
    return [...actions.filter((action) => action.id !== 'palette'), ...tokens];
  }, [actions, table.value, go]);
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
