import { Component, type ReactNode, useEffect, useRef } from 'react';
import { useConnection } from '../state/connection.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

/** Shows what to do where a page broke, in its place; the rest of the program goes on. Another `place` is another try. */
export class PageBoundary extends Component<
  { readonly place: string; readonly children: ReactNode },
  { readonly broken: { readonly place: string; readonly message: string } | null }
> {
  override state = { broken: null as { place: string; message: string } | null };

  static getDerivedStateFromError(error: unknown) {
    return { broken: { place: '', message: error instanceof Error ? error.message : String(error) } };
  }

  override componentDidUpdate(before: { readonly place: string }) {
    if (before.place !== this.props.place && this.state.broken !== null) this.setState({ broken: null });
  }

  override render() {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    if (isNotFetched(broken.message)) return <NotFetched />;
    return (
      <ErrorState
        title="This page broke"
        error={{
          code: 'conflict',
          message: `${broken.message}. Nothing was lost. Try again, or load the window anew.`,
        }}
        onRetry={() => this.setState({ broken: null })}
      />
    );
  }
}

/** Returns whether a page could not be fetched, in the words of the bundler, Chromium, Firefox and Safari. */
const isNotFetched = (message: string): boolean =>
  /unable to preload|dynamically imported module|importing a module script failed/i.test(message);

/** Shows that a page, each of which is fetched when it is first opened, was not; loads the window anew once the engine is back. */
function NotFetched() {
  const { state } = useConnection();
  const wasLost = useRef(false);
  useEffect(() => {
    if (state !== 'connected') wasLost.current = true;
    // a part that could not be fetched once is not asked for again by the same document
    else if (wasLost.current) window.location.reload();
  }, [state]);
  if (state === 'connected') {
    return (
      <EmptyState
        title="This page could not be fetched"
        action={<Button onClick={() => window.location.reload()}>Load the window anew</Button>}
      >
        The engine was gone for a moment, or Indexsmith was brought up to date meanwhile. Nothing was lost.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="The engine is gone">
      This page was not opened before, so it has yet to be fetched. It opens by itself once the engine is back; nothing
      was lost.
    </EmptyState>
  );
}
