import { Component, type ReactNode } from 'react';
import { ErrorState } from '../ui/states.tsx';

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
