import { useLocation } from 'wouter';
import { Button } from './button.tsx';
import { EmptyState } from './states.tsx';

/** Shows that the open workspace holds no data, and leads to where it comes from. */
export function NoData({ title }: { readonly title: string }) {
  const [, setLocation] = useLocation();
  return (
    <EmptyState
      title={title}
      action={
        <Button kind="primary" onClick={() => setLocation('/welcome')}>
          Bring in data
        </Button>
      }
    >
      Import files, fetch from an exchange, or open the simulated sample market first.
    </EmptyState>
  );
}
