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
const loadPalette = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
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
  const takeTyped = useKeys(actions, overlay !== null);
  useIdle(loadPalette);
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
            <Suspense
              fallback={
                <div className={styles.opening}>
                  <Skeleton lines={6} label="Opening the page" />
                </div>
              }
            >
              <Pages />
            </Suspense>
          </PageBoundary>
        </main>
      </div>
      <Suspense fallback={null}>
        {overlay === 'palette' ? (
          <Palette isOpen onClose={close} actions={actions} go={go} takeTyped={takeTyped} />
        ) : null}
        {overlay === 'keys' ? <KeysDialog isOpen onClose={close} actions={actions} /> : null}
      </Suspense>
      <ToastRegion />
    </div>
  );
}

/**
 * Runs actions by their keys. From the moment something is opened above the page its keys are off; what is typed before the field
 * there has the focus is kept, and the function that is returned gives it away.
 */
function useKeys(actions: readonly Action[], isCovered: boolean): () => string {
  const typed = useRef('');
  const covered = useRef(false);
  if (!isCovered) typed.current = '';
  covered.current = isCovered;
  useEffect(() => {
    const press = createChords(actions);
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const isInDialog = target.closest('[role="dialog"]') !== null;
      const hasCommand = event.ctrlKey || event.metaKey;
      if (covered.current && !isInDialog && !hasCommand && !event.altKey) {
        if (event.key.length === 1) typed.current += event.key;
        // Escape closes what is open, Tab leads into it
        if (event.key !== 'Escape' && event.key !== 'Tab') {
          event.preventDefault();
          event.stopPropagation();
        }
        return;
      }
      const id = press({
        key: event.key,
        hasCommand,
        hasAlt: event.altKey,
        isTyping: target.isContentEditable || isInDialog || target.closest('input, textarea, select') !== null,
        atTime: event.timeStamp,
      });
      const action = actions.find((candidate) => candidate.id === id);
      if (action === undefined) return;
      event.preventDefault();
      // the page is drawn anew a moment later; the next key may come before
      covered.current ||= action.id === 'palette';
      action.run();
    };
    // before any part of the page sees the key
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [actions]);
  return useCallback(() => {
    const text = typed.current;
    typed.current = '';
    return text;
  }, []);
}

/** Fetches a part of the program once nothing else is to be done. */
function useIdle(load: () => Promise<unknown>): void {
  useEffect(() => {
    const id = requestIdleCallback(() => void load().catch(() => undefined), { timeout: 3_000 });
    return () => cancelIdleCallback(id);
  }, [load]);
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
