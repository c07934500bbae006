import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { transport } from '../api.ts';
import { type Action, listActions } from '../state/actions.ts';
import { usePreference } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { classNames } from '../ui/class-names.ts';
import { Skeleton } from '../ui/states.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { createChords } from './key-chords.ts';
import { PageBoundary } from './page-boundary.tsx';
import { Pages } from './pages.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { ToastRegion } from './toast-region.tsx';
import { TopBar } from './top-bar.tsx';

// what lies above the page is fetched when it is first asked for
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }));

/** Shows what surrounds every page, and the page. */
export function Shell() {
  const [place, go] = useLocation();
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const isCollapsed = usePreference('isRailCollapsed');
  const main = useRef<HTMLElement>(null);
  const close = useCallback(() => setOverlay(null), []);
  const actions = useMemo(
    () =>
      listActions({
        go,
        openPalette: () => setOverlay('palette'),
        openKeys: () => setOverlay('keys'),
        focusFilter: () => main.current?.querySelector<HTMLElement>('[data-filter]')?.focus(),
      }),
    [go],
  );
  useKeys(actions);
  useShellCommands(actions);
  useFocusOnPage(place, main);
  useFocusKept(main);
  useWelcome(place, go);
  return (
    <div className={classNames(styles.shell, isCollapsed && styles.collapsed)}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Rail />
      <TopBar onFind={() => setOverlay('palette')} />
      <div className={styles.body}>
        <ConnectionBanner />
        <main ref={main} id="main" className={styles.main} tabIndex={-1}>
          <PageBoundary place={place}>
            <Suspense fallback={<Skeleton lines={6} label="Opening the page" />}>
              <Pages />
            </Suspense>
          </PageBoundary>
        </main>
      </div>
      <Suspense fallback={null}>
        {overlay === 'palette' ? <Palette isOpen onClose={close} actions={actions} go={go} /> : null}
        {overlay === 'keys' ? <KeysDialog isOpen onClose={close} actions={actions} /> : null}
      </Suspense>
      <ToastRegion />
    </div>
  );
}

/** Runs actions by their keys. */
function useKeys(actions: readonly Action[]): void {
  useEffect(() => {
    const press = createChords(actions);
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const id = press({
        key: event.key,
        hasCommand: event.ctrlKey || event.metaKey,
        hasAlt: event.altKey,
        isTyping: target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null,
        atTime: event.timeStamp,
      });
      const action = actions.find((candidate) => candidate.id === id);
      if (action === undefined) return;
      event.preventDefault();
      action.run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [actions]);
}

/** Runs actions that the native menu asks for. */
function useShellCommands(actions: readonly Action[]): void {
  useEffect(
    () =>
      transport.subscribe((name, payload) => {
        if (name !== 'shell.command') return;
        const { command } = payload as { command?: unknown };
        actions.find(({ id }) => id === command)?.run();
      }),
    [actions],
  );
}

/** Gives the heading the focus when another page is opened, so that a screen reader says where one is. */
function useFocusOnPage(place: string, main: { readonly current: HTMLElement | null }): void {
  const before = useRef(place);
  useEffect(() => {
    const element = main.current;
    if (before.current === place || element === null) return;
    before.current = place;
    element.scrollTop = 0;
    const focus = (): boolean => {
      const title = element.querySelector<HTMLElement>('[data-page-title]');
      title?.focus({ preventScroll: true });
      // the heading of a page that is hidden while the next one loads cannot take it
      return title !== null && document.activeElement === title;
    };
    // the page may still be on its way: wait for its heading
    element.focus({ preventScroll: true });
    const frame = requestAnimationFrame(() => {
      if (focus()) observer.disconnect();
    });
    const observer = new MutationObserver(() => {
      if (focus()) observer.disconnect();
    });
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [place, main]);
}

/** Gives the heading the focus when what had it is taken off the page, such as a form that closes: else it would be nowhere. */
function useFocusKept(main: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = main.current;
    if (element === null) return;
    let last: EventTarget | null = null;
    const onFocus = (event: FocusEvent): void => {
      last = event.target;
    };
    const observer = new MutationObserver(() => {
      if (document.activeElement !== document.body || !(last instanceof Node) || last.isConnected) return;
      last = null;
      element.querySelector<HTMLElement>('[data-page-title]')?.focus({ preventScroll: true });
    });
    element.addEventListener('focusin', onFocus);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('focusin', onFocus);
      observer.disconnect();
    };
  }, [main]);
}

/** Leads to the first run where no workspace has data. */
function useWelcome(place: string, go: (path: string, options?: { replace?: boolean }) => void): void {
  const list = useQuery('workspaces.list', {}, { refreshOn: ['data.changed', 'backups.changed'] });
  const isEmpty = list.value?.workspaces.every(({ hasData }) => hasData !== true);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isEmpty === undefined || !isFirst.current) return;
    isFirst.current = false;
    if (isEmpty && place !== '/welcome' && place !== '/settings') go('/welcome', { replace: true });
  }, [isEmpty, place, go]);
}
